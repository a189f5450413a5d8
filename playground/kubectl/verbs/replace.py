"""`kubectl replace`: put a manifest in the place of an object; with --force delete and create.

Example: `replace -f web.yaml` prints `deployment.apps/web replaced`.
Mirrors: kubectl pkg/cmd/replace/replace.go.
"""

from __future__ import annotations

from playground.kubectl.api import Api
from playground.kubectl.command import (
    DRY_RUN,
    FIELD_MANAGER,
    FILENAME,
    OUTPUT,
    RECURSIVE,
    VALIDATE,
    Command,
    dry_run,
    suffix,
    write_query,
)
from playground.kubectl.failures import ServerFailure, error, raise_all
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.manifests import Read, read_manifests
from playground.kubectl.printers.output import object_text
from playground.kubectl.resources import object_name, path_of, short_resource
from playground.kubectl.selection import Found
from playground.kubectl.shell import Shell
from playground.kubectl.waiting import until_gone


async def replace(shell: Shell, flags: Flags) -> int:
    if not flags["filename"]:
        raise error("must specify one of -f and -k")
    api = Api(shell)
    read, failures = read_manifests(shell, flags["filename"])
    for each in read:
        try:
            if flags["force"]:
                await remove(api, each)
            await put(api, flags, each)
        except ServerFailure as failure:
            failures.append(failure.while_(f'error when replacing "{each.source}"'))
    raise_all(failures)
    return 0


async def put(api: Api, flags: Flags, read: Read) -> None:
    mode = dry_run(flags)
    query = {**write_query(flags, "kubectl-replace"), "fieldValidation": "Strict"}
    result = read.manifest
    if mode != "client":
        method, name = ("POST", "") if flags["force"] else ("PUT", read.name)
        if not flags["force"]:
            await api.get(read.kind, read.namespace, read.name)
        path = path_of(read.kind, read.namespace, name)
        result = await api.write(method, path, read.manifest, query)
    if flags["output"]:
        api.shell.out_raw(object_text(result, flags["output"]))
    else:
        api.shell.out(f"{object_name(read.kind, read.name)} replaced{suffix(mode)}")


async def remove(api: Api, read: Read) -> None:
    """Delete what is there and wait until it is gone."""
    live = await api.find(read.kind, read.namespace, read.name)
    if live is None:
        return
    body = {"kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Background"}
    await api.write("DELETE", path_of(read.kind, read.namespace, read.name), body, {})
    api.shell.out(f'{short_resource(read.kind)} "{read.name}" deleted')
    await until_gone(api, Found(read.kind, live), 0.0)


COMMANDS = (
    Command(
        ("replace",),
        replace,
        "Replace a resource by file name or stdin",
        (
            FILENAME,
            RECURSIVE,
            DRY_RUN,
            OUTPUT,
            VALIDATE,
            FIELD_MANAGER,
            Flag("force", "bool"),
            Flag("grace-period", "int", default=-1),
            Flag("save-config", "bool"),
        ),
        usage="replace -f FILENAME [flags]",
    ),
)

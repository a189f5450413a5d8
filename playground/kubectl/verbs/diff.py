"""`kubectl diff`: what `apply` would change, as a unified diff; exit code 1 when there is any.

Mirrors: kubectl pkg/cmd/diff/diff.go.
"""

from __future__ import annotations

import difflib

from cluster.api.patch.three_way import three_way_patch
from cluster.core.timestamps import format_time
from playground.kubectl.api import STRATEGIC, Api, Manifest
from playground.kubectl.command import FILENAME, RECURSIVE, Command
from playground.kubectl.failures import Failure, raise_all
from playground.kubectl.flags import Flags
from playground.kubectl.last_applied import LAST_APPLIED, earlier
from playground.kubectl.manifests import Read, read_manifests
from playground.kubectl.printers.output import without_managers
from playground.kubectl.printers.yaml_text import yaml_text
from playground.kubectl.resources import path_of
from playground.kubectl.shell import Shell

TROUBLE = 2
"""The exit code of a diff that could not be made; 1 says that there is a difference."""


async def diff(shell: Shell, flags: Flags) -> int:
    if not flags["filename"]:
        raise Failure("error: must specify one of -f and -k", TROUBLE)
    api = Api(shell)
    try:
        read, failures = read_manifests(shell, flags["filename"])
        raise_all(failures)
    except Failure as failure:
        failure.code = TROUBLE
        raise
    is_different = False
    for each in read:
        before, after = await both(api, each)
        lines = compared(each, before, after, await api.now())
        shell.out_raw("".join(lines))
        is_different = is_different or bool(lines)
    return 1 if is_different else 0


async def both(api: Api, read: Read) -> tuple[Manifest | None, Manifest]:
    """(the live object, what a dry run of apply gives)."""
    live = await api.find(read.kind, read.namespace, read.name)
    query = {"dryRun": "All", "fieldManager": "kubectl-client-side-apply"}
    if live is None:
        path = path_of(read.kind, read.namespace)
        return None, await api.write("POST", path, read.manifest, query)
    last = earlier((live["metadata"].get("annotations") or {}).get(LAST_APPLIED, ""))
    metadata = {"annotations": {}, **(read.manifest.get("metadata") or {})}
    wanted = {**read.manifest, "metadata": metadata}
    patch = three_way_patch(last, wanted, live, read.kind.schema)
    if not patch:
        return live, live
    path = path_of(read.kind, read.namespace, read.name)
    return live, await api.write("PATCH", path, patch, query, STRATEGIC)


def compared(read: Read, before: Manifest | None, after: Manifest, now: float) -> list[str]:
    kind = read.kind
    name = f"{kind.group}.{kind.version}.{kind.kind}.{read.namespace}.{read.name}".lstrip(".")
    old = yaml_text(without_managers(before)).splitlines(keepends=True) if before else []
    new = yaml_text(without_managers(after)).splitlines(keepends=True)
    files = f"/tmp/LIVE-0/{name}", f"/tmp/MERGED-0/{name}"
    moment = format_time(now).replace("T", " ").replace("Z", " +0000")
    lines = list(difflib.unified_diff(old, new, *files, moment, moment))
    return [f"diff -u -N {files[0]} {files[1]}\n", *lines] if lines else []


COMMANDS = (
    Command(
        ("diff",),
        diff,
        "Diff the live version against a would-be applied version",
        (FILENAME, RECURSIVE),
        usage="diff -f FILENAME",
    ),
)

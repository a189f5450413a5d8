"""`kubectl apply`: create what is missing, else patch by way of the last applied manifest.

The manifest is kept in an annotation, so that what disappears from it disappears from the object
(SPEC K34).
Example: `deployment.apps/web created`, `configured`, `unchanged`.
Mirrors: kubectl pkg/cmd/apply/apply.go.
"""

from __future__ import annotations

import json
from typing import Any

from cluster.api.patch.three_way import three_way_patch
from playground.kubectl.api import MERGE, STRATEGIC, Api, Manifest
from playground.kubectl.command import (
    DRY_RUN,
    EVERYTHING,
    FIELD_MANAGER,
    FILENAME,
    OUTPUT,
    OVERWRITE,
    RECORD,
    RECURSIVE,
    SELECTOR,
    VALIDATE,
    Command,
    dry_run,
    suffix,
    write_query,
)
from playground.kubectl.failures import Failure, ServerFailure, error, raise_all, unexpected
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.last_applied import LAST_APPLIED, annotated, earlier
from playground.kubectl.manifests import Read, as_new, read_manifests
from playground.kubectl.printers.json_text import compact
from playground.kubectl.printers.output import object_text
from playground.kubectl.printers.yaml_text import yaml_text
from playground.kubectl.resources import object_name, path_of
from playground.kubectl.selection import objects
from playground.kubectl.shell import Shell
from playground.kubectl.verbs.apply_server_side import apply_on_server, refuse_wrong_flags

MISSING = (
    "Warning: resource {plural}/{name} is missing the {annotation} annotation which is required by "
    "kubectl apply. kubectl apply should only be used on resources created declaratively by either "
    "kubectl create --save-config or kubectl apply. The missing annotation will be patched "
    "automatically."
)


async def apply(shell: Shell, flags: Flags) -> int:
    if flags.arguments:
        raise unexpected(flags.arguments, "apply")
    if not flags["filename"]:
        raise error("must specify one of -f and -k")
    refuse_wrong_flags(flags)
    api = Api(shell)
    read, failures = read_manifests(shell, flags["filename"])
    if not read and not failures:
        raise error("no objects passed to apply")
    results: list[Manifest] = []
    for each in read:
        try:
            apply_it = apply_on_server if flags["server-side"] else apply_one
            results.append(await apply_it(api, flags, each))
        except Failure as failure:
            failures.append(failure)
    if flags["output"] and flags["output"] != "name" and results:
        value = results[0] if len(results) == 1 else as_list(results)
        shell.out_raw(object_text(value, flags["output"]))
    raise_all(failures)
    return 0


def as_list(items: list[Manifest]) -> Manifest:
    return {"apiVersion": "v1", "items": items, "kind": "List", "metadata": {}}


async def apply_one(api: Api, flags: Flags, read: Read) -> Manifest:
    """Apply one manifest and say what became of it. Raises Failure."""
    metadata = read.manifest.get("metadata") or {}
    if not read.name and metadata.get("generateName"):
        raise error(f"from {metadata['generateName']}: cannot use generate name with apply")
    if not read.name:
        raise no_name(read)
    mode = dry_run(flags)
    wanted = annotated(read.manifest)
    namespace = read.namespace if read.kind.namespaced else ""
    live = await live_object(api, read, namespace)
    if live is None:
        return await create_it(api, flags, read, wanted)
    annotations = live["metadata"].get("annotations") or {}
    if LAST_APPLIED not in annotations:
        api.shell.err(
            MISSING.format(plural=read.kind.plural, name=read.name, annotation=LAST_APPLIED)
        )
    last = earlier(annotations.get(LAST_APPLIED, ""))
    schema = read.kind.schema
    patch = three_way_patch(last, wanted, live, schema)
    result = live
    if patch and mode != "client":
        result = await send(api, flags, read, patch)
    is_same = not patch or (mode != "client" and unchanged(result, live))
    told(api, flags, read, "unchanged" if is_same else f"configured{suffix(mode)}", mode)
    return result


def unchanged(result: Manifest, live: Manifest) -> bool:
    return bool(
        result["metadata"].get("resourceVersion") == live["metadata"].get("resourceVersion")
        and result == live
    )


def told(api: Api, flags: Flags, read: Read, what: str, mode: str) -> None:
    if flags["output"] == "name":
        api.shell.out(object_name(read.kind, read.name))
    elif not flags["output"]:
        end = suffix(mode) if what == "unchanged" else ""
        api.shell.out(f"{object_name(read.kind, read.name)} {what}{end}")


async def live_object(api: Api, read: Read, namespace: str) -> Manifest | None:
    try:
        return await api.find(read.kind, namespace, read.name)
    except ServerFailure as failure:
        raise failure.while_(retrieving(read)) from None


def retrieving(read: Read) -> str:
    return (
        f"error when retrieving current configuration of:\n{about(read)}\n"
        f'from server for: "{read.source}"'
    )


def about(read: Read) -> str:
    kind = read.kind
    return (
        f'Resource: "{kind.group}/{kind.version}, Resource={kind.plural}", '
        f'GroupVersionKind: "{kind.group}/{kind.version}, Kind={kind.kind}"\n'
        f'Name: "{read.name}", Namespace: "{read.namespace}"'
    )


def no_name(read: Read) -> Failure:
    return error(f"{retrieving(read)}: resource name may not be empty")


async def create_it(api: Api, flags: Flags, read: Read, wanted: Manifest) -> Manifest:
    mode = dry_run(flags)
    result: Manifest = wanted
    if mode != "client":
        query = {**write_query(flags, "kubectl-client-side-apply"), "fieldValidation": "Strict"}
        path = path_of(read.kind, read.namespace)
        try:
            result = await api.write("POST", path, as_new(wanted), query)
        except ServerFailure as failure:
            raise failure.while_(f'error when creating "{read.source}"') from None
    told(api, flags, read, f"created{suffix(mode)}", mode)
    return result


async def send(api: Api, flags: Flags, read: Read, patch: Manifest) -> Manifest:
    query = {**write_query(flags, "kubectl-client-side-apply"), "fieldValidation": "Strict"}
    path = path_of(read.kind, read.namespace, read.name)
    kind_of = MERGE if read.kind.group == "sim.kubeloop.dev" else STRATEGIC
    try:
        return await api.write("PATCH", path, patch, query, kind_of)
    except ServerFailure as failure:
        doing = (
            f"error when applying patch:\n{compact(patch)}\nto:\n{about(read)}\n"
            f'for: "{read.source}": error when patching "{read.source}"'
        )
        raise failure.while_(doing) from None


async def view_last_applied(shell: Shell, flags: Flags) -> int:
    """`apply view-last-applied deployment/web`"""
    api = Api(shell)
    found, failures = await objects(api, flags, flags.arguments)
    for each in found:
        text = (each.manifest["metadata"].get("annotations") or {}).get(LAST_APPLIED)
        if text is None:
            raise error(f"no last-applied-configuration annotation found on resource: {each.name}")
        value: Any = json.loads(text)
        if flags["output"] == "json":
            shell.out(json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False))
        else:
            shell.out_raw(yaml_text(value))
    raise_all(failures)
    return 0


COMMANDS = (
    Command(
        ("apply", "view-last-applied"),
        view_last_applied,
        "View the latest last-applied-configuration annotations by type/name or file",
        (OUTPUT, SELECTOR, EVERYTHING),
        usage="apply view-last-applied (TYPE [NAME | -l label] | TYPE/NAME) [flags]",
    ),
    Command(
        ("apply",),
        apply,
        "Apply a configuration to a resource by file name or stdin",
        (
            FILENAME,
            RECURSIVE,
            DRY_RUN,
            OUTPUT,
            VALIDATE,
            OVERWRITE,
            FIELD_MANAGER,
            RECORD,
            SELECTOR,
            Flag("kustomize", short="k"),
            Flag("server-side", "bool"),
            Flag("force-conflicts", "bool"),
            Flag("wait", "bool"),
        ),
        usage="apply (-f FILENAME | -k DIRECTORY) [flags]",
    ),
)

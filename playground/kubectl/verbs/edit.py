"""`kubectl edit`: an object as YAML (or JSON) through an editor, and the difference as a patch.

The editor is what `KUBE_EDITOR` or `EDITOR` in front of the line says (`editors.py`).
Example: `KUBE_EDITOR="sed -i s/v1/v2/" kubectl edit deploy web`: `deployment.apps/web edited`.
Mirrors: kubectl pkg/cmd/util/editor/editoptions.go.
"""

from __future__ import annotations

from cluster.api.body import decode
from cluster.api.patch.three_way import three_way_patch
from cluster.kinds.errors import ApiError
from playground.kubectl.api import MERGE, STRATEGIC, Api, Manifest
from playground.kubectl.command import FIELD_MANAGER, OUTPUT, RECORD, VALIDATE, Command, write_query
from playground.kubectl.editors import NONE_HERE, edited
from playground.kubectl.failures import Failure, ServerFailure, error, raise_all
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.printers.output import object_text, without_managers
from playground.kubectl.resources import object_name, path_of, resource_name
from playground.kubectl.selection import NOTHING_ASKED, Found, objects
from playground.kubectl.shell import Shell

CANCELLED = "Edit cancelled, no changes made."
NOTHING_SAVED = "Edit cancelled, no valid changes were saved."


async def edit(shell: Shell, flags: Flags) -> int:
    if not flags.arguments:
        raise Failure(NOTHING_ASKED)
    api = Api(shell)
    found, failures = await objects(api, flags, flags.arguments)
    raise_all(failures)
    editor = shell.environment.get("KUBE_EDITOR") or shell.environment.get("EDITOR")
    if not editor:
        raise error(NONE_HERE)
    for each in found:
        await edit_one(api, flags, each, editor)
    return 0


async def edit_one(api: Api, flags: Flags, found: Found, editor: str) -> None:
    """Raises Failure."""
    before = without_managers(found.manifest)
    text = object_text(before, flags["output"] or "yaml")
    after = edited(text, editor)
    if after == text:
        api.shell.err(CANCELLED)
        return
    patch = difference(found, before, after)
    if not patch:
        api.shell.err(CANCELLED)
        return
    query = {**write_query(flags, "kubectl-edit"), "fieldValidation": "Strict"}
    kind_of = MERGE if found.kind.group == "sim.kubeloop.dev" else STRATEGIC
    path = path_of(found.kind, found.namespace, found.name)
    try:
        await api.write("PATCH", path, patch, query, kind_of)
    except ServerFailure as failure:
        if failure.reason == "Invalid":
            what = f'{resource_name(found.kind)} "{found.name}" is invalid'
            raise Failure(f"error: {what}\nerror: {NOTHING_SAVED}") from None
        raise failure.while_(
            f'{resource_name(found.kind)} "{found.name}" could not be patched'
        ) from None
    api.shell.out(f"{object_name(found.kind, found.name)} edited")


def difference(found: Found, before: Manifest, text: str) -> Manifest:
    """The patch from what was shown to what came back. Raises Failure."""
    try:
        after = decode(text.encode(), "application/yaml").value
    except ApiError as refusal:
        raise error(f"{NOTHING_SAVED}\n{refusal.message}") from None
    if not isinstance(after, dict):
        raise error(NOTHING_SAVED)
    for field in ("apiVersion", "kind"):
        if after.get(field) != before.get(field):
            raise error(NOTHING_SAVED)
    if (after.get("metadata") or {}).get("name") != found.name:
        raise error("At least one of apiVersion, kind and name was changed")
    return three_way_patch(before, after, before, found.kind.schema)


COMMANDS = (
    Command(
        ("edit",),
        edit,
        "Edit a resource on the server",
        (OUTPUT, VALIDATE, FIELD_MANAGER, RECORD, Flag("output-patch", "bool")),
        usage="edit (RESOURCE/NAME | RESOURCE NAME) [flags]",
    ),
)

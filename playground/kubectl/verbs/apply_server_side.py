"""`kubectl apply --server-side`: the server merges, and knows who owns which field.

An object that was applied by the client before is handed over: the fields of the old manager become
the new one's, and the annotation with the last manifest is kept up to date by a manager of its own.
Example: `deployment.apps/web serverside-applied`.
Mirrors: kubectl pkg/cmd/apply/apply.go, client-go util/csaupgrade.
"""

from __future__ import annotations

from playground.kubectl.api import JSON_PATCH, Api, Manifest
from playground.kubectl.command import dry_run, suffix
from playground.kubectl.failures import ServerFailure, error
from playground.kubectl.flags import Flags
from playground.kubectl.last_applied import LAST_APPLIED
from playground.kubectl.manifests import Read
from playground.kubectl.printers.json_text import compact
from playground.kubectl.resources import object_name, path_of

APPLY = "application/apply-patch+yaml"
MANAGER = "kubectl"
CLIENT_SIDE = "kubectl-client-side-apply"
LAST_APPLIED_MANAGER = "kubectl-last-applied"
WAYS_OUT = """
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts"""


def refuse_wrong_flags(flags: Flags) -> None:
    """Raises Failure."""
    if flags["force-conflicts"] and not flags["server-side"]:
        raise error("--force-conflicts only works with --server-side")
    if flags["server-side"] and dry_run(flags) == "client":
        raise error(
            "--dry-run=client doesn't work with --server-side "
            "(did you mean --dry-run=server instead?)"
        )


async def apply_on_server(api: Api, flags: Flags, read: Read) -> Manifest:
    """Apply one manifest and say so. Raises Failure."""
    if not read.name:
        raise error("resource name may not be empty")
    manager = flags["field-manager"] or MANAGER
    result = await send(api, flags, read, read.manifest, manager)
    if dry_run(flags) == "none":
        result = await handed_over(api, flags, read, result, manager)
    mode = dry_run(flags)
    if flags["output"] == "name":
        api.shell.out(object_name(read.kind, read.name))
    elif not flags["output"]:
        api.shell.out(f"{object_name(read.kind, read.name)} serverside-applied{suffix(mode)}")
    return result


async def send(api: Api, flags: Flags, read: Read, manifest: Manifest, manager: str) -> Manifest:
    query = {"fieldManager": manager, "fieldValidation": "Strict"}
    query["force"] = "true" if flags["force-conflicts"] else "false"
    if dry_run(flags) == "server":
        query["dryRun"] = "All"
    try:
        return await api.write("PATCH", place(read), manifest, query, APPLY)
    except ServerFailure as failure:
        if failure.status.get("code") == 409 and failure.reason == "Conflict":
            raise error(f"{failure.message}{WAYS_OUT}") from None
        raise


async def handed_over(
    api: Api, flags: Flags, read: Read, result: Manifest, manager: str
) -> Manifest:
    """What `apply` on the client owned becomes the new manager's; a last manifest is renewed."""
    metadata = result["metadata"]
    if manager == MANAGER and LAST_APPLIED in (metadata.get("annotations") or {}):
        result = await send(api, flags, read, with_last_manifest(read), LAST_APPLIED_MANAGER)
    entries = result["metadata"].get("managedFields") or []
    if not any(is_of_client_side(each) for each in entries):
        return result
    patch = [
        {"op": "replace", "path": "/metadata/managedFields", "value": united(entries, manager)},
        {
            "op": "replace",
            "path": "/metadata/resourceVersion",
            "value": result["metadata"]["resourceVersion"],
        },
    ]
    await api.write("PATCH", place(read), patch, {}, JSON_PATCH)
    return await send(api, flags, read, read.manifest, manager)


def with_last_manifest(read: Read) -> Manifest:
    """An object that holds only its last manifest."""
    own = read.manifest["metadata"]
    kept = {
        key: each for key, each in (own.get("annotations") or {}).items() if key != LAST_APPLIED
    }
    bare = {key: each for key, each in own.items() if key != "annotations"}
    plain = {**read.manifest, "metadata": {**bare, **({"annotations": kept} if kept else {})}}
    text = compact(plain) + "\n"
    metadata = {"name": read.name, "annotations": {LAST_APPLIED: text}}
    if read.kind.namespaced:
        metadata["namespace"] = read.namespace
    return {
        "apiVersion": read.manifest["apiVersion"],
        "kind": read.manifest["kind"],
        "metadata": metadata,
    }


def is_of_client_side(entry: Manifest) -> bool:
    return entry["manager"] == CLIENT_SIDE and entry["operation"] == "Update"


def united(entries: list[Manifest], manager: str) -> list[Manifest]:
    """The fields of the old manager in the entry of the new one."""
    old: Manifest = {}
    for each in filter(is_of_client_side, entries):
        old = union(old, each.get("fieldsV1") or {})
    return [
        {**each, "fieldsV1": union(each.get("fieldsV1") or {}, old)}
        if each["manager"] == manager and each["operation"] == "Apply"
        else each
        for each in entries
        if not is_of_client_side(each)
    ]


def union(left: Manifest, right: Manifest) -> Manifest:
    """Both sets of fields."""
    both = dict(left)
    for key, fields in right.items():
        both[key] = union(both.get(key) or {}, fields)
    return both


def place(read: Read) -> str:
    return path_of(read.kind, read.namespace if read.kind.namespaced else "", read.name)

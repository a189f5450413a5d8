"""Making one object and telling of it: `create`, `run`, `expose`, `autoscale` share this.

Example: `-o yaml --dry-run=client` prints the manifest and sends nothing.
"""

from __future__ import annotations

from cluster.kinds import Kind
from playground.kubectl.api import Api, Manifest
from playground.kubectl.command import dry_run, suffix, write_query
from playground.kubectl.failures import Failure, ServerFailure, error
from playground.kubectl.flags import Flags
from playground.kubectl.printers.output import object_text, split_format
from playground.kubectl.resources import object_name, path_of


async def make(
    api: Api, flags: Flags, kind: Kind, manifest: Manifest, told: tuple[str, str]
) -> Manifest:
    """`told` is the word of success and the field manager. Raises ServerFailure."""
    word, manager = told
    output = flags.get("output") or ""
    if output:
        split_format(output)
    mode = dry_run(flags)
    result = {"apiVersion": kind.api_version, "kind": kind.kind, **manifest}
    if mode != "client":
        namespace = manifest["metadata"].get("namespace", "") if kind.namespaced else ""
        query = {**write_query(flags, manager), "fieldValidation": "Strict"}
        result = await api.write("POST", path_of(kind, namespace), result, query)
    elif output:
        is_kept = api.shell.namespace_given
        result = {**result, "metadata": shown_metadata(result["metadata"], is_kept)}
    if output:
        shown = as_typed(result) if mode == "server" else result
        api.shell.out_raw(object_text(shown, output))
    else:
        name = result["metadata"].get("name", "")
        api.shell.out(f"{object_name(kind, name)} {word}{suffix(mode)}")
    return result


def shown_metadata(metadata: Manifest, has_namespace: bool) -> Manifest:
    """A manifest that was never sent shows an empty time, and a namespace only if one was given."""
    rest = {key: each for key, each in metadata.items() if has_namespace or key != "namespace"}
    return {"creationTimestamp": None, **rest}


def as_typed(manifest: Manifest) -> Manifest:
    """As kubectl's own types show it: with the fields that have no value."""
    template = (manifest.get("spec") or {}).get("template")
    if not isinstance(template, dict):
        return manifest
    metadata = {"creationTimestamp": None, **(template.get("metadata") or {})}
    spec = {**manifest["spec"], "template": {**template, "metadata": metadata}}
    return {"status": {}, **manifest, "spec": spec}


def failed_to_create(failure: ServerFailure, kind: Kind) -> Failure:
    """`error: failed to create deployment: ...`"""
    return error(f"failed to create {kind.singular}: {failure.message}")

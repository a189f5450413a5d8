"""Manifests that a command reads with `-f`: from its input, or from a file of the page's.

`-f -` reads the input, `-f name.yaml` a file by name, `-f .` every YAML and JSON file by name.
A `List` counts as its items.
Example: two documents parted by `---` are two Read, both from "STDIN".
Mirrors: k8s.io/cli-runtime/pkg/resource/visitor.go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cluster.api.body import decode_many
from cluster.kinds import Kind
from cluster.kinds.errors import ApiError
from cluster.kinds.schema import json_type
from playground.kubectl.api import Manifest
from playground.kubectl.failures import Failure, error
from playground.kubectl.resources import kind_of_manifest
from playground.kubectl.shell import Shell

ENDINGS = (".yaml", ".yml", ".json")
CRD_HINT = "ensure CRDs are installed first"


@dataclass(frozen=True, slots=True)
class Read:
    """One manifest, its kind and where it came from."""

    kind: Kind
    manifest: Manifest
    source: str

    @property
    def name(self) -> str:
        return str((self.manifest.get("metadata") or {}).get("name", "") or "")

    @property
    def namespace(self) -> str:
        return str((self.manifest.get("metadata") or {}).get("namespace", "") or "")


def read_manifests(
    shell: Shell, names: Sequence[str], *, validate: bool = True
) -> tuple[list[Read], list[Failure]]:
    """All manifests of the files, and a complaint for each that cannot be used."""
    found: list[Read] = []
    failures: list[Failure] = []
    for source, text in sources(shell, names):
        for value in documents(text, source):
            try:
                found.append(understood(shell, value, source, validate=validate))
            except Failure as failure:
                failures.append(failure)
    return found, failures


def sources(shell: Shell, names: Sequence[str]) -> list[tuple[str, str]]:
    """(source, text) of every file named. Raises Failure."""
    found: list[tuple[str, str]] = []
    for name in names:
        if name == "-":
            found.append(("STDIN", shell.stdin or ""))
        elif name == "/dev/null":
            found.append((name, ""))
        elif name in (".", "./"):
            every = sorted(each for each in shell.files if each.endswith(ENDINGS))
            found += [(each, shell.files[each]) for each in every]
        elif name.removeprefix("./") in shell.files:
            found.append((name, shell.files[name.removeprefix("./")]))
        elif name.startswith(("http://", "https://")):
            raise error(f'unable to read URL "{name}": this terminal reads no URLs')
        else:
            raise error(f'the path "{name}" does not exist')
    return found


def documents(text: str, source: str) -> list[Any]:
    """The documents of a text, lists taken apart. Raises Failure."""
    kind_of = "application/json" if text.lstrip().startswith("{") else "application/yaml"
    try:
        bodies = decode_many(text.encode(), kind_of)
    except ApiError as refusal:
        raise error(f"error parsing {source}: {refusal.message}") from None
    values: list[Any] = []
    for body in bodies:
        value = body.value
        if isinstance(value, dict) and value.get("kind") == "List":
            values += value.get("items") or []
        else:
            values.append(value)
    return values


def understood(shell: Shell, value: Any, source: str, *, validate: bool) -> Read:
    """One document. Raises Failure."""
    if not isinstance(value, dict):
        raise error(
            f'error validating "{source}": error validating data: invalid object to validate'
        )
    missing = [key for key in ("apiVersion", "kind") if not value.get(key)]
    if missing:
        told = [f"{key} not set" for key in missing]
        what = f"[{', '.join(told)}]" if len(told) > 1 else told[0]
        raise error(
            f'error validating "{source}": error validating data: {what}; '
            "if you choose to ignore these errors, turn validation off with --validate=false"
        )
    kind = kind_of_manifest(str(value["apiVersion"]), str(value["kind"]))
    metadata = value.get("metadata") or {}
    refuse_wrong_types(metadata, source)
    if kind is None:
        raise error(
            f'resource mapping not found for name: "{metadata.get("name", "")}" '
            f'namespace: "{metadata.get("namespace", "")}" from "{source}": no matches for kind '
            f'"{value["kind"]}" in version "{value["apiVersion"]}"\n{CRD_HINT}'
        )
    return Read(kind, placed(shell, kind, value), source)


def as_new(manifest: Manifest) -> Manifest:
    """The manifest as kubectl sends it to create: without a revision of another object."""
    metadata = manifest.get("metadata") or {}
    kept = {key: each for key, each in metadata.items() if key != "resourceVersion"}
    return {**manifest, "metadata": kept}


def refuse_wrong_types(metadata: Any, source: str) -> None:
    """Labels and annotations are texts; kubectl finds that out itself. Raises Failure."""
    for field in ("labels", "annotations"):
        values = metadata.get(field) if isinstance(metadata, dict) else None
        for each in values.values() if isinstance(values, dict) else ():
            if each is not None and not isinstance(each, str):
                raise error(
                    f'unable to decode "{source}": json: cannot unmarshal {json_type(each)} into '
                    f"Go struct field ObjectMeta.metadata.{field} of type string"
                )


def placed(shell: Shell, kind: Kind, value: Manifest) -> Manifest:
    """The manifest in its namespace. Raises Failure when another one was asked for."""
    metadata = value.get("metadata")
    if not kind.namespaced or not isinstance(metadata, dict | None):
        return value
    namespace = (metadata or {}).get("namespace")
    if namespace and namespace != shell.namespace and shell.namespace_given:
        raise error(
            f'the namespace from the provided object "{namespace}" does not match the namespace '
            f"\"{shell.namespace}\". You must pass '--namespace={namespace}' to perform this "
            "operation."
        )
    return {**value, "metadata": {**(metadata or {}), "namespace": namespace or shell.namespace}}

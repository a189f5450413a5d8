"""`kubectl label` and `kubectl annotate`: set (`key=value`) and remove (`key-`).

Example: `label pod a tier=front` prints `pod/a labeled`; the same again `pod/a not labeled`.
Mirrors: kubectl pkg/cmd/label/label.go, pkg/cmd/annotate/annotate.go.
"""

from __future__ import annotations

from dataclasses import dataclass

from cluster.kinds.rules import names
from playground.kubectl.api import MERGE, Api, Manifest
from playground.kubectl.command import (
    ALL_NAMESPACES,
    DRY_RUN,
    EVERYTHING,
    FIELD_MANAGER,
    FIELD_SELECTOR,
    FILENAME,
    OUTPUT,
    OVERWRITE,
    RECORD,
    RECURSIVE,
    SELECTOR,
    Command,
    dry_run,
    suffix,
    write_query,
)
from playground.kubectl.failures import Failure, error, raise_all
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.printers.output import object_text
from playground.kubectl.resources import object_name, path_of
from playground.kubectl.selection import NO_RESOURCES, Found, objects
from playground.kubectl.shell import Shell

CHANGE_CAUSE = "kubernetes.io/change-cause"
"""The one annotation that is overwritten without being asked."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What is to be set and what to be removed."""

    field: str
    new: dict[str, str]
    gone: tuple[str, ...]


def split(flags: Flags, field: str) -> tuple[list[str], Marks]:
    """(the objects' words, the marks). Raises Failure."""
    words: list[str] = []
    new: dict[str, str] = {}
    gone: list[str] = []
    for word in flags.arguments:
        key, has_value, value = word.partition("=")
        if has_value and not key and names_objects(words, flags):
            continue
        if has_value and "=" in value and field == "labels":
            raise error(f"invalid label spec: {word}")
        if has_value:
            new[key] = value
        elif word.endswith("-") and names_objects(words, flags):
            gone.append(word[:-1])
        elif new or gone:
            raise error(f"all resources must be specified before {field[:-1]} changes: {word}")
        else:
            words.append(word)
    if set(new) & set(gone):
        raise error(f"can not both modify and remove a {field[:-1]} in the same command")
    if not words:
        raise error(NO_RESOURCES)
    return words, Marks(field, new, tuple(gone))


def names_objects(words: list[str], flags: Flags) -> bool:
    """Whether these words say already which objects are meant: `pod a`, `pod/a`, `pods --all`."""
    return len(words) > 1 or "/" in "".join(words) or bool(flags["all"] or flags["selector"])


async def label(shell: Shell, flags: Flags) -> int:
    words, marks = split(flags, "labels")
    for key, value in marks.new.items():
        complaints = names.label_value(value)
        if complaints:
            raise error(f'invalid label value: "{key}={value}": {"; ".join(complaints)}')
    if not marks.new and not marks.gone and not flags["list"]:
        raise error("at least one label update is required")
    return await mark_all(shell, flags, words, marks)


async def annotate(shell: Shell, flags: Flags) -> int:
    words, marks = split(flags, "annotations")
    if not marks.new and not marks.gone and not flags["list"]:
        raise error("at least one annotation update is required")
    return await mark_all(shell, flags, words, marks)


async def mark_all(shell: Shell, flags: Flags, words: list[str], marks: Marks) -> int:
    api = Api(shell)
    found, failures = await objects(api, flags, words)
    if flags["list"]:
        for each in found:
            present = each.manifest["metadata"].get(marks.field) or {}
            shell.out("\n".join(f"{key}={present[key]}" for key in sorted(present)))
    else:
        for each in found:
            try:
                await mark(api, flags, each, marks)
            except Failure as failure:
                failures.append(failure)
    raise_all(failures)
    return 0


async def mark(api: Api, flags: Flags, found: Found, marks: Marks) -> None:
    """Raises Failure."""
    present = found.manifest["metadata"].get(marks.field) or {}
    if not flags["overwrite"]:
        refuse_overwriting(present, marks)
    mode = dry_run(flags)
    after = {k: v for k, v in {**present, **marks.new}.items() if k not in marks.gone}
    if marks.field == "labels":
        for key in marks.gone:
            if key not in present:
                api.shell.out(f'label "{key}" not found.')
    metadata = {**found.manifest["metadata"], marks.field: after}
    result = {**found.manifest, "metadata": metadata}
    if after != present and mode != "client" or flags["resource-version"]:
        result = await send(api, flags, found, marks)
    if flags["output"]:
        api.shell.out_raw(object_text(result, flags["output"]))
        return
    name = object_name(found.kind, found.name)
    api.shell.out(f"{name} {what_happened(present, after, marks)}{suffix(mode)}")


async def send(api: Api, flags: Flags, found: Found, marks: Marks) -> Manifest:
    change: dict[str, str | None] = {**marks.new, **dict.fromkeys(marks.gone)}
    metadata: Manifest = {marks.field: change}
    if flags["resource-version"]:
        metadata["resourceVersion"] = flags["resource-version"]
    manager = "kubectl-label" if marks.field == "labels" else "kubectl-annotate"
    path = path_of(found.kind, found.namespace, found.name)
    return await api.write(
        "PATCH", path, {"metadata": metadata}, write_query(flags, manager), MERGE
    )


def refuse_overwriting(present: dict[str, str], marks: Marks) -> None:
    """Raises Failure."""
    taken = [
        key
        for key in marks.new
        if key in present and present[key] != marks.new[key] and key != CHANGE_CAUSE
    ]
    if not taken:
        return
    if marks.field == "labels":
        raise error(
            f"'{taken[0]}' already has a value ({present[taken[0]]}), and --overwrite is false"
        )
    told = "; ".join(f"'{key}' already has a value ({present[key]})" for key in taken)
    raise error(f"--overwrite is false but found the following declared annotation(s): {told}")


def what_happened(present: dict[str, str], after: dict[str, str], marks: Marks) -> str:
    if marks.field == "annotations":
        return "annotated"
    if after == present:
        return "not labeled"
    return "unlabeled" if marks.gone and not marks.new else "labeled"


COMMON = (
    OVERWRITE,
    SELECTOR,
    FIELD_SELECTOR,
    ALL_NAMESPACES,
    EVERYTHING,
    FILENAME,
    RECURSIVE,
    OUTPUT,
    DRY_RUN,
    FIELD_MANAGER,
    RECORD,
    Flag("list", "bool"),
    Flag("resource-version"),
)
COMMANDS = (
    Command(
        ("label",),
        label,
        "Update the labels on a resource",
        COMMON,
        usage="label [--overwrite] TYPE NAME KEY_1=VAL_1 ... KEY_N=VAL_N [flags]",
    ),
    Command(
        ("annotate",),
        annotate,
        "Update the annotations on a resource",
        COMMON,
        usage="annotate [--overwrite] TYPE NAME KEY_1=VAL_1 ... KEY_N=VAL_N [flags]",
    ),
)

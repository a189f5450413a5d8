"""`kubectl explain`: the fields of a kind, from the schemas that decode manifests.

Example: `explain deployment.spec.strategy`.
Mirrors: kubectl pkg/explain.
"""

from __future__ import annotations

import textwrap

from cluster.kinds import Kind, descriptions
from cluster.kinds.schema import (
    Boolean,
    IntOrString,
    ListOf,
    MapOf,
    QuantityText,
    Real,
    Record,
    Schema,
    Whole,
)
from playground.kubectl.command import Command
from playground.kubectl.failures import Failure, error
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.resources import find_kind
from playground.kubectl.shell import Shell

NO_TYPE = (
    "You must specify the type of resource to explain. "
    'Use "kubectl api-resources" for a complete list of supported resources.'
)
NO_WORDS = "<no description>"
WIDTH = 76


async def explain(shell: Shell, flags: Flags) -> int:
    if not flags.arguments:
        raise error(NO_TYPE)
    if len(flags.arguments) > 1:
        raise error("We accept only this format: explain RESOURCE")
    word, *path = flags.arguments[0].split(".")
    try:
        kind = find_kind(word)
    except Failure as failure:
        raise Failure(failure.text.removeprefix("error: ")) from None
    wanted = flags["api-version"]
    group, _, version = wanted.rpartition("/")
    if wanted and (group != kind.group or version not in kind.versions):
        raise error(f'couldn\'t find resource for "{wanted}, Resource={kind.plural}"')
    head = f"GROUP:      {kind.group}\n" if kind.group else ""
    head += f"KIND:       {kind.kind}\nVERSION:    {kind.version}\n"
    shell.out_raw(f"{head}\n")
    parent, schema = walk(kind, path)
    text = f"FIELD: {path[-1]} <{type_name(schema)}>\n\n\n" if path else ""
    told = [descriptions.of(parent, path[-1])] if path else []
    structure = structure_of(schema)
    if structure is not None:
        told.append(descriptions.of(structure.name))
    text += "\n".join(["DESCRIPTION:", *description_lines(told), ""])
    if structure is not None and structure.fields:
        lines = field_lines(structure, flags["recursive"], "  ")
        text += "\n".join(["FIELDS:", *lines, ""])
    shell.out_raw(f"{text}\n")
    return 0


def walk(kind: Kind, path: list[str]) -> tuple[str, Schema]:
    """(the name of the structure that has the last field, its schema). Raises Failure."""
    parent = ""
    schema: Schema = kind.schema
    for name in path:
        structure = structure_of(schema)
        if structure is None or name not in structure.fields:
            raise error(f'field "{name}" does not exist')
        parent, schema = structure.name, structure.fields[name]
    return parent, schema


def structure_of(schema: Schema) -> Record | None:
    """The structure, also of one in a list or map."""
    while isinstance(schema, ListOf | MapOf):
        schema = schema.item if isinstance(schema, ListOf) else schema.value
    return schema if isinstance(schema, Record) else None


def description_lines(texts: list[str]) -> list[str]:
    """The paragraphs of a DESCRIPTION, each wrapped; an empty line after what there is."""
    lines = [line for text in texts if text for line in wrapped(text, "    ")]
    return [*lines, "    "] if lines else ["    <empty>"]


def wrapped(text: str, indent: str) -> list[str]:
    return [indent + line for line in textwrap.wrap(text, WIDTH)]


def type_name(schema: Schema) -> str:
    match schema:
        case Record():
            return schema.name
        case ListOf():
            return f"[]{type_name(schema.item)}"
        case MapOf():
            return f"map[string]{type_name(schema.value)}"
        case Whole():
            return "integer"
        case Boolean():
            return "boolean"
        case Real():
            return "number"
        case IntOrString():
            return "IntOrString"
        case QuantityText():
            return "Quantity"
    return "Object" if type(schema) is Schema else "string"


def field_lines(structure: Record, recursive: bool, indent: str) -> list[str]:
    lines = []
    for name in sorted(structure.fields):
        schema = structure.fields[name]
        lines.append(f"{indent}{name}\t<{type_name(schema)}>")
        if not recursive:
            text = descriptions.of(structure.name, name) or NO_WORDS
            lines += [*wrapped(text, f"{indent}  "), ""]
        elif len(indent) < 40 and (below := structure_of(schema)) is not None:
            lines += field_lines(below, recursive, indent + "  ")
    return lines


COMMANDS = (
    Command(
        ("explain",),
        explain,
        "Get documentation for a resource",
        (Flag("recursive", "bool"), Flag("api-version"), Flag("output", short="o")),
        usage="explain TYPE [--recursive=FALSE|TRUE] [flags]",
    ),
)

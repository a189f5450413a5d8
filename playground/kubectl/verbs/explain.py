"""`kubectl explain`: the fields of a kind, from the schemas that decode manifests.

Example: `explain deployment.spec.strategy`. Differs: fields have no descriptions.
Mirrors: kubectl pkg/explain.
"""

from __future__ import annotations

from cluster.kinds import Kind
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
    schema = walk(kind, path)
    text = f"FIELD: {path[-1]} <{type_name(schema)}>\n\n\n" if path else ""
    text += "DESCRIPTION:\n    <empty>\n"
    fields = fields_of(schema)
    if fields:
        lines = field_lines(fields, flags["recursive"], "  ")
        text += "\n".join(["FIELDS:", *lines, ""])
    shell.out_raw(f"{text}\n")
    return 0


def walk(kind: Kind, path: list[str]) -> Schema:
    """The schema at a path. Raises Failure."""
    schema: Schema = kind.schema
    for name in path:
        found = fields_of(schema).get(name)
        if found is None:
            raise error(f'field "{name}" does not exist')
        schema = found
    return schema


def fields_of(schema: Schema) -> dict[str, Schema]:
    """The fields of a structure, also of one in a list or map."""
    while isinstance(schema, ListOf | MapOf):
        schema = schema.item if isinstance(schema, ListOf) else schema.value
    if not isinstance(schema, Record):
        return {}
    return dict(schema.fields)


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
        case IntOrString() | QuantityText():
            return "Object"
    return "Object" if type(schema) is Schema else "string"


def field_lines(fields: dict[str, Schema], recursive: bool, indent: str) -> list[str]:
    lines = []
    for name in sorted(fields):
        lines.append(f"{indent}{name}\t<{type_name(fields[name])}>")
        if not recursive:
            lines += [f"{indent}  {NO_WORDS}", ""]
        elif len(indent) < 40:
            lines += field_lines(fields_of(fields[name]), recursive, indent + "  ")
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

"""JSONPath as kubectl reads it, and the templates around it.

A template is text with expressions in braces: `{.items[*].metadata.name}{"\n"}`, `{range .items[*]}
... {end}`, filters `[?(@.type=="Ready")]`, slices, unions, `..name`, `['a.b']` and `a\\.b`.
What is missing prints nothing.
Example: render('{.a[*].b} x', {"a": [{"b": 1}, {"b": 2}]}) is `1 2 x`.
Mirrors: k8s.io/client-go/util/jsonpath.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from playground.kubectl.printers.json_text import compact

Step = Callable[[list[Any]], list[Any]]
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}
COMPARISON = re.compile(r"(==|!=|<=|>=|<|>)")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


class JsonPathError(ValueError):
    """The template cannot be read."""


@dataclass(frozen=True, slots=True)
class Node:
    """Text, a path, or a range with its body."""

    type: str
    text: str = ""
    body: tuple[Node, ...] = ()


def render(template: str, value: Any) -> str:
    """Raises JsonPathError."""
    nodes, rest = parse_nodes(list(split_template(template)), 0, template)
    if rest is not None:
        raise JsonPathError(f"error parsing jsonpath {template}, unexpected end")
    return "".join(render_node(node, value, value) for node in nodes)


def find(path: str, value: Any) -> list[Any]:
    """What one path finds; braces and the first dot may be left out. Raises JsonPathError."""
    inner = path.strip()
    if inner.startswith("{") and inner.endswith("}"):
        inner = inner[1:-1].strip()
    if not inner.startswith((".", "[", "$", "@")):
        inner = f".{inner}"
    return walk(inner, value, value)


def split_template(template: str) -> Iterator[tuple[str, str]]:
    """(type, text) parts: text outside of braces, expressions inside."""
    position = 0
    while position < len(template):
        start = template.find("{", position)
        if start < 0:
            yield "text", template[position:]
            return
        if start > position:
            yield "text", template[position:start]
        end = closing(template, start)
        yield "expression", template[start + 1 : end].strip()
        position = end + 1


def closing(template: str, start: int) -> int:
    """Where the action that begins at `start` ends."""
    quote, position = "", start + 1
    while position < len(template):
        letter = template[position]
        if letter == "\\":
            position += 1
        elif quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter == "}":
            return position
        position += 1
    is_in_array = template.count("[", start) > template.count("]", start)
    what = "unterminated array" if is_in_array else "unclosed action"
    raise JsonPathError(f"error parsing jsonpath {template}, {what}")


def parse_nodes(
    parts: list[tuple[str, str]], position: int, template: str, *, inside: bool = False
) -> tuple[list[Node], int | None]:
    """Nodes up to the end, or up to the `end` of a range; then where it stands."""
    nodes: list[Node] = []
    while position < len(parts):
        kind, text = parts[position]
        position += 1
        if kind == "text":
            nodes.append(Node("text", text))
        elif text == "end":
            if not inside:
                raise JsonPathError(
                    f"error parsing jsonpath {template}, not in range, nothing to end"
                )
            return nodes, position
        elif text.startswith("range ") or text == "range":
            body, after = parse_nodes(parts, position, template, inside=True)
            nodes.append(Node("range", text[5:].strip(), tuple(body)))
            position = len(parts) if after is None else after
        elif text[:1] in ("'", '"'):
            nodes.append(Node("text", unquoted(text)))
        else:
            nodes.append(Node("path", text))
    return nodes, None


def unquoted(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[0]), text[1:-1])


def render_node(node: Node, value: Any, root: Any) -> str:
    match node.type:
        case "text":
            return node.text
        case "range":
            return "".join(
                "".join(render_node(each, item, root) for each in node.body)
                for item in walk(node.text, value, root)
            )
    return " ".join(shown(each) for each in walk(node.text, value, root))


def shown(value: Any) -> str:
    """One result in text."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool() | dict() | list():
            return compact(value)
        case float():
            return f"{value:g}"
    return str(value)


def walk(path: str, value: Any, root: Any) -> list[Any]:
    """What a path finds, `$` and a leading dot being the whole, `@` the present item."""
    position, found = 0, [value]
    if path.startswith("$"):
        position, found = 1, [root]
    elif path.startswith("@"):
        position = 1
    while position < len(path):
        step, position = next_step(path, position)
        found = step(found)
    return found


def next_step(path: str, position: int) -> tuple[Step, int]:
    """Raises JsonPathError."""
    if path.startswith("..", position):
        name, end = read_name(path, position + 2)
        return (lambda found: [hit for each in found for hit in deep(each, name)]), end
    if path[position] == ".":
        if path.startswith(".[", position):
            return next_step(path, position + 1)
        name, end = read_name(path, position + 1)
        return (lambda found: [hit for each in found for hit in field(each, name)]), end
    if path[position] == "[":
        end = bracket_end(path, position)
        return bracket(path[position + 1 : end].strip()), end + 1
    if path[position].isspace():
        return (lambda found: found), position + 1
    if position == 0:
        name, end = read_name(path, 0)
        return (lambda found: [hit for each in found for hit in field(each, name)]), end
    raise JsonPathError(
        f"error parsing jsonpath {{{path}}}, unrecognized character in action: {path[position]!r}"
    )


def read_name(path: str, position: int) -> tuple[str, int]:
    """A name up to the next dot or bracket; a backslash takes the next letter as it is."""
    letters: list[str] = []
    while position < len(path) and path[position] not in ".[" and not path[position].isspace():
        if path[position] == "\\" and position + 1 < len(path):
            position += 1
        letters.append(path[position])
        position += 1
    return "".join(letters), position


def field(value: Any, name: str) -> list[Any]:
    if not name:
        return [value]
    if name == "*":
        return children(value)
    if isinstance(value, dict) and name in value:
        return [value[name]]
    return []


def children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [value[key] for key in sorted(value)]
    return list(value) if isinstance(value, list) else []


def deep(value: Any, name: str) -> list[Any]:
    """A field at any depth."""
    found = field(value, name)
    for child in children(value):
        found += deep(child, name)
    return found


def bracket_end(path: str, start: int) -> int:
    depth, quote = 0, ""
    for position in range(start, len(path)):
        letter = path[position]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter == "[":
            depth += 1
        elif letter == "]":
            depth -= 1
            if depth == 0:
                return position
    raise JsonPathError(f"error parsing jsonpath {{{path}}}, unterminated array")


def bracket(inside: str) -> Step:
    """`0`, `-1`, `1:3`, `*`, `0,2`, `'name'`, `?(...)`."""
    if inside == "*":
        return lambda found: [hit for each in found for hit in children(each)]
    if inside.startswith("?(") and inside.endswith(")"):
        condition = inside[2:-1].strip()
        return lambda found: [
            item for each in found for item in children(each) if holds(condition, item)
        ]
    choices = [each.strip() for each in inside.split(",")]
    return lambda found: [
        hit for each in found for choice in choices for hit in chosen(each, choice)
    ]


def chosen(value: Any, choice: str) -> list[Any]:
    if choice[:1] in ("'", '"'):
        return field(value, choice[1:-1])
    if ":" in choice:
        if not isinstance(value, list):
            return []
        parts = [int(part) if part.strip() else None for part in choice.split(":")]
        return value[slice(*parts)]
    if re.fullmatch(r"-?\d+", choice):
        index = int(choice)
        if isinstance(value, list) and -len(value) <= index < len(value):
            return [value[index]]
        return []
    raise JsonPathError(f"error parsing jsonpath, invalid array index {choice}")


def holds(condition: str, item: Any) -> bool:
    """Whether a filter lets an item through."""
    parts = COMPARISON.split(condition, maxsplit=1)
    left = operand(parts[0].strip(), item)
    if len(parts) == 1:
        return bool(left)
    right = operand(parts[2].strip(), item)
    return any(compares(a, parts[1], b) for a in left for b in right)


def operand(text: str, item: Any) -> list[Any]:
    if text[:1] in ("'", '"'):
        return [unquoted(text)]
    if NUMBER.fullmatch(text):
        return [float(text)]
    if text in ("true", "false"):
        return [text == "true"]
    return walk(text, item, item)


def compares(left: Any, operator: str, right: Any) -> bool:
    if operator == "==":
        return bool(left == right)
    if operator == "!=":
        return bool(left != right)
    try:
        is_less, is_more = bool(left < right), bool(left > right)
    except TypeError:
        return False
    if operator in ("<", "<="):
        return is_less or (operator == "<=" and not is_more)
    return is_more or (operator == ">=" and not is_less)

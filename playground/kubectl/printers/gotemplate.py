"""Go templates, the part of them that learners use: fields, texts, `range`, `if`, some functions.

Example: render('{{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}', pods).
Mirrors: Go text/template. Differs: no variables and no pipes; of the functions len, index, eq, ne,
not, and, or, print.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playground.kubectl.printers.columns import shown
from playground.kubectl.printers.jsonpath import unquoted

ACTION = re.compile(r"\{\{(-?)\s*(.*?)\s*(-?)\}\}", re.DOTALL)
FIELD = re.compile(r"(\.[A-Za-z_][\w-]*)*\.?")
WORD = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`|[()]|[^\s()]+')
NUMBER = re.compile(r"-?\d+")
Part = tuple[str, str]


class TemplateError(ValueError):
    """The template says something that is not offered."""


class UnfinishedError(TemplateError):
    """A block has no end."""


def element(value: Any, *keys: Any) -> Any:
    """`index .metadata.labels "app"`, `index .items 0`."""
    for key in keys:
        if isinstance(value, list) and not (isinstance(key, int) and 0 <= key < len(value)):
            raise TemplateError(f"error calling index: index out of range: {key}")
        value = value[key] if isinstance(value, list) else (value or {}).get(key)
    return value


def length(value: Any) -> int:
    if not isinstance(value, list | dict | str):
        raise TemplateError(f"error calling len: len of type {type(value).__name__}")
    return len(value)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "len": length,
    "index": element,
    "eq": lambda first, *others: first in others,
    "ne": lambda first, second: first != second,
    "not": lambda value: not value,
    "and": lambda *values: next((each for each in values if not each), values[-1]),
    "or": lambda *values: next((each for each in values if each), values[-1]),
    "print": lambda *values: "".join(shown(each) for each in values),
}


def render(template: str, value: Any) -> str:
    """Raises TemplateError."""
    parts = split(template)
    text, end = render_parts(parts, 0, value)
    if end < len(parts):
        raise TemplateError(f"unexpected {{{{{parts[end][1]}}}}}")
    return text


def split(template: str) -> list[Part]:
    """Texts and actions in turn; `{{-` and `-}}` take the white space beside them away."""
    parts: list[Part] = []
    position, is_trimmed = 0, False
    for match in ACTION.finditer(template):
        text = template[position : match.start()]
        text = text.lstrip() if is_trimmed else text
        parts.append(("text", text.rstrip() if match[1] else text))
        parts.append(("action", match[2]))
        position, is_trimmed = match.end(), bool(match[3])
    rest = template[position:]
    return [*parts, ("text", rest.lstrip() if is_trimmed else rest)]


def render_parts(parts: list[Part], position: int, value: Any) -> tuple[str, int]:
    """(text, where the block ends): up to an `end`, an `else`, or the end of all."""
    pieces: list[str] = []
    while position < len(parts):
        kind, text = parts[position]
        if kind == "text":
            pieces.append(text)
        elif text in ("end", "else"):
            break
        elif text.partition(" ")[0] in ("range", "if"):
            piece, position = render_block(parts, position, value)
            pieces.append(piece)
        else:
            pieces.append(render_value(text, value))
        position += 1
    return "".join(pieces), position


def render_block(parts: list[Part], start: int, value: Any) -> tuple[str, int]:
    """A `range` or `if` with its `else`; and where its `end` stands."""
    word, _, path = parts[start][1].partition(" ")
    found = evaluated(path.strip(), value)
    middle = end_of(parts, start + 1)
    is_split = middle < len(parts) and parts[middle][1] == "else"
    end = end_of(parts, middle + 1) if is_split else middle
    if end >= len(parts):
        raise UnfinishedError("unexpected EOF")
    if found:
        items = [found]
        if word == "range":
            items = list(found.values()) if isinstance(found, dict) else list(found)
        inner = [item if word == "range" else value for item in items]
        return "".join(render_parts(parts, start + 1, item)[0] for item in inner), end
    return (render_parts(parts, middle + 1, value)[0] if is_split else ""), end


def end_of(parts: list[Part], position: int) -> int:
    """Where the block that begins here meets its `else` or `end`."""
    depth = 0
    while position < len(parts):
        kind, text = parts[position]
        if kind == "action" and text.partition(" ")[0] in ("range", "if"):
            depth += 1
        elif kind == "action" and text in ("end", "else"):
            if not depth:
                break
            depth -= text == "end"
        position += 1
    return position


def render_value(text: str, value: Any) -> str:
    found = evaluated(text, value)
    return "<no value>" if found is None else shown(found)


def evaluated(text: str, value: Any) -> Any:
    """What an expression is. Raises TemplateError."""
    words = WORD.findall(text)
    found, end = expression(words, 0, value)
    if end < len(words):
        raise not_offered(text)
    return found


def expression(words: list[str], position: int, value: Any) -> tuple[Any, int]:
    """(what it is, where it ends): a function with its arguments, or one operand."""
    if position < len(words) and words[position] in FUNCTIONS:
        name, arguments = words[position], []
        position += 1
        while position < len(words) and words[position] != ")":
            found, position = operand(words, position, value)
            arguments.append(found)
        try:
            return FUNCTIONS[name](*arguments), position
        except (TypeError, IndexError, AttributeError):
            raise TemplateError(f"wrong arguments for {name}") from None
    return operand(words, position, value)


def operand(words: list[str], position: int, value: Any) -> tuple[Any, int]:
    if position >= len(words):
        raise TemplateError("missing value for command")
    word = words[position]
    if word == "(":
        found, end = expression(words, position + 1, value)
        if end >= len(words) or words[end] != ")":
            raise TemplateError("unclosed left paren")
        return found, end + 1
    if word[:1] in ('"', "`"):
        return unquoted(word), position + 1
    if NUMBER.fullmatch(word):
        return int(word), position + 1
    if word in ("true", "false"):
        return word == "true", position + 1
    return field(word, value), position + 1


def not_offered(text: str) -> TemplateError:
    return TemplateError(
        f'"{text}" is not offered in templates here: fields, range, if, '
        f"{', '.join(sorted(FUNCTIONS))} are"
    )


def field(path: str, value: Any) -> Any:
    """Raises TemplateError."""
    if not FIELD.fullmatch(path) or not path:
        raise not_offered(path)
    for name in path.split(".")[1:]:
        if name:
            value = value.get(name) if isinstance(value, dict) else None
    return value

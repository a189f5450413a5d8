"""Go templates, the part of them that learners use: fields, texts, `range`, `if`.

Example: render('{{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}', pods).
Mirrors: Go text/template. Differs: no variables, pipes or functions; they are refused.
"""

from __future__ import annotations

import re
from typing import Any

from playground.kubectl.printers.columns import shown
from playground.kubectl.printers.jsonpath import unquoted

ACTION = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)
FIELD = re.compile(r"(\.[A-Za-z_][\w-]*)*\.?")
Part = tuple[str, str]


class TemplateError(ValueError):
    """The template says something that is not offered."""


def render(template: str, value: Any) -> str:
    """Raises TemplateError."""
    parts = split(template)
    text, end = render_parts(parts, 0, value)
    if end < len(parts):
        raise TemplateError(f"unexpected {{{{{parts[end][1]}}}}}")
    return text


def split(template: str) -> list[Part]:
    """Texts and actions in turn."""
    parts: list[Part] = []
    position = 0
    for match in ACTION.finditer(template):
        parts.append(("text", template[position : match.start()]))
        parts.append(("action", match[1]))
        position = match.end()
    return [*parts, ("text", template[position:])]


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
    found = field(path.strip(), value)
    _, middle = render_parts(parts, start + 1, None)
    is_split = middle < len(parts) and parts[middle][1] == "else"
    end = render_parts(parts, middle + 1, None)[1] if is_split else middle
    if end >= len(parts):
        raise TemplateError("unexpected EOF")
    if found:
        items = [found]
        if word == "range":
            items = list(found.values()) if isinstance(found, dict) else list(found)
        inner = [item if word == "range" else value for item in items]
        return "".join(render_parts(parts, start + 1, item)[0] for item in inner), end
    return (render_parts(parts, middle + 1, value)[0] if is_split else ""), end


def render_value(text: str, value: Any) -> str:
    if text[:1] in ('"', "`"):
        return unquoted(text)
    found = field(text, value)
    return "<no value>" if found is None else shown(found)


def field(path: str, value: Any) -> Any:
    """Raises TemplateError."""
    if not FIELD.fullmatch(path) or not path:
        raise TemplateError(f'"{path}" is not offered in templates here: only fields, range and if')
    for name in path.split(".")[1:]:
        if name:
            value = value.get(name) if isinstance(value, dict) else None
    return value

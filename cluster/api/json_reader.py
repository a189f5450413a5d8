"""JSON bodies: strict, with the API server's words for what is wrong.

Example: `{bad json` is refused with `invalid character 'b' looking for beginning of object key
string`.
Mirrors: sigs.k8s.io/json (the error texts).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from cluster.api.body_limits import (
    LONG_NUMBER,
    MAX_DEPTH,
    TOO_DEEP,
    Body,
    Refusal,
    child,
    clean_text,
)

SPACE = re.compile(r"\s*")
INFINITIES = (float("inf"), float("-inf"))


class _Pairs(dict[str, Any]):
    """An object that remembers which of its keys stood twice."""

    __slots__ = ("repeated",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: list[str] = []
        if len(self) != len(pairs):
            times = Counter(key for key, _ in pairs)
            self.repeated = [key for key, count in times.items() if count > 1]


def read_json(text: str) -> Body:
    """Raises Refusal."""
    body = Body(None)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_Pairs,
            parse_constant=_refuse_constant,
            parse_int=_whole_number,
        )
        body.value = _plain(value, "", 1, body.duplicates)
    except json.JSONDecodeError as error:
        raise Refusal(json_complaint(text, error)) from None
    except RecursionError:
        raise Refusal(TOO_DEEP) from None
    return body


def _refuse_constant(name: str) -> Any:
    raise Refusal(f"invalid character '{name[0]}' looking for beginning of value")


def _whole_number(digits: str) -> int:
    if len(digits) > LONG_NUMBER:
        raise Refusal(f"a number of {len(digits)} digits is too long")
    return int(digits)


def _plain(value: Any, path: str, depth: int, duplicates: list[str]) -> Any:
    """The same as plain dicts, with the limit of depth and the repeated keys collected."""
    if depth > MAX_DEPTH and isinstance(value, dict | list):
        raise Refusal(TOO_DEEP)
    if isinstance(value, float) and value in INFINITIES:
        raise Refusal("a number is too large")
    if isinstance(value, list):
        return [
            _plain(each, f"{path}[{index}]", depth + 1, duplicates)
            for index, each in enumerate(value)
        ]
    if isinstance(value, str):
        return clean_text(value)
    if not isinstance(value, dict):
        return value
    for key in getattr(value, "repeated", ()):
        duplicates.append(f'duplicate field "{child(path, key)}"')
    return {
        clean_text(key): _plain(each, child(path, key), depth + 1, duplicates)
        for key, each in value.items()
    }


def json_complaint(text: str, error: json.JSONDecodeError) -> str:
    """What the API server's decoder says about the same place."""
    position = SPACE.match(text, error.pos).end()  # type: ignore[union-attr]
    if position >= len(text) or error.msg.startswith("Unterminated string"):
        return "unexpected end of JSON input"
    where = {
        "Expecting property name enclosed in double quotes": (
            "looking for beginning of object key string"
        ),
        "Expecting value": "looking for beginning of value",
        "Expecting ':' delimiter": "after object key",
        "Expecting ',' delimiter": "after object key:value pair",
        "Extra data": "after top-level value",
    }.get(error.msg, "in string literal")
    return f"invalid character {_quoted(text[position])} {where}"


def _quoted(character: str) -> str:
    if character == "'":
        return "'\\''"
    return f"'{character}'" if character.isprintable() else repr(character)

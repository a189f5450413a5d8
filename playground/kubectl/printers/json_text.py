"""JSON as Go writes it: sorted keys, four blanks, `<`, `>` and `&` escaped.

Example: compact({"b": 1, "a": "<x>"}) is `{"a":"\\u003cx\\u003e","b":1}`.
Mirrors: Go encoding/json.
"""

from __future__ import annotations

import json
from typing import Any

ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def pretty(value: Any) -> str:
    """As `-o json` prints it."""
    text = json.dumps(value, indent=4, sort_keys=True, ensure_ascii=False)
    return text.translate(ESCAPES) + "\n"


def compact(value: Any) -> str:
    """On one line, as in the last-applied annotation."""
    text = json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return text.translate(ESCAPES)

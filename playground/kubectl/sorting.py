"""`--sort-by`: rows in the order of a field; texts with numbers in them sort as people expect.

Example: sorting by `.metadata.name` puts `web-2` before `web-10`; objects without the field first.
Mirrors: kubectl pkg/cmd/get/sorter.go.
"""

from __future__ import annotations

import re
from typing import Any

from playground.kubectl.failures import Failure, error
from playground.kubectl.printers import jsonpath

Key = tuple[int, Any]


class NoSuchField(Failure):
    """No object has the field to sort by."""


def sorted_by(table: dict[str, Any], path: str) -> dict[str, Any]:
    """The table with its rows sorted. Raises Failure when no row has the field."""
    rows = table.get("rows") or []
    if not path or not rows:
        return table
    try:
        found = [jsonpath.find(path, row.get("object")) for row in rows]
    except jsonpath.JsonPathError as problem:
        raise error(str(problem)) from None
    if not any(found):
        shown = path if path.startswith("{") else "{" + path + "}"
        what = f'couldn\'t find any field with path "{shown}" in the list of objects'
        raise NoSuchField(f"error: {what}")
    keyed = sorted(zip(found, rows, strict=True), key=lambda pair: key_of(pair[0]))
    return {**table, "rows": [row for _, row in keyed]}


def key_of(values: list[Any]) -> Key:
    if not values or values[0] is None:
        return (0, 0)
    value = values[0]
    if isinstance(value, int | float):
        return (1, value)
    return (2, natural(str(value)))


def natural(text: str) -> list[tuple[int, int, str]]:
    """Digits count as numbers."""
    parts = re.findall(r"\d+|\D+", text)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]

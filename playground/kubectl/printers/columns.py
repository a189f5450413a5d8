"""Custom columns: `NAME:.metadata.name,IMAGE:.spec.containers[*].image`.

Several results are joined by commas, missing ones read `<none>`.
Mirrors: kubectl pkg/cmd/get/customcolumn.go.
"""

from __future__ import annotations

from typing import Any

from playground.kubectl.failures import error
from playground.kubectl.printers import jsonpath
from playground.kubectl.printers.json_text import compact
from playground.kubectl.tabs import rows


def read_columns(text: str) -> list[tuple[str, str]]:
    """(header, path) of each column. Raises Failure."""
    if not text:
        raise error("custom-columns format specified but no custom columns given")
    columns = []
    for part in text.split(","):
        header, has_path, path = part.partition(":")
        if not has_path or not path:
            raise error(
                f"unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>"
            )
        columns.append((header, path))
    return columns


def custom_columns(text: str, items: list[Any], *, headers: bool) -> str:
    """The table of all items. Raises Failure."""
    columns = read_columns(text)
    cells = [[header for header, _ in columns]] if headers else []
    try:
        cells += [[cell(path, item) for _, path in columns] for item in items]
    except jsonpath.JsonPathError as problem:
        raise error(str(problem)) from None
    return rows(cells, [])


def cell(path: str, item: Any) -> str:
    found = jsonpath.find(path, item)
    return ",".join(shown(each) for each in found) or "<none>"


def shown(value: Any) -> str:
    """Go's plain way to print a value."""
    match value:
        case None:
            return "<nil>"
        case bool():
            return "true" if value else "false"
        case dict():
            inner = " ".join(f"{key}:{shown(value[key])}" for key in sorted(value))
            return f"map[{inner}]"
        case list():
            return f"[{' '.join(shown(each) for each in value)}]"
        case str():
            return value
    return compact(value)

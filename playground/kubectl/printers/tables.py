"""Tables as `kubectl get` prints them, from the tables that the server makes.

Example: columns Name, Ready and a row ["web", "3/3"] print `NAME   READY` and `web    3/3`; columns
of priority 1 only with `-o wide`.
Mirrors: k8s.io/cli-runtime/pkg/printers/tableprinter.go.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playground.kubectl.tabs import rows

LINE_BREAKS = ("\n", "\r", "\f")


@dataclass
class Layout:
    """What the flags of `get` say about tables."""

    wide: bool = False
    headers: bool = True
    namespaces: bool = False
    kinds: bool = False
    labels: bool = False
    label_columns: tuple[str, ...] = ()


@dataclass
class TablePrinter:
    """Prints the rows of one kind; in a watch the widths are remembered."""

    layout: Layout
    prefix: str = ""
    namespaced: bool = True
    definitions: list[dict[str, Any]] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    has_header: bool = False

    def text(self, table: dict[str, Any]) -> str:
        """The rows of a table, the header only once."""
        self.definitions = table.get("columnDefinitions") or self.definitions
        found = table.get("rows") or []
        cells = [self.cells(row) for row in found]
        if cells and self.layout.headers and not self.has_header:
            cells.insert(0, self.header())
            self.has_header = True
        return rows(cells, self.widths)

    def header(self) -> list[str]:
        names = [each["name"].upper() for each in self.definitions if self.is_shown(each)]
        if self.shows_namespaces:
            names.insert(0, "NAMESPACE")
        names += [label.rpartition("/")[2].upper() for label in self.layout.label_columns]
        return [*names, "LABELS"] if self.layout.labels else names

    def cells(self, row: dict[str, Any]) -> list[str]:
        metadata = (row.get("object") or {}).get("metadata") or {}
        labels = metadata.get("labels") or {}
        cells = [
            plain(cell)
            for cell, definition in zip(row["cells"], self.definitions, strict=False)
            if self.is_shown(definition)
        ]
        if self.layout.kinds and cells:
            cells[0] = f"{self.prefix}/{cells[0]}"
        if self.shows_namespaces:
            cells.insert(0, metadata.get("namespace", ""))
        cells += [labels.get(label, "") for label in self.layout.label_columns]
        if self.layout.labels:
            cells.append(",".join(f"{key}={labels[key]}" for key in sorted(labels)) or "<none>")
        return cells

    def is_shown(self, definition: dict[str, Any]) -> bool:
        return self.layout.wide or definition.get("priority", 0) == 0

    @property
    def shows_namespaces(self) -> bool:
        return self.layout.namespaces and self.namespaced


def plain(cell: Any) -> str:
    """A cell in one line."""
    if cell is None:
        return "<none>"
    if isinstance(cell, bool):
        return "true" if cell else "false"
    text = str(cell)
    for letter in LINE_BREAKS:
        head, is_cut, _ = text.partition(letter)
        if is_cut:
            text = f"{head}..."
    return text.replace("\t", " ")

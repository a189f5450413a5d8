"""Columns as Go's text/tabwriter aligns them.

A cell ends at a tab; what follows the last tab of a line belongs to no column. A column reaches
over consecutive lines that have it and is as wide as its widest cell plus padding.
Example: align("a\tb\nccc\td\n", padding=2) is "a    b\nccc  d\n".
Mirrors: Go text/tabwriter.
"""

from __future__ import annotations


def align(text: str, *, padding: int, least: int = 0) -> str:
    """`least` is the smallest width of a column, padding included."""
    lines = [line.split("\t") for line in text.split("\n")]
    widths = [[0] * (len(cells) - 1) for cells in lines]
    deepest = max((len(each) for each in widths), default=0)
    for column in range(deepest):
        start = 0
        while start < len(lines):
            if len(widths[start]) <= column:
                start += 1
                continue
            end = start
            while end < len(lines) and len(widths[end]) > column:
                end += 1
            width = max(least, *(len(lines[i][column]) + padding for i in range(start, end)))
            for i in range(start, end):
                widths[i][column] = width
            start = end
    return "\n".join(
        "".join(cell.ljust(width) for cell, width in zip(cells, sizes, strict=False)) + cells[-1]
        for cells, sizes in zip(lines, widths, strict=True)
    )


def rows(cells: list[list[str]], widths: list[int]) -> str:
    """A table with three blanks between columns; `widths` grow and are kept for the next rows."""
    for row in cells:
        for i, cell in enumerate(row[:-1]):
            size = max(len(cell) + 3, 6)
            if i < len(widths):
                widths[i] = max(widths[i], size)
            else:
                widths.append(size)
    return "".join(
        "".join(cell.ljust(widths[i]) for i, cell in enumerate(row[:-1])) + row[-1] + "\n"
        for row in cells
    )

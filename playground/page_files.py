"""What each page loads, listed once: its style sheets in their order, and its script.

Set-up makes one sheet and few scripts of what is listed here (tests/tools/bundle.py), the server
names one or the other (playground/bundles.py). `digest` says for which sources a bundle was made:
one changed letter in any of them, or in this list, and it is another one. Uses only the standard
library: set-up imports it before anything is configured.

Example: PAGES["lessons"].script is "js/lessons/list.js", with four sheets before it.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

STATIC = Path(__file__).resolve().parents[1] / "static"
BUNDLE = "vendor/page"
MANIFEST = "bundle.json"
AGAIN = "js/again.js"
"""Loads a page again of which a part is missing; no bundle holds it, its address stays."""
SOURCES = (("js", ".js"), ("css", ".css"))
BASE = ("css/tokens.css", "css/base.css")
CONTROLS = (*BASE, "css/controls.css")
CLASSROOM = (*CONTROLS, "css/classroom.css")
PICTURE = (
    *CONTROLS,
    "css/frame.css",
    "css/stage.css",
    "css/nodes.css",
    "css/panels.css",
    "css/timeline.css",
    "css/narrow.css",
)
COMPARE = (
    *CONTROLS,
    "css/frame.css",
    "css/stage.css",
    "css/panels.css",
    "css/timeline.css",
    "css/compare.css",
)


@dataclass(frozen=True)
class PageFiles:
    """Paths below static/. What is early runs as soon as it is there, before the rest is; modules
    are what both scripts import before they can run."""

    sheets: tuple[str, ...]
    script: str = ""
    early: str = ""
    modules: tuple[str, ...] = ()


PAGES = {
    "plain": PageFiles(BASE),
    "playground": PageFiles(PICTURE, "js/main.js", "js/early/main.js"),
    "embed": PageFiles((*PICTURE, "css/embed.css"), "js/embed/main.js"),
    "compare": PageFiles(COMPARE, "js/compare/main.js"),
    "lessons": PageFiles((*CONTROLS, "css/lessons.css"), "js/lessons/list.js"),
    "wall": PageFiles(CLASSROOM, "js/classroom/wall.js"),
    "class": PageFiles(CLASSROOM, "js/classroom/forms.js"),
}
Source = tuple[str, int, int]


def sources(static: Path = STATIC) -> tuple[Source, ...]:
    """Path, time of change and size of each file that a bundle may be made of."""
    found = []
    for name, ending in SOURCES:
        for folder, _, files in os.walk(static / name):
            paths = [os.path.join(folder, file) for file in files if file.endswith(ending)]
            found += [source(path) for path in paths]
    return tuple(sorted(found))


def source(path: str) -> Source:
    stat = os.stat(path)
    return path, stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=2)
def digest(found: tuple[Source, ...], static: Path = STATIC) -> str:
    """What the sources say, whenever they were written. They are read again when one changes."""
    summed = hashlib.sha256(repr(PAGES).encode())
    for path, _, _ in found:
        content = Path(path).read_bytes()
        summed.update(f"\n{os.path.relpath(path, static)} {len(content)}\n".encode() + content)
    return summed.hexdigest()

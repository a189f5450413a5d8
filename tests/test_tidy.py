"""The code stays readable: limits on functions and modules, a docstring for every module.

A ratchet: what is listed in `KNOWN` may shrink and must leave the list once it fits; nothing may
join. The limits are in CONTRIBUTING.md. JavaScript modules have the same length limit.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FUNCTION_LINES = 70
MODULE_LINES = 500
SCRIPT_LINE_LENGTH = 100
KNOWN: frozenset[str] = frozenset()
PYTHON = sorted(
    path
    for folder in ("playground", "cluster", "tests")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
FIRST_WORDS = ("// ", "/**", "// @ts-check")


def offences(path: Path, source: str) -> Iterator[str]:
    """What is wrong with one Python module."""
    name = path.relative_to(ROOT)
    tree = ast.parse(source)
    lines = source.count("\n")
    if lines > MODULE_LINES:
        yield f"{name}: {lines} lines, at most {MODULE_LINES}"
    if not ast.get_docstring(tree) and source.strip():
        yield f"{name}: no docstring that says what the module is responsible for"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{name}: {node.name} has {length} lines, at most {FUNCTION_LINES}"


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_python_module_is_tidy(path: Path):
    name = str(path.relative_to(ROOT))
    found = list(offences(path, path.read_text(encoding="utf-8")))
    if name in KNOWN:
        assert found, f"{name} fits now: take it out of KNOWN"
    else:
        assert found == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_script_is_tidy(path: Path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MODULE_LINES
    assert text.startswith(FIRST_WORDS), "begin with a comment that says what the module is for"
    lengths = enumerate(map(len, text.split("\n")), 1)
    assert [line for line, length in lengths if length > SCRIPT_LINE_LENGTH] == []


def test_the_limits_bite():
    body = "\n".join(f"    x{number} = {number}" for number in range(FUNCTION_LINES))
    source = f"def long():\n{body}\n" + "\n" * MODULE_LINES
    assert len(list(offences(ROOT / "playground" / "example.py", source))) == 3


def test_what_is_known_exists():
    assert {str(path.relative_to(ROOT)) for path in PYTHON} >= KNOWN

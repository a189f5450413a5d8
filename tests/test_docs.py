"""The documents tell the truth: their links lead somewhere, the commands they name exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from django.core.management import get_commands

from playground.environment import LIMIT_PREFIX, LIMITS

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
MAKE = re.compile(r"(?:^|[\s;&`(])make ([a-z][a-z-]*)(?=$|[\s;&`),.:])", re.MULTILINE)
MANAGE = re.compile(r"manage\.py ([a-z_]+)")
SOURCE = re.compile(r"^(?:playground|cluster|tests|static|templates|docs|\.ci)/[\w./-]+$")
VARIABLES = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "DEBUG",
    "DATA_DIR",
    "PORT",
)

named = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def code_of(text: str) -> list[str]:
    """Everything between backticks."""
    return [block or inline for block, inline in CODE.findall(text)]


def anchors_of(text: str) -> set[str]:
    """The anchors of a document's headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {
        re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings
    }


def make_targets() -> set[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):(?!=)", text, re.MULTILINE))


@named
def test_links_lead_somewhere(path: Path):
    text = path.read_text(encoding="utf-8")
    for target in LINK.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        found = (path.parent / file) if file else path
        assert found.exists(), f"{target} is not there"
        if anchor:
            assert anchor in anchors_of(found.read_text(encoding="utf-8")), f"{target}: no heading"


@named
def test_commands_exist(path: Path):
    code = "\n".join(code_of(path.read_text(encoding="utf-8")))
    assert set(MAKE.findall(code)) <= make_targets()
    assert set(MANAGE.findall(code)) <= set(get_commands())


@named
def test_files_named_in_backticks_exist(path: Path):
    for code in code_of(path.read_text(encoding="utf-8")):
        if SOURCE.match(code):
            is_there = (ROOT / code).exists() or (ROOT / f"{code}.py").exists()
            assert is_there, f"{code} is not there"


def test_operations_names_every_variable():
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    wanted = {*VARIABLES, *(LIMIT_PREFIX + name.upper() for name in LIMITS)}
    missing = {name for name in wanted if f"`{name}`" not in text}
    assert missing == set()


def test_readme_names_the_two_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [tuple(shlex.split(line)) for block in code_of(text) for line in block.splitlines()]
    assert ("make", "run") in commands
    assert ("make", "test") in commands


def test_a_dead_link_and_an_unknown_command_would_be_noticed():
    assert LINK.findall("see [a](b.md#c)") == ["b.md#c"]
    assert MAKE.findall("make setup && make nothing") == ["setup", "nothing"]
    assert MANAGE.findall("manage.py nothing --x") == ["nothing"]
    assert anchors_of("## Ports and hosts") == {"ports-and-hosts"}

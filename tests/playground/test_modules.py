"""What a script imports is found before the browser asks for it."""

from __future__ import annotations

import re
from pathlib import Path

from playground.modules import modules_of

SCRIPTS = Path(__file__).parents[2] / "static"


def test_every_module_that_is_imported_is_named_once():
    found = modules_of("js/main.js")
    assert len(found) == len(set(found))
    assert {"js/state/reducer.js", "js/lib/dom.js"} <= set(found)
    for path in found:
        for name in re.findall(r'\bfrom "(\.[^"]+)"', (SCRIPTS / path).read_text()):
            other = (SCRIPTS / path).parent.joinpath(name).resolve().relative_to(SCRIPTS)
            assert str(other) in [*found, "js/main.js"], f"{path} imports {name}"


def test_what_is_fetched_on_demand_is_not_named():
    found = modules_of("js/main.js")
    assert "js/panels/drawer_parts.js" not in found
    assert not [path for path in found if "codemirror" in path or "xterm" in path]


def test_a_script_that_is_not_there_needs_nothing():
    assert modules_of("js/nobody.js") == []

"""docs/fidelity.md says what the code says."""

from __future__ import annotations

from tests.tools.fidelity import PAGE, page


def test_the_fidelity_page_is_up_to_date():
    assert PAGE.read_text() == page(), "run `make docs`"


def test_differences_are_found():
    assert page().count("\n| `cluster/") > 3

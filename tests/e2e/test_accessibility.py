"""axe finds nothing on the pages and panels, light and dark: each scene is one line of a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.playground_page import PlaygroundPage
from tests.e2e.screenshots import broken_version, first_sight, rollout
from tests.server import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FIND = """async () => (await axe.run()).violations.flatMap(
    found => found.nodes.map(node => `${found.id}: ${node.target} ${node.failureSummary}`))"""
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
ADDRESSES = ("/fidelity/", "/lessons/", "/join", "/class/new", "/nothing-here")


def violations(page: Page) -> list[str]:
    """What axe finds in both themes, once nothing on the page is fading in or out."""
    found: list[str] = []
    page.evaluate(AXE.read_text())
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found += [f"{theme} {line}" for line in page.evaluate(FIND)]
    return found


def selected_pod(window: PlaygroundPage) -> None:
    window.pods().first.click()
    expect(window.button("Delete pod")).to_be_visible()


SCENES: tuple[Callable[[PlaygroundPage], None], ...] = (
    first_sight,
    selected_pod,
    rollout,
    broken_version,
)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_axe_finds_nothing_on_the_playground(page: Page, scene: Callable[..., None]) -> None:
    scene(PlaygroundPage(page).open())
    assert violations(page) == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_nothing_on_the_other_pages(page: Page, address: str) -> None:
    page.goto(address)
    assert violations(page) == []


def test_axe_finds_what_is_wrong(page: Page) -> None:
    page.goto("/fidelity/")
    page.evaluate("document.body.append(document.createElement('button'))")
    assert any("button-name" in line for line in violations(page))

"""YAML on the page: tried while it is typed, without a line in the console; the past read-only."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.playground_page import PATIENCE_MS, PlaygroundPage


@pytest.fixture
def visitor(page: Page) -> Iterator[PlaygroundPage]:
    """A new visitor's window, at rest."""
    window = PlaygroundPage(page).open()
    yield window
    assert window.complaints == []


def yaml_of_web(window: PlaygroundPage) -> Locator:
    """Select the Deployment and open its YAML."""
    window.object("Deployment", "web").click()
    window.page.get_by_role("tab", name="YAML").click()
    field = window.page.get_by_role("textbox", name="YAML of the selected object")
    expect(field).to_contain_text("replicas: 3", timeout=PATIENCE_MS)
    return field


def test_what_is_refused_while_typing_is_told_beside_the_text_and_not_in_the_console(
    visitor: PlaygroundPage,
):
    field = yaml_of_web(visitor)
    words = visitor.page.locator(".yaml-words")
    expect(words).to_have_text("Live: it follows the cluster. Edit it here.")
    field.fill(field.inner_text().replace("replicas: 3", "replicas: -3"))
    expect(words).to_contain_text("must be greater than or equal to 0")
    assert "422" not in " ".join(visitor.complaints)
    visitor.press("YAML")
    visitor.page.get_by_role("textbox", name="Manifest").fill("kind: Nothing\napiVersion: v1\n")
    expect(visitor.page.locator(".verdict")).to_contain_text('no matches for kind "Nothing"')


def test_the_past_shows_the_object_as_it_was_and_an_edit_waits_meanwhile(visitor: PlaygroundPage):
    visitor.scale(4)
    visitor.expect_ready(4)
    page = visitor.page
    visitor.object("Deployment", "web").click()
    page.get_by_role("tab", name="YAML").click()
    field = page.get_by_role("textbox", name="YAML of the selected object")
    expect(field).to_contain_text("replicas: 4", timeout=PATIENCE_MS)
    field.fill(field.inner_text().replace("replicas: 4", "replicas: 6"))
    expect(page.locator(".yaml-words")).to_contain_text("Edited, not applied yet.")
    history = page.request.get(f"/c/{visitor.cluster_id}/history").json()
    marks = history["marks"]
    scaled = next(mark["revision"] for mark in marks if "scale" in mark["text"])
    page.evaluate(
        """at => {
          history.pushState(null, "", `?at=${at}`);
          dispatchEvent(new Event("popstate"));
        }""",
        scaled - 1,
    )
    expect(page.locator(".yaml-words")).to_have_text(
        re.compile(r"^As it was at \d\d:\d\d:\d\d\. The past can be read, not changed\.$")
    )
    expect(field).to_contain_text("replicas: 3")
    expect(field).to_have_attribute("aria-readonly", "true")
    expect(visitor.button("Apply edit")).to_be_hidden()
    visitor.press("Back to live")
    expect(field).to_contain_text("replicas: 6")
    expect(visitor.button("Apply edit")).to_be_enabled()
    visitor.press("Apply edit")
    visitor.expect_ready(6)

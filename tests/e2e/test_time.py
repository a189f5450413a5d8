"""Time on the page: scrub, link to a moment, fork, undo, step. A real browser, a real server.

What a past picture must show is asked of the journal itself, through another program.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.playground_page import PATIENCE_MS, READY, PlaygroundPage

V1, V2 = '[data-image="web:v1"]', '[data-image="web:v2"]'
ROOT = "html"
LOOKS = 20
GO_TO = """at => {
  history.pushState(null, "", `?at=${at}`);
  dispatchEvent(new Event("popstate"));
}"""


@pytest.fixture
def visitor(page: Page) -> Iterator[PlaygroundPage]:
    """A new visitor's window, at rest."""
    window = PlaygroundPage(page).open()
    yield window
    assert window.complaints == []


@pytest.fixture
def updated(visitor: PlaygroundPage) -> PlaygroundPage:
    """After a rollout from web:v1 to web:v2."""
    visitor.update("web:v2")
    visitor.expect_ready(3, V2)
    return visitor


def slider(window: PlaygroundPage) -> Any:
    return window.page.get_by_role("slider", name="Moment shown")


def expect_past(window: PlaygroundPage, revision: int | str) -> None:
    root = window.page.locator(ROOT)
    expect(root).to_have_attribute("data-live", "past")
    expect(root).to_have_attribute("data-revision", str(revision), timeout=PATIENCE_MS)


def shown_pods(window: PlaygroundPage) -> set[tuple[str, str, str]]:
    """Name, image and whether it is ready, of every Pod in the picture."""
    found = window.pods().evaluate_all(
        "items => items.map(({dataset: d}) => [d.name, d.image, d.ready])"
    )
    return {tuple(each) for each in found}


def stored_pods(window: PlaygroundPage, revision: int) -> set[tuple[str, str, str]]:
    """The same of the objects at that revision, by the server's account of its journal."""
    answer = window.page.request.get(f"/c/{window.cluster_id}/at/{revision}")
    assert answer.status == 200
    cards = [card for card in answer.json()["objects"] if card["kind"] == "Pod"]
    return {(card["name"], card["image"], str(card["ready"]).lower()) for card in cards}


def test_scrubbing_shows_the_state_of_the_journal_at_every_revision(updated: PlaygroundPage):
    history = updated.page.request.get(f"/c/{updated.cluster_id}/history").json()
    newest = history["revision"]
    page = updated.page
    for revision in random.Random(11).sample(range(history["oldest"], newest), LOOKS):
        page.evaluate(GO_TO, revision)
        expect_past(updated, revision)
        assert shown_pods(updated) == stored_pods(updated, revision)
    slider(updated).focus()
    page.keyboard.press("End")
    updated.expect_live()
    updated.expect_ready(3, V2)


def test_keys_and_the_hand_move_the_playhead_and_nothing_can_be_changed(updated: PlaygroundPage):
    page = updated.page
    page.locator("body").press("[")
    expect(page.locator(ROOT)).to_have_attribute("data-live", "past")
    expect(page.get_by_text("nothing here can be changed")).to_be_visible()
    for name in ("Update", "Scale up", "Undo", "Deploy"):
        expect(updated.button(name)).to_be_disabled()
    slider(updated).press("Home")
    first = page.request.get(f"/c/{updated.cluster_id}/history").json()["moments"]["revisions"][0]
    expect_past(updated, first)
    box = slider(updated).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 60 + step * 3, box["y"] + 60)
    page.mouse.up()
    expect(page.locator(ROOT)).to_have_attribute("data-live", "past")
    updated.press("Back to live")
    updated.expect_live()
    updated.expect_ready(3, V2)


def test_a_link_leads_to_the_moment_and_a_fork_goes_on_from_there(updated: PlaygroundPage):
    page = updated.page
    history = page.request.get(f"/c/{updated.cluster_id}/history").json()
    started = next(
        mark["revision"] for mark in history["marks"] if mark["text"].startswith("set image")
    )
    page.goto(f"/c/{updated.cluster_id}/?at={started}")
    expect_past(updated, started)
    expect(updated.pods(V1 + READY)).to_have_count(3)
    before, home = updated.pod_names(), updated.cluster_id
    page.get_by_role("button", name="New future from here").first.click()
    page.wait_for_url(lambda url: home not in url)
    updated.expect_live()
    expect(updated.pods(V1)).to_have_count(3)
    assert updated.pod_names() == before
    updated.press("Resume time")
    updated.expect_ready(3, V2)
    page.goto(f"/c/{home}/?at=999999")
    expect(page.get_by_role("alert")).to_contain_text("has not happened yet")
    updated.press("Back to live")
    updated.expect_live()
    updated.complaints = [text for text in updated.complaints if "404" not in text]


def test_undo_takes_back_what_was_done(visitor: PlaygroundPage):
    visitor.scale(5)
    visitor.expect_ready(5)
    visitor.press("Undo")
    expect(visitor.page.get_by_text("Took back: scaled web from 3 to 5.")).to_be_visible()
    visitor.expect_ready(3)
    visitor.update("web:v2")
    visitor.expect_ready(3, V2)
    visitor.press("Undo")
    visitor.expect_ready(3, V1)


def test_two_strategies_compared_recreate_fails_requests_and_surge_one_none(
    visitor: PlaygroundPage,
):
    page = visitor.page
    page.get_by_role("link", name="Compare strategies").click()
    expect(page.get_by_role("combobox", name="Left strategy")).to_have_value("Careful")
    expect(page.get_by_role("combobox", name="Right strategy")).to_have_value("Recreate")
    page.get_by_role("combobox", name="Image").select_option("web:v2")
    visitor.press("Start both")
    page.get_by_role("combobox", name="Speed").select_option("5")
    visitor.press("Play both")
    expect(page.locator('table[data-over="true"]')).to_be_visible(timeout=PATIENCE_MS)
    failed = page.locator('[data-row="requests failed"] td')
    expect(failed.nth(0)).to_have_text("0")
    assert int(failed.nth(1).inner_text()) > 0
    fewest = page.locator('[data-row="fewest available"] td')
    assert [fewest.nth(side).inner_text() for side in (0, 1)] == ["3", "0"]
    for title in ("Careful", "Recreate"):
        pods = page.get_by_role("region", name=title).locator(f'[data-kind="Pod"]{READY}{V2}')
        expect(pods).to_have_count(3)


def test_on_a_phone_the_timeline_is_a_tab_and_comes_back(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    window = PlaygroundPage(page).open()
    window.pods().first.click()
    page.get_by_role("tab", name="Timeline").click()
    sheet = page.get_by_role("complementary", name="Inspector")
    expect(sheet.get_by_role("slider")).to_be_visible()
    page.get_by_role("tab", name="Overview").click()
    expect(sheet.get_by_role("slider")).to_have_count(0)
    expect(page.get_by_role("region", name="Timeline")).to_be_visible()
    assert not window.complaints

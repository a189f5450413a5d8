"""Step by step: each press is one decision of one controller, from the first to the last."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.playground_page import PATIENCE_MS, PlaygroundPage
from tests.server import Server

WRITES_OF_A_PRESS = 3
"""The wish for a step, at least one write by a controller, and the Clock that takes note of it."""
SHOWN_SIZES = """elements => Object.fromEntries(elements.map(element => [
    element.textContent.match(/web:v[0-9]/)[0], Number(element.dataset.status.split("/")[1])]))"""
MOST_PRESSES = 400


def press_step(window: PlaygroundPage, *, by_key: bool) -> int:
    """One step, and the revision when it is on the page."""
    before = int(window.revision() or 0)
    if by_key:
        window.page.keyboard.press(".")
    else:
        window.press("Step")
    window.page.wait_for_function(
        "least => Number(document.documentElement.dataset.revision) >= least",
        arg=before + WRITES_OF_A_PRESS,
        timeout=PATIENCE_MS,
    )
    return int(window.revision() or 0)


def shown_sizes(window: PlaygroundPage) -> tuple[int, int]:
    """How many Pods the old and the new ReplicaSet want, as the page says."""
    sizes = window.page.locator('[data-kind="ReplicaSet"]').evaluate_all(SHOWN_SIZES)
    return sizes["web:v1"], sizes.get("web:v2", 0)


def decided(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What controllers wrote, without what they told of it."""
    return [each for each in changes if each["kind"] not in ("Clock", "Event")]


@pytest.mark.e2e
def test_each_press_is_one_decision_to_the_end_of_a_rolling_update(
    page: Page, live_server_process: Server
):
    """10 replicas, 25% and 25%: the new set grows to 3, the old one shrinks to 8, and so on."""
    visitor = PlaygroundPage(page).open()
    visitor.set_speed("10")
    visitor.scale(10)
    visitor.expect_ready(10)
    visitor.press("Pause time")
    expect(visitor.button("Step")).to_be_enabled()
    visitor.update("web:v2")
    expect(page.locator(".sentence")).to_contain_text("web has a new template")
    revisions, sizes = [int(visitor.revision() or 0)], [(10, 0)]
    while sizes[-1] != (0, 10):
        assert len(revisions) < MOST_PRESSES, sizes
        revisions.append(press_step(visitor, by_key=len(revisions) % 2 == 0))
        if (shown := shown_sizes(visitor)) != sizes[-1]:
            sizes.append(shown)
    assert sizes[:4] == [(10, 0), (10, 3), (8, 3), (8, 5)]
    for (old, new), (old_then, new_then) in zip(sizes, sizes[1:], strict=False):
        assert (old == old_then) != (new == new_then), "one of the two moves at a time"
        assert old_then <= old and new_then >= new and old_then + new_then <= 13
    journal = live_server_process.journal(visitor.cluster_id)
    for begin, end in zip(revisions, revisions[1:], strict=False):
        written = decided([each for each in journal if begin < each["revision"] <= end])
        assert len({each["by"] for each in written}) == 1, written
    assert visitor.complaints == []

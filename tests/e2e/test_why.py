"""Why, in a real browser: the sentences of a rollout of ten, held against what the journal says the
cluster was before and after each of them; and from a symptom to its root and its cure.
"""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.playground_page import PATIENCE_MS, READY, PlaygroundPage

V1, V2 = '[data-image="web:v1"]', '[data-image="web:v2"]'
GROWTH = re.compile(r"may have (\d+) Pods, has (\d+), so (\d+) new ones? starts?")
SHRINK = re.compile(r"must keep (\d+) available, has (\d+), so (\d+) old ones? go(es)?")
READ_TRAIL = """items => items.map(item => ({
  revision: Number(item.dataset.revision), text: item.querySelector(".why-text").textContent,
}))"""


class Story:
    """The cluster at any revision, as another program reads it from the journal."""

    def __init__(self, window: PlaygroundPage) -> None:
        self.window = window

    def at(self, revision: int) -> tuple[dict[str, int], dict[str, Any]]:
        """Size by image of the ReplicaSets, and the Deployment's card, right after a revision."""
        answer = self.window.page.request.get(f"/c/{self.window.cluster_id}/at/{revision}")
        assert answer.status == 200
        cards = answer.json()["objects"]
        sizes = {card["image"]: card["size"] for card in cards if card["kind"] == "ReplicaSet"}
        return sizes, next(card for card in cards if card["kind"] == "Deployment")

    def available(self, revision: int) -> int:
        """What the ReplicaSets report together."""
        answer = self.window.page.request.get(f"/c/{self.window.cluster_id}/at/{revision}")
        cards = answer.json()["objects"]
        return sum(card["available"] for card in cards if card["kind"] == "ReplicaSet")


def open_why(window: PlaygroundPage) -> None:
    window.object("Deployment", "web").click()
    window.page.get_by_role("tab", name="Why").click()


def told(window: PlaygroundPage) -> list[dict[str, Any]]:
    """What the trail says, oldest first."""
    found: list[dict[str, Any]] = window.page.locator(".trail li").evaluate_all(READ_TRAIL)
    return found[::-1]


def test_the_sentences_of_a_rollout_of_ten_are_the_journals_numbers(page: Page):
    window = PlaygroundPage(page).open()
    window.scale(10)
    window.expect_ready(10, V1)
    window.update("web:v2")
    window.expect_ready(10, V2)
    open_why(window)
    expect(page.locator(".cause")).to_contain_text("Wanted and real agree", timeout=PATIENCE_MS)
    story, steps = Story(window), []
    for each in told(window):
        growth, shrink = GROWTH.search(each["text"]), SHRINK.search(each["text"])
        if not growth and not shrink:
            continue
        before, after = (story.at(each["revision"] - step)[0] for step in (1, 0))
        if growth:
            ceiling, has, more = map(int, growth.groups()[:3])
            assert (ceiling, has) == (13, sum(before.values()))
            assert after["web:v2"] - before.get("web:v2", 0) == more
        elif shrink:
            floor, available, fewer = map(int, shrink.groups()[:3])
            assert (floor, available) == (8, story.available(each["revision"] - 1))
            assert before["web:v1"] - after["web:v1"] == fewer
        steps.append((after["web:v1"], after["web:v2"]))
        assert sum(after.values()) <= 13
    assert steps[:3] == [(10, 3), (8, 3), (8, 5)]
    assert steps[-1][1] == 10
    first = next(each["text"] for each in told(window) if GROWTH.search(each["text"]))
    assert "may have 13 Pods, has 10, so 3 new ones start" in first
    assert window.complaints == []


def test_a_symptom_leads_to_its_root_and_the_cure_heals(page: Page):
    window = PlaygroundPage(page).open()
    window.update("web:v4-crash")
    crashed = window.pods('[data-status="CrashLoopBackOff"]')
    expect(crashed).not_to_have_count(0, timeout=PATIENCE_MS)
    window.button("Why is web so?").first.click()
    causes = page.get_by_role("list", name="From the symptom to the root").locator("li")
    expect(causes).to_have_count(4, timeout=PATIENCE_MS)
    expect(causes.nth(0)).to_contain_text("so no new one starts")
    expect(causes.nth(2)).to_contain_text("last with exit code 1 (Error)")
    expect(causes.nth(3)).to_contain_text("ends by itself")
    page.get_by_role("button", name="Run kubectl rollout undo deployment web").click()
    window.expect_ready(3, V1)
    expect(window.pods(READY)).to_have_count(3)
    expect(page.locator(".cause")).to_contain_text("Wanted and real agree", timeout=PATIENCE_MS)
    window.press("What would revision 2 change")
    changes = page.locator(".revision-changes li")
    expect(changes).to_have_text(
        ["the image of web: web:v1 becomes web:v4-crashspec.containers[web].image"]
    )
    assert window.complaints == []


def test_while_time_stands_the_loop_shows_the_pass_just_done(page: Page):
    window = PlaygroundPage(page).open()
    window.press("Pause time")
    loop = page.get_by_role("heading", name="Control loop")
    expect(loop).to_be_visible(timeout=PATIENCE_MS)
    window.update("web:v2")
    step = page.locator(".loop-steps").get_by_role("button", name="Next step")
    step.click()
    act = page.locator(".phases li", has_text="Act")
    expect(act).to_contain_text("may have 4 Pods, has 3, so 1 new one starts", timeout=PATIENCE_MS)
    expect(page.locator(".phases li", has_text="Observe")).to_contain_text("3 Pods asked for")
    step.click()
    expect(act).to_contain_text("its ReplicaSets report 3 Pods", timeout=PATIENCE_MS)
    expect(act).not_to_contain_text("may have 4 Pods")
    step.click()
    expect(act).to_contain_text("wants 1 Pod, has 0, so 1 is created", timeout=PATIENCE_MS)
    expect(page.get_by_role("combobox", name="Controller")).to_have_value("last")
    assert window.complaints == []

"""What a screen reader hears: whole sentences, few of them, none twice, trouble without waiting."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.playground_page import PATIENCE_MS, PlaygroundPage

LISTEN = """() => {
  window.heard = [];
  for (const region of document.querySelectorAll("[data-said]"))
    new MutationObserver(() => {
      const words = [...region.children].map((line) => line.textContent);
      if (words.length)
        heard.push({ how: region.dataset.said, at: performance.now(), words });
    }).observe(region, { childList: true });
}"""


def heard(page: Page, how: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("heard")
    return [each for each in found if each["how"] == how]


def test_a_rollout_is_told_in_a_few_sentences_and_a_dead_node_at_once(page: Page):
    window = PlaygroundPage(page).open()
    page.evaluate(LISTEN)
    window.scale(10)
    polite, urgent = (page.locator(f'[data-said="{how}"]') for how in ("polite", "assertive"))
    expect(polite).to_contain_text("web: all 10 Pods ready.", timeout=PATIENCE_MS)
    window.update("web:v2")
    expect(polite).to_contain_text("of 10 updated.", timeout=PATIENCE_MS)
    expect(polite).to_contain_text("web: all 10 Pods ready.", timeout=PATIENCE_MS)
    batches = heard(page, "polite")
    assert all(later["at"] - each["at"] > 1900 for each, later in pairwise(batches))
    said = [sentence for batch in batches for sentence in batch["words"]]
    assert all(sentence.endswith(".") for sentence in said)
    assert all(one != two for one, two in pairwise(s for s in said if s.startswith("web:")))
    assert heard(page, "assertive") == []
    window.set_speed("30")
    window.object("Node", "node-2").click()
    window.press("Fail node")
    expect(urgent).to_contain_text("web: below the floor", timeout=PATIENCE_MS)
    window.press("Repair node")
    expect(polite).to_contain_text("web: all 10 Pods ready.", timeout=PATIENCE_MS)
    expect(urgent).to_be_empty()
    assert len(heard(page, "assertive")) == 1
    assert window.complaints == []

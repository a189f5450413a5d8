"""Every wait counts down on the page, from the right number, and what it announces then happens."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.playground_page import PATIENCE_MS, PlaygroundPage
from tests.server import Server

LISTEN = """() => {
  window.counted = [];
  new MutationObserver(() => {
    for (const element of document.querySelectorAll(".node .countdown:not([hidden])")) {
      const [minutes, seconds] = element.querySelector("b").textContent.split(":").map(Number);
      const what = element.querySelector("span").textContent;
      const last = counted.at(-1);
      const left = minutes * 60 + seconds;
      if (!Number.isNaN(left) && (last?.what !== what || last?.left !== left))
        counted.push({ what, left });
    }
  }).observe(document.querySelector(".nodes"),
    { subtree: true, childList: true, characterData: true, attributes: true });
}"""
NOT_READY, EVICTION = "until it counts as NotReady", "until its Pods are evicted"


def seconds_left(page: Page, what: str) -> list[int]:
    return [each["left"] for each in page.evaluate("counted") if each["what"] == what]


def moments(changes: list[dict[str, Any]], node: str, pod: str) -> tuple[float, float, float]:
    """When the node failed, when it was called NotReady, when the Pod was told to leave."""
    failed = next(each["time"] for each in changes if each["kind"] == "Fault")
    silent = next(
        each["time"]
        for each in changes
        if (each["kind"], each["name"]) == ("Node", node)
        and any(
            taint["effect"] == "NoExecute" for taint in each["object"]["spec"].get("taints", ())
        )
    )
    leaving = next(
        each["time"]
        for each in changes
        if each["name"] == pod and "deletionTimestamp" in each["object"]["metadata"]
    )
    return failed, silent, leaving


def test_a_dead_node_counts_down_50_s_to_not_ready_and_300_s_to_the_eviction(
    page: Page, live_server_process: Server
):
    visitor = PlaygroundPage(page).open()
    visitor.set_speed("10")
    node = visitor.object("Node", "node-2")
    node.click()
    pod = visitor.pods('[data-node="node-2"]').first.get_attribute("data-name") or ""
    page.evaluate(LISTEN)
    visitor.press("Fail node")
    expect(node).to_have_attribute("data-status", "NotReady", timeout=PATIENCE_MS)
    told = re.compile(r"^In \d m( \d+ s)? its Pods are evicted")
    expect(page.locator("#inspector").get_by_text(told)).to_be_visible()
    visitor.set_speed("30")
    expect(visitor.object("Pod", pod)).to_have_attribute(
        "data-status", "Terminating", timeout=PATIENCE_MS
    )
    # 50 s after the last heartbeat, seen by a look that comes every 5 s.
    for what, longest in ((NOT_READY, 55), (EVICTION, 300)):
        left = seconds_left(page, what)
        assert left == sorted(left, reverse=True), "it only counts down"
        assert longest - 25 < left[0] <= longest
        assert left[-1] <= longest / 3
    changes = live_server_process.journal(visitor.cluster_id)
    failed, silent, leaving = moments(changes, "node-2", pod)
    assert 35 <= silent - failed <= 55
    assert 299 <= leaving - silent <= 302
    assert visitor.complaints == []


def test_back_off_grace_and_deadline_are_told_with_their_numbers(page: Page):
    visitor = PlaygroundPage(page).open()
    inspector = page.locator("#inspector")
    visitor.update("web:v4-crash")
    crashed = visitor.pods('[data-status="CrashLoopBackOff"]')
    expect(crashed).to_have_count(1, timeout=PATIENCE_MS)
    visitor.press("Pause time")
    crashed.click()
    expect(inspector.get_by_text(re.compile(r"^It is tried again in \d+ s\."))).to_be_visible()
    waits = inspector.get_by_role("list", name="Waits between the tries")
    expect(waits.get_by_role("listitem")).to_have_text(["0", "10", "20", "40", "80", "160", "300"])
    expect(waits.locator('[aria-current="step"]')).to_have_text(re.compile("^(10|20|40)$"))
    visitor.object("Deployment", "web").click()
    deadline = re.compile(r"^In (9 m \d+ s|10 m) the progress deadline passes\.")
    expect(inspector.get_by_text(deadline)).to_be_visible()
    victim = visitor.pods('[data-image="web:v1"]').first
    victim.click()
    visitor.press("Delete pod")
    left = inspector.get_by_text(re.compile(r"^It has (29|30) s left to shut down\.$"))
    expect(left).to_be_visible()
    assert visitor.complaints == []

"""`python -m tests.e2e.screenshots [MOMENT...]`: the page in all sizes and themes, to be looked at.

Starts a real server, plays each moment once (first sight, a deleted Pod, a rollout half-way, a
broken version, a dead node, a refusal, many Pods, 1,000 of them, the past) and photographs it into
`screenshots/`, which git ignores. `make picture` draws the README's one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.playground_page import PATIENCE_MS, READY, PlaygroundPage
from tests.server import ROOT, Server, running_server
from tests.tools.browser import FLAGS, find_browser

FOLDER = ROOT / "screenshots"
SIZES = ((1440, 900), (1024, 768), (390, 844))
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def first_sight(window: PlaygroundPage) -> None:
    window.expect_ready(3)


def deleted_pod(window: PlaygroundPage) -> None:
    window.pods().nth(1).click()
    window.press("Delete pod")
    expect(window.pods()).to_have_count(4)


def rollout(window: PlaygroundPage) -> None:
    window.scale(10)
    window.expect_ready(10)
    window.update("web:v2")
    expect(window.pods(READY + '[data-image="web:v2"]')).not_to_have_count(0, timeout=PATIENCE_MS)
    window.press("Pause time")


def broken_version(window: PlaygroundPage) -> None:
    window.update("web:v4-crash")
    crashed = window.pods('[data-status="CrashLoopBackOff"]')
    expect(crashed).not_to_have_count(0, timeout=PATIENCE_MS)


def dead_node(window: PlaygroundPage) -> None:
    window.scale(6)
    window.expect_ready(6)
    window.set_speed("30")
    node = window.object("Node", "node-2")
    node.click()
    window.press("Fail node")
    expect(node).to_have_attribute("data-status", "NotReady", timeout=PATIENCE_MS)
    window.press("Pause time")


def refusal(window: PlaygroundPage) -> None:
    window.scale(-1)
    expect(window.page.get_by_role("alert")).to_have_count(1)


def many_pods(window: PlaygroundPage) -> None:
    window.set_speed("10")
    window.scale(300)
    expect(window.pods(READY)).to_have_count(300, timeout=PATIENCE_MS)


def thousand(window: PlaygroundPage) -> None:
    window.set_speed("10")
    window.scale(1000)
    window.expect_ready(1000)
    window.update("web:v2")
    updated = window.pods(READY + '[data-image="web:v2"]')
    expect(updated.nth(300)).to_be_attached(timeout=PATIENCE_MS)
    window.press("Pause time")


def thousand_near(window: PlaygroundPage) -> None:
    thousand(window)
    for _ in range(4):
        window.press("Zoom in")


def past(window: PlaygroundPage) -> None:
    rollout(window)
    window.press("Resume time")
    window.expect_ready(10, '[data-image="web:v2"]')
    for _ in range(12):
        window.page.keyboard.press("[")
    expect(window.page.locator("html")).to_have_attribute("data-live", "past")
    expect(window.pods('[data-image="web:v1"]')).not_to_have_count(0, timeout=PATIENCE_MS)


LARGE = ("thousand", "thousand-near")
"""They play on a cluster with room for them."""
MOMENTS: dict[str, Callable[[PlaygroundPage], None]] = {
    "first": first_sight,
    "heal": deleted_pod,
    "rollout": rollout,
    "crash": broken_version,
    "nodefail": dead_node,
    "refusal": refusal,
    "many": many_pods,
    "thousand": thousand,
    "thousand-near": thousand_near,
    "past": past,
}


def photograph(page: Page, name: str) -> None:
    """One moment in every size and theme; the page itself does not know."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            page.wait_for_timeout(300)
            path: Path = FOLDER / f"{name}-{width}-{theme}.png"
            page.screenshot(path=path, full_page=width < height)


def address_for(name: str, server: Server) -> str:
    if name not in LARGE:
        return f"http://127.0.0.1:{server.port}/"
    made = server.manage("newcluster", "large", "--nodes", "16", "--demo", "--json")
    return str(json.loads(made)["page"])


def play(browser: Browser, server: Server, names: Sequence[str]) -> None:
    for name in names:
        moment, address = MOMENTS[name], address_for(name, server)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        window = PlaygroundPage(context.new_page()).open(address)
        moment(window)
        photograph(window.page, name)
        print(f"{name}: {window.complaints or 'a silent console'}")
        context.close()


def main() -> None:
    """Make all pictures."""
    FOLDER.mkdir(exist_ok=True)
    browser_path = find_browser()
    with running_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        play(browser, server, sys.argv[1:] or list(MOMENTS))
        browser.close()


if __name__ == "__main__":
    main()

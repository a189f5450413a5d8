"""`python -m tests.e2e.screenshots [MOMENT...]`: the page in all sizes and themes, to be looked at.

Starts a real server, plays each moment once (first sight, a deleted Pod, a rollout half-way, a
broken version, a dead node, a refusal, many Pods, 1,000 of them, the past, every panel, the pages
beside the playground) and photographs it into `screenshots/`, which git ignores. A moment with
several pictures yields the name of each. `make picture` draws the README's one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
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
    window.fail_node("node-2")
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


def tabs(window: PlaygroundPage) -> Iterator[str]:
    """Every tab of the inspector, for those that have something to say."""
    broken_version(window)
    crashed = window.pods('[data-status="CrashLoopBackOff"]').first
    service = window.object("Service", "web")
    for select, names in (
        (crashed, ("Overview", "Why", "Loop", "YAML", "Events")),
        (service, ("Page",)),
        (window.object("Deployment", "web"), ("Overview", "Why")),
    ):
        select.click(position={"x": 8, "y": 8})
        kind = select.get_attribute("data-kind")
        for name in names:
            window.page.get_by_role("tab", name=name, exact=True).click()
            window.page.wait_for_timeout(1500)
            yield f"{kind}-{name}".lower()


def drawers(window: PlaygroundPage) -> Iterator[str]:
    window.page.locator('#bar [data-action="terminal"]').click()
    expect(window.page.locator(".screen .xterm-rows")).to_contain_text("$")
    window.page.keyboard.type("kubectl get pods -o wide\nkubectl scale deploy web --replicas=-1\n")
    expect(window.page.locator(".screen .xterm-rows")).to_contain_text("must be greater")
    yield "terminal"
    window.page.locator('#bar [data-action="terminal"]').click()
    window.press("YAML")
    window.press("Insert an example")
    expect(window.page.locator(".verdict")).to_contain_text("Apply would do this")
    yield "yaml"
    window.press("YAML")
    window.page.locator("#stage").press("?")
    yield "keys"
    window.page.keyboard.press("Escape")
    window.press("Deploy")
    yield "deploy"
    window.press("Cancel")
    window.press("Share")
    expect(window.page.get_by_role("dialog", name="Share")).to_be_visible()
    yield "share"


def others(window: PlaygroundPage) -> Iterator[str]:
    """The pages beside the playground."""
    page, cluster = window.page, window.cluster_id
    answer = page.request.post(
        f"/c/{cluster}/shares", data={"kind": "sandbox"}, headers={"X-Kubeloop": "page"}
    )
    secret = answer.json()["secret"]
    for name, address in (
        ("lesson", "/lessons/01-desired-state/"),
        ("lessons", "/lessons/"),
        ("compare", f"/c/{cluster}/compare"),
        ("tokens", f"/c/{cluster}/tokens"),
        ("fidelity", "/fidelity/"),
        ("join", "/join"),
        ("shared", f"/share/{secret}"),
        ("embed", f"/embed/{secret}"),
        ("lost", "/share/nothing"),
        ("404", "/nothing-here"),
        ("403", f"/c/{cluster[:-1]}x/"),
    ):
        page.goto(address)
        page.wait_for_timeout(2500)
        yield name


def projector(window: PlaygroundPage) -> Iterator[str]:
    rollout(window)
    window.page.evaluate("document.documentElement.dataset.projector = ''")
    window.page.set_viewport_size({"width": 1920, "height": 1080})
    for theme in THEMES:
        window.page.emulate_media(color_scheme=theme)
        window.page.wait_for_timeout(300)
        window.page.screenshot(path=FOLDER / f"projector-1920-{theme}.png")
    yield from ()


LARGE = ("thousand", "thousand-near")
"""They play on a cluster with room for them."""
MOMENTS: dict[str, Callable[[PlaygroundPage], Iterator[str] | None]] = {
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
    "tabs": tabs,
    "drawers": drawers,
    "others": others,
    "projector": projector,
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
        base = f"http://127.0.0.1:{server.port}"
        context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=base)
        window = PlaygroundPage(context.new_page()).open(address)
        parts = moment(window)
        if parts is None:
            photograph(window.page, name)
        for part in parts or ():
            photograph(window.page, part)
            window.page.set_viewport_size({"width": 1440, "height": 900})
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

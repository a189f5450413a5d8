"""The playground page as a visitor uses it: find Pods, press buttons, wait for what they do."""

from __future__ import annotations

import re
import time

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

PATIENCE_MS = 60_000
READY = '[data-ready="true"]'


class PlaygroundPage:
    """One window, opened on the visitor's own cluster, with all that its console said."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self.note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def open(self, address: str = "/") -> PlaygroundPage:
        """Go there and wait until it is live and at rest with its demo Deployment."""
        self.page.goto(address)
        self.expect_live()
        self.expect_ready(3)
        return self

    def expect_live(self) -> None:
        root = self.page.locator("html")
        expect(root).to_have_attribute("data-live", "live", timeout=PATIENCE_MS)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> None:
        self.button(name).click()

    def pods(self, filters: str = "") -> Locator:
        return self.page.locator(f'[data-kind="Pod"]{filters}')

    def object(self, kind: str, name: str) -> Locator:
        return self.page.locator(f'[data-kind="{kind}"][data-name="{name}"]')

    def pod_names(self, filters: str = "") -> set[str]:
        names: list[str] = self.pods(filters).evaluate_all(
            "elements => elements.map(element => element.dataset.name)"
        )
        return set(names)

    def expect_ready(self, count: int, filters: str = "") -> None:
        """So many Pods are ready, and of these there are no others."""
        expect(self.pods(READY + filters)).to_have_count(count, timeout=PATIENCE_MS)
        expect(self.pods(filters)).to_have_count(count, timeout=PATIENCE_MS)

    def scale(self, replicas: int) -> None:
        field = self.page.get_by_role("spinbutton", name="Replicas")
        field.fill(str(replicas))
        field.press("Enter")

    def update(self, image: str) -> None:
        self.page.get_by_role("combobox", name="Image").select_option(image)
        self.press("Update")

    def set_speed(self, speed: str) -> None:
        self.page.get_by_role("combobox", name="Speed").select_option(speed)

    def fail_node(self, name: str) -> Locator:
        """Let a node die and wait until the cluster knows, at 30x; the node stays selected."""
        self.set_speed("30")
        node = self.object("Node", name)
        node.click()
        self.press("Fail node")
        expect(node).to_have_attribute("data-status", "NotReady", timeout=PATIENCE_MS)
        return node

    def fewest_ready_until(self, is_done: Locator, count: int) -> int:
        """Watch until there are `count` of those; gives the smallest number of ready Pods seen."""
        fewest, deadline = 1_000, time.monotonic() + PATIENCE_MS / 1000
        while is_done.count() < count:
            assert time.monotonic() < deadline, "it did not come to an end"
            fewest = min(fewest, self.pods(READY).count())
        return fewest

    def expect_refusal(self, words: str) -> None:
        """One alert, with the cluster's own words; then dismiss it."""
        alert = self.page.get_by_role("alert")
        expect(alert).to_have_count(1)
        expect(alert).to_contain_text(re.compile(words))
        alert.get_by_role("button", name="Dismiss").click()
        expect(alert).to_have_count(0)

    @property
    def cluster_id(self) -> str:
        return self.page.url.partition("/c/")[2].partition("/")[0]

    def revision(self) -> str | None:
        return self.page.locator("html").get_attribute("data-revision")

"""A headless browser's window that is measured while it draws: frames, main-thread time, heap.

Frames are counted by the page's own animation frames: a gap of 40 ms means that two frames of 16.7
ms were not drawn. Main-thread time is the browser's own count of seconds spent in tasks. News are
the cards that came over the websocket, counted outside the page.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Page, WebSocket

from tests.bench.recording import changes_in

# Notes when the first whole picture is drawn: live, and an animation frame after it.
FIRST_PICTURE = """
new MutationObserver((_, observer) => {
  if (document.documentElement.dataset.live !== "live") return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => (window.firstPicture = performance.now())));
}).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-live"] });
"""
COUNT_FRAMES = """
() => {
  const run = (window.frameRun = { gaps: [], last: performance.now(), isOn: true });
  const look = (now) => {
    run.gaps.push(now - run.last);
    run.last = now;
    if (run.isOn) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
"""
TAKE_FRAMES = "() => { window.frameRun.isOn = false; return window.frameRun.gaps.slice(1); }"
SETTLE_MS = 1000


@dataclass
class Stretch:
    """What a window did for a while."""

    seconds: float
    gaps_ms: list[float]
    news: int
    bytes_in: int
    busy_seconds: dict[str, float]

    @property
    def kilobytes_per_second(self) -> float:
        return self.bytes_in / self.seconds / 1e3

    @property
    def frames_per_second(self) -> float:
        return len(self.gaps_ms) / (sum(self.gaps_ms) / 1000)

    @property
    def longest_ms(self) -> float:
        return max(self.gaps_ms)

    @property
    def main_thread_ms(self) -> float:
        """Milliseconds of main-thread work in each second."""
        return self.busy_seconds["TaskDuration"] * 1000 / self.seconds

    @property
    def news_per_second(self) -> float:
        return self.news / self.seconds


class Window:
    """One page on one cluster."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.news = 0
        self.bytes_in = 0
        self.complaints: list[str] = []
        self.page.on("websocket", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.add_init_script(FIRST_PICTURE)
        self.tools = context.new_cdp_session(self.page)
        # The thread's own time: what others do on the same cores is not the page's.
        self.tools.send("Performance.enable", {"timeDomain": "threadTicks"})
        self.page.goto(address)
        self.page.wait_for_selector('html[data-live="live"]', state="attached", timeout=60_000)
        self.page.wait_for_timeout(SETTLE_MS)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._count)

    def _count(self, payload: str | bytes) -> None:
        self.bytes_in += len(payload)
        frame = json.loads(payload)
        if frame["type"] == "delta":
            self.news += changes_in(frame)

    def first_picture_ms(self) -> float:
        """From the first byte of the server's answer to the first whole picture."""
        return float(
            self.page.evaluate(
                "window.firstPicture - performance.getEntriesByType('navigation')[0].responseStart"
            )
        )

    def metrics(self) -> dict[str, float]:
        found = self.tools.send("Performance.getMetrics")["metrics"]
        return {each["name"]: each["value"] for each in found}

    def measure(self, seconds: float) -> Stretch:
        """Look on for so long."""
        return self.measure_while(lambda: self.page.wait_for_timeout(seconds * 1000))

    def measure_while(self, work: Any) -> Stretch:
        before, news, bytes_in, started = self.metrics(), self.news, self.bytes_in, time.monotonic()
        self.page.evaluate(COUNT_FRAMES)
        work()
        gaps = self.page.evaluate(TAKE_FRAMES)
        took = time.monotonic() - started
        after = self.metrics()
        busy = {name: after[name] - before[name] for name in after if name.endswith("Duration")}
        return Stretch(took, gaps, self.news - news, self.bytes_in - bytes_in, busy)

    def heap_mb(self) -> float:
        """What is left of the heap after a collection."""
        self.tools.send("HeapProfiler.collectGarbage")
        return self.metrics()["JSHeapUsedSize"] / 1e6

    def close(self) -> None:
        self.page.close()

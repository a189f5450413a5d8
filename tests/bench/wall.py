"""`python -m tests.bench.wall`: a wall's screen through a day of eight hours, time-compressed.

30 learners each do something once a minute of that day: scale, roll out, delete a Pod, put their
hand up. Events come 80 times as fast and their clusters' clocks run at 80x, so that eight hours
pass for them (their Events expire after one) in six minutes. A real browser shows the wall all the
while. Between stretches of the day its heap is collected and measured, its DOM nodes are counted,
the server's memory is read.

What it cannot show: what only the machine's own time costs. `HOURS=2` makes the day shorter.
Prints a table, writes bench/wall.json, and ends with 1 when something grew by more than 10 % from
the second quarter of the day to its last.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from playwright.async_api import Page, async_playwright

from tests.bench.ending import leave_nothing_running
from tests.bench.learners import Learner
from tests.bench.load import OPEN_CLASS, image, in_step
from tests.bench.machine_room import Room, embedded
from tests.tools.browser import FLAGS, HELP, find_browser

HOURS = float(os.environ.get("HOURS", "8"))
LEARNERS = 30
ACTIONS_AN_HOUR = 60
COMPRESSED = 80
STRETCHES = 24
GROWTH_ALLOWED = 0.10
DEPLOYMENT = "/apis/apps/v1/namespaces/default/deployments/web"
CLOCK = "/apis/sim.kubeloop.dev/v1alpha1/clocks/clock"
PODS = "/api/v1/namespaces/default/pods"
JSON, MERGE = "application/json", "application/strategic-merge-patch+json"


@dataclass
class Screen:
    """The wall in a browser."""

    page: Page
    tools: Any
    frames: int = 0
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("websocket", lambda socket: socket.on("framereceived", self.count))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def count(self, _: object) -> None:
        self.frames += 1

    async def sample(self) -> dict[str, float]:
        """Heap in MB after a collection, nodes of the DOM, listeners."""
        await self.tools.send("HeapProfiler.collectGarbage")
        heap = await self.tools.send("Runtime.getHeapUsage")
        counters = await self.tools.send("Memory.getDOMCounters")
        return {
            "heap MB": heap["usedSize"] / 1e6,
            "DOM nodes": counters["nodes"],
            "listeners": counters["jsEventListeners"],
        }


async def act(learner: Learner, code: str, number: int) -> None:
    """The next thing that this learner does."""
    match number % 6:
        case 0:
            await patch(learner, DEPLOYMENT, image(f"v{1 + number // 6 % 2}"))
        case 1:
            await patch(learner, DEPLOYMENT, {"spec": {"replicas": 3 + number // 6 % 3}})
        case 2 | 5:
            body = json.dumps({"up": number % 6 == 2}).encode()
            await expect_ok(learner, "POST", f"/class/{code}/do/hand", body, JSON)
        case 3:
            found = await learner.request("GET", f"/k8s/{learner.cluster}{PODS}")
            names = [pod["metadata"]["name"] for pod in json.loads(found.body)["items"]]
            await learner.request("DELETE", f"/k8s/{learner.cluster}{PODS}/{min(names)}")
        case 4:
            await patch(learner, DEPLOYMENT, image("v4-crash"))


async def patch(learner: Learner, path: str, body: dict[str, Any]) -> None:
    raw = json.dumps(body).encode()
    await expect_ok(learner, "PATCH", f"/k8s/{learner.cluster}{path}", raw, MERGE)


async def expect_ok(learner: Learner, method: str, path: str, body: bytes, kind: str) -> None:
    answer = await learner.request(method, path, body, kind)
    if answer.status != 200:
        raise RuntimeError(f"{method} {path}: {answer.status} {answer.body[:300]!r}")


async def live(learners: list[Learner], code: str, stretch: int) -> None:
    """One stretch of the day: everybody acts at the day's pace."""
    actions = round(HOURS * ACTIONS_AN_HOUR / STRETCHES)
    begun, gap = time.monotonic(), 3600 / ACTIONS_AN_HOUR / COMPRESSED
    for number in range(actions):
        late = begun + number * gap - time.monotonic()
        await asyncio.sleep(max(0.0, late))
        works = [act(each, code, stretch * actions + number + n) for n, each in enumerate(learners)]
        await in_step(works, gap * 0.9)


async def day(room: Room, browser: Any) -> tuple[list[dict[str, float]], Screen, float]:
    """Everybody joins, then the day passes; a sample after each stretch."""
    base = f"http://127.0.0.1:{room.ports[0]}"
    code, cookie = room.manage("shell", "-c", OPEN_CLASS).split()[-2:]
    learners = [Learner(room.ports[0]) for _ in range(LEARNERS)]
    await in_step([each.join(code, f"learner {n}") for n, each in enumerate(learners)], 8)
    for each in learners:
        await patch(each, CLOCK, {"spec": {"speed": COMPRESSED}})
    context = await browser.new_context(viewport={"width": 1920, "height": 1080})
    name, _, value = cookie.rpartition("=")
    visitor = {"name": name or "kubeloop_visitor", "value": value, "url": base}
    await context.add_cookies([visitor])
    page = await context.new_page()
    screen = Screen(page, await context.new_cdp_session(page))
    screen.listen()
    await page.goto(f"{base}/class/{code}/")
    await page.get_by_text("learner 29").first.wait_for(timeout=30_000)
    samples, begun = [], time.monotonic()
    for stretch in range(STRETCHES):
        await live(learners, code, stretch)
        for each in learners:
            each.frames.clear()
        samples.append({**await screen.sample(), "server MB": room.rss / 1e6})
        print(f"{stretch + 1:2}/{STRETCHES}", {k: round(v, 1) for k, v in samples[-1].items()})
    return samples, screen, time.monotonic() - begun


def growth(samples: list[dict[str, float]], name: str) -> tuple[float, float]:
    """Medians of the second and of the last quarter."""
    quarter = len(samples) // 4
    values = [each[name] for each in samples]
    return statistics.median(values[quarter : 2 * quarter]), statistics.median(values[-quarter:])


async def watch_the_day(browser_path: str) -> tuple[list[dict[str, float]], Screen, float]:
    with embedded() as room:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
            found = await day(room, browser)
            await browser.close()
            return found


def main() -> bool:
    """Whether all stayed as it was."""
    path = find_browser()
    if path is None:
        print(HELP)
        return False
    samples, screen, seconds = asyncio.run(watch_the_day(path))
    actions = round(HOURS * ACTIONS_AN_HOUR / STRETCHES) * STRETCHES * LEARNERS
    print(
        f"{HOURS:g} hours, {LEARNERS} learners, {actions} actions, {screen.frames} frames to the "
        f"wall in {seconds:.0f} s ({HOURS * 3600 / seconds:.0f}x), {psutil.cpu_count()} cores"
    )
    rows = {name: growth(samples, name) for name in samples[0]}
    for name, (warm, end) in rows.items():
        print(f"{name:10} {warm:10.1f} -> {end:10.1f}  {100 * (end / warm - 1):+6.1f} %")
    Path("bench").mkdir(exist_ok=True)
    found = {"hours": HOURS, "actions": actions, "frames": screen.frames, "seconds": seconds}
    Path("bench/wall.json").write_text(json.dumps({**found, "samples": samples}, indent=1))
    for complaint in screen.complaints:
        print(complaint)
    is_flat = all(end <= warm * (1 + GROWTH_ALLOWED) for warm, end in rows.values())
    return is_flat and not screen.complaints


if __name__ == "__main__":
    leave_nothing_running()
    sys.exit(0 if main() else 1)

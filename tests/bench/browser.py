"""The page under load, in a headless browser, fed by the real server: `make bench` runs this too.

Alone: `python -m tests.bench.browser [weight first recorded busy rollout heap]`. The heap's run
takes BENCH_HEAP_SECONDS (600); with BENCH_DETAIL=1 each stretch says where its time went.
"""

from __future__ import annotations

import gzip
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from playwright.sync_api import Browser, Response, ViewportSize, sync_playwright

from tests.bench.ending import leave_nothing_running
from tests.bench.figures import Figure, report
from tests.bench.recording import feed_from, play, record
from tests.bench.window import Stretch, Window
from tests.server import Client, Server, deployment, fast_image, running_server
from tests.tools.browser import FLAGS, HELP, find_browser

DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
SERVICES = "/api/v1/namespaces/default/services"
IMAGES = "/apis/sim.kubeloop.dev/v1alpha1/images"
MANY, THOUSAND = 5000, 1000
PODS_PER_NODE = 100
SIZE: ViewportSize = {"width": 1440, "height": 900}
LOOK_SECONDS = 10.0
RECORDED_CHANGES, CHANGES_PER_SECOND = 2000, 200
HEAP_SECONDS = float(os.environ.get("BENCH_HEAP_SECONDS", "600"))
WARM_UP_PART = 0.2
PATIENCE_SECONDS = 180.0
STEADY_IMAGES = ("steady:v1", "steady:v2")
# So many Pods change at a time that a 5,000-Pod update sends 217 cards a second by its own clock.
STEADY = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 60, "maxUnavailable": 0}}


class Bench:
    """The server, the browser and the clusters that several measurements share."""

    def __init__(self, server: Server, browser: Browser) -> None:
        self.server = server
        self.browser = browser
        self.context = browser.new_context(viewport=SIZE)
        self._clusters: dict[int, tuple[Client, str]] = {}

    def cluster(self, pods: int) -> Client:
        """A cluster at rest with so many Pods of one Deployment behind one Service."""
        if pods not in self._clusters:
            self._clusters[pods] = self._new_cluster(pods)
        return self._clusters[pods][0]

    def _new_cluster(self, pods: int) -> tuple[Client, str]:
        nodes = str(max(20, pods // PODS_PER_NODE + 2))
        made = json.loads(
            self.server.manage("newcluster", f"pods-{pods}", "--nodes", nodes, "--json")
        )
        client = Client(f"http://127.0.0.1:{self.server.port}/k8s/{made['id']}", made["token"])
        client.send("POST", IMAGES, fast_image("fast:v1"))
        for image in STEADY_IMAGES:
            client.send("POST", IMAGES, steady_image(image))
        wanted = deployment("web", "fast:v1", pods)
        wanted["spec"]["strategy"] = STEADY
        client.send("POST", SERVICES, service("web"))
        client.send("POST", DEPLOYMENTS, wanted)
        wait_until_done(client, pods)
        return client, made["page"]

    def address(self, pods: int) -> str:
        return self._clusters[pods][1].partition("?")[0]

    def feed(self, pods: int) -> tuple[str, str]:
        """The path of its websocket, and the cookie that opens it."""
        cookies = [f"{each['name']}={each['value']}" for each in self.context.cookies()]
        cluster = self.address(pods).strip("/").rpartition("/")[2]
        return f"/ws/c/{cluster}/", "; ".join(cookies)

    def window(self, pods: int) -> Window:
        self.cluster(pods)
        client, page = self._clusters[pods]
        self._clusters[pods] = client, page.partition("?")[0]
        return Window(self.context, page)


def steady_image(image: str) -> dict[str, Any]:
    """An image whose Pods take about a second and a half from pull to ready."""
    made = fast_image(image)
    made["spec"] |= {"pullSeconds": 0.5, "startSeconds": 0.3, "readyDelaySeconds": 0.7}
    return made


def service(name: str) -> dict[str, Any]:
    spec = {"selector": {"app": name}, "ports": [{"port": 80}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}


def set_image(client: Client, image: str) -> None:
    containers = [{"name": "web", "image": image}]
    patch = {"spec": {"paused": False, "template": {"spec": {"containers": containers}}}}
    client.send("PATCH", f"{DEPLOYMENTS}/web", patch, "merge")


def set_strategy(client: Client, strategy: dict[str, Any]) -> None:
    client.send("PATCH", f"{DEPLOYMENTS}/web", {"spec": {"strategy": strategy}}, "merge")


def pause(client: Client) -> None:
    client.send("PATCH", f"{DEPLOYMENTS}/web", {"spec": {"paused": True}}, "merge")


def is_done(client: Client, pods: int) -> bool:
    found = client.send("GET", f"{DEPLOYMENTS}/web")
    status = found.get("status", {})
    counts = [status.get(name) for name in ("replicas", "updatedReplicas", "availableReplicas")]
    is_seen = status.get("observedGeneration") == found["metadata"]["generation"]
    return is_seen and counts == [pods] * 3


def wait_until_done(client: Client, pods: int, pause: Callable[[], object] | None = None) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_done(client, pods):
        if time.monotonic() > deadline:
            raise RuntimeError(f"web did not get {pods} Pods")
        (pause or (lambda: time.sleep(0.2)))()


# -- what is measured ----------------------------------------------------------------------------


def weight(bench: Bench) -> list[Figure]:
    """All that a first visit loads, each file compressed as a server would."""
    sizes: dict[str, int] = {}

    def note(answer: Response | None) -> None:
        if answer is None or answer.status != 200:
            return
        sizes[answer.url.partition("?")[0]] = len(gzip.compress(answer.body(), 6))

    context = bench.browser.new_context()
    page = context.new_page()
    page.on("requestfinished", lambda request: note(request.response()))
    page.goto(f"http://127.0.0.1:{bench.server.port}/")
    page.wait_for_selector('html[data-live="live"]', state="attached")
    page.wait_for_timeout(1000)
    context.close()
    return [
        Figure("core page, gzip", sum(sizes.values()) / 1024, "KiB", 150),
        Figure("core page, files", len(sizes), "", None),
    ]


def first(bench: Bench) -> list[Figure]:
    figures = []
    for pods in (THOUSAND, MANY):
        times = []
        for _ in range(3):
            window = bench.window(pods)
            times.append(window.first_picture_ms() / 1000)
            window.close()
        figures.append(
            Figure(f"first picture of {pods:,} Pods", statistics.median(times), "s", 1.0)
        )
    return figures


def busy(bench: Bench) -> list[Figure]:
    """5,000 Pods and an update that goes on all the time."""
    client, window = bench.cluster(MANY), bench.window(MANY)
    window.page.wait_for_timeout(1500)
    rest = window.measure(3)
    set_image(client, STEADY_IMAGES[0])
    window.page.wait_for_timeout(3000)
    stretch = window.measure(LOOK_SECONDS)
    pause(client)
    detail("busy", stretch)
    detail("rest", rest)
    window.close()
    return [
        Figure("5,000 Pods, changes in a second", stretch.news_per_second, "", 200, is_floor=True),
        Figure("5,000 Pods, frames", stretch.frames_per_second, "fps", 55, is_floor=True),
        Figure("5,000 Pods, main thread in a second", stretch.main_thread_ms, "ms", 250),
        Figure("5,000 Pods, longest frame", stretch.longest_ms, "ms", None),
        Figure("5,000 Pods at rest, main thread in a second", rest.main_thread_ms, "ms", None),
    ]


def recorded(bench: Bench) -> list[Figure]:
    """5,000 Pods and the same update from a recording: what the page costs without the server."""
    client = bench.cluster(MANY)
    bench.window(MANY).close()
    set_image(client, STEADY_IMAGES[0])
    recording = record(bench.server.port, *bench.feed(MANY), RECORDED_CHANGES)
    pause(client)
    context = bench.browser.new_context(viewport=SIZE, storage_state=bench.context.storage_state())
    feed_from(recording, context, CHANGES_PER_SECOND)
    window = Window(context, bench.address(MANY))
    stretch = window.measure_while(lambda: play(window.page))
    detail("recorded", stretch)
    context.close()
    kilobytes = recording.bytes_in / stretch.seconds / 1e3
    return [
        Figure("recorded: changes in a second", sum(recording.sizes) / stretch.seconds, "", None),
        Figure("recorded: over the wire in a second", kilobytes, "kB", None),
        Figure("recorded: frames", stretch.frames_per_second, "fps", 55, is_floor=True),
        Figure("recorded: main thread in a second", stretch.main_thread_ms, "ms", 250),
        Figure("recorded: longest frame", stretch.longest_ms, "ms", None),
    ]


def rollout(bench: Bench) -> list[Figure]:
    """1,000 Pods from one version to the next by the default strategy."""
    client, window = bench.cluster(THOUSAND), bench.window(THOUSAND)
    set_strategy(client, {"rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}})
    window.page.wait_for_timeout(1500)

    def update() -> None:
        set_image(client, STEADY_IMAGES[1])
        wait_until_done(client, THOUSAND, lambda: window.page.wait_for_timeout(250))

    stretch = window.measure_while(update)
    detail("rollout", stretch)
    window.close()
    return [
        Figure("update of 1,000, longest frame", stretch.longest_ms, "ms", 100),
        Figure("update of 1,000, frames", stretch.frames_per_second, "fps", None),
        Figure("update of 1,000, main thread in a second", stretch.main_thread_ms, "ms", None),
        Figure("update of 1,000, changes in a second", stretch.news_per_second, "", None),
    ]


def heap(bench: Bench) -> list[Figure]:
    """One update after the other; what the page keeps must not grow."""
    client, window = bench.cluster(THOUSAND), bench.window(THOUSAND)
    set_strategy(client, {"rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}})
    started, sizes, rolls = time.monotonic(), [], 0
    while time.monotonic() - started < HEAP_SECONDS:
        set_image(client, STEADY_IMAGES[rolls % 2])
        rolls += 1
        wait_until_done(client, THOUSAND, lambda: window.page.wait_for_timeout(250))
        sizes.append((time.monotonic() - started, window.heap_mb()))
    warm = [size for at, size in sizes if at >= HEAP_SECONDS * WARM_UP_PART] or [sizes[-1][1]]
    base, end = statistics.median(warm[:3]), statistics.median(warm[-3:])
    window.close()
    return [
        Figure(f"heap after {HEAP_SECONDS:g} s of updates", end, "MB", None),
        Figure("heap against the warm one", 100 * (end / base - 1), "%", 10),
        Figure("updates of 1,000 in that time", rolls, "", None),
    ]


def detail(name: str, stretch: Stretch) -> None:
    """Where the main thread's time went."""
    if not os.environ.get("BENCH_DETAIL"):
        return
    parts = {key: seconds * 1000 / stretch.seconds for key, seconds in stretch.busy_seconds.items()}
    words = ", ".join(f"{key} {ms:.0f}" for key, ms in sorted(parts.items()) if ms >= 1)
    slow = sum(1 for gap in stretch.gaps_ms if gap > 25)
    print(f"  {name}: {words} ms in a second, {stretch.kilobytes_per_second:.0f} kB/s")
    print(
        f"  {stretch.news_per_second:.0f} changes/s, {slow} of {len(stretch.gaps_ms)} frames late"
    )


MEASURES: dict[str, Callable[[Bench], list[Figure]]] = {
    "weight": weight,
    "first": first,
    "recorded": recorded,
    "busy": busy,
    "rollout": rollout,
    "heap": heap,
}


def measure_page(names: Sequence[str] = tuple(MEASURES)) -> list[Figure]:
    """All figures of the page, told as they come; none when the machine has no browser."""
    path = find_browser()
    if path is None:
        print(HELP)
        return []
    figures: list[Figure] = []
    with running_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        bench = Bench(server, browser)
        for name in names:
            figures += report(MEASURES[name](bench))
        browser.close()
    return figures


if __name__ == "__main__":
    leave_nothing_running()
    measure_page(sys.argv[1:] or tuple(MEASURES))

"""`make bench`: start the real server and measure it through its API, then the page it serves.

Prints a table and writes bench/results.json. Every figure is the median of the stated runs; wall
seconds are from the client's request to the watch event that shows the result, CPU seconds are the
server process's own.
"""

from __future__ import annotations

import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.bench.browser import measure_page
from tests.bench.ending import leave_nothing_running
from tests.bench.figures import Figure, report
from tests.bench.watches import WATCHES, kilobytes_per_watch
from tests.server import Client, Server, deployment, fast_image, running_server

RESULTS = Path("bench/results.json")
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
PODS = "/api/v1/namespaces/default/pods"
IMAGES = "/apis/sim.kubeloop.dev/v1alpha1/images"
RUNS = 3
DELETIONS = 40
GROWTH = (100, 500, 1000, 2000, 5000)
PODS_PER_NODE = 100
IDLE_CLUSTERS = 500
ACTIVE_CLUSTERS = 20
WARM_UP_CLUSTERS = 20
USE_AND_LEAVE_CLUSTERS = """
import time
from cluster.store.clock import wall_time
from cluster.store.clusters import create_cluster, touch
for number in range({count}):
    touch(create_cluster(f"idle-{{number}}", demo=True).id, wall_time())
    time.sleep(0.04)
"""


def wait_for(client: Client, name: str, is_done: Callable[[dict[str, Any]], bool]) -> None:
    """Watch one Deployment until its object satisfies the question."""
    for event in client.watch(f"{DEPLOYMENTS}"):
        found = event["object"]
        if found["metadata"]["name"] == name and is_done(found):
            return


def is_ready(count: int) -> Callable[[dict[str, Any]], bool]:
    def check(found: dict[str, Any]) -> bool:
        status = found.get("status", {})
        return (
            status.get("readyReplicas") == count
            and status.get("updatedReplicas") == count
            and status.get("replicas") == count
            and status.get("observedGeneration") == found["metadata"]["generation"]
        )

    return check


def timed(server: Server, work: Callable[[], None]) -> tuple[float, float]:
    """(wall seconds, CPU seconds of the server) of a piece of work."""
    cpu, started = server.cpu_seconds, time.perf_counter()
    work()
    return time.perf_counter() - started, server.cpu_seconds - cpu


def prepared(server: Server, name: str, nodes: int) -> Client:
    client = server.new_cluster(name, nodes)
    for image in ("fast:v1", "fast:v2"):
        client.send("POST", IMAGES, fast_image(image))
    time.sleep(1.0)
    return client


def scale_up(server: Server, pods: int, nodes: int, run: int) -> tuple[Client, float, float]:
    client = prepared(server, f"grow-{pods}-{run}", nodes)

    def work() -> None:
        client.send("POST", DEPLOYMENTS, deployment("web", "fast:v1", pods))
        wait_for(client, "web", is_ready(pods))

    return client, *timed(server, work)


def roll(server: Server, client: Client, pods: int) -> tuple[float, float]:
    def work() -> None:
        containers = [{"name": "web", "image": "fast:v2"}]
        patch = {"spec": {"template": {"spec": {"containers": containers}}}}
        client.send("PATCH", f"{DEPLOYMENTS}/web", patch, "merge")
        wait_for(client, "web", is_ready(pods))

    return timed(server, work)


def thousand(server: Server) -> list[Figure]:
    ups, rolls = [], []
    for run in range(RUNS):
        client, wall, cpu = scale_up(server, 1000, 20, run)
        ups.append((wall, cpu))
        rolls.append(roll(server, client, 1000))
    return [
        Figure("0 -> 1,000 Ready, wall", middle(ups, 0), "s", 1.5),
        Figure("0 -> 1,000 Ready, server CPU", middle(ups, 1), "s", 1.5),
        Figure("rolling update of 1,000, wall", middle(rolls, 0), "s", 3.0),
        Figure("rolling update of 1,000, server CPU", middle(rolls, 1), "s", None),
    ]


def middle(pairs: list[tuple[float, float]], index: int) -> float:
    return statistics.median(pair[index] for pair in pairs)


def deletions(server: Server) -> list[Figure]:
    """Delete one of 10 Pods again and again; when does the replacement exist, when is it Ready?"""
    client = prepared(server, "deletions", 3)
    client.send("POST", DEPLOYMENTS, deployment("web", "fast:v1", 10))
    wait_for(client, "web", is_ready(10))
    created, ready = [], []
    for _ in range(DELETIONS):
        time.sleep(0.15)
        at_created, at_ready = one_deletion(client)
        created.append(at_created * 1000)
        ready.append(at_ready * 1000)
    return [
        Figure("Pod deleted -> replacement object, p50", statistics.median(created), "ms", 15),
        Figure("Pod deleted -> replacement Ready, p50", statistics.median(ready), "ms", 55),
    ]


def one_deletion(client: Client) -> tuple[float, float]:
    known = {pod["metadata"]["name"] for pod in client.send("GET", PODS)["items"]}
    watcher = Client(client.base, "")
    watcher.http.headers = client.http.headers
    events = watcher.watch(PODS)
    for _ in range(len(known)):
        next(events)
    started = time.perf_counter()
    client.send("DELETE", f"{PODS}/{sorted(known)[0]}")
    at_created = 0.0
    for event in events:
        pod = event["object"]
        if pod["metadata"]["name"] in known:
            continue
        at_created = at_created or time.perf_counter() - started
        conditions = pod.get("status", {}).get("conditions", [])
        if any(each["type"] == "Ready" and each["status"] == "True" for each in conditions):
            break
    at_ready = time.perf_counter() - started
    watcher.http.close()
    return at_created, at_ready


def growth(server: Server) -> list[Figure]:
    figures = []
    for pods in GROWTH:
        _, wall, cpu = scale_up(server, pods, max(20, pods // PODS_PER_NODE + 1), 9)
        figures.append(Figure(f"0 -> {pods:,} Ready, wall", wall, "s", None))
        figures.append(Figure(f"0 -> {pods:,} Ready, CPU per Pod", cpu / pods * 1000, "ms", None))
    return figures


def request_times(server: Server) -> list[Figure]:
    """Server time of `kubectl get pods` with 500 Pods, as the raw list."""
    client, _, _ = scale_up(server, 500, 20, 1)
    took = []
    for _ in range(20):
        started = time.perf_counter()
        client.http.get(f"{PODS}?limit=500")
        took.append((time.perf_counter() - started) * 1000)
    return [Figure("list of 500 Pods, p50", statistics.median(took), "ms", 40)]


def memory() -> list[Figure]:
    figures = []
    with running_server(KUBELOOP_LIMITS_IDLE_SECONDS="2") as server:
        time.sleep(1)
        figures.append(Figure("memory at start", server.rss_bytes / 1e6, "MB", 90))
        used_and_left(server, WARM_UP_CLUSTERS)
        before = server.rss_bytes
        used_and_left(server, IDLE_CLUSTERS)
        idle = (server.rss_bytes - before) / IDLE_CLUSTERS / 1e3
        figures.append(Figure("memory per idle cluster (500)", idle, "kB", 20))
    with running_server() as server:
        warm = prepared(server, "warm", 3)
        warm.send("POST", DEPLOYMENTS, deployment("web", "fast:v1", 20))
        wait_for(warm, "web", is_ready(20))
        before = server.rss_bytes
        for index in range(ACTIVE_CLUSTERS):
            client = prepared(server, f"active-{index}", 3)
            client.send("POST", DEPLOYMENTS, deployment("web", "fast:v1", 20))
            wait_for(client, "web", is_ready(20))
        active = (server.rss_bytes - before) / ACTIVE_CLUSTERS / 1e6
        figures.append(Figure("memory per active cluster with 20 Pods", active, "MB", 1.0))
    return figures


def watches() -> list[Figure]:
    """200 watches of 20 Pods, on a server of their own."""
    with running_server() as server:
        client = prepared(server, "watches", 3)
        client.send("POST", DEPLOYMENTS, deployment("web", "fast:v1", 20))
        wait_for(client, "web", is_ready(20))
        cost = kilobytes_per_watch(server, client)
    return [Figure(f"memory per watch ({WATCHES} at once)", cost, "kB", 100)]


def used_and_left(server: Server, count: int) -> None:
    """Clusters with three Pods are made, used once one after the other, and fall asleep."""
    server.manage("shell", "-c", USE_AND_LEAVE_CLUSTERS.format(count=count))
    time.sleep(10)


def no_op_pass() -> list[Figure]:
    from tests.bench.in_process import no_op_pass_ms

    return [Figure("no-op pass over 1,000 Pods (all controllers)", no_op_pass_ms(), "ms", None)]


def main() -> None:
    figures: list[Figure] = []
    with running_server() as server:
        for measure in (deletions, thousand, request_times, growth):
            figures += report(measure(server))
    figures += report(memory())
    figures += report(watches())
    figures += report(no_op_pass())
    figures += measure_page()
    python = sys.version.split()[0]
    machine = f"{platform.machine()}, {platform.system()}, Python {python}"
    document = {"machine": machine, "figures": [asdict(figure) for figure in figures]}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(document, indent=1))


if __name__ == "__main__":
    leave_nothing_running()
    main()

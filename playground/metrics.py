"""Numbers about this process, as Prometheus text.

Counters are plain dicts that only the event loop's thread touches, so they need no lock.
Example line: `kubeloop_requests_total{door="api",status="2xx"} 1204`.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from cluster.api.tail import watches
from cluster.runtime.executors import run_read
from cluster.runtime.worker import Passes, passes
from cluster.store import clusters as all_clusters
from cluster.store.clock import wall_time
from cluster.store.clusters import Load
from playground.ending import running

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
RAW = ("version", "livez", "api", "apis", "openapi")
DOORS = {"k8s": "api", "c": "page", "static": "static", "": "page", **dict.fromkeys(RAW, "api")}
EDGES = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096

requests: Counter[tuple[str, str]] = Counter()
request_seconds: Counter[str] = Counter()
verbs: Counter[str] = Counter()
feeds: Counter[str] = Counter()
rooms: Counter[str] = Counter()
within: Counter[tuple[str, float]] = Counter()


def note_request(path: str, status: int, seconds: float) -> None:
    """Count one answer."""
    door = DOORS.get(path.strip("/").partition("/")[0], "other")
    requests[door, f"{status // 100}xx"] += 1
    request_seconds[door] += seconds
    for edge in EDGES:
        if seconds <= edge:
            within[door, edge] += 1


def note_rooms(count: int) -> None:
    """How many classes are shown from this process."""
    rooms["open"] = count


def note_feed(change: int) -> None:
    """Count a websocket that opened (+1) or closed (-1)."""
    feeds["open"] += change
    feeds["opened"] += max(change, 0)


@dataclass(frozen=True)
class Work:
    """What waits in the database, and what this process does about it."""

    load: Load
    passes: Passes
    watches: int


def note_verb(verb: str) -> None:
    """Count one request to a cluster's API, by what kubectl calls it; nothing for the rest."""
    if verb:
        verbs[verb] += 1


async def current_metrics() -> str:
    """The numbers of this process and of the database at this moment. Raises DatabaseError."""
    total, awake = await run_read(all_clusters.count)
    load = await run_read(all_clusters.load, wall_time())
    return metrics_text(clusters=total, awake=awake, work=Work(load, passes, watches()))


def metrics_text(*, clusters: int, awake: int, work: Work) -> str:
    """The whole answer of /metrics."""
    return "\n".join(
        [
            *process_lines(),
            *request_lines(),
            *latency_lines(),
            *busy_lines(),
            *cluster_lines(clusters, awake),
            *work_lines(work),
            "",
        ]
    )


def cluster_lines(clusters: int, awake: int) -> Iterator[str]:
    """Clusters and feeds."""
    yield from gauge("kubeloop_clusters", "Clusters in the database.", clusters)
    yield from gauge("kubeloop_clusters_awake", "Clusters that are not put to sleep.", awake)
    yield from gauge("kubeloop_feeds_open", "Pages connected to this process.", feeds["open"])
    yield "# HELP kubeloop_feeds_total Pages that connected to this process."
    yield "# TYPE kubeloop_feeds_total counter"
    yield f"kubeloop_feeds_total {feeds['opened']}"


def work_lines(work: Work) -> Iterator[str]:
    """Reconciling and its lag, journals, watches, classes."""
    load = work.load
    yield from gauge("kubeloop_clusters_due", "Clusters that want a pass now.", load.due)
    name = "kubeloop_worker_lag_seconds"
    yield from gauge(name, "How late the most overdue cluster is.", round(load.lag_seconds, 3))
    yield from gauge("kubeloop_journal_commits", "Commits in all journals.", load.commits)
    yield from gauge("kubeloop_database_bytes", "Size of the database.", load.bytes)
    yield from gauge("kubeloop_watches_open", "Watches served by this process.", work.watches)
    yield from gauge("kubeloop_rooms_open", "Classes shown from this process.", rooms["open"])
    yield "# HELP kubeloop_passes_total Passes of this process's worker."
    yield "# TYPE kubeloop_passes_total counter"
    yield f"kubeloop_passes_total {work.passes.count}"
    yield "# HELP kubeloop_pass_seconds_total Seconds of those passes."
    yield "# TYPE kubeloop_pass_seconds_total counter"
    yield f"kubeloop_pass_seconds_total {work.passes.seconds:.6f}"


def request_lines() -> Iterator[str]:
    """Requests by door and status, and their seconds."""
    yield "# HELP kubeloop_requests_total Answers by door and status."
    yield "# TYPE kubeloop_requests_total counter"
    for (door, status), count in sorted(requests.items()):
        yield f'kubeloop_requests_total{{door="{door}",status="{status}"}} {count}'
    yield "# HELP kubeloop_api_requests_total Requests to clusters' APIs by verb."
    yield "# TYPE kubeloop_api_requests_total counter"
    for verb, count in sorted(verbs.items()):
        yield f'kubeloop_api_requests_total{{verb="{verb}"}} {count}'
    yield "# HELP kubeloop_request_seconds_total Seconds until answers began, by door."
    yield "# TYPE kubeloop_request_seconds_total counter"
    for door, seconds in sorted(request_seconds.items()):
        yield f'kubeloop_request_seconds_total{{door="{door}"}} {seconds:.6f}'


def latency_lines() -> Iterator[str]:
    """How long answers took to begin, as a histogram by door."""
    name = "kubeloop_request_latency_seconds"
    yield f"# HELP {name} Seconds until answers began, by door."
    yield f"# TYPE {name} histogram"
    totals: Counter[str] = Counter()
    for (door, _), count in requests.items():
        totals[door] += count
    for door, total in sorted(totals.items()):
        for edge in EDGES:
            yield f'{name}_bucket{{door="{door}",le="{edge:g}"}} {within[door, edge]}'
        yield f'{name}_bucket{{door="{door}",le="+Inf"}} {total}'
        yield f'{name}_sum{{door="{door}"}} {request_seconds[door]:.6f}'
        yield f'{name}_count{{door="{door}"}} {total}'


def busy_lines() -> Iterator[str]:
    """What the process is busy with right now."""
    yield from gauge("kubeloop_requests_open", "Requests under way, watches too.", running.requests)
    yield from gauge("kubeloop_sockets_open", "Websockets of every sort.", running.sockets)


def process_lines() -> Iterator[str]:
    """CPU and memory of this process."""
    used = os.times()
    yield "# HELP process_cpu_seconds_total User and system CPU seconds."
    yield "# TYPE process_cpu_seconds_total counter"
    yield f"process_cpu_seconds_total {used.user + used.system:.2f}"
    resident = resident_bytes()
    if resident is not None:
        yield from gauge("process_resident_memory_bytes", "Resident memory.", resident)


def resident_bytes() -> int | None:
    """Resident memory, where the system tells it."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * PAGE_BYTES
    except OSError:
        return None


def gauge(name: str, text: str, value: float) -> Iterator[str]:
    """One gauge with its help."""
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} gauge"
    yield f"{name} {value}"

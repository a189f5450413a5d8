"""`make load`: a class of 200 learners against the real server, through its public surface.

Learners join by the class's code, each with a cookie, a cluster and an open websocket; the wall is
open all the while. 30 join within 10 s, then the rest; all scale to 10 Pods; all roll out at once;
while they roll, each changes something at a moment of its own; then all roll out at a word.
`MODE=many` runs PostgreSQL, Redis, two servers and two workers instead of the embedded default;
`LEARNERS=50` makes a smaller class.

Prints a table and writes bench/load-<mode>.json.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import time
from pathlib import Path
from typing import Any

import psutil

from tests.bench.ending import leave_nothing_running
from tests.bench.learners import Learner, open_socket
from tests.bench.machine_room import Room, embedded, many

LEARNERS = int(os.environ.get("LEARNERS", "200"))
MODE = os.environ.get("MODE", "embedded")
FIRST, FIRST_SECONDS = 30, 10.0
PODS = 10
STEADY_SECONDS = 20.0
COUNT_OF_THREE = 2.0
"""How far apart a room of people clicks that is told to click now."""
PATIENCE_SECONDS = 120.0
OPEN_CLASS = """
from django.contrib.auth.models import User
from playground.classroom import classes, sign_in
from playground.visitors import cookie_text, new_visitor
user, _ = User.objects.get_or_create(username="load")
visitor = sign_in.sign_in(user.pk, new_visitor())
print(classes.open_class(user, visitor.digest, "load").code, cookie_text(visitor))
"""
Row = tuple[str, float, str]


async def in_step(work: list[Any], seconds: float) -> list[Any]:
    """Start one after the other, evenly over some seconds; all their answers."""

    async def later(index: int, each: Any) -> Any:
        await asyncio.sleep(index * seconds / max(1, len(work)))
        return await each

    return await asyncio.gather(*[later(index, each) for index, each in enumerate(work)])


async def until_ready(learners: list[Learner], count: int, version: str) -> float:
    """Seconds until every page shows that many ready Pods of the version, and no other."""
    started = time.perf_counter()
    wanted = [f"web:{version}"] * count
    while behind := sum([*each.ready.values()] != wanted for each in learners):
        if time.perf_counter() - started > PATIENCE_SECONDS:
            raise RuntimeError(f"{behind} pages do not show {count} ready Pods of {version}")
        await asyncio.sleep(0.05)
    return time.perf_counter() - started


def spread(name: str, seconds: list[float | None]) -> list[Row]:
    """p50 and p99 in milliseconds, and how many never came."""
    came = sorted(each for each in seconds if each is not None)
    return [
        (f"{name}, p50", statistics.median(came) * 1000, "ms"),
        (f"{name}, p99", came[min(len(came) - 1, int(len(came) * 0.99))] * 1000, "ms"),
        (f"{name}, never seen", float(len(seconds) - len(came)), ""),
    ]


def image(version: str) -> dict[str, Any]:
    containers = [{"name": "web", "image": f"web:{version}"}]
    return {"spec": {"template": {"spec": {"containers": containers}}}}


def grown(room: Room, start: Row) -> float:
    """kB for each learner since the start, in all processes together."""
    return (room.rss / 1e6 - start[1]) / LEARNERS * 1000


async def lesson(room: Room) -> list[Row]:
    """The whole hour in a few minutes."""
    code, cookie = room.manage("shell", "-c", OPEN_CLASS).split()[-2:]
    wall = await open_socket(room.ports[0], f"/ws/class/{code}/wall/", f"kubeloop_visitor={cookie}")
    frames = [0]

    async def watch_wall() -> None:
        async for _ in wall:
            frames[0] += 1

    watching = asyncio.ensure_future(watch_wall())
    learners = [Learner(room.ports[n % len(room.ports)]) for n in range(LEARNERS)]
    rows: list[Row] = [("memory at start", room.rss / 1e6, "MB")]
    joins = [each.join(code, f"learner {n}") for n, each in enumerate(learners)]
    took = await in_step(joins[:FIRST], FIRST_SECONDS)
    rows += spread(f"{FIRST} joins in {FIRST_SECONDS:g} s, code to picture", took)
    await in_step(joins[FIRST:], LEARNERS / 8)
    rows.append((f"memory with {LEARNERS} learners", room.rss / 1e6, "MB"))
    rows.append(("memory for each learner at rest", grown(room, rows[0]), "kB"))
    room.start_clock()
    scaled = await in_step([each.change({"spec": {"replicas": PODS}}) for each in learners], 10)
    await until_ready(learners, PODS, "v1")
    rows += spread(f"scale to {PODS}, one after the other in 10 s", scaled)
    cpu = room.start_clock()
    burst = await asyncio.gather(*[each.change(image("v2")) for each in learners])
    rows += spread("all roll out in one moment", burst)
    marks = [{"metadata": {"labels": {"seen": str(n)}}} for n in range(LEARNERS)]
    changes = [each.change(mark) for each, mark in zip(learners, marks, strict=True)]
    steady = await in_step(changes, STEADY_SECONDS)
    rows += spread("a change while all roll out", steady)
    await until_ready(learners, PODS, "v2")
    rows.append(("CPU from the roll-out to rest, all processes", room.cpu - cpu, "s"))
    rows.append((f"memory with {LEARNERS} active clusters", room.rss / 1e6, "MB"))
    rows.append(("memory for each active cluster of 10 Pods", grown(room, rows[0]), "kB"))
    rows += spread(f"all roll out within {COUNT_OF_THREE:g} s", await together(learners))
    rows.append(("frames on the wall", float(frames[0]), ""))
    rows.append(("wall still open", float(not watching.done()), ""))
    watching.cancel()
    return rows


async def together(learners: list[Learner]) -> list[float | None]:
    """Everybody rolls out at the teacher's word; seconds until each saw it begin."""
    return await in_step([each.change(image("v3")) for each in learners], COUNT_OF_THREE)


def main() -> None:
    with many() if MODE == "many" else embedded() as room:
        rows = asyncio.run(lesson(room))
    print(f"{LEARNERS} learners, {MODE}, {psutil.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name, value, unit in rows:
        print(f"{name:52} {value:10.1f} {unit}")
    found = {"learners": LEARNERS, "mode": MODE, "rows": rows}
    Path("bench").mkdir(exist_ok=True)
    Path(f"bench/load-{MODE}.json").write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    leave_nothing_running()
    main()

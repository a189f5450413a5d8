"""`make outages`: parts of the server die while a class of 200 learners works, and nothing is lost.

PostgreSQL, Redis, two servers and two workers; every learner has a page open and does something
every `PACE_SECONDS` (a roll-out, another size, a label). Then, in turn and `REPEATS` times each: a
worker is killed with -9, a server is killed with -9, Redis is away for `AWAY_SECONDS`, PostgreSQL
is away as long. After each outage everybody must get through again, come to rest, and then

- the page of every seat shows what a page shows that opens now at the other server,
- every journal is without a gap and its story ends where the rows are,
- every change that somebody was told is done stands in a journal (`tests/processes/audit.py`).

`SEATS=40 REPEATS=2` makes it shorter, `ONLY=worker,redis` leaves parts out. Prints a table, writes
bench/outages.json; ends with 1 when a killed worker or server was felt for longer than 5 seconds.
A loss ends the run at once.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.bench.ending import leave_nothing_running
from tests.bench.load import OPEN_CLASS, in_step
from tests.bench.seats import Seat, picture_at
from tests.live.drawing import Drawing
from tests.processes.house import House, running_house
from tests.processes.running import wait_until_ready

SEATS = int(os.environ.get("SEATS", "200"))
REPEATS = int(os.environ.get("REPEATS", "10"))
AWAY_SECONDS = float(os.environ.get("AWAY_SECONDS", "10"))
PACE_SECONDS = float(os.environ.get("PACE_SECONDS", "20"))
TAKEOVER_SECONDS = 5.0
REST_SECONDS = 120.0
SAME_SECONDS = 15.0


@asynccontextmanager
async def worker_killed(house: House) -> AsyncIterator[None]:
    """The worker that has run longest, so the one that has the most clusters."""
    house.workers.pop(0).kill()
    yield
    house.start_worker()


@asynccontextmanager
async def server_killed(house: House) -> AsyncIterator[None]:
    """The server that has run longest; half of the pages hang on it, or all."""
    port = next(iter(house.servers))
    house.servers.pop(port).kill()
    yield
    house.start_server(port)
    await asyncio.to_thread(wait_until_ready, port, house.log)


@asynccontextmanager
async def redis_away(house: House) -> AsyncIterator[None]:
    with house.redis_killed():
        await asyncio.sleep(AWAY_SECONDS)
    yield


@asynccontextmanager
async def database_away(house: House) -> AsyncIterator[None]:
    await asyncio.to_thread(house.database.stop)
    await asyncio.sleep(AWAY_SECONDS)
    await asyncio.to_thread(house.database.start)
    yield


OUTAGES: dict[str, tuple[str, Callable[[House], Any]]] = {
    "worker": ("a worker killed", worker_killed),
    "server": ("a server killed", server_killed),
    "redis": (f"Redis away for {AWAY_SECONDS:g} s", redis_away),
    "postgresql": (f"PostgreSQL away for {AWAY_SECONDS:g} s", database_away),
}
ONLY = os.environ.get("ONLY", ",".join(OUTAGES)).split(",")


@dataclass
class Round:
    """What one outage came to. Seconds count from the kill, or from the part's return."""

    outage: str
    through: float
    """Until everybody who had begun something, or began it then, saw it done."""
    typical: float
    """How long one of the deeds under way in those seconds took, at p50."""
    pages: float
    """Until the last page that had lost its line was live again."""
    lines_lost: int
    deeds: int
    refused: dict[str, int]
    notices: list[str]


def measured(outage: str, seats: list[Seat], begun: float, back: float) -> Round:
    felt = [each for seat in seats for each in seat.deeds if each.shown > begun]
    lost = [line for seat in seats for line in seat.lost if line[1] > begun]
    return Round(
        outage,
        max(each.shown - max(each.begun, back) for each in felt),
        statistics.median(each.shown - each.begun for each in felt),
        max((live - max(gone, back) for gone, live in lost), default=0.0),
        len(lost),
        len(felt),
        dict(Counter(word for each in felt for word in each.refused)),
        sorted(set().union(*[seat.notices for seat in seats]) - {""}),
    )


async def until(is_so: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.perf_counter() + seconds
    while not is_so():
        if time.perf_counter() > deadline:
            raise RuntimeError(f"not within {seconds:g} s: {what}")
        await asyncio.sleep(0.05)


def has_got_through(seat: Seat, since: float) -> bool:
    return any(each.begun > since and each.shown for each in seat.deeds)


async def one_round(house: House, seats: list[Seat], outage: str) -> Round:
    """The class works, the part goes, everybody gets through again, nothing is lost."""
    for seat in seats:
        seat.is_acting, seat.notices = True, set()
    acting = [asyncio.ensure_future(seat.act_for_ever(PACE_SECONDS)) for seat in seats]
    await asyncio.sleep(PACE_SECONDS / 2)
    begun = time.perf_counter()
    async with OUTAGES[outage][1](house):
        back = time.perf_counter()
        is_over = asyncio.ensure_future(
            until(
                lambda: all(has_got_through(seat, back) for seat in seats),
                PACE_SECONDS + REST_SECONDS,
                "everybody gets through again",
            )
        )
        await asyncio.wait({is_over, *acting}, return_when=asyncio.FIRST_COMPLETED)
        await is_over
        for seat in seats:
            seat.is_acting = False
        await asyncio.gather(*acting)
        found = measured(outage, seats, begun, back)
    await until(lambda: all(seat.is_at_rest for seat in seats), REST_SECONDS, "all is at rest")
    await nothing_is_lost(house, seats, begun)
    return found


async def nothing_is_lost(house: House, seats: list[Seat], begun: float) -> None:
    deeds = [
        (seat.cluster, deed.revision, str(deed.number))
        for seat in seats
        for deed in seat.deeds
        if deed.shown > begun
    ]
    for start in range(0, len(seats), 10):
        await asyncio.gather(*[is_in_step(seat) for seat in seats[start : start + 10]])
    await asyncio.to_thread(house.audit, deeds)


async def is_in_step(seat: Seat) -> None:
    """The page shows what the other server has."""
    port = next((port for port in seat.ports if port != seat.port), seat.port)
    deadline = time.perf_counter() + SAME_SECONDS
    while True:
        fresh = await picture_at(port, seat)
        mine, other = shown(seat.drawing), shown(fresh)
        if mine == other:
            return
        if time.perf_counter() > deadline:
            differ = [uid for uid in mine.keys() | other.keys() if mine.get(uid) != other.get(uid)]
            both = [(mine.get(uid), other.get(uid)) for uid in differ]
            raise RuntimeError(f"{seat.cluster}: the page shows something else: {both[:3]}")
        await asyncio.sleep(0.2)


def shown(drawing: Drawing) -> dict[str, Any]:
    """All cards and the revision. Requests aside: a page counts them on by itself."""
    cards = {uid: {**card, "traffic": None} for uid, card in drawing.cards.items()}
    return {**cards, "revision": drawing.revision}


async def lesson(house: House) -> list[Round]:
    """Everybody joins, then one outage after the other."""
    code = house.manage("shell", "-c", OPEN_CLASS).split()[-2]
    ports = house.ports
    seats = [Seat(ports[n % len(ports)], ports=ports) for n in range(SEATS)]
    await in_step([each.join(code, f"learner {n}") for n, each in enumerate(seats)], SEATS / 8)
    await until(lambda: all(seat.is_at_rest for seat in seats), REST_SECONDS, "all is at rest")
    rounds = []
    for number in range(REPEATS):
        for outage in ONLY:
            rounds.append(await one_round(house, seats, outage))
            print(f"{number + 1:2}/{REPEATS}", asdict(rounds[-1]), flush=True)
    await asyncio.gather(*[seat.leave() for seat in seats])
    return rounds


def line(outage: str, rounds: list[Round]) -> str:
    mine = [each for each in rounds if each.outage == outage]
    through, pages = [each.through for each in mine], [each.pages for each in mine]
    refused = sum(sum(each.refused.values()) for each in mine)
    return (
        f"{OUTAGES[outage][0]:28} {len(mine):4} {statistics.median(through):9.2f} "
        f"{max(through):9.2f} {max(pages):9.2f} {sum(each.lines_lost for each in mine):7} "
        f"{sum(each.deeds for each in mine):7} {refused:8}"
    )


def main() -> bool:
    """Whether killed processes were felt for no longer than they may be."""
    with running_house(servers=2, workers=2) as house:
        rounds = asyncio.run(lesson(house))
    print(f"{SEATS} learners, {psutil.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(
        f"{'seconds until all got through':28} runs       p50       max     pages   lines   deeds"
        "  refused"
    )
    for outage in ONLY:
        print(line(outage, rounds))
    Path("bench").mkdir(exist_ok=True)
    found = {"seats": SEATS, "rounds": [asdict(each) for each in rounds]}
    Path("bench/outages.json").write_text(json.dumps(found, indent=1))
    killed = [each for each in rounds if each.outage in ("worker", "server")]
    return all(each.through <= TAKEOVER_SECONDS for each in killed)


if __name__ == "__main__":
    leave_nothing_running()
    sys.exit(0 if main() else 1)

"""Who goes first on the database's threads: the earliest deadline, so people before passes."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

import pytest

from cluster.runtime.executors import People, Pool, Urgency


@pytest.fixture
def blocked():
    """A pool whose only thread is kept busy until the test lets it go."""
    pool, gate = Pool(1, "test"), threading.Event()
    pool.submit(Urgency.PERSON, gate.wait)
    yield pool, gate
    gate.set()


def note(order: list[str], word: str) -> Callable[[], str]:
    def call() -> str:
        order.append(word)
        return word

    return call


def test_people_go_before_pictures_and_those_before_passes(blocked):
    pool, gate = blocked
    order: list[str] = []
    asked = [
        pool.submit(urgency, note(order, urgency.name))
        for urgency in (Urgency.BACKGROUND, Urgency.PICTURE, Urgency.PERSON)
    ]
    gate.set()
    assert [each.result(5) for each in asked] == ["BACKGROUND", "PICTURE", "PERSON"]
    assert order == ["PERSON", "PICTURE", "BACKGROUND"]


def test_a_pass_that_has_waited_long_enough_goes_before_a_new_click(blocked, monkeypatch):
    pool, gate = blocked
    order: list[str] = []
    pool.submit(Urgency.BACKGROUND, note(order, "pass"))
    later = time.monotonic() + Urgency.BACKGROUND.value + 0.1
    monkeypatch.setattr("cluster.runtime.executors.time.monotonic", lambda: later)
    click = pool.submit(Urgency.PERSON, note(order, "click"))
    gate.set()
    click.result(5)
    assert order == ["pass", "click"]


def test_those_of_one_urgency_keep_their_order_and_errors_reach_who_asked(blocked):
    pool, gate = blocked
    order: list[str] = []

    def fails() -> None:
        raise ValueError("no")

    broken = pool.submit(Urgency.PERSON, fails)
    words = [pool.submit(Urgency.PERSON, note(order, str(number))) for number in range(5)]
    gate.set()
    with pytest.raises(ValueError, match="no"):
        broken.result(5)
    assert [each.result(5) for each in words] == order == ["0", "1", "2", "3", "4"]


def test_who_gives_up_is_passed_over(blocked):
    pool, gate = blocked
    order: list[str] = []
    given_up = pool.submit(Urgency.PERSON, note(order, "given up"))
    assert given_up.cancel()
    last = pool.submit(Urgency.PERSON, note(order, "last"))
    gate.set()
    last.result(5)
    assert order == ["last"]


async def test_a_pass_waits_until_people_are_served_but_not_for_ever():
    people = People()
    people.come()
    async with asyncio.timeout(5):
        await people.are_served(0.01)
        waiting = asyncio.ensure_future(people.are_served(60))
        await asyncio.sleep(0)
        assert not waiting.done()
        people.go()
        await waiting
        await people.are_served(60)

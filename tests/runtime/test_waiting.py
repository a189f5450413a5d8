"""Which cluster gets the next slice."""

from __future__ import annotations

import asyncio

from cluster.runtime.waiting import URGENT_IN_A_ROW, Waiting


async def taken(waiting: Waiting) -> list[str]:
    return [await waiting.take() for _ in range(len(waiting))]


async def test_a_cluster_waits_once_however_often_it_is_named():
    waiting = Waiting()
    for cluster_id in ("a", "b", "a", "b", "a"):
        waiting.put(cluster_id)
    assert await taken(waiting) == ["a", "b"]


async def test_who_was_changed_by_a_person_goes_before_timers():
    waiting = Waiting()
    waiting.put("timer")
    waiting.put("both")
    waiting.put("clicked", is_urgent=True)
    waiting.put("both", is_urgent=True)
    waiting.put("clicked")
    assert await taken(waiting) == ["clicked", "both", "timer"]


async def test_timers_have_their_turn_between_many_clicks():
    waiting = Waiting()
    waiting.put("timer")
    for number in range(10):
        waiting.put(f"clicked-{number}", is_urgent=True)
    assert (await taken(waiting)).index("timer") == URGENT_IN_A_ROW


async def test_taking_waits_until_somebody_comes():
    waiting = Waiting()
    asked = asyncio.ensure_future(waiting.take())
    await asyncio.sleep(0)
    assert not asked.done()
    waiting.put("a")
    assert await asyncio.wait_for(asked, 5) == "a"

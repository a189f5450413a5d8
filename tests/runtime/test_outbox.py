"""Hints that are under way take nothing along; what moves meanwhile goes with the next message."""

from __future__ import annotations

import asyncio

from cluster.runtime.announce import Outbox


class Line:
    """Takes messages, each only when it is let through."""

    def __init__(self) -> None:
        self.messages: list[list[str]] = []
        self.came = asyncio.Event()
        self.free = asyncio.Event()

    async def send(self, clusters: list[str]) -> None:
        self.messages.append(clusters)
        self.came.set()
        await self.free.wait()
        self.free.clear()

    async def next_message(self) -> list[str]:
        async with asyncio.timeout(5):
            await self.came.wait()
        self.came.clear()
        return self.messages[-1]


async def test_alone_a_hint_leaves_at_once_and_a_burst_goes_with_the_next_message():
    line = Line()
    outbox = Outbox(line.send, 0.0)
    outbox.add("a")
    assert await line.next_message() == ["a"]
    for name in ("b", "c", "b"):
        outbox.add(name)
    line.free.set()
    assert await line.next_message() == ["b", "c"]
    outbox.add("a")
    line.free.set()
    assert await line.next_message() == ["a"]


async def test_after_a_rest_or_a_failure_it_begins_anew():
    line, has_failed = Line(), asyncio.Event()

    async def send(clusters: list[str]) -> None:
        if not has_failed.is_set():
            has_failed.set()
            raise OSError("gone")
        await line.send(clusters)

    outbox = Outbox(send, 0.0)
    outbox.add("lost")
    await has_failed.wait()
    for name in ("b", "c"):
        line.free.set()
        await asyncio.sleep(0)
        outbox.add(name)
        assert await line.next_message() == [name]

"""The channel layer may refuse or hang: nobody waits long for a hint, and it is told once."""

from __future__ import annotations

import asyncio

import pytest
from channels.layers import InMemoryChannelLayer, channel_layers

from cluster.runtime import announce, reach
from cluster.runtime.reach import AwayError, Reach


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class UnwellLayer(InMemoryChannelLayer):
    """Hangs or refuses, as the test wants."""

    def __init__(self) -> None:
        super().__init__()
        self.hangs = False
        self.tried = 0

    async def send(self, channel, message):
        self.tried += 1
        if self.hangs:
            await asyncio.sleep(3600)
        await super().send(channel, message)


@pytest.fixture
def layer(monkeypatch):
    made = UnwellLayer()
    kept = channel_layers.set("default", made)
    monkeypatch.setattr(reach, "LIMIT_SECONDS", 0.05)
    monkeypatch.setattr(announce, "reach", Reach())
    yield made
    channel_layers.set("default", kept)


async def refuses() -> None:
    raise ConnectionRefusedError("nobody listens")


async def works() -> None:
    return None


async def test_after_a_failure_nothing_is_tried_for_a_second():
    clock = Clock()
    line = Reach(clock)
    with pytest.raises(ConnectionRefusedError):
        await line.carry(refuses)
    with pytest.raises(AwayError):
        await line.carry(works)
    clock.now += reach.REST_SECONDS
    await line.carry(works)
    assert not line.is_away


async def test_it_is_told_once_when_it_goes_and_once_when_it_is_back():
    clock = Clock()
    line = Reach(clock)
    told = []
    line.watch(lambda: told.append(line.is_away))
    for _ in range(3):
        with pytest.raises(OSError):
            await line.carry(refuses)
        clock.now += reach.REST_SECONDS
    await line.carry(works)
    await line.carry(works)
    assert told == [True, False]


async def test_a_hanging_layer_is_given_up_in_time(layer):
    layer.hangs = True
    async with asyncio.timeout(2):
        assert not await announce.ask_worker(["c1"])
        for number in range(200):
            assert not await announce.ask_worker([f"c{number}"])
    assert layer.tried == 1


async def test_a_layer_that_is_well_takes_the_hint(layer):
    assert await announce.ask_worker(["c1"])
    assert await layer.receive(announce.WORKER_CHANNEL) == {
        "type": "cluster.moved",
        "clusters": ["c1"],
    }

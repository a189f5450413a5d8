"""Our two channel layers do what those of Channels do, with less work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from channels.exceptions import ChannelFull
from channels_redis.core import RedisChannelLayer

from cluster.runtime.local_layer import LocalLayer
from cluster.runtime.redis_layer import HintLayer
from tests.processes.running import running_redis


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running_redis() as found:
        yield found


async def test_either_redis_layer_hears_the_other(address: str):
    ours, theirs = HintLayer(hosts=[address]), RedisChannelLayer(hosts=[address])
    for sender, receiver in ((ours, theirs), (theirs, ours)):
        await sender.send("cluster", {"type": "cluster.moved", "cluster": "a"})
        assert await receiver.receive("cluster") == {"type": "cluster.moved", "cluster": "a"}
    for sender, receiver in ((ours, theirs), (theirs, ours)):
        channel = await receiver.new_channel()
        await sender.send(channel, {"type": "worker.pong"})
        assert await receiver.receive(channel) == {"type": "worker.pong"}
    for layer in (ours, theirs):
        await layer.close_pools()


async def test_a_full_channel_is_told(address: str):
    layer = HintLayer(hosts=[address], capacity=3)
    for number in range(3):
        await layer.send("full", {"type": "cluster.moved", "cluster": str(number)})
    with pytest.raises(ChannelFull):
        await layer.send("full", {"type": "cluster.moved", "cluster": "one too many"})
    assert (await layer.receive("full"))["cluster"] == "0"
    await layer.close_pools()


async def test_the_local_layer_still_drops_what_has_expired(monkeypatch: pytest.MonkeyPatch):
    layer = LocalLayer(expiry=-1)
    await layer.send("some", {"type": "old"})
    monkeypatch.setattr("cluster.runtime.local_layer.TIDY_SECONDS", 0.0)
    await layer.group_send("nobody", {"type": "next"})
    assert "some" not in layer.channels

"""Our two channel layers do what those of Channels do, with less work."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator

import pytest
import redis
from channels.exceptions import ChannelFull
from channels_redis.core import RedisChannelLayer

from cluster.runtime.local_layer import LocalLayer
from cluster.runtime.redis_layer import HintLayer
from tests.server import free_port


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = shutil.which("redis-server")
    if server is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have Redis: .ci/run installs it")
        pytest.skip("redis-server is not installed on this machine")
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        started = subprocess.Popen([server, *options], stdout=subprocess.DEVNULL)
        client = redis.Redis(port=port)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                client.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
        started.kill()
        started.wait()


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

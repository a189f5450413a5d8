"""The real kubectl follows a log: requests as they come, the end with the container's."""

from __future__ import annotations

import asyncio
import re

import pytest

from tests.kubectl.binaries import needed
from tests.kubectl_terminal.test_get import until
from tests.server import Server
from tests.stories.programs import KubectlProgram, Typed
from tests.stories.run import token_of

REQUEST = re.compile(r"GET / 200 \(request \d+ to Service web\)\n")
ONCE = Typed(None, {}, 60.0)


@pytest.mark.slow
async def test_a_followed_log_grows_and_ends_with_its_container(live_server_process: Server):
    client = await asyncio.to_thread(live_server_process.new_cluster, "logs")
    kubectl = KubectlProgram(client.base, token_of(client), needed().path)

    async def run(line: str) -> str:
        code, out, err = await kubectl.run(line.split(), "default", ONCE)
        assert code == 0, err
        return out

    await run("run web --image=web:v1 --port=80")
    await run("expose pod web")
    await run("wait --for=condition=Ready pod/web --timeout=30s")
    assert await run("logs web --limit-bytes=3") == "web"
    following = asyncio.ensure_future(run("logs -f web"))
    async with kubectl.watching(["logs", "-f", "web", "--tail=0"], "default") as lines:
        await until(lambda: len(lines) > 2)
    assert all(map(REQUEST.fullmatch, lines))
    assert not following.done()
    await run("delete pod web --wait=false")
    story = (await asyncio.wait_for(following, 20)).splitlines()
    assert story[:2] == ["web:v1 starts", "web:v1 is listening on port 80"]
    assert story[-1] == "web:v1 finished with exit code 0"
    assert len(story) > 5

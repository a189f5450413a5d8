"""kr8s, an asynchronous client of another make, against a real server."""

from __future__ import annotations

import asyncio
from pathlib import Path

import kr8s.asyncio
import pytest
from kr8s.asyncio.objects import Deployment, Pod

from tests.server import Server, deployment
from tests.stories.programs import kubeconfig
from tests.stories.run import token_of

PATIENCE_SECONDS = 60.0


async def api_of(server: Server, folder: Path, name: str) -> kr8s.asyncio.Api:
    client = await asyncio.to_thread(server.new_cluster, name)
    await asyncio.to_thread(client.set_speed, 10)
    file = folder / "config"
    file.write_text(kubeconfig(client.base, token_of(client)), encoding="utf-8")
    return await kr8s.asyncio.api(kubeconfig=str(file))


@pytest.mark.slow
async def test_a_deployment_lives_its_life(live_server_process: Server, tmp_path: Path):
    api = await api_of(live_server_process, tmp_path, "kr8s")
    web = await Deployment(deployment("web", "web:v1", 2), api=api)
    await web.create()
    async with asyncio.timeout(PATIENCE_SECONDS):
        await web.wait("condition=Available")
        pods = [pod async for pod in api.get("pods", label_selector={"app": "web"})]
        assert len(pods) == 2
        assert all([await pod.ready() for pod in pods])
        await web.scale(4)
        assert web.replicas == 4
        await web.patch({"metadata": {"annotations": {"note": "hello"}}})
        assert web.annotations["note"] == "hello"
        containers = [{"name": "web", "image": "web:v2"}]
        await web.patch({"spec": {"template": {"spec": {"containers": containers}}}})
        async for kind, seen in api.watch("deployments"):
            status = seen.raw.get("status", {})
            if kind == "MODIFIED" and status.get("updatedReplicas") == 4 == status.get("replicas"):
                break
        assert len([each async for each in api.get("nodes")]) == 3
        await web.delete()
        await web.wait("delete")
    assert not await web.exists()


@pytest.mark.slow
async def test_a_refusal_is_told(live_server_process: Server, tmp_path: Path):
    api = await api_of(live_server_process, tmp_path, "kr8s refused")
    with pytest.raises(kr8s.NotFoundError):
        await Pod.get("nosuch", namespace="default", api=api)
    bad = await Deployment(deployment("web", "web:v1", -1), api=api)
    with pytest.raises(kr8s.ServerError, match="must be greater than or equal to 0"):
        await bad.create()

"""Quotas: the first object too many is refused with the number, and nothing else is."""

from __future__ import annotations

import pytest

from tests.api.client import DEPLOYMENTS, PODS, WEB, YAML, Api, a_deployment, a_pod


@pytest.fixture
def api(settings, api: Api) -> Api:
    """Room for 4 Nodes, 2 Pods, and a handful of objects more than there are."""
    limits = {"nodes": 4, "pods": 2, "objects": 36}
    settings.KUBELOOP_LIMITS = {**settings.KUBELOOP_LIMITS, **limits}
    return api


async def test_pods_are_limited(api: Api):
    for name in ("one", "two"):
        assert (await api.post(PODS, a_pod(name))).code == 201
    before = await api.revision()
    refused = await api.post(PODS, a_pod("three"))
    assert (refused.code, refused.reason) == (403, "Forbidden")
    assert refused.message == (
        'pods "three" is forbidden: exceeded quota: 2 Pods of at most 2 are used in this cluster'
    )
    assert await api.revision() == before
    assert (await api.delete(f"{PODS}/one")).code == 200
    assert (await api.post(PODS, a_pod("three"))).code == 201


async def test_nodes_are_limited(api: Api):
    assert (await api.post("api/v1/nodes", {"metadata": {"name": "node-4"}})).code == 201
    refused = await api.post("api/v1/nodes", {"metadata": {"name": "node-5"}})
    assert refused.code == 403
    assert "4 Nodes of at most 4" in refused.message


async def test_all_objects_together_are_limited_also_within_one_request(api: Api):
    maps = "\n---\n".join(
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m{number}}}" for number in range(40)
    )
    before = await api.revision()
    refused = await api.post("apply", maps, YAML)
    assert refused.code == 403
    assert "36 objects of at most 36" in refused.message
    assert await api.revision() == before
    few = "\n---\n".join(maps.split("\n---\n")[:3])
    assert (await api.post("apply", few, YAML)).code == 200


async def test_a_size_beyond_all_pods_is_refused_by_every_way(api: Api):
    before = await api.revision()
    for refused in (
        await api.patch(f"{WEB}/scale", {"spec": {"replicas": 3000}}),
        await api.patch(WEB, {"spec": {"replicas": 3000}}),
        await api.post(DEPLOYMENTS, a_deployment(replicas=3000)),
    ):
        assert (refused.code, refused.reason) == (403, "Forbidden")
        assert "requested 3000 replicas, at most 2 Pods are allowed" in refused.message
    assert await api.revision() == before
    assert (await api.patch(f"{WEB}/scale", {"spec": {"replicas": 2}})).code == 200

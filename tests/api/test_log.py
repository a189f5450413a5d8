"""`pods/log` of a container that users reach: their requests, followed, bounded."""

from __future__ import annotations

import asyncio
import re
from itertools import pairwise

import pytest

from cluster.runtime.executors import run_read, run_write
from cluster.store import clusters, orm
from cluster.store.checkpoints import traffic_at
from cluster.store.clock import wall_time
from tests.api.client import PODS, Api, a_pod
from tests.api.test_subresources import pods_of_web

REQUEST = re.compile(r"GET / 200 \(request (\d+) to Service web\)")


async def test_a_log_tells_each_request_that_the_service_counted(api: Api):
    """Three Pods take turns: together their logs hold every number once, up to the fold's count."""
    await api.run()
    await run_write(clusters.hold, api.cluster_id, wall_time())
    await run_write(api.reconciler.run_for, api.cluster_id, 20.0)
    numbers = []
    for pod in await pods_of_web(api):
        text = (await api.get(f"{PODS}/{pod['metadata']['name']}/log")).text
        own = [int(each) for each in REQUEST.findall(text)]
        assert own and len({number % 3 for number in own}) == 1
        numbers += own
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert len(numbers) == await run_read(requests_counted, api.cluster_id)


def requests_counted(cluster_id: str) -> int:
    """What the Service's counters say at the cluster's present moment."""
    traffic = traffic_at(cluster_id, orm.current_revision(cluster_id))
    traffic.now = orm.clock_of(cluster_id).now(wall_time())
    return sum(traffic.settled(uid).next for uid in traffic.streams)


async def test_a_log_is_no_longer_than_its_limit(api: Api):
    await api.post(PODS, a_pod("p"))
    await api.run()
    assert (await api.get(f"{PODS}/p/log?limitBytes=5")).text == "nginx"
    assert (await api.get(f"{PODS}/p/log?limitBytes=5&follow=true")).text == "nginx"
    refused = await api.get(f"{PODS}/p/log?limitBytes=0&tailLines=-1")
    assert (refused.code, refused.reason) == (422, "Invalid")
    assert "limitBytes: Invalid value: 0: must be greater than 0" in refused.message
    assert "tailLines: Invalid value: -1: must be greater than or equal to 0" in refused.message


async def test_a_followed_log_goes_on_and_ends_with_its_container(api: Api):
    await api.run()
    pod = (await pods_of_web(api))[0]["metadata"]["name"]
    response = await api.raw("GET", f"{PODS}/{pod}/log?follow=true&tailLines=1")
    chunks = aiter(response)
    text = (await asyncio.wait_for(anext(chunks), 5)).decode()
    assert text.count("\n") == 1
    while len(REQUEST.findall(text)) < 3:
        text += (await asyncio.wait_for(anext(chunks), 5)).decode()
    numbers = [int(each) for each in REQUEST.findall(text)]
    assert [later - former for former, later in pairwise(numbers)] == [3] * (len(numbers) - 1)
    await api.delete(f"{PODS}/{pod}")
    await api.run()
    rest = b"".join([chunk async for chunk in chunks]).decode()
    assert rest.splitlines()[-1] == "web:v1 finished with exit code 0"


async def test_a_followed_log_that_nothing_comes_to_waits_until_its_pod_is_gone(api: Api):
    await api.post(PODS, a_pod("alone"))
    await api.run()
    chunks = aiter(await api.raw("GET", f"{PODS}/alone/log?follow=true"))
    assert await asyncio.wait_for(anext(chunks), 5) == b"nginx starts\nnginx is listening\n"
    coming = asyncio.ensure_future(anext(chunks))
    await api.post(PODS, a_pod("other"))  # the cluster moves, the log has nothing to say
    await api.run()
    assert not coming.done()
    await api.delete(f"{PODS}/alone?gracePeriodSeconds=0")
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(coming, 5)

"""Watches: first what is, then each write in order; resumed, selected, bounded."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from cluster.runtime import backlog
from cluster.runtime.executors import run_write
from cluster.store import journal
from tests.api.client import PODS, TABLE, WEB, Api, a_pod


class Stream:
    """The lines of a watch, one at a time."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self._chunks: AsyncIterator[bytes] = aiter(response)
        self._rest = b""

    async def next(self, seconds: float = 5.0) -> dict[str, Any]:
        while b"\n" not in self._rest:
            self._rest += await asyncio.wait_for(anext(self._chunks), seconds)
        line, _, self._rest = self._rest.partition(b"\n")
        return json.loads(line)

    async def names(self, count: int) -> list[tuple[str, str]]:
        told = [await self.next() for _ in range(count)]
        return [(each["type"], each["object"]["metadata"]["name"]) for each in told]

    async def close(self) -> None:
        await self._chunks.aclose()

    async def is_over(self) -> bool:
        try:
            await self.next()
        except StopAsyncIteration:
            return True
        return False


async def watch(api: Api, path: str, **headers: str) -> Stream:
    joint = "&" if "?" in path else "?"
    response = await api.raw("GET", f"{path}{joint}watch=1", **headers)
    assert response.status_code == 200
    return Stream(response)


async def test_a_watch_begins_with_what_is_and_goes_on_with_each_write(api: Api):
    await api.post(PODS, a_pod("one"))
    stream = await watch(api, PODS)
    assert await stream.names(1) == [("ADDED", "one")]
    await api.post(PODS, a_pod("two"))
    await api.patch(f"{PODS}/two", {"metadata": {"labels": {"a": "b"}}})
    await api.delete(f"{PODS}/two")
    assert await stream.names(3) == [("ADDED", "two"), ("MODIFIED", "two"), ("DELETED", "two")]
    await stream.close()


async def test_a_watch_resumes_behind_a_revision_without_gap_or_repetition(api: Api):
    await api.post(PODS, a_pod("one"))
    revision = await api.revision()
    await api.post(PODS, a_pod("two"))
    await api.delete(f"{PODS}/one")
    stream = await watch(api, f"{PODS}?resourceVersion={revision}")
    first = [await stream.next() for _ in range(2)]
    assert [each["type"] for each in first] == ["ADDED", "DELETED"]
    versions = [int(each["object"]["metadata"]["resourceVersion"]) for each in first]
    assert versions == [revision + 1, revision + 2]
    await stream.close()


async def test_a_rollout_is_told_write_by_write(api: Api):
    revision = await api.revision()
    stream = await watch(api, f"{PODS}?resourceVersion={revision}")
    await api.run(30)
    statuses: dict[str, list[str]] = {}
    while len(statuses) < 3 or not all("Running" in each for each in statuses.values()):
        event = await stream.next()
        pod = event["object"]
        statuses.setdefault(pod["metadata"]["name"], []).append(pod["status"]["phase"])
    assert all(each[0] == "Pending" for each in statuses.values())
    await stream.close()


async def test_a_selector_tells_who_comes_in_and_who_goes_out(api: Api):
    await api.post(PODS, a_pod("one"))
    await api.post(PODS, a_pod("two"))
    revision = await api.revision()
    stream = await watch(api, f"{PODS}?labelSelector=team%3Dred&resourceVersion={revision}")
    await api.patch(f"{PODS}/two", {"metadata": {"labels": {"other": "label"}}})
    await api.patch(f"{PODS}/one", {"metadata": {"labels": {"team": "red"}}})
    await api.patch(f"{PODS}/one", {"metadata": {"labels": {"more": "labels"}}})
    await api.patch(f"{PODS}/one", {"metadata": {"labels": {"team": "blue"}}})
    assert await stream.names(3) == [("ADDED", "one"), ("MODIFIED", "one"), ("DELETED", "one")]
    await stream.close()


async def test_one_object_is_watched_by_its_name(api: Api):
    revision = await api.revision()
    path = "apis/apps/v1/namespaces/default/deployments"
    query = f"fieldSelector=metadata.name%3Dweb&resourceVersion={revision}"
    stream = await watch(api, f"{path}?{query}")
    await api.post(PODS, a_pod("one"))
    await api.patch(WEB, {"spec": {"replicas": 4}})
    told = await stream.next()
    assert (told["type"], told["object"]["spec"]["replicas"]) == ("MODIFIED", 4)
    await stream.close()


async def test_a_revision_out_of_reach_ends_in_410(api: Api):
    for number in range(4):
        await api.post(PODS, a_pod(f"pod-{number}"))

    def forget() -> None:
        from cluster import models

        rows = models.Journal.objects.filter(cluster_id=api.cluster_id).order_by("-last")
        rows.filter(last__lt=rows[0].last).delete()

    await run_write(forget)
    with pytest.raises(journal.ExpiredError):
        await run_write(journal.read_after, api.cluster_id, 1)
    stream = await watch(api, f"{PODS}?resourceVersion=1")
    error = await stream.next()
    assert error["type"] == "ERROR"
    assert (error["object"]["code"], error["object"]["reason"]) == (410, "Expired")
    assert await stream.is_over()


async def test_a_watch_ends_when_its_time_is_over_with_a_bookmark(api: Api):
    stream = await watch(api, f"{PODS}?timeoutSeconds=1&allowWatchBookmarks=true")
    mark = await stream.next()
    assert mark["type"] == "BOOKMARK"
    assert int(mark["object"]["metadata"]["resourceVersion"]) == await api.revision()
    assert await stream.is_over()


async def test_a_table_watch_names_its_columns_once(api: Api):
    await api.post(PODS, a_pod("one"))
    stream = await watch(api, PODS, Accept=TABLE)
    first = (await stream.next())["object"]
    assert first["kind"] == "Table"
    assert first["columnDefinitions"][0]["name"] == "Name"
    assert first["rows"][0]["cells"][0] == "one"
    await api.patch(f"{PODS}/one", {"metadata": {"labels": {"a": "b"}}})
    second = (await stream.next())["object"]
    assert second["columnDefinitions"] is None
    assert second["rows"][0]["cells"][0] == "one"
    await stream.close()


class FullBacklog:
    """A client that stopped reading."""

    unsent_bytes = 17 * 1024 * 1024
    is_dropped = False

    def drop(self) -> None:
        self.is_dropped = True


async def test_a_client_that_does_not_read_is_dropped(api: Api, monkeypatch):
    full = FullBacklog()
    monkeypatch.setattr("cluster.api.verbs.watch.backlog_of", lambda scope: full)
    stream = await watch(api, f"{PODS}?resourceVersion={await api.revision()}")
    await api.post(PODS, a_pod("one"))
    assert await stream.names(1) == [("ADDED", "one")]
    assert await stream.is_over()
    assert full.is_dropped


async def test_a_watch_of_a_stranger_is_refused(api: Api, bob):
    response = await Api(bob, api.cluster_id).raw("GET", f"{PODS}?watch=1")
    assert response.status_code == 403


async def test_lost_hints_do_not_lose_writes(api: Api, monkeypatch):
    stream = await watch(api, f"{PODS}?resourceVersion={await api.revision()}")

    async def nothing(cluster_id: str) -> None:
        return None

    monkeypatch.setattr("cluster.runtime.announce.tell_watchers", nothing)
    for number in range(3):
        await api.post(PODS, a_pod(f"pod-{number}"))
    assert await stream.names(3) == [("ADDED", f"pod-{number}") for number in range(3)]
    await stream.close()


def test_a_server_that_knows_nothing_of_its_clients_says_nothing():
    assert backlog.unsent_in({}) == 0
    assert backlog.unsent_in({backlog.BACKLOG_KEY: FullBacklog()}) == 17 * 1024 * 1024


async def test_endpoints_are_watched_as_their_slices_and_services_change(api: Api):
    base = "api/v1/namespaces/default"
    await api.run(60)
    stream = await watch(api, f"{base}/endpoints?fieldSelector=metadata.name%3Dweb")
    assert await stream.names(1) == [("ADDED", "web")]
    pod = (await api.get(PODS)).json["items"][0]
    await api.post(PODS, a_pod("unrelated"))
    await api.delete(f"{PODS}/{pod['metadata']['name']}")
    await api.run(60)
    seen = [pod["status"]["podIP"]]
    while pod["status"]["podIP"] in seen:
        told = await stream.next()
        assert (told["type"], told["object"]["metadata"]["name"]) == ("MODIFIED", "web")
        subsets = told["object"].get("subsets", [])
        seen = [each["ip"] for part in subsets for each in part.get("addresses", [])]
    await api.delete(f"{base}/services/web")
    while told["type"] != "DELETED":
        told = await stream.next()
    assert told["object"]["kind"] == "Endpoints"
    await stream.close()


async def test_a_watch_of_endpoints_goes_on_behind_a_revision(api: Api):
    base = "api/v1/namespaces/default"
    await api.run(60)
    revision = await api.revision()
    service = {"metadata": {"name": "other"}, "spec": {"selector": {"app": "web"}}}
    await api.post(
        f"{base}/services", service | {"spec": service["spec"] | {"ports": [{"port": 80}]}}
    )
    stream = await watch(api, f"{base}/endpoints?resourceVersion={revision}")
    assert await stream.names(1) == [("ADDED", "other")]
    await stream.close()

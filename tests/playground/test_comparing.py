"""Two strategies side by side: the same start, exact outcomes, and nobody else's business."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cluster import models
from cluster.runtime.executors import run_read, run_write
from cluster.store.clock import wall_time
from cluster.store.orm import clock_of
from playground.comparing import FORGOTTEN_SECONDS, forget_unseen
from playground.own_clusters import find_own
from tests.people import Person
from tests.store.test_forks import run

OWN_PAGE = {"x-kubeloop": "page"}
CAREFUL = {"title": "Careful", "type": "RollingUpdate", "surge": 1, "unavailable": 0}
RECREATE = {"title": "Recreate", "type": "Recreate"}
WISH = {"name": "web", "image": "web:v2", "left": CAREFUL, "right": RECREATE}


@pytest.fixture
def cluster_id(alice: Person) -> str:
    """Alice's cluster at rest."""
    run(alice.cluster.id)
    return str(alice.cluster.id)


async def send(person: Person, path: str, body: Any, headers: dict[str, str] = OWN_PAGE):
    text = json.dumps(body)
    return await person.client.post(path, text, content_type="application/json", headers=headers)


async def start(person: Person, cluster_id: str, **changes: Any):
    return await send(person, f"/c/{cluster_id}/compare", {**WISH, **changes})


async def outcome(person: Person, side: dict[str, Any]) -> dict[str, Any]:
    path = f"/c/{side['cluster']}/outcome?name=web&since={side['since']}"
    return (await person.client.get(path)).json()


async def test_recreate_fails_requests_and_surge_one_unavailable_none_fails_none(cluster_id, alice):
    left, right = (await start(alice, cluster_id)).json()["sides"]
    assert (left["since"], left["started"]) == (right["since"], right["started"])
    for side in (left, right):
        await run_write(run, side["cluster"], 60)
    careful, recreate = await outcome(alice, left), await outcome(alice, right)
    assert (careful["failed"], careful["fewestAvailable"]) == (0, 3)
    assert (recreate["fewestAvailable"], recreate["mostPods"]) == (0, 3)
    assert recreate["failed"] > 0
    assert careful["finished"] - careful["started"] > recreate["finished"] - recreate["started"] > 1
    seconds = recreate["finished"] - recreate["started"]
    assert abs(recreate["failed"] + recreate["served"] - 6 * seconds) <= 1


async def test_both_clocks_stay_in_step(cluster_id, alice, bob):
    left, right = (await start(alice, cluster_id)).json()["sides"]
    ids = [left["cluster"], right["cluster"]]
    path = f"/c/{cluster_id}/compare/drive"
    assert (await send(bob, path, {"clusters": ids, "paused": False})).status_code == 403
    assert (await send(alice, path, {"clusters": ids, "paused": False}, {})).status_code == 403
    fast = {"clusters": ids, "paused": False, "speed": 10}
    assert (await send(alice, path, fast)).status_code == 204
    one, two = [await run_read(clock_of, each) for each in ids]
    assert (one, one.paused, one.speed) == (two, False, 10)
    refused = await send(alice, path, {**fast, "speed": 1000})
    assert refused.status_code == 422
    assert "spec.speed" in refused.json()["message"]


async def test_runs_are_not_ones_own_and_make_room_for_the_next(cluster_id, alice):
    await start(alice, cluster_id)
    await start(alice, cluster_id)
    assert await run_read(models.Cluster.objects.count) == 3
    assert await run_read(find_own, alice.visitor.digest) == cluster_id


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        pytest.param({"name": "nosuch"}, 404, "no Deployment nosuch", id="no Deployment"),
        pytest.param(
            {"left": {**CAREFUL, "surge": 0}},
            422,
            "may not be 0 when `maxSurge` is 0",
            id="no room",
        ),
        pytest.param({"left": {"title": "x", "type": "Magic"}}, 422, "Magic", id="no strategy"),
        pytest.param({"revision": 99_999}, 404, "has not happened yet", id="to come"),
        pytest.param({"image": 3}, 400, "Expected `str`", id="no image"),
    ],
)
async def test_a_wrong_wish_is_refused_and_leaves_nothing(
    cluster_id, alice, changes, status, words
):
    refused = await start(alice, cluster_id, **changes)
    assert (refused.status_code, words in refused.json()["message"]) == (status, True)
    assert await run_read(models.Cluster.objects.count) == 1


async def test_only_who_may_look_may_compare(cluster_id, alice, bob, charlie):
    for person, status in ((alice, 200), (bob, 403), (charlie, 403)):
        assert (await person.client.get(f"/c/{cluster_id}/compare")).status_code == status
    assert (await start(bob, cluster_id)).status_code == 403


async def test_runs_that_nobody_looks_at_go_with_the_housekeeping(cluster_id, alice):
    sides = (await start(alice, cluster_id)).json()["sides"]
    runs = {side["cluster"] for side in sides}
    now = wall_time()
    assert await run_write(forget_unseen, now + FORGOTTEN_SECONDS - 60) == []
    assert set(await run_write(forget_unseen, now + FORGOTTEN_SECONDS + 60)) == runs
    left = await run_read(lambda: set(models.Cluster.objects.values_list("id", flat=True)))
    assert left == {cluster_id}

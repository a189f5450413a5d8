"""The past over HTTP: who may look back, who gets a fork, and what is said to the others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cluster import models
from cluster.store.clusters import find
from playground.access import grant
from playground.models import Grant, Role
from tests.people import Person
from tests.store.test_forks import run, update_image

OWN_PAGE = {"x-kubeloop": "page"}


@pytest.fixture
def cluster_id(alice: Person) -> str:
    """Alice's cluster after one rollout."""
    run(alice.cluster.id)
    update_image(alice.cluster.id, "web:v2")
    run(alice.cluster.id)
    alice.cluster.refresh_from_db()
    return str(alice.cluster.id)


async def fork(person: Person, cluster_id: str, body: Any, headers: dict[str, str] = OWN_PAGE):
    return await person.client.post(
        f"/c/{cluster_id}/fork", json.dumps(body), content_type="application/json", headers=headers
    )


async def test_the_timeline_and_a_picture_of_the_past_are_for_who_may_look(
    cluster_id, alice, bob, charlie
):
    for path in (f"/c/{cluster_id}/history", f"/c/{cluster_id}/at/60"):
        answers = [await person.client.get(path) for person in (alice, bob, charlie)]
        assert [answer.status_code for answer in answers] == [200, 403, 403]
        assert answers[1].json()["kind"] == "Status"
    found = (await alice.client.get(f"/c/{cluster_id}/history?since=60")).json()
    assert found["revision"] == alice.cluster.revision
    assert min(found["moments"]["revisions"]) > 60
    frame = (await alice.client.get(f"/c/{cluster_id}/at/60")).json()
    assert (frame["type"], frame["revision"]) == ("snapshot", 60)


async def test_an_object_of_the_past_is_for_who_may_look_and_is_as_it_was(
    cluster_id, alice, bob, charlie
):
    frame = (await alice.client.get(f"/c/{cluster_id}/at/60")).json()
    web = next(card for card in frame["objects"] if card["kind"] == "Deployment")
    path = f"/c/{cluster_id}/at/60/{web['uid']}"
    answers = [await person.client.get(path) for person in (alice, bob, charlie)]
    assert [answer.status_code for answer in answers] == [200, 403, 403]
    found = answers[0].json()
    assert (found["kind"], found["metadata"]["resourceVersion"]) == (
        "Deployment",
        str(web["revision"]),
    )
    now = (
        await alice.client.get(f"/c/{cluster_id}/at/{alice.cluster.revision}/{web['uid']}")
    ).json()
    images = [each["spec"]["template"]["spec"]["containers"][0]["image"] for each in (found, now)]
    assert images == ["web:v1", "web:v2"]


@pytest.mark.parametrize(
    ("moment", "code", "words"),
    [
        pytest.param("60/nobody", 404, "there was no object with the uid nobody", id="no object"),
        pytest.param("99999/nobody", 404, "has not happened yet", id="not yet"),
    ],
)
async def test_an_object_that_was_not_there_is_refused(cluster_id, alice, moment, code, words):
    answer = await alice.client.get(f"/c/{cluster_id}/at/{moment}")
    assert (answer.status_code, answer.json()["kind"]) == (code, "Status")
    assert words in answer.json()["message"]


async def test_a_viewer_may_look_back_and_take_a_fork_but_the_fork_is_theirs(cluster_id, alice):
    viewer = Person()
    await _grant(viewer, alice.cluster, Role.VIEWER)
    assert (await viewer.client.get(f"/c/{cluster_id}/at/60")).status_code == 200
    answer = await fork(viewer, cluster_id, {"revision": 60})
    assert answer.status_code == 201
    page = answer.json()["page"]
    assert (await viewer.client.get(page)).status_code == 200
    assert (await alice.client.get(page)).status_code == 403


async def _grant(person: Person, cluster: models.Cluster, role: str) -> Grant:
    from cluster.runtime.executors import run_write

    return await run_write(grant, person.visitor.digest, cluster, role)


async def test_a_fork_stands_at_its_revision(cluster_id, alice):
    answer = await fork(alice, cluster_id, {"revision": 70})
    assert answer.status_code == 201
    frame = (await alice.client.get(f"{answer.json()['page']}at/70")).json()
    original = (await alice.client.get(f"/c/{cluster_id}/at/70")).json()
    assert frame["objects"] == original["objects"]
    from cluster.runtime.executors import run_read

    made = await run_read(find, answer.json()["cluster"])
    assert made is not None
    assert (made.name, made.paused, made.revision) == ("alice (fork)", True, 70)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        pytest.param({"revision": 99_999}, 404, "has not happened yet", id="to come"),
        pytest.param({"revision": "x"}, 400, "Expected `int | null`", id="no number"),
        pytest.param({"at": 3}, 400, "unknown field `at`", id="another field"),
        pytest.param([], 400, "Expected `object`", id="no object"),
    ],
)
async def test_a_wrong_wish_is_refused_in_words(cluster_id, alice, body, status, words):
    answer = await fork(alice, cluster_id, body)
    assert answer.status_code == status
    assert words in answer.json()["message"]


async def test_a_fork_is_refused_to_strangers_and_other_sites(cluster_id, alice, bob):
    assert (await fork(bob, cluster_id, {})).status_code == 403
    assert (await fork(alice, cluster_id, {}, {})).status_code == 403
    elsewhere = {"origin": "http://elsewhere.example"}
    assert (await fork(alice, cluster_id, {}, elsewhere)).status_code == 403


async def test_forks_count_against_the_quota(cluster_id, alice, settings):
    settings.KUBELOOP_LIMITS = {**settings.KUBELOOP_LIMITS, "clusters_per_visitor": 2}
    assert (await fork(alice, cluster_id, {})).status_code == 201
    refused = await fork(alice, cluster_id, {})
    assert refused.status_code == 403
    assert "as many clusters as this server allows" in refused.json()["message"]


async def test_what_the_journal_has_forgotten_is_gone(cluster_id, alice):
    answer = await fork(alice, cluster_id, {"revision": 70})
    path = answer.json()["page"]
    gone = await alice.client.get(f"{path}at/69")
    assert gone.status_code == 410
    assert gone.json()["message"] == (
        "Revision 69 is too old: this cluster can be looked at from revision 70 on."
    )
    assert (await alice.client.get(f"{path}at/71")).status_code == 404
    assert (await alice.client.get(f"{path}history?since=-1")).status_code == 400

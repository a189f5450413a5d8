"""What the inspector asks the server: who may, what a good and a bad question get."""

from __future__ import annotations

import json

import pytest

from cluster.runtime.executors import run_write
from tests.api.client import PODS, WEB, Api
from tests.people import Person

IMAGE = "/spec/template/spec/containers/0/image"


async def trail(person: Person, cluster_id: str, query: str):
    return await person.client.get(f"/c/{cluster_id}/trail?{query}")


async def test_owners_read_the_trail_and_others_do_not(alice: Person, bob: Person, charlie: Person):
    api = Api(alice)
    await api.run()
    web = (await api.get(WEB)).json["metadata"]
    answer = await trail(alice, alice.cluster.id, f"uid={web['uid']}")
    assert answer.status_code == 200
    found = json.loads(answer.content)
    assert found["isWhole"]
    assert {write["by"] for write in found["writes"]} >= {"deployment-controller"}
    for person in (bob, charlie):
        refused = await trail(person, alice.cluster.id, f"uid={web['uid']}")
        assert refused.status_code == 403
        assert json.loads(refused.content)["message"]


async def test_the_past_is_told_up_to_its_revision(alice: Person):
    api = Api(alice)
    await api.run()
    uid = (await api.get(WEB)).json["metadata"]["uid"]
    newest = json.loads((await trail(alice, api.cluster_id, f"uid={uid}")).content)["writes"]
    middle = newest[len(newest) // 2]["revision"]
    past = json.loads((await trail(alice, api.cluster_id, f"uid={uid}&at={middle}")).content)
    assert max(write["revision"] for write in past["writes"]) == middle


async def causes(person: Person, cluster_id: str, query: str):
    return await person.client.get(f"/c/{cluster_id}/causes?{query}")


async def test_causes_are_told_now_and_of_a_past_moment(alice: Person, bob: Person):
    api = Api(alice)
    await api.run()
    uid = (await api.get(WEB)).json["metadata"]["uid"]
    well = json.loads((await causes(alice, api.cluster_id, f"uid={uid}")).content)
    assert well["links"] == []
    assert well["isKnown"]
    assert well["standing"].startswith("web wants 3 Pods")
    image = [{"op": "replace", "path": IMAGE, "value": "web:v9-badimage"}]
    await api.patch(WEB, image, "application/json-patch+json")
    await api.run()
    bad = json.loads((await causes(alice, api.cluster_id, f"uid={uid}")).content)
    assert [link["kind"] for link in bad["links"]] == ["Deployment", "ReplicaSet", "Pod", "Image"]
    assert bad["links"][-1]["cure"]["kubectl"] == "kubectl rollout undo deployment web"
    before = await causes(alice, api.cluster_id, f"uid={uid}&at={well['revision']}")
    assert json.loads(before.content) == {**well, "time": json.loads(before.content)["time"]}
    assert (await causes(bob, api.cluster_id, f"uid={uid}")).status_code == 403
    unknown = json.loads((await causes(alice, api.cluster_id, "uid=nobody")).content)
    assert (unknown["isKnown"], unknown["links"]) == (False, [])


async def ask_loop(api: Api, uid: str, more: str = ""):
    answer = await api.client.get(f"/c/{api.cluster_id}/loop?uid={uid}{more}")
    return json.loads(answer.content)


async def test_a_loop_at_rest_plans_nothing_and_tells_its_last_pass(alice: Person):
    api = Api(alice)
    await api.run()
    uid = (await api.get(WEB)).json["metadata"]["uid"]
    found = await ask_loop(api, uid)
    assert found["controller"] == "deployment-controller"
    assert found["watches"] == ["Deployment", "ReplicaSet", "Pod"]
    assert (found["isDone"], found["isSettled"], found["acts"]) == (False, True, [])
    assert found["lastText"].startswith("its ReplicaSets report 3 Pods")
    assert {choice["name"] for choice in found["choices"]} == {
        "deployment-controller",
        "garbage-collector",
    }
    refused = await api.client.get(f"/c/{api.cluster_id}/loop?uid={uid}&controller=cat")
    assert refused.status_code == 400
    assert json.loads(refused.content)["message"].startswith("controller: ")


async def test_while_time_stands_each_step_is_the_pass_just_done(alice: Person):
    api = Api(alice)
    await api.run()
    uid = (await api.get(WEB)).json["metadata"]["uid"]
    clock = "apis/sim.kubeloop.dev/v1alpha1/clocks/clock"
    await api.patch(clock, {"spec": {"paused": True}}, "application/merge-patch+json")
    image = [{"op": "replace", "path": IMAGE, "value": "web:v2"}]
    await api.patch(WEB, image, "application/json-patch+json")
    await api.post(f"{clock}/step", {})
    await run_write(api.reconciler.run, api.cluster_id)
    first = await ask_loop(api, uid, "&controller=last")
    assert first["isDone"]
    assert first["about"]["name"] == "web"
    assert first["observed"][0]["text"] == "3 Pods asked for, 3 available"
    (made, *_) = first["acts"]
    assert "may have 4 Pods, has 3, so 1 new one starts" in made["text"]
    trail_ = json.loads((await trail(alice, api.cluster_id, f"uid={uid}")).content)
    assert first["lastRevision"] >= max(
        write["revision"] for write in trail_["writes"] if write["kind"] == "ReplicaSet"
    )
    await api.post(f"{clock}/step", {})
    await run_write(api.reconciler.run, api.cluster_id)
    second = await ask_loop(api, uid, "&controller=last")
    assert second["lastRevision"] > first["lastRevision"]
    earlier = await ask_loop(api, uid, f"&controller=last&at={first['lastRevision']}")
    assert earlier["acts"] == first["acts"]


async def test_a_rollback_is_told_by_what_it_would_change(alice: Person):
    api = Api(alice)
    await api.run()
    uid = (await api.get(WEB)).json["metadata"]["uid"]
    image = [{"op": "replace", "path": IMAGE, "value": "web:v2"}]
    await api.patch(WEB, image, "application/json-patch+json")
    await api.run()
    answer = await alice.client.get(f"/c/{api.cluster_id}/revisions?uid={uid}")
    newest, older = json.loads(answer.content)["revisions"]
    assert (newest["revision"], newest["changes"]) == (2, [])
    (change,) = older["changes"]
    assert (change["words"], change["before"], change["after"]) == (
        "the image of web",
        "web:v2",
        "web:v1",
    )


async def test_lineage_is_asked_by_pod_and_owner(alice: Person):
    api = Api(alice)
    await api.run()
    pod = (await api.get(PODS)).json["items"][0]["metadata"]
    owner = pod["ownerReferences"][0]["uid"]
    await api.delete(f"{PODS}/{pod['name']}")
    await api.run(60)
    path = f"/c/{api.cluster_id}/lineage?uid={pod['uid']}"
    found = json.loads((await alice.client.get(f"{path}&owner={owner}")).content)
    assert found["replacedBy"]["how"] == "took its place"
    refused = await alice.client.get(path)
    assert refused.status_code == 400
    assert json.loads(refused.content)["message"].startswith("owner: ")


@pytest.mark.parametrize(
    ("query", "field"),
    [("", "uid"), (f"uid={'x' * 65}", "uid"), ("uid=a&at=now", "at"), ("uid=a&at=-1", "at")],
)
async def test_a_bad_question_names_its_parameter(alice: Person, query: str, field: str):
    answer = await trail(alice, alice.cluster.id, query)
    assert answer.status_code == 400
    assert json.loads(answer.content)["message"].startswith(f"{field}: ")

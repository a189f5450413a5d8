"""Undo: the user's last write, then the one before, and never a controller's."""

from __future__ import annotations

from tests.api.client import DEPLOYMENTS, PODS, SIM, STRATEGIC, WEB, Api, a_deployment, a_pod

UNDO = f"{SIM}/clocks/clock/undo"


async def replicas(api: Api) -> int:
    return (await api.get(WEB)).json["spec"]["replicas"]


async def test_undo_goes_back_step_by_step(api: Api):
    await api.patch(WEB, {"spec": {"replicas": 5}})
    await api.run()
    await api.patch(WEB, {"spec": {"replicas": 8}})
    await api.run()
    undone = await api.post(UNDO)
    assert (undone.code, undone.message) == (200, "took back: scaled web from 5 to 8")
    assert await replicas(api) == 5
    await api.run()
    assert (await api.post(UNDO)).message == "took back: scaled web from 3 to 5"
    assert await replicas(api) == 3
    change = await api.last_change()
    assert change.by == "user (undo)"
    await api.run()
    assert len((await api.get(PODS)).names) == 3


async def test_undo_leaves_alone_what_others_did_since(api: Api):
    await api.run()
    image = {"name": "web", "image": "web:v2"}
    template = {"spec": {"containers": [image]}}
    await api.patch(WEB, {"spec": {"template": template}}, STRATEGIC)
    await api.run()
    before = (await api.get(WEB)).json
    await api.post(UNDO)
    after = (await api.get(WEB)).json
    assert after["spec"]["template"]["spec"]["containers"][0]["image"] == "web:v1"
    assert after["status"] == before["status"]
    assert after["metadata"]["annotations"] == before["metadata"]["annotations"]


async def test_what_was_created_goes_and_what_was_deleted_comes_back(api: Api):
    await api.post(DEPLOYMENTS, a_deployment())
    await api.post(UNDO)
    assert (await api.get(f"{DEPLOYMENTS}/api")).code == 404

    uid = (await api.get(WEB)).json["metadata"]["uid"]
    await api.run()
    await api.delete(WEB)
    await api.run()
    assert (await api.post(UNDO)).message == "took back: deleted Deployment web"
    web = (await api.get(WEB)).json
    assert web["spec"]["replicas"] == 3
    assert web["metadata"]["uid"] != uid
    await api.run()
    assert (await api.get(WEB)).json["status"]["readyReplicas"] == 3


async def test_a_fault_is_repaired_by_undo(api: Api):
    await api.run()
    fault = {"metadata": {"name": "f"}, "spec": {"node": "node-1", "type": "PowerOff"}}
    await api.post(f"{SIM}/faults", fault)
    assert (await api.post(UNDO)).message == "took back: PowerOff on node-1"
    assert (await api.get(f"{SIM}/faults")).names == []


async def test_an_apply_of_several_documents_is_one_step(api: Api):
    text = "\n---\n".join(
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}" for name in ("a", "b")
    )
    await api.post("apply", text, "application/yaml")
    await api.post(UNDO)
    assert (await api.get("api/v1/namespaces/default/configmaps")).names == []


async def test_what_cannot_be_taken_back_is_passed_over(api: Api):
    await api.run()
    await api.patch(WEB, {"spec": {"replicas": 4}})
    await api.run()
    pod = (await api.get(PODS)).names[0]
    await api.delete(f"{PODS}/{pod}")
    await api.patch(f"{SIM}/clocks/clock", {"spec": {"speed": 2}})
    assert (await api.post(UNDO)).message == "took back: scaled web from 3 to 4"
    assert (await api.get(f"{SIM}/clocks/clock")).json["spec"]["speed"] == 2


async def test_undo_ends_with_a_clear_text(api: Api):
    await api.patch(WEB, {"spec": {"replicas": 4}})
    for _ in range(5):
        answer = await api.post(UNDO)
        if answer.code != 200:
            break
    assert (answer.code, answer.reason) == (409, "Conflict")
    assert "nothing left to undo" in answer.message
    before = await api.revision()
    assert (await api.post(UNDO)).code == 409
    assert await api.revision() == before


async def test_an_undo_that_finds_nothing_to_change_still_goes_further_next_time(api: Api):
    await api.patch(WEB, {"spec": {"replicas": 4}})
    await api.post(PODS, a_pod("short"))
    await api.delete(f"{PODS}/short", {"gracePeriodSeconds": 0})
    assert (await api.get(f"{PODS}/short")).code == 404
    first = await api.post(UNDO)
    assert first.message == "took back: deleted Pod short"
    assert (await api.get(f"{PODS}/short")).code == 200
    await api.post(UNDO)
    third = await api.post(UNDO)
    assert third.message == "took back: scaled web from 3 to 4"

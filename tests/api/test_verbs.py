"""Create, read, change, delete: what is asked for happens, and what must not is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError

from tests.api.client import DEPLOYMENTS, JSON_PATCH, PODS, STRATEGIC, WEB, Api, a_deployment, a_pod
from tests.people import Person


async def test_a_created_object_can_be_read_and_has_what_the_server_gives(api: Api):
    made = await api.post(DEPLOYMENTS, a_deployment())
    assert made.code == 201
    metadata = made.json["metadata"]
    assert metadata["namespace"] == "default"
    assert metadata["generation"] == 1
    assert metadata["uid"]
    assert int(metadata["resourceVersion"]) == await api.revision()
    assert made.json["spec"]["strategy"]["rollingUpdate"]["maxSurge"] == "25%"
    assert (await api.get(f"{DEPLOYMENTS}/api")).json == made.json


async def test_a_name_is_taken_once(api: Api):
    await api.post(DEPLOYMENTS, a_deployment())
    again = await api.post(DEPLOYMENTS, a_deployment())
    assert (again.code, again.reason) == (409, "AlreadyExists")
    assert again.message == 'deployments.apps "api" already exists'


async def test_generate_name_draws_a_free_name(api: Api):
    names = set()
    for _ in range(3):
        pod = a_pod()
        pod["metadata"] = {"generateName": "job-"}
        made = await api.post(PODS, pod)
        assert made.code == 201
        names.add(made.json["metadata"]["name"])
    assert len(names) == 3
    assert all(name.startswith("job-") and len(name) == 9 for name in names)


async def test_put_replaces_and_refuses_a_stale_state(api: Api):
    web = (await api.get(WEB)).json
    web["spec"]["replicas"] = 7
    changed = await api.put(WEB, web)
    assert changed.code == 200
    assert changed.json["spec"]["replicas"] == 7
    assert changed.json["metadata"]["generation"] == web["metadata"]["generation"] + 1

    web["spec"]["replicas"] = 9
    stale = await api.put(WEB, web)
    assert (stale.code, stale.reason) == (409, "Conflict")
    assert stale.message.startswith('Operation cannot be fulfilled on deployments.apps "web": ')
    assert (await api.get(WEB)).json["spec"]["replicas"] == 7


async def test_put_of_another_uid_is_a_conflict(api: Api):
    web = (await api.get(WEB)).json
    web["metadata"]["uid"] = "00000000-0000-4000-8000-000000000000"
    refused = await api.put(WEB, web)
    assert (refused.code, refused.reason) == (409, "Conflict")
    assert "UID in precondition" in refused.message


async def test_a_put_that_changes_nothing_writes_nothing(api: Api):
    web = (await api.get(WEB)).json
    before = await api.revision()
    same = await api.put(WEB, web)
    assert same.code == 200
    assert await api.revision() == before


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        pytest.param("application/merge-patch+json", {"spec": {"replicas": 4}}, id="merge"),
        pytest.param(STRATEGIC, {"spec": {"replicas": 4}}, id="strategic"),
        pytest.param(
            JSON_PATCH, [{"op": "replace", "path": "/spec/replicas", "value": 4}], id="json"
        ),
    ],
)
async def test_each_patch_format_changes_the_object(api: Api, content_type: str, body: object):
    changed = await api.patch(WEB, body, content_type)
    assert changed.code == 200
    assert changed.json["spec"]["replicas"] == 4
    assert changed.json["spec"]["template"]["spec"]["containers"][0]["image"] == "web:v1"


async def test_a_patch_of_an_unknown_format_is_refused(api: Api):
    refused = await api.patch(WEB, {"spec": {"replicas": 4}}, "application/json")
    assert (refused.code, refused.reason) == (415, "UnsupportedMediaType")


async def test_a_patch_may_carry_the_state_it_was_made_for(api: Api):
    version = (await api.get(WEB)).json["metadata"]["resourceVersion"]
    patch = {"metadata": {"resourceVersion": version}, "spec": {"replicas": 4}}
    assert (await api.patch(WEB, patch)).code == 200
    refused = await api.patch(WEB, patch)
    assert (refused.code, refused.reason) == (409, "Conflict")


async def test_the_trail_says_who_wrote_what(api: Api):
    await api.patch(WEB, {"spec": {"replicas": 10}})
    change = await api.last_change()
    assert change.by == "user"
    assert change.why["text"] == "scaled web from 3 to 10"
    await api.ask(
        "PATCH",
        WEB,
        {"spec": {"replicas": 2}},
        "application/merge-patch+json",
        **{"User-Agent": "kubectl/v1.33.0"},
    )
    assert (await api.last_change()).by == "user:kubectl"


async def test_delete_answers_with_a_status_or_with_the_marked_object(api: Api):
    uid = (await api.get(WEB)).json["metadata"]["uid"]
    gone = await api.delete(WEB)
    assert gone.code == 200
    assert gone.json["status"] == "Success"
    assert gone.json["details"] == {
        "name": "web",
        "group": "apps",
        "kind": "deployments",
        "uid": uid,
    }
    assert (await api.get(WEB)).code == 404

    await api.post(PODS, a_pod())
    await api.run(5)
    marked = await api.delete(f"{PODS}/p")
    assert marked.json["metadata"]["deletionGracePeriodSeconds"] == 30
    await api.run(40)
    assert (await api.get(f"{PODS}/p")).code == 404


async def test_preconditions_of_a_delete_are_held(api: Api):
    wrong = await api.delete(WEB, {"preconditions": {"uid": "other"}})
    assert (wrong.code, wrong.reason) == (409, "Conflict")
    web = (await api.get(WEB)).json["metadata"]
    right = {"uid": web["uid"], "resourceVersion": web["resourceVersion"]}
    assert (await api.delete(WEB, {"preconditions": right})).code == 200


async def test_foreground_deletion_waits_for_the_dependents(api: Api):
    await api.run()
    marked = await api.delete(WEB, {"propagationPolicy": "Foreground"})
    assert marked.json["metadata"]["finalizers"] == ["foregroundDeletion"]
    await api.run(60)
    assert (await api.get(WEB)).code == 404
    assert (await api.get(PODS)).names == []


async def test_orphans_stay_when_that_is_asked_for(api: Api):
    await api.run()
    before = (await api.get(PODS)).names
    assert len(before) == 3
    await api.delete(WEB, {"propagationPolicy": "Orphan"})
    await api.run(60)
    assert (await api.get(WEB)).code == 404
    assert (await api.get(PODS)).names == before


async def test_a_collection_is_deleted_by_selector(api: Api):
    for name in ("one", "two"):
        pod = a_pod(name)
        pod["metadata"]["labels"] = {"number": name}
        await api.post(PODS, pod)
    deleted = await api.delete(f"{PODS}?labelSelector=number%3Done")
    assert deleted.names == ["one"]
    assert (await api.get(f"{PODS}?labelSelector=number")).names == ["two"]


async def test_a_dry_run_answers_and_changes_nothing(api: Api):
    before = await api.revision()
    made = await api.post(f"{DEPLOYMENTS}?dryRun=All", a_deployment())
    assert made.code == 201
    patched = await api.patch(f"{WEB}?dryRun=All", {"spec": {"replicas": 9}})
    assert patched.json["spec"]["replicas"] == 9
    assert (await api.delete(f"{WEB}?dryRun=All")).code == 200
    assert await api.revision() == before
    assert (await api.get(WEB)).json["spec"]["replicas"] == 3


async def test_names_and_namespaces_have_to_match_the_address(api: Api):
    elsewhere = a_deployment()
    elsewhere["metadata"]["namespace"] = "kube-system"
    refused = await api.post(DEPLOYMENTS, elsewhere)
    assert refused.code == 400
    assert "does not match the namespace sent on the request" in refused.message

    web = (await api.get(WEB)).json
    web["metadata"]["name"] = "other"
    refused = await api.put(WEB, web)
    assert refused.code == 400
    assert "does not match the name on the URL" in refused.message


async def test_nothing_is_created_in_a_namespace_that_is_missing_or_going(api: Api):
    missing = await api.post("api/v1/namespaces/nosuch/pods", a_pod())
    assert (missing.code, missing.message) == (404, 'namespaces "nosuch" not found')

    await api.post("api/v1/namespaces", {"metadata": {"name": "room"}})
    assert (await api.post("api/v1/namespaces/room/pods", a_pod())).code == 201
    await api.delete("api/v1/namespaces/room")
    refused = await api.post("api/v1/namespaces/room/pods", a_pod("late"))
    assert (refused.code, refused.reason) == (403, "Forbidden")
    assert "because it is being terminated" in refused.message
    await api.run(60)
    assert (await api.get("api/v1/namespaces/room")).code == 404


async def test_a_missing_namespace_is_what_is_missing(api: Api):
    assert (await api.get("api/v1/namespaces/nosuch/pods/p")).message == (
        'namespaces "nosuch" not found'
    )
    assert (await api.get(f"{PODS}/p")).message == 'pods "p" not found'
    assert (await api.get("api/v1/namespaces/nosuch/pods")).json["items"] == []


async def test_addresses_that_name_nothing_are_not_found(api: Api):
    for path in (
        "apis/apps/v1/gizmos",
        "apis/apps/v2/deployments",
        "nothing",
        f"{WEB}/nothing",
        "api/v1/pods/p",
        "api/v1/namespaces/default/nodes",
        f"{WEB}/scale/more",
    ):
        assert (await api.get(path)).code == 404, path


async def test_a_verb_that_a_kind_has_not_is_not_allowed(api: Api):
    clock = "apis/sim.kubeloop.dev/v1alpha1/clocks"
    assert (await api.post(clock, {"metadata": {"name": "clock"}})).code == 405
    assert (await api.delete(f"{clock}/clock")).code == 405
    assert (await api.post(WEB, {})).code == 405


async def test_strangers_and_viewers_change_nothing(api: Api, bob: Person, charlie: Person):
    from playground.access import grant
    from playground.models import Role

    before = await api.revision()
    for person in (bob, charlie):
        stranger = Api(person, api.cluster_id)
        assert (await stranger.get(WEB)).code == 403
        assert (await stranger.delete(WEB)).code == 403
    from asgiref.sync import sync_to_async

    from cluster.store import clusters

    cluster = await sync_to_async(clusters.find)(api.cluster_id)
    await sync_to_async(grant)(bob.visitor.digest, cluster, Role.VIEWER)
    viewer = Api(bob, api.cluster_id)
    assert (await viewer.get(WEB)).code == 200
    for refused in (
        await viewer.delete(WEB),
        await viewer.patch(WEB, {"spec": {"replicas": 1}}),
        await viewer.post("apply", "{}", "application/yaml"),
        await viewer.post("apis/sim.kubeloop.dev/v1alpha1/clocks/clock/step"),
    ):
        assert (refused.code, refused.reason) == (403, "Forbidden")
    assert await api.revision() == before


async def test_moving_times_are_filled_in_on_read(api: Api):
    clock = (await api.get("apis/sim.kubeloop.dev/v1alpha1/clocks/clock")).json
    assert clock["status"]["now"] >= clock["metadata"]["creationTimestamp"]
    leases = "apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases"
    before = (await api.get(f"{leases}/node-1")).json["spec"]["renewTime"]
    await api.run(120)
    revision = await api.revision()
    after = (await api.get(f"{leases}/node-1")).json["spec"]["renewTime"]
    assert after >= before
    assert await api.revision() == revision


async def test_endpoints_are_made_of_slices(api: Api):
    await api.run(60)
    answer = await api.get("api/v1/namespaces/default/endpoints/web")
    assert answer.code == 200
    (subset,) = answer.json["subsets"]
    pods = (await api.get(PODS)).json["items"]
    ready = sorted(pod["status"]["podIP"] for pod in pods)
    assert sorted(address["ip"] for address in subset["addresses"]) == ready
    assert subset["ports"] == [{"port": 80, "protocol": "TCP"}]
    assert (await api.get("api/v1/namespaces/default/endpoints")).names == ["web"]
    assert (await api.get("api/v1/namespaces/default/endpoints/nosuch")).code == 404
    assert (await api.delete("api/v1/namespaces/default/endpoints/web")).code == 405


async def test_a_replacement_for_a_former_object_is_409_and_a_patched_uid_422(api: Api):
    found = (await api.get(WEB)).json
    found["metadata"]["uid"] = "00000000-0000-4000-8000-000000000000"
    put = await api.put(WEB, found)
    assert put.code == 409
    assert "Key: /registry/deployments/default/web, ResourceVersion: 0" in put.message
    patched = await api.patch(WEB, {"metadata": {"uid": found["metadata"]["uid"]}})
    assert patched.code == 422
    assert patched.json["details"]["causes"][0]["field"] == "metadata.uid"


async def test_a_dry_run_shows_the_change_at_the_old_revision(api: Api):
    before = (await api.get(WEB)).json["metadata"]
    shown = (await api.patch(f"{WEB}?dryRun=All", {"spec": {"replicas": 7}})).json
    assert shown["spec"]["replicas"] == 7
    assert shown["metadata"]["resourceVersion"] == before["resourceVersion"]
    assert (await api.get(WEB)).json["metadata"] == before


async def test_a_client_that_takes_no_json_hears_so(api: Api):
    refused = await api.get(WEB, Accept="application/vnd.kubernetes.protobuf")
    assert (refused.code, refused.reason) == (406, "NotAcceptable")
    for accept in ("application/vnd.kubernetes.protobuf, application/json", "text/html, */*;q=0.8"):
        assert (await api.get(WEB, Accept=accept)).code == 200


async def test_a_database_that_goes_after_the_door_is_503_not_500(api: Api, monkeypatch):
    """The door remembers for a second; what comes after it meets the absent database."""
    await api.get(PODS)

    def away(*_: Any) -> Any:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr("cluster.api.verbs.list.select", away)
    answer = await api.get(PODS)
    assert (answer.code, answer.reason) == (503, "ServiceUnavailable")
    assert answer.message == "The database does not answer."

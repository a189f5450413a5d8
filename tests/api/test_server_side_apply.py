"""Server-side apply: owners, conflicts, force, removal, and what other writes do to owners."""

from __future__ import annotations

import pytest

from tests.api.client import DEPLOYMENTS, MERGE, PODS, SIM, STRATEGIC, WEB, Api, a_pod

APPLY = "application/apply-patch+yaml"
API = f"{DEPLOYMENTS}/api"


def manifest(replicas=2, *, image="web:v1", **extra):
    """A Deployment as somebody applies it: only what he cares for."""
    spec = {
        "selector": {"matchLabels": {"app": "api"}},
        "template": {
            "metadata": {"labels": {"app": "api"}},
            "spec": {"containers": [{"name": "c", "image": image}], **extra},
        },
    }
    if replicas is not None:
        spec["replicas"] = replicas
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "api"},
        "spec": spec,
    }


async def apply(api: Api, body, manager="alice", query="", path=API):
    return await api.patch(f"{path}?fieldManager={manager}{query}", body, APPLY)


def owners(answer):
    entries = answer.json["metadata"].get("managedFields", [])
    return {
        (entry["manager"], entry["operation"], entry.get("subresource", "")): entry["fieldsV1"]
        for entry in entries
    }


def container_fields(fields, name="c"):
    pod = fields["f:spec"]["f:template"]["f:spec"]
    return pod["f:containers"][f'k:{{"name":"{name}"}}']


async def test_what_is_absent_is_created_and_only_the_named_fields_are_owned(api: Api):
    created = await apply(api, manifest())
    assert created.code == 201
    fields = owners(created)[("alice", "Apply", "")]
    assert fields == {
        "f:spec": {
            "f:replicas": {},
            "f:selector": {},
            "f:template": {
                "f:metadata": {"f:labels": {"f:app": {}}},
                "f:spec": {
                    "f:containers": {'k:{"name":"c"}': {".": {}, "f:image": {}, "f:name": {}}}
                },
            },
        }
    }
    assert created.json["spec"]["progressDeadlineSeconds"] == 600
    (entry,) = created.json["metadata"]["managedFields"]
    assert (entry["apiVersion"], entry["fieldsType"]) == ("apps/v1", "FieldsV1")
    assert (await api.get(API)).json == created.json


async def test_applying_the_same_again_writes_nothing(api: Api):
    first = await apply(api, manifest())
    again = await apply(api, manifest())
    assert (again.code, again.json) == (200, first.json)


async def test_a_second_manager_shares_what_it_agrees_with(api: Api):
    await apply(api, manifest())
    both = await apply(api, manifest(), "bob")
    assert both.code == 200
    assert owners(both)[("alice", "Apply", "")] == owners(both)[("bob", "Apply", "")]


async def test_another_value_is_a_conflict_unless_it_is_forced(api: Api):
    await apply(api, manifest())
    refused = await apply(api, manifest(5), "bob")
    assert (refused.code, refused.reason) == (409, "Conflict")
    assert refused.message == (
        'Apply failed with 1 conflict: conflict with "alice": .spec.replicas'
    )
    assert refused.json["details"]["causes"] == [
        {
            "reason": "FieldManagerConflict",
            "message": 'conflict with "alice"',
            "field": ".spec.replicas",
        }
    ]
    assert (await api.get(API)).json["spec"]["replicas"] == 2
    forced = await apply(api, manifest(5), "bob", "&force=true")
    assert (forced.code, forced.json["spec"]["replicas"]) == (200, 5)
    assert "f:replicas" not in owners(forced)[("alice", "Apply", "")]["f:spec"]
    assert "f:replicas" in owners(forced)[("bob", "Apply", "")]["f:spec"]


async def test_several_conflicts_are_told_by_manager(api: Api):
    await apply(api, manifest())
    refused = await apply(api, manifest(5, image="web:v2"), "bob")
    assert refused.message == (
        'Apply failed with 2 conflicts: conflicts with "alice":\n'
        "- .spec.replicas\n"
        '- .spec.template.spec.containers[name="c"].image'
    )


async def test_a_field_that_nobody_applies_any_more_goes(api: Api):
    await apply(api, manifest(terminationGracePeriodSeconds=5))
    kept = await apply(api, manifest(terminationGracePeriodSeconds=5), "bob")
    assert kept.code == 200
    still = await apply(api, manifest())
    assert still.json["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] == 5
    gone = await apply(api, manifest(), "bob")
    assert gone.json["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] == 30


async def test_items_of_a_list_belong_to_who_applied_them(api: Api):
    await apply(api, manifest())
    side = {"apiVersion": "apps/v1", "kind": "Deployment"}
    pod = {"containers": [{"name": "side", "image": "side:v1"}]}
    added = await apply(api, {**side, "spec": {"template": {"spec": pod}}}, "bob")
    containers = added.json["spec"]["template"]["spec"]["containers"]
    assert [each["name"] for each in containers] == ["c", "side"]
    again = await apply(api, manifest(image="web:v2"))
    containers = again.json["spec"]["template"]["spec"]["containers"]
    assert [each["image"] for each in containers] == ["web:v2", "side:v1"]
    gone = await apply(api, side, "bob")
    containers = gone.json["spec"]["template"]["spec"]["containers"]
    assert [each["name"] for each in containers] == ["c"]
    assert ("bob", "Apply", "") not in owners(gone)


async def test_ports_are_told_apart_by_number_and_protocol(api: Api):
    body = manifest()
    (container,) = body["spec"]["template"]["spec"]["containers"]
    container["ports"] = [{"containerPort": 53}, {"containerPort": 53, "protocol": "UDP"}]
    made = await apply(api, body)
    fields = container_fields(owners(made)[("alice", "Apply", "")])
    assert set(fields["f:ports"]) == {
        'k:{"containerPort":53,"protocol":"TCP"}',
        'k:{"containerPort":53,"protocol":"UDP"}',
    }
    assert len(made.json["spec"]["template"]["spec"]["containers"][0]["ports"]) == 2


async def test_values_of_a_set_belong_to_who_applied_them(api: Api):
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"finalizers": ["a.io/a"]}}
    pod["spec"] = {"containers": [{"name": "c", "image": "nginx"}]}
    await apply(api, pod, path=f"{PODS}/p")
    more = {"apiVersion": "v1", "kind": "Pod", "metadata": {"finalizers": ["b.io/b"]}}
    both = await apply(api, more, "bob", path=f"{PODS}/p")
    assert both.json["metadata"]["finalizers"] == ["a.io/a", "b.io/b"]
    assert owners(both)[("bob", "Apply", "")] == {
        "f:metadata": {"f:finalizers": {'v:"b.io/b"': {}}}
    }
    bare = {"apiVersion": "v1", "kind": "Pod"}
    assert (await apply(api, bare, "bob", path=f"{PODS}/p")).json["metadata"]["finalizers"] == [
        "a.io/a"
    ]


async def test_other_writes_take_what_they_change(api: Api):
    await apply(api, manifest())
    patched = await api.patch(f"{API}?fieldManager=carol", {"spec": {"replicas": 4}}, MERGE)
    assert "f:replicas" not in owners(patched)[("alice", "Apply", "")]["f:spec"]
    assert owners(patched)[("carol", "Update", "")] == {"f:spec": {"f:replicas": {}}}
    refused = await apply(api, manifest())
    assert refused.message == (
        'Apply failed with 1 conflict: conflict with "carol" using apps/v1: .spec.replicas'
    )
    without = await apply(api, manifest(replicas=None))
    assert (without.code, without.json["spec"]["replicas"]) == (200, 4)


async def test_a_scale_is_its_own_way_of_writing(api: Api):
    await apply(api, manifest())
    scaled = await api.ask(
        "PATCH",
        f"{API}/scale",
        {"spec": {"replicas": 7}},
        MERGE,
        **{"User-Agent": "kubectl/v1.33.0 (linux/amd64)"},
    )
    assert scaled.code == 200
    now = await api.get(API)
    assert owners(now)[("kubectl", "Update", "scale")] == {"f:spec": {"f:replicas": {}}}
    refused = await apply(api, manifest())
    assert 'conflict with "kubectl" with subresource "scale" using apps/v1' in refused.message


async def test_status_writes_have_their_own_entry(api: Api):
    await apply(api, manifest())
    status = {"status": {"observedGeneration": 9}}
    written = await api.patch(f"{API}/status?fieldManager=carol", status, MERGE)
    fields = owners(written)[("carol", "Update", "status")]
    assert fields["f:status"]["f:observedGeneration"] == {}
    applied = {"apiVersion": "apps/v1", "kind": "Deployment", "status": {"observedGeneration": 8}}
    refused = await apply(api, applied, "dave", path=f"{API}/status")
    assert 'conflict with "carol" with subresource "status" using apps/v1' in refused.message
    forced = await apply(api, applied, "dave", "&force=1", f"{API}/status")
    assert forced.json["status"]["observedGeneration"] == 8
    assert owners(forced)[("dave", "Apply", "status")] == {"f:status": {"f:observedGeneration": {}}}


async def test_a_creator_owns_the_defaults_too(api: Api):
    created = await api.post(f"{PODS}?fieldManager=carol", a_pod())
    fields = owners(created)[("carol", "Update", "")]["f:spec"]
    assert fields["f:restartPolicy"] == {}
    assert fields["f:containers"]['k:{"name":"c"}']["."] == {}
    assert "f:volumes" not in fields, "the token of the service account is the server's"


async def test_what_no_request_created_has_no_managers_before_it_is_applied_to(api: Api):
    assert owners(await api.get(WEB)) == {}
    scaled = await api.patch(WEB, {"spec": {"replicas": 4}}, MERGE)
    assert owners(scaled) == {}
    config = {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"replicas": 9}}
    refused = await apply(api, config, path=WEB)
    assert refused.message == (
        "Apply failed with 1 conflict: conflict with "
        '"before-first-apply" using apps/v1: .spec.replicas'
    )
    forced = await apply(api, config, query="&force=true", path=WEB)
    assert forced.json["spec"]["replicas"] == 9
    assert set(owners(forced)) == {("alice", "Apply", ""), ("before-first-apply", "Update", "")}


async def test_controllers_leave_the_managers_alone(api: Api):
    created = await apply(api, manifest())
    await api.run(60)
    settled = await api.get(API)
    assert settled.json["status"]["readyReplicas"] == 2
    assert settled.json["metadata"]["managedFields"] == created.json["metadata"]["managedFields"]
    pods = (await api.get(PODS)).json["items"]
    assert all("managedFields" not in pod["metadata"] for pod in pods)


async def test_a_dry_run_shows_and_stores_nothing(api: Api):
    shown = await apply(api, manifest(), query="&dryRun=All")
    assert (shown.code, shown.json["spec"]["replicas"]) == (201, 2)
    assert (await api.get(API)).code == 404
    stored = await apply(api, manifest())
    changed = await apply(api, manifest(3), query="&dryRun=All")
    assert changed.json["spec"]["replicas"] == 3
    assert (await api.get(API)).json == stored.json


async def test_managers_can_be_taken_away_by_an_empty_entry(api: Api):
    created = await apply(api, manifest())
    body = created.json
    body["metadata"]["managedFields"] = []
    same = await api.put(API, body)
    assert owners(same) == owners(created), "an empty list is a client that does not know them"
    body["metadata"]["managedFields"] = [{}]
    assert owners(await api.put(API, body)) == {}


async def test_at_most_ten_updaters_are_remembered(api: Api):
    await api.post(f"{DEPLOYMENTS}?fieldManager=first", manifest())
    for number in range(12):
        patch = {"metadata": {"annotations": {f"note-{number}": "x"}}}
        last = await api.patch(f"{API}?fieldManager=m{number:02}", patch, STRATEGIC)
    names = {manager for manager, _, _ in owners(last)}
    assert len(names) == 10
    assert "ancient-changes" in names and "m11" in names


@pytest.mark.parametrize(
    ("query", "change", "code", "words"),
    [
        pytest.param("", {}, 422, "fieldManager: Required value", id="no manager"),
        pytest.param(f"?fieldManager={'x' * 129}", {}, 422, "128 bytes", id="long manager"),
        pytest.param("?fieldManager=a%07b", {}, 422, "printable", id="unprintable manager"),
        pytest.param("?fieldManager=a", {"kind": None}, 400, "'kind' is missing", id="no kind"),
        pytest.param("?fieldManager=a", {"kind": "Pod"}, 400, "does not match", id="other kind"),
        pytest.param(
            "?fieldManager=a", {"metadata": {"name": "x"}}, 400, "on the URL", id="other name"
        ),
        pytest.param(
            "?fieldManager=a",
            {"metadata": {"name": "api", "managedFields": []}},
            400,
            "metadata.managedFields must be nil",
            id="managed fields",
        ),
        pytest.param(
            "?fieldManager=a",
            {"spec": {"sizes": 3}},
            400,
            "(default/api; apps/v1, Kind=Deployment): .spec.sizes: field not declared in schema",
            id="unknown field",
        ),
        pytest.param(
            "?fieldManager=a", {"spec": {"replicas": "two"}}, 400, "unmarshal", id="wrong type"
        ),
        pytest.param(
            "?fieldManager=a",
            {"spec": {"template": {"spec": {"containers": [{"image": "x"}]}}}},
            400,
            'omits key field "name"',
            id="item without a name",
        ),
        pytest.param(
            "?fieldManager=a",
            {"spec": {"template": {"spec": {"containers": [{"name": "x"}, {"name": "x"}]}}}},
            400,
            'duplicate entries for key [name="x"]',
            id="two items of a name",
        ),
        pytest.param("?fieldManager=a", {"spec": {}}, 422, "spec.selector", id="incomplete"),
    ],
)
async def test_what_makes_no_sense_is_refused(api: Api, query, change, code, words):
    refused = await api.patch(API + query, {**manifest(), **change}, APPLY)
    assert refused.code == code
    assert words in refused.message
    assert (await api.get(API)).code == 404
    assert (await apply(api, manifest())).code == 201


async def test_force_is_for_applies_only(api: Api):
    refused = await api.patch(f"{WEB}?force=true", {"spec": {"replicas": 4}}, MERGE)
    assert refused.code == 422
    assert "force: Forbidden: may not be specified for non-apply patch" in refused.message
    assert (await api.patch(WEB, {"spec": {"replicas": 4}}, MERGE)).code == 200


async def test_a_scale_cannot_be_applied(api: Api):
    refused = await apply(api, {"spec": {"replicas": 2}}, path=f"{WEB}/scale")
    assert (refused.code, refused.reason) == (415, "UnsupportedMediaType")


async def test_a_manifest_may_be_yaml(api: Api):
    text = """
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {color: blue}
"""
    path = "api/v1/namespaces/default/configmaps/settings"
    made = await apply(api, text, path=path)
    assert (made.code, made.json["data"]) == (201, {"color": "blue"})
    double = await apply(api, text + "data: {}\n", query="&fieldValidation=Strict", path=path)
    assert (double.code, double.reason) == (400, "BadRequest")


async def test_undo_gives_the_field_back_to_its_manager(api: Api):
    created = await apply(api, manifest())
    await apply(api, manifest(5), "bob", "&force=true")
    undone = await api.post(f"{SIM}/clocks/clock/undo")
    assert undone.code == 200
    now = await api.get(API)
    assert now.json["spec"]["replicas"] == 2
    assert owners(now) == owners(created)
    assert (await apply(api, manifest())).code == 200


async def test_an_object_has_room_for_fifty_managers(api: Api):
    path = "api/v1/namespaces/default/configmaps/shared"
    body = {"apiVersion": "v1", "kind": "ConfigMap", "data": {"color": "blue"}}
    codes = [(await apply(api, body, f"m{number}", path=path)).code for number in range(50)]
    assert codes == [201] + [200] * 49
    refused = await apply(api, body, "one-more", path=path)
    assert (refused.code, refused.reason) == (403, "Forbidden")
    assert "at most 50 managers" in refused.message
    assert (await apply(api, body, "m7", path=path)).code == 200

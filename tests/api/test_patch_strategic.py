"""Strategic merge patches on Deployments, Pods and Nodes: merge keys, directives, order."""

from __future__ import annotations

import copy

import pytest

from cluster.api.body import Body
from cluster.api.patch import JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, patched
from cluster.api.patch.order import in_order
from cluster.api.patch.strategic import apply_strategic_patch
from cluster.kinds import by_kind
from cluster.kinds.errors import ApiError

DEPLOYMENT = by_kind("Deployment")


def deployment(*containers, **pod_spec):
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "finalizers": ["a/a", "b/b"]},
        "spec": {
            "replicas": 3,
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}},
            "template": {"spec": {"containers": list(containers), **pod_spec}},
        },
    }


def patched_containers(document, *containers, **directives):
    pod_spec = {"containers": list(containers), **directives}
    patch = {"spec": {"template": {"spec": pod_spec}}}
    before = copy.deepcopy(document)
    result = apply_strategic_patch(document, patch, DEPLOYMENT.schema)
    assert document == before, "the document itself is never changed"
    return result["spec"]["template"]["spec"]["containers"]


WEB = {"name": "web", "image": "web:v1", "env": [{"name": "A", "value": "1"}]}
SIDE = {"name": "side", "image": "side:v1"}


def test_containers_are_merged_by_name():
    web, side = patched_containers(deployment(WEB, SIDE), {"name": "web", "image": "web:v2"})
    assert web == {**WEB, "image": "web:v2"}
    assert side is SIDE


def test_a_new_variable_stands_before_the_old_one():
    patch = {"name": "web", "env": [{"name": "B", "value": "2"}]}
    (web,) = patched_containers(deployment(WEB), patch)
    assert web["env"] == [{"name": "B", "value": "2"}, {"name": "A", "value": "1"}]


def test_a_new_container_stands_first():
    names = [each["name"] for each in patched_containers(deployment(WEB), SIDE)]
    assert names == ["side", "web"]


def test_an_item_is_deleted_by_directive():
    gone = {"name": "side", "$patch": "delete"}
    assert patched_containers(deployment(WEB, SIDE), gone) == [WEB]


def test_deleting_what_is_not_there_changes_nothing():
    gone = {"name": "nosuch", "$patch": "delete"}
    assert patched_containers(deployment(WEB), gone) == [WEB]


def test_replace_in_a_list_replaces_the_list():
    new = {"name": "new", "image": "new:v1"}
    assert patched_containers(deployment(WEB, SIDE), new, {"$patch": "replace"}) == [new]


def test_ports_are_merged_by_number():
    web = {**WEB, "ports": [{"containerPort": 80}, {"containerPort": 81}]}
    patch = {"name": "web", "ports": [{"containerPort": 81, "name": "b"}]}
    (result,) = patched_containers(deployment(web), patch)
    assert result["ports"] == [{"containerPort": 80}, {"containerPort": 81, "name": "b"}]


def test_set_element_order_is_followed():
    order = {"$setElementOrder/containers": [{"name": "side"}, {"name": "web"}]}
    patch = {"name": "web", "image": "web:v2"}
    names = [each["name"] for each in patched_containers(deployment(WEB, SIDE), patch, **order)]
    assert names == ["side", "web"]


def test_order_alone_reorders_a_list():
    order = [{"name": "side"}, {"name": "web"}]
    patch = {"spec": {"template": {"spec": {"$setElementOrder/containers": order}}}}
    result = apply_strategic_patch(deployment(WEB, SIDE), patch, DEPLOYMENT.schema)
    assert result["spec"]["template"]["spec"]["containers"] == [SIDE, WEB]


@pytest.mark.parametrize(
    ("live", "named", "expected"),
    [
        ("abc", "cx", "abcx"),
        ("a", "b", "ba"),
        ("abc", "ca", "bca"),
        ("abcd", "db", "acdb"),
        ("", "ab", "ab"),
        ("ab", "", "ab"),
    ],
)
def test_order_of_merged_lists(live, named, expected):
    merged = [*live, *(item for item in named if item not in live)]
    assert "".join(in_order(merged, [*named], [*live], lambda item: item)) == expected


def test_plain_lists_are_united_or_reduced():
    schema = DEPLOYMENT.schema
    patch = {"metadata": {"finalizers": ["c/c"], "$deleteFromPrimitiveList/finalizers": ["a/a"]}}
    result = apply_strategic_patch(deployment(WEB), patch, schema)
    assert sorted(result["metadata"]["finalizers"]) == ["b/b", "c/c"]


def test_retain_keys_drops_the_other_half_of_a_union():
    strategy = {"$retainKeys": ["type"], "type": "Recreate"}
    patch = {"spec": {"strategy": strategy}}
    result = apply_strategic_patch(deployment(WEB), patch, DEPLOYMENT.schema)
    assert result["spec"]["strategy"] == {"type": "Recreate"}


def test_retain_keys_need_not_name_what_is_removed():
    """kubectl sends both when an applied rollingUpdate gives way to Recreate."""
    strategy = {"$retainKeys": ["type"], "type": "Recreate", "rollingUpdate": None}
    patch = {"spec": {"strategy": strategy}}
    result = apply_strategic_patch(deployment(WEB), patch, DEPLOYMENT.schema)
    assert result["spec"]["strategy"] == {"type": "Recreate"}


def test_retain_keys_must_name_what_the_patch_sets():
    strategy = {"$retainKeys": ["type"], "rollingUpdate": {}}
    with pytest.raises(ApiError) as refused:
        apply_strategic_patch(deployment(WEB), {"spec": {"strategy": strategy}}, DEPLOYMENT.schema)
    assert (refused.value.status_code, refused.value.message) == (
        400,
        "invalid patch format of retainKeys",
    )


def test_null_removes_and_a_map_can_be_replaced_or_emptied():
    schema = DEPLOYMENT.schema
    document = deployment(WEB) | {"metadata": {"labels": {"a": "1", "b": "2"}}}
    for labels, expected in (
        ({"a": None}, {"b": "2"}),
        ({"$patch": "replace", "c": "3"}, {"c": "3"}),
        ({"$patch": "delete"}, {}),
    ):
        result = apply_strategic_patch(document, {"metadata": {"labels": labels}}, schema)
        assert result["metadata"]["labels"] == expected


def test_tolerations_have_no_key_and_are_replaced():
    document = deployment(WEB, tolerations=[{"key": "a", "operator": "Exists"}])
    new = [{"key": "b", "operator": "Exists"}]
    patch = {"spec": {"template": {"spec": {"tolerations": new}}}}
    result = apply_strategic_patch(document, patch, DEPLOYMENT.schema)
    assert result["spec"]["template"]["spec"]["tolerations"] == new


def test_an_item_without_its_key_is_refused():
    with pytest.raises(ApiError) as refused:
        patched_containers(deployment(WEB), {"image": "web:v2"})
    assert "does not contain declared merge key: name" in refused.value.message


def test_node_conditions_are_merged_by_type():
    node = {"status": {"conditions": [{"type": "Ready", "status": "True"}, {"type": "Disk"}]}}
    patch = {"status": {"conditions": [{"type": "Ready", "status": "False"}]}}
    result = apply_strategic_patch(node, patch, by_kind("Node").schema)
    assert result["status"]["conditions"] == [
        {"type": "Ready", "status": "False"},
        {"type": "Disk"},
    ]


@pytest.mark.parametrize(
    ("patch", "patch_type", "complaint"),
    [
        pytest.param(
            {"spec": {"replicas": "three"}},
            STRATEGIC_PATCH,
            'patch: Invalid value: "map[spec:map[replicas:three]]": unrecognized type: int32',
            id="strategic: text for a number",
        ),
        pytest.param(
            {"spec": {"template": 3}},
            STRATEGIC_PATCH,
            'patch: Invalid value: "map[spec:map[template:3]]": cannot restore struct from: int64',
            id="strategic: number for a structure",
        ),
        pytest.param(
            {"spec": {"replicas": "three"}},
            MERGE_PATCH,
            "json: cannot unmarshal string into Go struct field "
            "DeploymentSpec.spec.replicas of type int32",
            id="merge: text for a number",
        ),
        pytest.param(
            [{"op": "replace", "path": "/spec", "value": []}],
            JSON_PATCH,
            "json: cannot unmarshal array into Go struct field Deployment.spec of type "
            "v1.DeploymentSpec",
            id="json: list for a structure",
        ),
        pytest.param(
            {"spec": {"replicaz": 3}},
            STRATEGIC_PATCH,
            'strict decoding error: unknown field "spec.replicaz"',
            id="strict: unknown field",
        ),
    ],
)
def test_a_result_that_is_not_of_the_kind_is_422(patch, patch_type, complaint):
    with pytest.raises(ApiError) as refused:
        patched(DEPLOYMENT, deployment(WEB), Body(patch), patch_type, strict=True)
    assert refused.value.status_code == 422
    assert refused.value.message.endswith(complaint)


def test_lenient_patches_tell_and_drop_unknown_fields():
    body = Body({"spec": {"replicaz": 3, "replicas": 4}})
    manifest, problems = patched(DEPLOYMENT, deployment(WEB), body, STRATEGIC_PATCH, strict=False)
    assert problems == ['unknown field "spec.replicaz"']
    assert manifest["spec"]["replicas"] == 4
    assert "replicaz" not in manifest["spec"]


def test_unknown_patch_format_is_415():
    with pytest.raises(ApiError) as refused:
        patched(DEPLOYMENT, deployment(WEB), Body({}), "application/json", strict=False)
    assert refused.value.status_code == 415

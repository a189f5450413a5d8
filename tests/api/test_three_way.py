"""The patch of `apply`: what the manifest says, minus what it said before, plus nothing else."""

from __future__ import annotations

from cluster.api.patch.strategic import apply_strategic_patch
from cluster.api.patch.three_way import three_way_patch
from cluster.kinds.deployment import SCHEMA


def template(*containers: dict) -> dict:
    return {"spec": {"template": {"spec": {"containers": list(containers)}}}}


def container(name: str, image: str, **rest: object) -> dict:
    return {"name": name, "image": image, **rest}


def test_changed_added_and_removed_fields():
    last = {"spec": {"replicas": 1, "paused": True}}
    wanted = {"spec": {"replicas": 3, "minReadySeconds": 5}}
    live = {"spec": {"replicas": 1, "paused": True, "revisionHistoryLimit": 10}}
    assert three_way_patch(last, wanted, live, SCHEMA) == {
        "spec": {"replicas": 3, "minReadySeconds": 5, "paused": None}
    }


def test_what_only_the_server_has_stays():
    live = {"spec": {"replicas": 7}, "status": {"replicas": 7}}
    assert three_way_patch({}, {"spec": {}}, live, SCHEMA) == {}


def test_containers_are_compared_by_name():
    live = template(container("web", "web:v1", imagePullPolicy="IfNotPresent"))
    wanted = template(container("web", "web:v2"))
    patch = three_way_patch(template(container("web", "web:v1")), wanted, live, SCHEMA)
    inner = patch["spec"]["template"]["spec"]
    assert inner["containers"] == [{"name": "web", "image": "web:v2"}]
    merged = apply_strategic_patch(live, patch, SCHEMA)
    assert merged == template(container("web", "web:v2", imagePullPolicy="IfNotPresent"))


def test_a_container_that_left_the_manifest_is_deleted():
    both = template(container("web", "web:v1"), container("side", "x:1"))
    wanted = template(container("web", "web:v1"))
    patch = three_way_patch(both, wanted, both, SCHEMA)
    assert apply_strategic_patch(both, patch, SCHEMA) == wanted


def test_a_container_that_somebody_else_added_stays():
    mine = template(container("web", "web:v1"))
    live = template(container("web", "web:v1"), container("injected", "x:1"))
    assert three_way_patch(mine, mine, live, SCHEMA) == {}


def test_an_equal_manifest_gives_no_patch():
    manifest = template(container("web", "web:v1"))
    assert three_way_patch(manifest, manifest, manifest, SCHEMA) == {}

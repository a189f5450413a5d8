"""What a return to an older revision would change, in words and fields."""

from __future__ import annotations

from cluster.live.revisions import changes_of, differences
from tests.builders import a_deployment, a_replica_set, a_template


def container(template: dict, **more: object) -> dict:
    spec = template["spec"]
    return {**template, "spec": {**spec, "containers": [{**spec["containers"][0], **more}]}}


def told(now: dict, then: dict) -> list[tuple[str, str, object, object]]:
    return [(each.words, each.path, each.before, each.after) for each in differences(now, then)]


def test_the_image_is_named_by_its_container():
    assert told(a_template("web:v2"), a_template("web:v1")) == [
        ("the image of c", "spec.containers[c].image", "web:v2", "web:v1")
    ]


def test_the_hash_label_and_equal_templates_change_nothing():
    labels = {"app": "web", "pod-template-hash": "x"}
    assert told(a_template(), a_template(labels=labels)) == []


def test_variables_resources_probes_and_labels_have_words():
    now = container(
        a_template(labels={"app": "web", "tier": "front"}),
        env=[{"name": "COLOR", "value": "blue"}, {"name": "SIZE", "value": "1"}],
        resources={"requests": {"cpu": "500m"}},
        readinessProbe={"httpGet": {"path": "/healthz", "port": 80}},
    )
    then = container(
        a_template(),
        env=[{"name": "SIZE", "value": "1"}, {"name": "COLOR", "value": "red"}],
        resources={"requests": {"cpu": "250m"}},
    )
    assert told(now, then) == [
        ("the label tier", "metadata.labels.tier", "front", None),
        (
            "the cpu request of c",
            "spec.containers[c].resources.requests.cpu",
            "500m",
            "250m",
        ),
        ("the variable COLOR of c", "spec.containers[c].env[COLOR].value", "blue", "red"),
        (
            "the readiness probe of c, httpGet.path",
            "spec.containers[c].readinessProbe.httpGet.path",
            "/healthz",
            None,
        ),
        (
            "the readiness probe of c, httpGet.port",
            "spec.containers[c].readinessProbe.httpGet.port",
            80,
            None,
        ),
    ]


def test_a_container_that_comes_or_goes_is_told_by_its_fields():
    two = a_template()
    two["spec"]["containers"].append({"name": "side", "image": "log:v1"})
    assert told(two, a_template()) == [
        ("the image of side", "spec.containers[side].image", "log:v1", None)
    ]


def test_revisions_come_newest_first_and_the_present_one_changes_nothing():
    note = "deployment.kubernetes.io/revision"
    deployment = a_deployment(template=a_template("web:v2"))
    sets = [
        a_replica_set("web-1", template=a_template("web:v1"), annotations={note: "1"}),
        a_replica_set("web-2", template=a_template("web:v2"), annotations={note: "2"}),
    ]
    found = changes_of(deployment, list(sets))
    assert [(each.revision, len(each.changes)) for each in found] == [(2, 0), (1, 1)]

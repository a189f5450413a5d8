"""HorizontalPodAutoscaler: defaults, refusals, the table, and the two versions of it."""

from __future__ import annotations

import pytest

from cluster.kinds import Context, find, groups
from cluster.kinds.errors import ApiError
from cluster.kinds.horizontalpodautoscaler import KIND, V1_KIND, cpu_metric, to_v1, to_v2

TARGET = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
MEMORY = {
    "type": "Resource",
    "resource": {"name": "memory", "target": {"type": "AverageValue", "averageValue": "64Mi"}},
}


def an_autoscaler(version: str = "v2", **spec: object) -> dict:
    return {
        "apiVersion": f"autoscaling/{version}",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "web", "namespace": "default"},
        "spec": {"scaleTargetRef": TARGET, "maxReplicas": 5, **spec},
    }


def stored(manifest: dict) -> dict:
    created = KIND.admit_create(manifest, Context())
    given = {**created["metadata"], "uid": "u", "creationTimestamp": "2026-01-01T00:00:00Z"}
    return {**created, "metadata": given}


def test_without_metrics_it_is_about_80_percent_of_cpu():
    spec = KIND.defaults(an_autoscaler())["spec"]
    assert (spec["minReplicas"], spec["metrics"]) == (1, [cpu_metric(80)])
    assert "behavior" not in spec
    behavior = KIND.defaults(an_autoscaler(behavior={"scaleDown": {"selectPolicy": "Min"}}))
    down = behavior["spec"]["behavior"]["scaleDown"]
    assert (down["selectPolicy"], "stabilizationWindowSeconds" in down) == ("Min", False)
    assert behavior["spec"]["behavior"]["scaleUp"]["stabilizationWindowSeconds"] == 0


@pytest.mark.parametrize(
    ("spec", "complaint"),
    [
        (
            {"minReplicas": 0},
            "spec.minReplicas: Invalid value: 0: must be greater than or equal to 1",
        ),
        ({"maxReplicas": 0}, "spec.maxReplicas: Invalid value: 0: must be greater than 0"),
        (
            {"minReplicas": 9},
            "spec.maxReplicas: Invalid value: 5: must be greater than or equal to `minReplicas`",
        ),
        ({"scaleTargetRef": {"kind": "Deployment"}}, "spec.scaleTargetRef.name: Required value"),
        (
            {"metrics": [{"type": "Cpu"}]},
            'spec.metrics[0].type: Unsupported value: "Cpu": supported values: '
            '"ContainerResource", "External", "Object", "Pods", "Resource"',
        ),
        (
            {"metrics": [{"type": "Resource"}]},
            "spec.metrics[0].resource: Required value: "
            "must populate information for the given metric source",
        ),
        (
            {"metrics": [cpu_metric(0)]},
            "spec.metrics[0].resource.target.averageUtilization: "
            "Invalid value: 0: must be greater than 0",
        ),
        (
            {"behavior": {"scaleUp": {"selectPolicy": "Most"}}},
            'spec.behavior.scaleUp.selectPolicy: Unsupported value: "Most": supported values: '
            '"Disabled", "Max", "Min"',
        ),
        (
            {"behavior": {"scaleDown": {"stabilizationWindowSeconds": 3601}}},
            "spec.behavior.scaleDown.stabilizationWindowSeconds: Invalid value: 3601: "
            "must be less than or equal to 3600",
        ),
    ],
)
def test_what_is_refused(spec: dict, complaint: str):
    with pytest.raises(ApiError) as refused:
        KIND.admit_create(an_autoscaler(**spec), Context())
    assert complaint in refused.value.message
    assert refused.value.message.startswith('HorizontalPodAutoscaler.autoscaling "web" is invalid')


def test_the_row_shows_what_is_measured_and_what_is_wanted():
    manifest = stored(an_autoscaler(metrics=[cpu_metric(50), MEMORY]))
    names = ["Name", "Reference", "Targets", "MinPods", "MaxPods", "Replicas", "Age"]
    assert [column.name for column in KIND.columns] == names
    row = KIND.row(manifest, 1_767_225_660.0)
    targets = "cpu: <unknown>/50%, memory: <unknown>/64Mi"
    assert row == ["web", "Deployment/web", targets, "1", 5, 0, "60s"]
    current = {"name": "cpu", "current": {"averageUtilization": 30, "averageValue": "30m"}}
    status = {"currentReplicas": 3, "currentMetrics": [{"type": "Resource", "resource": current}]}
    row = KIND.row({**manifest, "status": status}, 1_767_225_660.0)
    assert (row[2], row[5]) == ("cpu: 30%/50%, memory: <unknown>/64Mi", 3)
    many = stored(an_autoscaler(metrics=[cpu_metric(50), MEMORY, MEMORY]))
    assert KIND.row(many, 0)[2].endswith("memory: <unknown>/64Mi + 1 more...")
    assert V1_KIND.row(to_v1(manifest), 1_767_225_660.0)[2] == targets


def test_both_versions_are_served_and_the_new_one_is_preferred():
    assert groups()["autoscaling"] == ("v2", "v1")
    assert find("autoscaling", "v1", "horizontalpodautoscalers") is V1_KIND


def test_the_old_version_has_one_number_for_cpu():
    old = V1_KIND.admit_create(an_autoscaler("v1", targetCPUUtilizationPercentage=60), Context())
    assert old["apiVersion"] == "autoscaling/v1"
    new = to_v2(old)
    assert (new["apiVersion"], new["spec"]["metrics"]) == ("autoscaling/v2", [cpu_metric(60)])
    assert to_v1(new) == old
    bare = V1_KIND.admit_create(an_autoscaler("v1"), Context())
    assert bare["spec"]["targetCPUUtilizationPercentage"] == 80


def test_nothing_is_lost_between_the_versions():
    manifest = stored(
        an_autoscaler(
            metrics=[cpu_metric(50), MEMORY],
            behavior={"scaleDown": {"stabilizationWindowSeconds": 60}},
        )
    )
    current = {"name": "cpu", "current": {"averageUtilization": 30, "averageValue": "30m"}}
    manifest["status"] = {
        "currentReplicas": 3,
        "desiredReplicas": 3,
        "conditions": [{"type": "AbleToScale", "status": "True"}],
        "currentMetrics": [{"type": "Resource", "resource": current}],
    }
    old = to_v1(manifest)
    assert old["spec"]["targetCPUUtilizationPercentage"] == 50
    assert old["status"]["currentCPUUtilizationPercentage"] == 30
    assert V1_KIND.decode(old, strict=True) == (old, [])
    assert to_v2(old) == manifest


@pytest.mark.parametrize("text", ["{", "7", '[{"type": 7}]', '["x"]', '{"a": 1}'])
def test_an_annotation_that_is_no_metric_is_dropped(text: str):
    old = an_autoscaler("v1")
    old["metadata"]["annotations"] = {"autoscaling.alpha.kubernetes.io/metrics": text}
    new = to_v2(V1_KIND.admit_create(old, Context()))
    assert new["spec"]["metrics"] == [cpu_metric(80)]
    assert "annotations" not in new["metadata"]

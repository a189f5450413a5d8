"""The autoscaler at work: looks every 15 s, grows by steps, shrinks after five minutes."""

from __future__ import annotations

import pytest

from cluster.core.load import LOAD
from cluster.core.objects import Deployment
from cluster.kinds import Context
from cluster.kinds.horizontalpodautoscaler import KIND, cpu_metric
from tests.lab import Lab, a_deployment, a_service, an_image, condition

REASON = "cpu resource utilization (percentage of request) above target"
NO_METRICS = (
    "failed to get cpu utilization: unable to get metrics for resource cpu: "
    "unable to fetch metrics from resource metrics API: "
    "the server could not find the requested resource (get pods.metrics.k8s.io)"
)


def an_autoscaler(*, largest: int = 10, target: int = 50, **spec: object) -> dict:
    manifest = {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "web", "namespace": "default"},
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
            "maxReplicas": largest,
            "metrics": [cpu_metric(target)],
            **spec,
        },
    }
    return KIND.admit_create(manifest, Context())


def a_workload(replicas: int, load: str = "", request: str = "100m") -> dict:
    container = {"name": "web", "image": "web:v1"}
    if request:
        container["resources"] = {"requests": {"cpu": request}}
    manifest = a_deployment(replicas=replicas, containers=[container])
    if load:
        manifest["metadata"]["annotations"] = {LOAD: load}
    return manifest


def a_lab(replicas: int = 3, load: str = "", request: str = "100m", **spec: object) -> Lab:
    """A workload that has come up, and an autoscaler made at second 10."""
    lab = Lab(cpu="16")
    lab.create(a_workload(replicas, load, request))
    lab.run_to(10)
    lab.create(an_autoscaler(**spec))
    lab.run(0)
    return lab


def size(lab: Lab) -> int:
    found = lab.get("Deployment", "web")
    assert isinstance(found, Deployment)
    return found.replicas


def put_load(lab: Lab, load: str, kind: str = "Deployment") -> None:
    found = lab.get(kind, "web")
    lab.edit(found, metadata={**found.metadata, "annotations": {LOAD: load}})


def hpa(lab: Lab):
    return lab.get("HorizontalPodAutoscaler", "web")


def words(lab: Lab, kind: str) -> tuple[str, str]:
    found = condition(hpa(lab), kind)
    return found.get("status", ""), found.get("reason", "")


def test_it_looks_first_after_15_seconds_and_grows():
    lab = a_lab(load="300m")
    lab.run_to(24.9)
    assert (size(lab), hpa(lab).status["currentReplicas"]) == (3, 0)
    generation = lab.get("Deployment", "web").generation
    lab.run_to(25)
    assert size(lab) == 6, "3 Pods at 100% of 100m want ceil(3 x 100 / 50)"
    assert lab.get("Deployment", "web").generation == generation + 1
    (event,) = lab.events("web", "SuccessfulRescale")
    assert event["message"] == f"New size: 6; reason: {REASON}"
    assert event["source"] == {"component": "horizontal-pod-autoscaler"}
    status = hpa(lab).status
    assert (status["currentReplicas"], status["desiredReplicas"]) == (3, 6)
    assert "lastScaleTime" in status
    current = {"averageUtilization": 100, "averageValue": "100m"}
    assert status["currentMetrics"] == [
        {"type": "Resource", "resource": {"name": "cpu", "current": current}}
    ]
    assert words(lab, "AbleToScale") == ("True", "SucceededRescale")
    assert words(lab, "ScalingActive") == ("True", "ValidMetricFound")
    assert words(lab, "ScalingLimited") == ("False", "DesiredWithinRange")
    assert [each["type"] for each in status["conditions"]] == [
        "AbleToScale",
        "ScalingActive",
        "ScalingLimited",
    ]
    lab.run_to(41)
    assert (size(lab), words(lab, "AbleToScale")[1]) == (6, "ReadyForNewScale")
    assert KIND.row(hpa(lab).manifest, lab.engine.now)[2] == "cpu: 50%/50%"


def test_at_rest_it_writes_nothing_and_without_one_there_is_no_timer():
    lab = a_lab(load="150m")
    lab.run_to(60)
    before = lab.view.revision
    lab.run_to(1000)
    assert lab.view.revision == before
    assert lab.engine.next_due is not None
    lab.assert_at_rest()
    lab.delete("HorizontalPodAutoscaler", "web")
    lab.run(0)
    assert lab.engine.next_due is None or lab.engine.next_due - lab.engine.now > 100


def test_one_step_is_at_most_the_double_and_then_the_maximum():
    lab = a_lab(replicas=1, load="2")
    lab.run_to(25)
    assert (size(lab), words(lab, "ScalingLimited")) == (4, ("True", "ScaleUpLimit"))
    lab.run_to(40)
    assert (size(lab), words(lab, "ScalingLimited")) == (8, ("True", "ScaleUpLimit"))
    lab.run_to(55)
    assert (size(lab), words(lab, "ScalingLimited")) == (10, ("True", "TooManyReplicas"))


def test_it_shrinks_only_when_the_load_has_been_low_for_five_minutes():
    lab = a_lab(load="300m")
    lab.run_to(40)
    assert size(lab) == 6
    put_load(lab, "60m")
    lab.run_to(340)
    assert size(lab) == 6
    assert words(lab, "AbleToScale") == ("True", "ScaleDownStabilized")
    lab.run_to(400)
    assert size(lab) == 2
    message = "New size: 2; reason: All metrics below target"
    assert [each["message"] for each in lab.events("web", "SuccessfulRescale")][-1] == message
    times = [
        seconds
        for seconds, found, _ in lab.history("Deployment", "web")
        if found.spec["replicas"] == 2
    ]
    assert min(times) == 40 + 300 + 15, "the last high recommendation was at 40"


def test_a_new_autoscaler_does_not_shrink_at_once():
    lab = a_lab(replicas=8, load="40m")
    lab.run_to(300)
    assert size(lab) == 8
    lab.run_to(345)
    assert size(lab) == 1


def test_behavior_may_shorten_the_wait_or_forbid_to_shrink():
    quick = {"scaleDown": {"stabilizationWindowSeconds": 0}}
    lab = a_lab(replicas=8, load="40m", behavior=quick)
    lab.run_to(45)
    assert size(lab) == 1
    never = {"scaleDown": {"selectPolicy": "Disabled", "stabilizationWindowSeconds": 0}}
    lab = a_lab(replicas=8, load="40m", behavior=never)
    lab.run_to(400)
    assert (size(lab), words(lab, "ScalingLimited")) == (8, ("True", "ScaleDownLimit"))


def test_without_data_it_says_why_it_does_nothing():
    lab = a_lab()
    lab.run_to(30)
    assert size(lab) == 3
    assert words(lab, "AbleToScale") == ("True", "SucceededGetScale")
    active = condition(hpa(lab), "ScalingActive")
    assert (active["status"], active["reason"]) == ("False", "FailedGetResourceMetric")
    assert active["message"] == f"the HPA was unable to compute the replica count: {NO_METRICS}"
    assert KIND.row(hpa(lab).manifest, lab.engine.now)[2] == "cpu: <unknown>/50%"
    assert hpa(lab).status["currentReplicas"] == 3
    (event,) = lab.events("web", "FailedGetResourceMetric")
    assert (event["type"], event["message"]) == ("Warning", NO_METRICS)
    (event,) = lab.events("web", "FailedComputeMetricsReplicas")
    assert event["message"] == (
        "invalid metrics (1 invalid out of 1), first error is: "
        f"failed to get cpu resource metric value: {NO_METRICS}"
    )
    put_load(lab, "300m")
    lab.run_to(45)
    assert (size(lab), words(lab, "ScalingActive")) == (6, ("True", "ValidMetricFound"))


def test_containers_need_requests():
    lab = a_lab(load="300m", request="")
    lab.run_to(30)
    message = condition(hpa(lab), "ScalingActive")["message"]
    assert (
        "failed to get cpu utilization: missing request for cpu in container web of Pod web-"
        in (message)
    )
    value = {"type": "AverageValue", "averageValue": "50m"}
    metric = {"type": "Resource", "resource": {"name": "cpu", "target": value}}
    lab.edit_spec("HorizontalPodAutoscaler", "web", metrics=[metric])
    lab.run_to(45)
    assert size(lab) == 6, "a plain amount needs none"
    assert KIND.row(hpa(lab).manifest, lab.engine.now)[2] == "cpu: 100m/50m"


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ({"name": "nope"}, 'deployments/scale.apps "nope" not found'),
        ({"kind": "Job", "apiVersion": "batch/v1"}, 'no matches for kind "Job" in group "batch"'),
    ],
)
def test_a_target_that_is_not_there(reference: dict, message: str):
    usual = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    lab = a_lab(scaleTargetRef={**usual, **reference})
    lab.run_to(25)
    able = condition(hpa(lab), "AbleToScale")
    assert (able["status"], able["reason"]) == ("False", "FailedGetScale")
    assert able["message"].endswith(f"unable to get the target's current scale: {message}")
    (event,) = lab.events("web", "FailedGetScale")
    assert event["message"] == message


def test_size_zero_switches_it_off():
    lab = a_lab(replicas=0, load="300m")
    lab.run_to(30)
    assert (size(lab), words(lab, "ScalingActive")) == (0, ("False", "ScalingDisabled"))


@pytest.mark.parametrize(
    ("replicas", "after", "reason"),
    [
        (7, 5, "Current number of replicas above Spec.MaxReplicas"),
        (1, 2, "Current number of replicas below Spec.MinReplicas"),
    ],
)
def test_out_of_bounds_is_corrected_without_metrics(replicas: int, after: int, reason: str):
    lab = a_lab(replicas=replicas, largest=5, minReplicas=2)
    lab.run_to(25)
    assert size(lab) == after
    (event,) = lab.events("web", "SuccessfulRescale")
    assert event["message"] == f"New size: {after}; reason: {reason}"


def test_metrics_of_servers_that_are_not_there_do_not_let_it_shrink():
    target = {"type": "AverageValue", "averageValue": "10"}
    queue = {"type": "External", "external": {"metric": {"name": "queue"}, "target": target}}
    lab = a_lab(load="300m", metrics=[cpu_metric(50), queue])
    lab.run_to(25)
    assert size(lab) == 6, "growing is fine with one metric of two"
    assert lab.events("web", "FailedGetExternalMetric")
    put_load(lab, "60m")
    lab.run_to(900)
    assert (size(lab), words(lab, "ScalingActive")) == (6, ("False", "FailedGetExternalMetric"))


def test_pods_that_are_not_ready_dampen_growth():
    lab = a_lab(replicas=2, load="200m")
    lab.run_to(24.5)
    lab.edit_spec("Deployment", "web", replicas=4)
    lab.run_to(25)
    assert size(lab) == 4, "4 Pods at a mean of 50% are right; without the new ones it were 8"


def test_load_on_a_service_and_usage_of_an_image_add_up():
    lab = Lab(cpu="16", images=(an_image("web:v1", cpuUsage="20m"),))
    lab.create(a_service())
    lab.create(a_workload(2))
    lab.run_to(10)
    lab.create(an_autoscaler(target=100))
    lab.run_to(25)
    assert hpa(lab).status["currentMetrics"][0]["resource"]["current"] == {
        "averageUtilization": 20,
        "averageValue": "20m",
    }
    put_load(lab, "300m", kind="Service")
    lab.run_to(40)
    assert size(lab) == 4, "20m + 150m of 100m is 170%: ceil(2 x 170 / 100)"


def test_what_is_no_quantity_is_no_load():
    lab = a_lab(load="plenty")
    lab.run_to(30)
    assert words(lab, "ScalingActive") == ("False", "FailedGetResourceMetric")


def test_a_restarted_controller_goes_on_as_if_nothing_had_happened():
    one, other = a_lab(load="300m"), a_lab(load="300m")
    for lab in (one, other):
        lab.run_to(40)
        put_load(lab, "60m")
    for second in range(50, 420, 7):
        one.run_to(second)
        one.engine.look_at_everything()
    other.run_to(414)
    one.run_to(414)
    assert size(one) == size(other) == 2
    assert (
        one.history("HorizontalPodAutoscaler", "web")[-1][0]
        == (other.history("HorizontalPodAutoscaler", "web")[-1][0])
    )

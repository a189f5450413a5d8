"""Autoscalers through the API: two versions of one object, and kubectl's protobuf."""

from __future__ import annotations

import struct

from cluster.api.body import PROTOBUF_TYPE, decode
from tests.api.client import DEPLOYMENTS, SIM, TABLE, Api, a_deployment

V2 = "apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers"
V1 = "apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers"
TARGET = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}


async def test_what_is_written_in_one_version_is_read_in_the_other(api: Api):
    spec = {"scaleTargetRef": TARGET, "maxReplicas": 6, "targetCPUUtilizationPercentage": 50}
    created = await api.post(V1, {"metadata": {"name": "web"}, "spec": spec})
    assert (created.code, created.json["apiVersion"]) == (201, "autoscaling/v1")
    assert created.json["spec"] == {**spec, "minReplicas": 1}
    new = (await api.get(f"{V2}/web")).json
    assert new["spec"]["metrics"][0]["resource"]["target"]["averageUtilization"] == 50
    patched = await api.patch(f"{V1}/web", {"spec": {"targetCPUUtilizationPercentage": 70}})
    assert patched.json["spec"]["targetCPUUtilizationPercentage"] == 70
    new = (await api.get(f"{V2}/web")).json
    assert new["apiVersion"] == "autoscaling/v2"
    assert new["spec"]["metrics"][0]["resource"]["target"]["averageUtilization"] == 70
    status = {"status": {"currentReplicas": 4, "desiredReplicas": 4}}
    assert (await api.patch(f"{V1}/web/status", status)).code == 200
    new = (await api.get(f"{V2}/web")).json
    assert (new["apiVersion"], new["status"]["currentReplicas"]) == ("autoscaling/v2", 4)
    table = (await api.get(V1, Accept=TABLE)).json
    assert table["rows"][0]["cells"][:3] == ["web", "Deployment/web", "cpu: <unknown>/70%"]


async def test_the_preferred_version_is_the_new_one(api: Api):
    group = (await api.get("apis/autoscaling")).json
    assert group["preferredVersion"]["version"] == "v2"
    assert [each["version"] for each in group["versions"]] == ["v2", "v1"]


async def test_a_load_put_on_with_an_annotation_makes_the_workload_grow(api: Api):
    container = {"name": "c", "image": "web:v1", "resources": {"requests": {"cpu": "100m"}}}
    busy = a_deployment("busy", replicas=2)
    busy["spec"]["template"]["spec"]["containers"] = [container]
    assert (await api.post(DEPLOYMENTS, busy)).code == 201
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "busy"}
    goal = {"type": "Utilization", "averageUtilization": 50}
    metrics = [{"type": "Resource", "resource": {"name": "cpu", "target": goal}}]
    spec = {"scaleTargetRef": target, "maxReplicas": 10, "metrics": metrics}
    assert (await api.post(V2, {"metadata": {"name": "busy"}, "spec": spec})).code == 201
    await api.run(20)
    status = (await api.get(f"{V2}/busy")).json["status"]
    assert [each["reason"] for each in status["conditions"]] == [
        "SucceededGetScale",
        "FailedGetResourceMetric",
    ]
    note = {"metadata": {"annotations": {"sim.kubeloop.dev/load": "200m"}}}
    assert (await api.patch(f"{DEPLOYMENTS}/busy", note)).code == 200
    await api.run(20)
    found = (await api.get(f"{V2}/busy")).json
    assert "sim" not in found
    assert found["status"]["desiredReplicas"] == 4
    assert (await api.get(f"{DEPLOYMENTS}/busy")).json["spec"]["replicas"] == 4
    row = (await api.get(V2, Accept=TABLE)).json["rows"][0]["cells"]
    assert row[:6] == ["busy", "Deployment/busy", "cpu: 100%/50%", "1", 10, 2]


async def test_what_an_image_uses_is_measured(api: Api):
    catalogue = f"{SIM}/images"
    hungry = {"metadata": {"name": "hungry"}, "spec": {"image": "hungry:v1", "cpuUsage": "75m"}}
    made = await api.post(f"{catalogue}?fieldValidation=Strict", hungry)
    assert (made.code, made.json["spec"]["cpuUsage"]) == (201, "75m")
    container = {"name": "c", "image": "hungry:v1", "resources": {"requests": {"cpu": "100m"}}}
    busy = a_deployment("busy", replicas=2)
    busy["spec"]["template"]["spec"]["containers"] = [container]
    assert (await api.post(DEPLOYMENTS, busy)).code == 201
    spec = {"scaleTargetRef": {**TARGET, "name": "busy"}, "maxReplicas": 6}
    spec["targetCPUUtilizationPercentage"] = 50
    assert (await api.post(V1, {"metadata": {"name": "busy"}, "spec": spec})).code == 201
    await api.run(30)
    status = (await api.get(f"{V1}/busy")).json["status"]
    # Each Pod uses as much however many there are: 2, then 3, then 5 Pods do not bring it down.
    assert (status["currentCPUUtilizationPercentage"], status["desiredReplicas"]) == (75, 5)


async def test_a_use_below_nothing_is_refused(api: Api):
    wrong = {"metadata": {"name": "odd"}, "spec": {"image": "odd:v1", "cpuUsage": "-1m"}}
    answer = await api.post(f"{SIM}/images", wrong)
    assert (answer.code, answer.json["details"]["causes"][0]["field"]) == (422, "spec.cpuUsage")


def field(number: int, content: bytes | int) -> bytes:
    """One field of a protobuf message, shorter than 128 bytes."""
    if isinstance(content, int):
        return struct.pack("BB", number << 3, content)
    return struct.pack("BB", number << 3 | 2, len(content)) + content


def envelope(version: str, spec: bytes) -> bytes:
    type_meta = field(1, f"autoscaling/{version}".encode())
    type_meta += field(2, b"HorizontalPodAutoscaler")
    raw = field(1, field(1, b"web")) + field(2, spec)
    return b"k8s\x00" + field(1, type_meta) + field(2, raw)


def test_kubectl_autoscale_sends_protobuf_of_either_version():
    reference = field(1, b"Deployment") + field(2, b"web") + field(3, b"apps/v1")
    spec = field(1, reference) + field(2, 1) + field(3, 3)
    old = decode(envelope("v1", spec + field(4, 80)), PROTOBUF_TYPE).value
    bounds = {"scaleTargetRef": TARGET, "minReplicas": 1, "maxReplicas": 3}
    assert old["spec"] == {**bounds, "targetCPUUtilizationPercentage": 80}
    target = field(1, b"Utilization") + field(4, 80)
    metric = field(1, b"Resource") + field(4, field(1, b"cpu") + field(2, target))
    new = decode(envelope("v2", spec + field(4, metric)), PROTOBUF_TYPE).value
    goal = {"type": "Utilization", "averageUtilization": 80}
    cpu = {"type": "Resource", "resource": {"name": "cpu", "target": goal}}
    assert new["spec"] == {**bounds, "metrics": [cpu]}

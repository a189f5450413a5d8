"""What is special about single kinds: defaults, immutable fields, addresses, builders."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from cluster.kinds import Context, by_kind
from cluster.kinds.errors import ApiError
from cluster.kinds.namespace import new_namespace
from cluster.kinds.node import new_node
from cluster.kinds.seeds import demo_manifests, first_manifests

NOW = 1_767_225_601.0
CASES = Path(__file__).parent / "cases"
CONTAINER = {"name": "web", "image": "web:v1"}


def create(kind_name, manifest, context=None):
    kind = by_kind(kind_name)
    metadata = {"name": "web"} | ({"namespace": "default"} if kind.namespaced else {})
    manifest = {"metadata": metadata, **manifest}
    decoded, _ = kind.decode(manifest, strict=True)
    return kind.admit_create(decoded, context or Context(now=NOW))


def update(old, **spec):
    kind = by_kind(old["kind"])
    new = {**old, "spec": {**old["spec"], **spec}}
    decoded, _ = kind.decode(new, strict=True)
    return kind.admit_update(decoded, old)


def complaints(function, *arguments, **named):
    with pytest.raises(ApiError) as refused:
        function(*arguments, **named)
    causes = refused.value.details["causes"]
    return [f"{cause['field']}: {cause['message']}" for cause in causes]


def test_a_new_pod_has_everything_that_the_server_fills_in():
    limits = {"cpu": "500m", "memory": "64Mi"}
    container = {**CONTAINER, "resources": {"limits": limits}, "ports": [{"containerPort": 80}]}
    pod = create("Pod", {"spec": {"containers": [container]}, "status": {"phase": "Running"}})
    spec = pod["spec"]
    assert pod["status"] == {"phase": "Pending", "qosClass": "Guaranteed"}
    assert (spec["restartPolicy"], spec["dnsPolicy"]) == ("Always", "ClusterFirst")
    assert (spec["serviceAccountName"], spec["enableServiceLinks"]) == ("default", True)
    assert (spec["priority"], spec["preemptionPolicy"]) == (0, "PreemptLowerPriority")
    assert spec["terminationGracePeriodSeconds"] == 30
    assert [each["tolerationSeconds"] for each in spec["tolerations"]] == [300, 300]
    (stored,) = spec["containers"]
    assert stored["resources"]["requests"] == limits
    assert stored["ports"] == [{"containerPort": 80, "protocol": "TCP"}]
    assert stored["imagePullPolicy"] == "IfNotPresent"
    (volume,) = spec["volumes"]
    assert volume["name"].startswith("kube-api-access-")
    assert [mount["name"] for mount in stored["volumeMounts"]] == [volume["name"]]


def test_a_template_does_not_get_what_only_pods_get():
    template = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [CONTAINER]}}
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": template}
    stored = create("Deployment", {"spec": spec})["spec"]["template"]["spec"]
    assert not {"tolerations", "serviceAccountName", "volumes", "priority"} & set(stored)


def test_a_pod_without_token_and_with_its_own_tolerations():
    toleration = {"key": "node.kubernetes.io/unreachable", "operator": "Exists"}
    toleration |= {"effect": "NoExecute", "tolerationSeconds": 5}
    given = {"automountServiceAccountToken": False, "tolerations": [toleration]}
    spec = create("Pod", {"spec": {"containers": [CONTAINER], **given}})["spec"]
    assert "volumes" not in spec
    keys = [(each["key"], each["tolerationSeconds"]) for each in spec["tolerations"]]
    assert keys == [
        ("node.kubernetes.io/unreachable", 5),
        ("node.kubernetes.io/not-ready", 300),
    ]


def test_of_a_pod_only_images_deadlines_and_more_tolerations_may_change():
    pod = create("Pod", {"spec": {"containers": [CONTAINER]}})
    image = [{**pod["spec"]["containers"][0], "image": "web:v2"}]
    assert update(pod, containers=image)["spec"]["containers"][0]["image"] == "web:v2"
    more = [*pod["spec"]["tolerations"], {"key": "gpu", "operator": "Exists"}]
    assert len(update(pod, tolerations=more)["spec"]["tolerations"]) == 3
    assert update(pod, activeDeadlineSeconds=60)["spec"]["activeDeadlineSeconds"] == 60
    for change in ({"nodeName": "node-1"}, {"restartPolicy": "Never"}, {"hostNetwork": True}):
        (told,) = complaints(update, pod, **change)
        assert told.startswith("spec: Forbidden: pod updates may not change fields other than")
    renamed = [{**pod["spec"]["containers"][0], "name": "other"}]
    assert len(complaints(update, pod, containers=renamed)) == 1


def test_a_rich_pod_passes_strict_reading():
    pod = yaml.safe_load((CASES / "rich_pod.yaml").read_text(encoding="utf-8"))
    stored = create("Pod", pod)
    assert stored["spec"]["shareProcessNamespace"] is False
    assert stored["spec"]["containers"][0]["readinessProbe"]["httpGet"]["path"] == "/"
    assert stored["spec"]["containers"][0]["env"][1]["valueFrom"]["fieldRef"]["apiVersion"] == "v1"


def test_amounts_are_stored_in_canonical_form_and_empty_fields_are_not():
    container = {
        **CONTAINER,
        "resources": {"limits": {"cpu": 1000, "memory": "1024Mi"}},
        "args": [],
    }
    pod = create("Pod", {"spec": {"containers": [container], "nodeSelector": {}, "hostname": ""}})
    assert pod["spec"]["containers"][0]["resources"]["limits"] == {"cpu": "1k", "memory": "1Gi"}
    assert not {"nodeSelector", "hostname"} & set(pod["spec"])
    assert "args" not in pod["spec"]["containers"][0]


def test_a_service_gets_an_address_that_nobody_has():
    given = {"spec": {"ports": [{"port": 80}]}}
    numbers = Context(number=lambda purpose: 5)
    first = create("Service", given, numbers)["spec"]
    second = create(
        "Service", given, Context(number=numbers.number, cluster_ips={first["clusterIP"]})
    )
    assert first["clusterIPs"] == [first["clusterIP"]]
    assert first["clusterIP"].startswith("10.96.")
    assert second["spec"]["clusterIP"] != first["clusterIP"]
    assert (first["type"], first["ipFamilies"]) == ("ClusterIP", ["IPv4"])
    assert first["ports"] == [{"port": 80, "protocol": "TCP", "targetPort": 80}]


def test_a_service_keeps_its_address():
    service = create("Service", {"spec": {"ports": [{"port": 80}]}})
    kind = by_kind("Service")
    bare = {"metadata": service["metadata"], "spec": {"ports": [{"port": 81}]}}
    changed = kind.admit_update(bare, service)
    assert changed["spec"]["clusterIP"] == service["spec"]["clusterIP"]
    told = complaints(update, service, clusterIP="10.96.9.9", clusterIPs=["10.96.9.9"])
    assert told == ['spec.clusterIPs[0]: Invalid value: ["10.96.9.9"]: may not change once set']


def test_node_ports_are_drawn_once_and_kept():
    ports = [{"name": "a", "port": 80}, {"name": "b", "port": 81}]
    service = create("Service", {"spec": {"type": "NodePort", "ports": ports}})
    drawn = [port["nodePort"] for port in service["spec"]["ports"]]
    assert len(set(drawn)) == 2
    assert all(30000 <= port <= 32767 for port in drawn)
    bare = {**service, "spec": {"type": "NodePort", "ports": [*ports, {"name": "c", "port": 82}]}}
    kept = [
        port["nodePort"] for port in by_kind("Service").admit_update(bare, service)["spec"]["ports"]
    ]
    assert kept[:2] == drawn
    assert len(set(kept)) == 3


def test_headless_and_external_services_have_no_address():
    headless = create("Service", {"spec": {"clusterIP": "None", "selector": {"a": "b"}}})
    assert headless["spec"]["clusterIP"] == "None"
    external = create("Service", {"spec": {"type": "ExternalName", "externalName": "a.example"}})
    assert "clusterIP" not in external["spec"]


def test_a_namespace_is_active_and_carries_its_name():
    namespace = create("Namespace", {})
    assert namespace["status"] == {"phase": "Active"}
    assert namespace["metadata"]["labels"] == {"kubernetes.io/metadata.name": "web"}
    assert new_namespace("web")["spec"] == namespace["spec"] == {"finalizers": ["kubernetes"]}


def test_a_node_is_a_machine_that_runs():
    node = new_node("node-2", 2, NOW, zone="eu-1-a")
    conditions = {each["type"]: each["status"] for each in node["status"]["conditions"]}
    assert conditions == {
        "MemoryPressure": "False",
        "DiskPressure": "False",
        "PIDPressure": "False",
        "Ready": "True",
    }
    assert node["status"]["capacity"]["pods"] == "110"
    assert node["status"]["addresses"][0] == {"type": "InternalIP", "address": "10.0.0.2"}
    assert node["metadata"]["labels"]["topology.kubernetes.io/zone"] == "eu-1-a"
    assert node["metadata"]["labels"]["topology.kubernetes.io/region"] == "eu-1"
    plugged_in = create("Node", {"metadata": {"name": "big", "labels": {"disk": "ssd"}}})
    assert plugged_in["metadata"]["labels"]["disk"] == "ssd"
    assert plugged_in["metadata"]["labels"]["kubernetes.io/hostname"] == "big"
    assert plugged_in["status"]["conditions"][-1]["status"] == "True"


def test_secrets_store_plain_texts_as_base64():
    secret = create("Secret", {"stringData": {"a": "hi"}, "data": {"b": "aGk="}})
    assert secret["data"] == {"b": "aGk=", "a": "aGk="}
    assert (secret["type"], "stringData" in secret) == ("Opaque", False)
    with pytest.raises(ApiError, match="illegal base64 data"):
        create("Secret", {"data": {"a": "not base64"}})


def test_sealed_data_stays():
    sealed = create("ConfigMap", {"data": {"a": "1"}, "immutable": True})
    kind = by_kind("ConfigMap")
    told = complaints(kind.admit_update, {**sealed, "data": {"a": "2"}}, sealed)
    assert told == ["data: Forbidden: field is immutable when `immutable` is set"]


@pytest.mark.parametrize("speed", [0.1, 1, 10, 100])
def test_clock_speeds_that_are_fine(speed):
    clock = create("Clock", {"metadata": {"name": "clock"}, "spec": {"speed": speed}})
    assert clock["spec"] == {"speed": speed, "paused": False}


@pytest.mark.parametrize("speed", [0, 0.05, -1, 101])
def test_clock_speeds_that_are_refused_with_the_cure(speed):
    (told,) = complaints(create, "Clock", {"metadata": {"name": "clock"}, "spec": {"speed": speed}})
    assert told.startswith(
        f"spec.speed: Invalid value: {speed}: must be between 0.1 and 100; to stop"
    )


def test_there_is_one_clock():
    (told,) = complaints(create, "Clock", {"metadata": {"name": "other"}})
    assert told == 'metadata.name: Invalid value: "other": must be "clock": a cluster has one Clock'
    assert not {"create", "delete"} & set(by_kind("Clock").verbs)


def test_faults_name_a_node_and_a_type():
    fault = create("Fault", {"spec": {"node": "node-1", "type": "PowerOff"}})
    assert complaints(create, "Fault", {"spec": {}}) == [
        "spec.node: Required value: name the node that fails",
        'spec.type: Required value: supported values: "NetworkPartition", "PowerOff"',
    ]
    (told,) = complaints(create, "Fault", {"spec": {"node": "node-1", "type": "Fire"}})
    assert told == (
        'spec.type: Unsupported value: "Fire": supported values: "NetworkPartition", "PowerOff"'
    )
    (told,) = complaints(update, fault, node="node-2")
    assert told.endswith("delete the Fault to repair the node, then create another")


@pytest.mark.parametrize(
    ("spec", "complaint"),
    [
        ({}, "spec.image: Required value: name the image, for example web:v7"),
        ({"image": "a b"}, 'spec.image: Invalid value: "a b": must be the name of an image'),
        ({"image": "a", "pullSeconds": -1}, "spec.pullSeconds: Invalid value: -1: must be between"),
        ({"image": "a", "jitter": 2}, "spec.jitter: Invalid value: 2: must be between 0"),
        ({"image": "a", "exitCode": 256}, "spec.exitCode: Invalid value: 256: must be between 0"),
        ({"image": "a", "response": {"status": 99}}, "spec.response.status: Invalid value: 99"),
        ({"image": "a", "response": {"body": "x" * 5000}}, "spec.response.body: Too long"),
        ({"image": "a", "color": "red"}, 'spec.color: Unsupported value: "red": supported values'),
    ],
)
def test_images_that_are_refused(spec, complaint):
    (told,) = complaints(create, "Image", {"spec": spec})
    assert told.startswith(complaint)


def test_a_new_cluster_has_what_the_contract_says():
    manifests = first_manifests("seed", 3, NOW, 2.0)
    names = {}
    for manifest in manifests:
        names.setdefault(manifest["kind"], []).append(manifest["metadata"]["name"])
        kind = by_kind(manifest["kind"])
        decoded, problems = kind.decode(manifest, strict=True)
        assert (decoded, problems) == (manifest, [])
        assert kind.validate(manifest) == []
    assert names["Node"] == names["Lease"] == ["node-1", "node-2", "node-3"]
    assert "default" in names["Namespace"]
    assert names["Clock"] == ["clock"]
    assert {"web-v1", "web-v4-crash", "nginx", "busybox"} <= set(names["Image"])
    assert not {"Deployment", "Pod", "Service"} & set(names)


def test_the_demo_is_a_deployment_of_three_and_its_service():
    deployment, service = demo_manifests()
    assert deployment["spec"]["replicas"] == 3
    assert deployment["spec"]["template"]["spec"]["containers"][0]["image"] == "web:v1"
    assert service["spec"]["selector"] == deployment["spec"]["selector"]["matchLabels"]
    assert service["spec"]["clusterIP"].startswith("10.96.")


def test_on_the_nodes_network_ports_are_the_nodes():
    container = {**CONTAINER, "ports": [{"containerPort": 80}]}
    pod = create("Pod", {"spec": {"hostNetwork": True, "containers": [container]}})
    assert pod["spec"]["containers"][0]["ports"][0]["hostPort"] == 80
    container["ports"][0]["hostPort"] = 81
    told = complaints(create, "Pod", {"spec": {"hostNetwork": True, "containers": [container]}})
    assert told == [
        "spec.containers[0].ports[0].hostPort: Invalid value: 81: "
        "must match `containerPort` when `hostNetwork` is true"
    ]


def test_a_probe_that_cannot_kill_has_no_grace_period():
    handler = {"exec": {"command": ["true"]}, "terminationGracePeriodSeconds": 5}
    container = {**CONTAINER, "livenessProbe": handler, "readinessProbe": handler}
    told = complaints(create, "Pod", {"spec": {"containers": [container]}})
    assert told == [
        "spec.containers[0].readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: "
        "must not be set for readinessProbes"
    ]


def test_a_deployment_name_that_is_no_host_name_is_only_warned_about():
    kind = by_kind("Deployment")
    assert kind.warnings({"metadata": {"name": "web"}}) == []
    (warning,) = kind.warnings({"metadata": {"name": "w" * 64}})
    assert warning.endswith("a DNS label is recommended: [must be no more than 63 characters]")

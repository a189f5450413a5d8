"""EndpointSlices follow the Pods of a Service."""

from __future__ import annotations

from cluster.core.objects import Service
from cluster.core.traffic import endpoints_of, policy_of, targets
from tests.lab import NO_TIMES, Lab, a_deployment, a_service, an_image, bare_pod


def rows(lab: Lab, name: str = "web") -> list[tuple[bool, bool, bool]]:
    """(ready, serving, terminating) of every endpoint of a Service."""
    return [
        tuple(entry["conditions"][key] for key in ("ready", "serving", "terminating"))
        for slice_ in lab.view.all("EndpointSlice")
        if slice_.labels["kubernetes.io/service-name"] == name
        for entry in slice_.manifest["endpoints"]
    ]


def test_endpoints_turn_ready_with_their_pods():
    lab = Lab()
    lab.create(a_service())
    lab.create(a_deployment(replicas=3))
    lab.run(0.5)
    assert rows(lab) == [(False, False, False)] * 3
    lab.run(3)
    assert rows(lab) == [(True, True, False)] * 3
    (slice_,) = lab.view.all("EndpointSlice")
    assert slice_.name.startswith("web-")
    assert len(slice_.name) == len("web-") + 5
    assert slice_.manifest["ports"] == [{"name": "", "port": 8080, "protocol": "TCP"}]
    assert slice_.owner_references[0]["kind"] == "Service"
    entry = slice_.manifest["endpoints"][0]
    pod = lab.pod(entry["targetRef"]["name"])
    assert (entry["addresses"], entry["nodeName"]) == ([pod.status["podIP"]], pod.node_name)
    lab.assert_at_rest()


def test_deleted_pod_is_terminating_at_once_and_leaves_with_its_last_container():
    lab = Lab()
    lab.create(a_service())
    lab.create(bare_pod())
    lab.run(3)
    lab.delete("Pod", "web")
    lab.run(0.1)
    assert rows(lab) == [(False, True, True)]
    lab.run(1)
    assert rows(lab) == []
    assert lab.view.count("EndpointSlice") == 1, "one empty slice stays"
    name = next(iter(lab.view.all("EndpointSlice"))).name
    lab.create(bare_pod("again"))
    lab.run(3)
    assert rows(lab) == [(True, True, False)]
    assert [each.name for each in lab.view.all("EndpointSlice")] == [name]


def test_traffic_goes_to_ready_endpoints_else_to_those_that_still_serve():
    lab = Lab()
    service = lab.create(a_service())
    assert isinstance(service, Service)
    for name in ("one", "two"):
        lab.create(bare_pod(name))
    lab.run(3)

    def chosen() -> list[str]:
        found = targets(endpoints_of(service, lab.view), policy_of(service)).cluster
        return sorted(each.name for each in found or [])

    assert chosen() == ["one", "two"]
    lab.delete("Pod", "one")
    lab.run(0)
    assert chosen() == ["two"]
    lab.delete("Pod", "two")
    lab.run(0)
    assert chosen() == ["one", "two"]
    lab.run(1)
    assert chosen() == []


def test_slices_hold_a_hundred_each_and_keep_what_they_have():
    lab = Lab(nodes=5, images=(an_image("web:v1", **NO_TIMES),), cpu="64")
    lab.create(a_service())
    lab.create(a_deployment(replicas=250))
    lab.run(1)
    sizes = sorted(len(each.manifest["endpoints"]) for each in lab.view.all("EndpointSlice"))
    assert sizes == [50, 100, 100]
    before = {each.uid: each.revision for each in lab.view.all("EndpointSlice")}
    lab.delete("Pod", lab.pods[0].name)
    lab.run(1)
    changed = [
        each.name for each in lab.view.all("EndpointSlice") if before[each.uid] != each.revision
    ]
    assert len(changed) == 1
    assert len(rows(lab)) == 250
    lab.assert_at_rest()


def test_a_moment_with_many_changes_is_one_look_at_the_service():
    lab = Lab(nodes=5, images=(an_image("web:v1", **NO_TIMES),), cpu="64")
    lab.create(a_service())
    lab.run(0)
    before = lab.view.revision
    lab.create(a_deployment(replicas=200))
    lab.run(0)
    writes = [
        change
        for change in lab.changes
        if change.object.kind == "EndpointSlice" and change.revision > before
    ]
    assert len(writes) <= 6


def test_selector_and_labels_decide_who_is_behind_the_service():
    lab = Lab()
    lab.create(a_service())
    lab.create(a_service("other"))
    lab.create(bare_pod())
    lab.run(3)
    assert (len(rows(lab)), len(rows(lab, "other"))) == (1, 0)
    pod = lab.pod()
    lab.edit(pod, metadata={**pod.metadata, "labels": {"app": "other"}})
    lab.run(0)
    assert (len(rows(lab)), len(rows(lab, "other"))) == (0, 1)


def test_named_target_ports_make_slices_of_their_own():
    lab = Lab()
    ports = [{"name": "http", "port": 80, "targetPort": "web"}]
    lab.create(a_service(ports=ports))
    for name, number in (("a", 8080), ("b", 9090)):
        container = {"name": "web", "image": "web:v1"}
        container["ports"] = [{"name": "web", "containerPort": number}]
        lab.create(bare_pod(name, containers=[container]))
    lab.run(3)
    found = sorted(each.manifest["ports"][0]["port"] for each in lab.view.all("EndpointSlice"))
    assert found == [8080, 9090]
    lab.assert_at_rest()


def test_publishing_not_ready_addresses_and_having_no_selector():
    lab = Lab(images=(an_image("web:v1", neverReady=True),))
    lab.create(a_service(publishNotReadyAddresses=True))
    lab.create(a_service("manual", selector={}))
    lab.create(bare_pod())
    lab.run(3)
    assert rows(lab) == [(True, False, False)]
    assert rows(lab, "manual") == []


def test_final_pods_are_no_endpoints():
    lab = Lab(images=(an_image("web:v1", crashAfterSeconds=1, exitCode=0),))
    lab.create(a_service())
    lab.create(bare_pod(restartPolicy="Never"))
    lab.run(1.2)
    assert len(rows(lab)) == 1
    lab.run(5)
    assert rows(lab) == []

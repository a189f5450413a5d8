"""Nodes that fall silent and come back: who notices when, who has to leave, who stays."""

from __future__ import annotations

import pytest

from cluster.core.controllers.node_lifecycle.zones import Zone, is_all_dark
from cluster.core.leases import last_sign, lost_at, monitor_tick, render_lease, render_node, renewed
from cluster.core.timestamps import format_micro_time, parse_time
from tests.lab import START, Lab, a_deployment, a_fault, a_service, bare_pod, condition, status_word

UNREACHABLE = "node.kubernetes.io/unreachable"


def taints(lab: Lab, name: str) -> list[tuple[str, str]]:
    return [(taint["key"], taint["effect"]) for taint in lab.node(name).taints]


def first(lab: Lab, kind: str, name: str, matches) -> float:
    """The moment of the first write of an object that looks like that."""
    return next(moment for moment, found, _ in lab.history(kind, name) if matches(found))


def spread(replicas: int = 6, **options) -> Lab:
    """Three nodes with a Deployment at rest."""
    lab = Lab(**options)
    lab.create(a_deployment(replicas=replicas))
    lab.run_to(30)
    return lab


def placed(lab: Lab) -> dict[str, int]:
    counts: dict[str, int] = {}
    for pod in lab.pods:
        if not pod.is_deleting:
            counts[pod.node_name] = counts.get(pod.node_name, 0) + 1
    return counts


def test_dead_node_takes_the_time_of_the_textbook():
    """SPEC 18.3: 6 replicas on 3 nodes, one dies."""
    lab = spread()
    lab.create(a_service())
    lab.run(1)
    lab.create(a_fault("node-2"))
    lab.run_to(500)
    last = last_sign(lab.node("node-2"), "lab", lab.engine.now) - START
    lost = first(lab, "Node", "node-2", lambda node: not node.is_ready)
    assert 50 <= lost - last <= 55
    old = [pod for pod in lab.pods if pod.node_name == "node-2"]
    assert len(old) == 2
    for pod in old:
        not_ready = [each for each in lab.history("Pod", pod.name) if each[0] >= lost]
        assert (not_ready[0][0], not_ready[0][1].is_ready) == (lost, False)
        deleted = first(lab, "Pod", pod.name, lambda found: found.is_deleting)
        assert deleted - lost == pytest.approx(300, abs=0.01)
        assert status_word(pod) == "Terminating"
        assert sum(each["ready"] for each in pod.container_statuses) == 1
        assert condition(pod, "DisruptionTarget")["reason"] == "DeletionByTaintManager"
    assert len(lab.pods) == 8
    assert placed(lab) == {"node-1": 3, "node-3": 3}
    (slice_,) = lab.view.all("EndpointSlice")
    ready = [each["conditions"]["ready"] for each in slice_.manifest["endpoints"]]
    assert sorted(ready) == [False, False, True, True, True, True, True, True]
    lab.delete("Fault", "fault-node-2")
    lab.run(10)
    assert len(lab.pods) == 6
    assert placed(lab) == {"node-1": 3, "node-3": 3}
    assert (lab.node("node-2").is_ready, taints(lab, "node-2")) == (True, [])
    lab.assert_at_rest()


def test_lost_node_reads_unknown_everywhere_and_says_so():
    lab = spread()
    lab.create(a_fault("node-2"))
    lab.run_to(120)
    node = lab.node("node-2")
    found = [(each["type"], each["status"], each["reason"]) for each in node.status["conditions"]]
    kinds = ("MemoryPressure", "DiskPressure", "PIDPressure", "Ready")
    assert found == [(kind, "Unknown", "NodeStatusUnknown") for kind in kinds]
    (event,) = lab.events("node-2", "NodeNotReady")
    assert event["message"] == "Node node-2 status is now: NodeNotReady"
    assert taints(lab, "node-2") == [(UNREACHABLE, "NoSchedule"), (UNREACHABLE, "NoExecute")]
    pod = next(pod for pod in lab.pods if pod.node_name == "node-2")
    assert lab.events(pod.name, "NodeNotReady")[0]["message"] == "Node is not ready"
    heartbeat = condition(node, "Ready")["lastHeartbeatTime"]
    assert parse_time(heartbeat) <= START + 30


def test_healthy_cluster_has_no_timers_and_writes_nothing():
    lab = spread()
    revision = lab.view.revision
    assert lab.engine.next_due == START + 3600, "only the expiry of the first events"
    lab.run(1000)
    assert lab.view.revision == revision
    lab.assert_at_rest()


def test_lease_and_heartbeat_are_filled_in_on_read():
    lab = spread()
    node = lab.node("node-1")
    now = lab.engine.now + 777
    lease = lab.view.get(("Lease", "kube-node-lease", "node-1"))
    rendered = render_lease(lease.manifest, node, "lab", now)
    last = renewed("lab", "node-1", now)
    assert rendered["spec"]["renewTime"] == format_micro_time(last)
    assert 0 <= now - last < 10
    beat = condition(node, "Ready")["lastHeartbeatTime"]
    later = render_node(node, "lab", now)["status"]["conditions"][-1]["lastHeartbeatTime"]
    assert parse_time(beat) < parse_time(later) <= now
    lab.create(a_fault("node-1"))
    lab.run(30)
    frozen = render_lease(lease.manifest, lab.node("node-1"), "lab", lab.engine.now)
    written = lab.view.get(("Lease", "kube-node-lease", "node-1"))
    assert frozen["spec"]["renewTime"] == written.spec["renewTime"]
    assert parse_time(frozen["spec"]["renewTime"]) <= START + 30


def test_short_power_cut_restarts_the_containers():
    lab = spread(replicas=3)
    lab.create(a_fault("node-1", "PowerOff"))
    lab.run(20)
    lab.delete("Fault", "fault-node-1")
    lab.run(5)
    (pod,) = [pod for pod in lab.pods if pod.node_name == "node-1"]
    (found,) = pod.container_statuses
    assert (found["restartCount"], pod.is_ready) == (1, True)
    assert found["lastState"]["terminated"]["exitCode"] == 255
    assert lab.events(pod.name, "SandboxChanged")
    assert lab.events("node-1", "Rebooted")
    assert not lab.events("node-1", "NodeNotReady")
    lab.assert_at_rest()


def test_short_partition_leaves_no_trace_in_the_pods():
    lab = spread(replicas=3)
    before = [pod.revision for pod in lab.pods]
    lab.create(a_fault("node-1", "NetworkPartition"))
    lab.run(20)
    lab.delete("Fault", "fault-node-1")
    lab.run(20)
    assert [pod.revision for pod in lab.pods] == before


def test_partition_that_ends_before_the_eviction_calls_it_off():
    lab = spread()
    lab.create(a_fault("node-2", "NetworkPartition"))
    lab.run_to(120)
    lab.delete("Fault", "fault-node-2")
    lab.run(10)
    assert placed(lab) == {"node-1": 2, "node-2": 2, "node-3": 2}
    pods = [pod for pod in lab.pods if pod.node_name == "node-2"]
    assert all(pod.is_ready for pod in pods)
    assert all(pod.container_statuses[0]["restartCount"] == 0 for pod in pods)
    (event,) = lab.events(pods[0].name, "TaintManagerEviction")
    assert event["message"] == f"Cancelling deletion of Pod default/{pods[0].name}"
    lab.run(400)
    assert len(lab.pods) == 6
    lab.assert_at_rest()


def test_taint_that_drives_out_goes_at_the_next_look_after_the_return():
    lab = spread()
    lab.create(a_fault("node-2", "NetworkPartition"))
    lab.run_to(120)
    lab.delete("Fault", "fault-node-2")
    lab.run(0)
    assert taints(lab, "node-2") == [(UNREACHABLE, "NoExecute")]
    lab.run_to(monitor_tick("lab", START + 120) - START)
    assert taints(lab, "node-2") == []


def test_node_that_falls_silent_again_at_once_loses_the_taint_of_before():
    lab = spread()
    lab.create(a_fault("node-2", "NetworkPartition"))
    lab.run_to(120)
    lab.delete("Fault", "fault-node-2")
    lab.run(0)
    lab.create(a_fault("node-2", "NetworkPartition"))
    lab.run(6)
    assert taints(lab, "node-2") == []
    lab.run(60)
    assert taints(lab, "node-2") == [(UNREACHABLE, "NoSchedule"), (UNREACHABLE, "NoExecute")]


def test_pod_that_comes_to_a_tainted_node_gets_its_own_seconds():
    toleration = {"key": "old", "operator": "Exists", "effect": "NoExecute"}
    lab = Lab(nodes=1)
    lab.edit_spec("Node", "node-1", taints=[{"key": "old", "effect": "NoExecute"}])
    lab.run(100)
    lab.create(a_deployment(replicas=1, tolerations=[{**toleration, "tolerationSeconds": 30}]))
    lab.run(29)
    (pod,) = lab.pods
    assert not pod.is_deleting
    lab.run(2)
    assert first(lab, "Pod", pod.name, lambda found: found.is_deleting) == 130
    lab.create(a_deployment("hasty", tolerations=[{**toleration, "tolerationSeconds": 0}]))
    lab.run(10)
    assert len(lab.pods) < 10, "a Pod that may not stay does not spin within one moment"


def test_two_of_three_nodes_are_evicted_ten_seconds_apart():
    lab = spread()
    lab.create(a_fault("node-1"))
    lab.create(a_fault("node-2"))
    lab.run_to(500)
    moments = sorted(
        first(
            lab,
            "Node",
            name,
            lambda node: any(taint["effect"] == "NoExecute" for taint in node.taints),
        )
        for name in ("node-1", "node-2")
    )
    assert moments[1] - moments[0] >= 10
    assert moments[1] - moments[0] < 15
    assert placed(lab) == {"node-3": 6}


def test_nobody_is_evicted_while_every_node_is_lost():
    lab = spread()
    for number in (1, 2, 3):
        lab.create(a_fault(f"node-{number}"))
    lab.run_to(900)
    assert all(not pod.is_deleting for pod in lab.pods)
    for number in (1, 2, 3):
        assert taints(lab, f"node-{number}") == [(UNREACHABLE, "NoSchedule")]
    lab.delete("Fault", "fault-node-1")
    lab.run(400)
    assert placed(lab) == {"node-1": 6}, "one is back, so the others lose their Pods"


def test_in_a_partially_disrupted_zone_nobody_is_evicted():
    lab = spread(replicas=5, nodes=5)
    for number in (1, 2, 3):
        lab.create(a_fault(f"node-{number}"))
    lab.run_to(900)
    drivers = [
        name
        for name in ("node-1", "node-2", "node-3")
        if (UNREACHABLE, "NoExecute") in taints(lab, name)
    ]
    assert len(drivers) <= 2, "those lost before the third are tainted already"
    assert sum(not pod.is_deleting and pod.node_name == "node-3" for pod in lab.pods) <= 1
    assert Zone(2, 3).rate(is_all_dark=False) == 0


def test_dark_zone_beside_a_bright_one_is_evicted_at_the_normal_rate():
    zones = {"a": Zone(0, 2), "b": Zone(2, 0)}
    assert not is_all_dark(zones)
    assert zones["a"].rate(is_all_dark=False) == 0.1


def test_cordon_is_a_taint_and_an_event_and_moves_nobody():
    lab = spread()
    before = placed(lab)
    lab.edit_spec("Node", "node-1", unschedulable=True)
    lab.run(5)
    assert taints(lab, "node-1") == [("node.kubernetes.io/unschedulable", "NoSchedule")]
    (event,) = lab.events("node-1", "NodeNotSchedulable")
    assert event["message"] == "Node node-1 status is now: NodeNotSchedulable"
    assert event["source"] == {"component": "kubelet", "host": "node-1"}
    lab.edit_spec("Node", "node-1", unschedulable=False)
    lab.run(5)
    assert (taints(lab, "node-1"), "taints" in lab.node("node-1").spec) == ([], False)
    assert lab.events("node-1", "NodeSchedulable")
    assert placed(lab) == before


@pytest.mark.parametrize(
    ("toleration", "leaves_after"),
    [
        pytest.param(None, 0, id="not tolerated: at once"),
        pytest.param({"tolerationSeconds": 30}, 30, id="tolerated for 30 s"),
        pytest.param({}, None, id="tolerated for ever"),
    ],
)
def test_no_execute_taint_of_a_user(toleration, leaves_after):
    lab = Lab(nodes=1)
    covering = {"key": "maintenance", "operator": "Exists", "effect": "NoExecute"}
    tolerations = [] if toleration is None else [{**covering, **toleration}]
    lab.create(bare_pod(tolerations=tolerations))
    lab.run(10)
    lab.edit_spec("Node", "node-1", taints=[{"key": "maintenance", "effect": "NoExecute"}])
    lab.run(100)
    deletions = [each[0] for each in lab.history("Pod", "web") if each[1].is_deleting]
    expected = [] if leaves_after is None else [10.0 + leaves_after]
    assert deletions[:1] == expected
    if leaves_after is not None:
        (event,) = lab.events("web", "TaintManagerEviction")
        assert event["message"] == "Marking for deletion Pod default/web"


def test_pods_of_a_deleted_node_are_collected_after_40_to_60_seconds():
    lab = spread()
    lab.delete("Node", "node-2")
    lab.run(39)
    gone = [pod for pod in lab.pods if pod.node_name == "node-2"]
    assert len(gone) == 2
    lab.run(22)
    assert [pod for pod in lab.pods if pod.node_name == "node-2"] == []
    assert placed(lab) == {"node-1": 3, "node-3": 3}
    last = lab.history("Pod", gone[0].name)[-1][1]
    assert last.phase == "Failed"
    target = condition(last, "DisruptionTarget")
    assert (target["reason"], target["message"]) == (
        "DeletionByPodGC",
        "PodGC: node no longer exists",
    )
    lab.run(10)
    lab.assert_at_rest()


def test_node_that_is_made_again_in_time_keeps_its_pods():
    from tests.lab import bare_node

    lab = spread()
    lab.delete("Node", "node-2")
    lab.run(20)
    lab.create(bare_node("node-2"))
    lab.run(200)
    assert placed(lab) == {"node-1": 2, "node-2": 2, "node-3": 2}
    lab.assert_at_rest()


def test_out_of_service_taint_frees_terminating_pods_of_a_lost_node():
    lab = spread()
    lab.create(a_fault("node-2"))
    lab.run_to(500)
    assert len(lab.pods) == 8
    out = {
        "key": "node.kubernetes.io/out-of-service",
        "effect": "NoSchedule",
        "value": "nodeshutdown",
    }
    lab.edit_spec("Node", "node-2", taints=[*lab.node("node-2").taints, out])
    lab.run(21)
    assert len(lab.pods) == 6


def test_new_node_is_registered_with_lease_network_and_event():
    lab = Lab(nodes=0)
    lab.create({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "bare"}})
    lab.run(0)
    node = lab.node("bare")
    assert node.is_ready
    assert node.spec["podCIDR"] == "10.244.0.0/24"
    assert node.status["allocatable"]["pods"] == "110"
    assert node.labels["kubernetes.io/hostname"] == "bare"
    (event,) = lab.events("bare", "RegisteredNode")
    assert event["message"] == "Node bare event: Registered Node bare in Controller"
    lease = lab.view.get(("Lease", "kube-node-lease", "bare"))
    assert lease.spec["holderIdentity"] == "bare"
    lab.create(bare_pod())
    lab.run(5)
    assert lab.pod().is_ready


def test_loss_is_noticed_50_to_55_seconds_after_the_renewal_for_every_seed():
    delays = [
        lost_at(f"s{number}", START + number / 7) - START - number / 7 for number in range(300)
    ]
    assert 50 <= min(delays) < 50.5
    assert 54.5 < max(delays) <= 55


def test_recorded_failure_of_three_of_ten_nodes():
    """Recording nodefail-toler10: 30 replicas, toleration 10 s, nodes fail 13 s apart."""
    tolerations = [
        {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 10}
        for key in (UNREACHABLE, "node.kubernetes.io/not-ready")
    ]
    lab = Lab(nodes=10, cpu="16")
    lab.create(a_deployment(replicas=30, tolerations=tolerations))
    lab.run_to(30)
    failed = {"node-4": 30.0, "node-5": 43.0, "node-6": 56.0}
    on_nodes = {name: [p.name for p in lab.pods if p.node_name == name] for name in failed}
    for name, moment in failed.items():
        lab.run_to(moment)
        lab.create(a_fault(name))
    lab.run_to(140)
    for name, moment in failed.items():
        lost = first(lab, "Node", name, lambda node: not node.is_ready)
        assert 40 <= lost - moment <= 55
        driven = first(lab, "Node", name, lambda node: len(node.taints) == 2)
        assert driven - lost <= 10
        for pod in on_nodes[name]:
            deleted = first(lab, "Pod", pod, lambda found: found.is_deleting)
            assert deleted - driven == pytest.approx(10, abs=0.01)
    assert sum(not pod.is_deleting for pod in lab.pods) == 30
    assert not set(placed(lab)) & set(failed)
    for name in failed:
        lab.delete("Fault", f"fault-{name}")
    lab.run(6)
    assert len(lab.pods) == 30
    assert all(taints(lab, name) == [] for name in failed)
    assert all(pod.is_ready for pod in lab.pods)

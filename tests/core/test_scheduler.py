"""The scheduler through the engine: where Pods go, and what is said when they go nowhere."""

from __future__ import annotations

from collections import Counter

import pytest

from cluster.core.objects import Pod
from tests.lab import NO_TIMES, Lab, a_deployment, an_image, bare_node, bare_pod, condition

PREEMPTION = "no new claims to deallocate, preemption: 0/3 nodes are available: 3 "
NOT_HELPFUL = PREEMPTION + "Preemption is not helpful for scheduling."
NO_VICTIMS = PREEMPTION + "No preemption victims found for incoming pod."
WEB = {"matchLabels": {"app": "web"}}
HOST = "kubernetes.io/hostname"


def requesting(**amounts: str) -> list[dict]:
    return [{"name": "web", "image": "web:v1", "resources": {"requests": amounts}}]


def refusal(lab: Lab, name: str = "web") -> str:
    found = condition(lab.pod(name), "PodScheduled")
    assert (found["status"], found["reason"]) == ("False", "Unschedulable")
    (event,) = lab.events(name, "FailedScheduling")
    assert event["message"] == found["message"]
    return found["message"]


def test_replicas_of_one_set_spread_over_the_nodes():
    lab = Lab(nodes=3)
    lab.create(a_deployment(replicas=6))
    lab.run(5)
    assert sorted(Counter(pod.node_name for pod in lab.pods).values()) == [2, 2, 2]


def test_zones_are_filled_evenly_and_their_labels_copied():
    lab = Lab(nodes=0)
    for number, zone in enumerate("aab", 1):
        labels = {"topology.kubernetes.io/zone": f"z-{zone}"}
        lab.create(bare_node(f"node-{number}", **labels))
    lab.create(a_deployment(replicas=4))
    lab.run(5)
    zones = Counter(pod.labels["topology.kubernetes.io/zone"] for pod in lab.pods)
    assert zones == {"z-a": 2, "z-b": 2}


def test_binding_is_one_write_with_condition_and_event():
    lab = Lab()
    lab.create(bare_pod())
    lab.run(0)
    (write,) = [change for change in lab.changes if change.by == "default-scheduler"][:1]
    assert condition(write.object, "PodScheduled")["status"] == "True"
    assert write.why.rule == "S1"
    node = lab.pod().node_name
    (event,) = lab.events("web", "Scheduled")
    assert event["message"] == f"Successfully assigned default/web to {node}"
    assert write.object.generation == 1


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        pytest.param(
            {"containers": requesting(cpu="1000")},
            f"0/3 nodes are available: 3 Insufficient cpu. {NOT_HELPFUL}",
            id="more cpu than any node has",
        ),
        pytest.param(
            {"containers": requesting(cpu="1000", memory="1Ti")},
            f"0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory. {NOT_HELPFUL}",
            id="cpu and memory",
        ),
        pytest.param(
            {"nodeSelector": {"disk": "ssd"}},
            "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. "
            + NOT_HELPFUL,
            id="node selector",
        ),
        pytest.param(
            {
                "topologySpreadConstraints": [
                    {"topologyKey": "rack", "maxSkew": 1, "labelSelector": WEB}
                ]
            },
            "0/3 nodes are available: 3 node(s) didn't match pod topology spread constraints "
            f"(missing required label). {NOT_HELPFUL}",
            id="spread over a label that no node has",
        ),
        pytest.param(
            {
                "affinity": {
                    "podAffinity": {
                        "requiredDuringSchedulingIgnoredDuringExecution": [
                            {"topologyKey": HOST, "labelSelector": {"matchLabels": {"app": "db"}}}
                        ]
                    }
                }
            },
            f"0/3 nodes are available: 3 node(s) didn't match pod affinity rules. {NOT_HELPFUL}",
            id="affinity to nobody",
        ),
    ],
)
def test_refusals_are_told_in_the_words_of_kubernetes(spec, text):
    lab = Lab(nodes=3)
    lab.create(bare_pod(**spec))
    lab.run(1)
    assert refusal(lab) == text
    lab.assert_at_rest()


def test_full_nodes_could_be_freed_by_preemption():
    lab = Lab(nodes=3, cpu="1")
    for number in range(3):
        lab.create(bare_pod(f"old-{number}", containers=requesting(cpu="800m")))
    lab.run(0)
    lab.create(bare_pod(containers=requesting(cpu="500m")))
    lab.run(1)
    assert refusal(lab) == f"0/3 nodes are available: 3 Insufficient cpu. {NO_VICTIMS}"


def test_cordoned_and_tainted_nodes_are_told_apart():
    lab = Lab(nodes=3)
    lab.edit_spec("Node", "node-1", unschedulable=True)
    taints = [{"key": "team", "value": "a", "effect": "NoSchedule"}]
    lab.edit_spec("Node", "node-2", taints=taints)
    lab.edit_spec("Node", "node-3", taints=taints)
    lab.create(bare_pod())
    lab.run(1)
    assert refusal(lab) == (
        "0/3 nodes are available: 1 node(s) were unschedulable, "
        f"2 node(s) had untolerated taint(s). {NOT_HELPFUL}"
    )
    tolerations = [{"key": "team", "operator": "Equal", "value": "a", "effect": "NoSchedule"}]
    lab.create(bare_pod("tolerant", tolerations=tolerations))
    lab.run(1)
    assert lab.pod("tolerant").node_name in ("node-2", "node-3")


def test_cluster_without_nodes():
    lab = Lab(nodes=0)
    lab.create(bare_pod())
    lab.run(1)
    assert refusal(lab) == "no nodes available to schedule pods"


def test_refused_pod_waits_for_a_change_and_its_backoff():
    lab = Lab(nodes=1)
    lab.edit_spec("Node", "node-1", unschedulable=True)
    lab.create(bare_pod())
    lab.run(0.25)
    refusal(lab)
    lab.edit_spec("Node", "node-1", unschedulable=False)
    lab.run(0.5)
    assert not lab.pod().node_name
    lab.run(0.5)
    assert lab.pod().node_name == "node-1"


def test_pod_that_ends_makes_room_for_one_that_waits():
    lab = Lab(nodes=1, cpu="1")
    lab.create(bare_pod("first", containers=requesting(cpu="1")))
    lab.run(5)
    lab.create(bare_pod("second", containers=requesting(cpu="1")))
    lab.run(5)
    assert refusal(lab, "second").startswith("0/1 nodes are available: 1 Insufficient cpu.")
    lab.delete("Pod", "first")
    lab.run(0.4)
    assert not lab.pod("second").node_name, "terminating Pods still occupy their node"
    lab.run(0.2)
    assert lab.pod("second").node_name == "node-1"


def test_anti_affinity_puts_one_on_each_node():
    rule = [{"topologyKey": HOST, "labelSelector": WEB}]
    required = {"requiredDuringSchedulingIgnoredDuringExecution": rule}
    lab = Lab(nodes=3)
    lab.create(a_deployment(replicas=4, affinity={"podAntiAffinity": required}))
    lab.run(5)
    placed = Counter(pod.node_name for pod in lab.pods)
    assert placed == {"node-1": 1, "node-2": 1, "node-3": 1, "": 1}
    (waiting,) = [pod.name for pod in lab.pods if not pod.node_name]
    assert refusal(lab, waiting) == (
        f"0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. {NO_VICTIMS}"
    )
    lab.create(bare_pod("newcomer"))
    lab.run(2)
    assert "3 node(s) didn't satisfy existing pods anti-affinity rules" in refusal(lab, "newcomer")


def test_affinity_waits_for_its_partner_and_follows_it():
    rule = [{"topologyKey": HOST, "labelSelector": {"matchLabels": {"app": "db"}}}]
    required = {"requiredDuringSchedulingIgnoredDuringExecution": rule}
    lab = Lab(nodes=3)
    lab.create(bare_pod(affinity={"podAffinity": required}))
    lab.run(2)
    assert not lab.pod().node_name
    partner = bare_pod("db", nodeSelector={HOST: "node-2"})
    partner["metadata"]["labels"] = {"app": "db"}
    lab.create(partner)
    lab.run(2)
    assert lab.pod().node_name == "node-2"


def test_spread_with_do_not_schedule_holds_the_skew():
    spread = [{"topologyKey": HOST, "maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule"}]
    spread[0]["labelSelector"] = WEB
    lab = Lab(nodes=3)
    lab.edit_spec("Node", "node-3", unschedulable=True)
    lab.create(a_deployment(replicas=4, topologySpreadConstraints=spread))
    lab.run(5)
    assert Counter(pod.node_name for pod in lab.pods) == {"node-1": 1, "node-2": 1, "": 2}


def test_host_port_is_taken_once_per_node():
    ports = [{"containerPort": 80, "hostPort": 80}]
    lab = Lab(nodes=1)
    lab.create(bare_pod("first", containers=[{"name": "c", "image": "web:v1", "ports": ports}]))
    lab.create(bare_pod("second", containers=[{"name": "c", "image": "web:v1", "ports": ports}]))
    lab.run(1)
    assert refusal(lab, "second").startswith(
        "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports."
    )


@pytest.mark.parametrize(
    ("node", "spec"),
    [
        pytest.param(
            {"labels": {"disk": "ssd"}},
            {
                "affinity": {
                    "nodeAffinity": {
                        "preferredDuringSchedulingIgnoredDuringExecution": [
                            {
                                "weight": 10,
                                "preference": {
                                    "matchExpressions": [
                                        {"key": "disk", "operator": "In", "values": ["ssd"]}
                                    ]
                                },
                            }
                        ]
                    }
                }
            },
            id="preferred node affinity",
        ),
        pytest.param({"only_untainted": True}, {}, id="soft taints elsewhere"),
        pytest.param(
            {"neighbour": True},
            {
                "affinity": {
                    "podAffinity": {
                        "preferredDuringSchedulingIgnoredDuringExecution": [
                            {
                                "weight": 100,
                                "podAffinityTerm": {
                                    "topologyKey": HOST,
                                    "labelSelector": {"matchLabels": {"app": "db"}},
                                },
                            }
                        ]
                    }
                }
            },
            id="preferred pod affinity",
        ),
    ],
)
def test_preferences_decide_between_nodes_that_fit(node, spec):
    for number in range(1, 4):
        favourite = f"node-{number}"
        lab = Lab(nodes=3)
        if "labels" in node:
            found = lab.get("Node", favourite)
            labels = {**found.labels, **node["labels"]}
            lab.edit(found, metadata={**found.metadata, "labels": labels})
        if "only_untainted" in node:
            for other in {"node-1", "node-2", "node-3"} - {favourite}:
                soft = [{"key": "old", "effect": "PreferNoSchedule"}]
                lab.edit_spec("Node", other, taints=soft)
        if "neighbour" in node:
            neighbour = bare_pod("db", nodeSelector={HOST: favourite})
            neighbour["metadata"]["labels"] = {"app": "db"}
            lab.create(neighbour)
        lab.run(1)
        lab.create(bare_pod(**spec))
        lab.run(1)
        assert lab.pod().node_name == favourite


def test_emptier_node_is_chosen():
    lab = Lab(nodes=2)
    lab.create(bare_pod("big", containers=requesting(cpu="3")))
    lab.run(1)
    lab.create(bare_pod("small"))
    lab.run(1)
    assert lab.pod("small").node_name != lab.pod("big").node_name


def test_gated_and_foreign_pods_are_left_alone():
    lab = Lab()
    lab.create(bare_pod("gated", schedulingGates=[{"name": "wait"}]))
    lab.create(bare_pod("foreign", schedulerName="mine"))
    lab.run(5)
    assert [pod.node_name for pod in lab.pods] == ["", ""]


def test_same_seed_makes_the_same_choices():
    def story(seed: str) -> list[tuple[str, str]]:
        lab = Lab(nodes=4, seed=seed)
        lab.create(a_deployment(replicas=7))
        lab.run(5)
        return [(pod.name, pod.node_name) for pod in lab.pods]

    assert story("one") == story("one")
    assert story("one") != story("two")


def test_pod_with_a_node_name_goes_straight_to_its_kubelet():
    lab = Lab(nodes=2, cpu="1")
    lab.create(bare_pod("fits", nodeName="node-2"))
    lab.create(bare_pod("large", nodeName="node-2", containers=requesting(cpu="2")))
    lab.run(5)
    fits, large = lab.pod("fits"), lab.pod("large")
    assert (fits.phase, condition(fits, "PodScheduled")["status"]) == ("Running", "True")
    assert (large.phase, large.status["reason"]) == ("Failed", "OutOfcpu")
    assert large.status["message"] == (
        "Pod was rejected: Node didn't have enough resource: cpu, "
        "requested: 2000, used: 0, capacity: 1000"
    )


def test_set_whose_pods_are_rejected_does_not_spin_within_one_moment():
    lab = Lab(nodes=1, cpu="1")
    large = requesting(cpu="2")
    lab.create(a_deployment(replicas=1, nodeName="node-1", containers=large))
    lab.run(5)
    assert 4 <= len(lab.pods) <= 7
    assert {pod.phase for pod in lab.pods} <= {"Failed", "Pending"}


def test_a_hundred_pods_on_ten_nodes_are_placed_evenly_in_one_moment():
    lab = Lab(nodes=10, images=(an_image("web:v1", **NO_TIMES),), cpu="16")
    lab.create(a_deployment(replicas=100))
    lab.run(0)
    placed = Counter(pod.node_name for pod in lab.view.every(Pod))
    assert set(placed.values()) == {10}
    assert all(pod.is_ready for pod in lab.pods)

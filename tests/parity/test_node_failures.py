"""The recorded failure and return of nodes, told again by ours.

When exactly a node is declared lost depends on when it last renewed its Lease: 40 to 55 s after it
fell silent. Everything after that has its fixed distance: taints at once, eviction after the Pods'
toleration, replacements in the same moment, and the old Pods go when the node is back.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from cluster.core.objects import Node, Pod
from tests.harness import Simulation
from tests.parity.test_recordings import RECORDINGS
from tests.parity.trace import Trace

FAILURES = [each for each in RECORDINGS if "nodes" in each]
EARLIEST_LOSS, LATEST_LOSS = 40.0, 55.5
AT_ONCE = 0.5
MONITOR_PERIOD = 5.5
ZONES = ("zone-a", "zone-b", "zone-c")


@dataclass
class NodeTrace:
    """The moments of one node's failure, on the cluster's clock."""

    name: str
    failed_at: float
    recovered_at: float = 0.0
    pods: set[str] = field(default_factory=set)
    notready_at: float = 0.0
    reason: str = ""
    tainted_at: dict[str, float] = field(default_factory=dict)
    pods_notready_at: dict[str, float] = field(default_factory=dict)
    pods_deleted_at: dict[str, float] = field(default_factory=dict)
    pods_gone_at: dict[str, float] = field(default_factory=dict)
    ready_again_at: float = 0.0
    untainted_at: float = 0.0

    def follow(self, change):
        found = change.object
        if isinstance(found, Node) and found.name == self.name:
            self.follow_node(found, change.time)
        elif isinstance(found, Pod) and found.uid in self.pods:
            self.follow_pod(found, change)

    def follow_node(self, node, time):
        if not node.is_ready and not self.notready_at:
            self.notready_at = time
            conditions = {each["type"]: each for each in node.status["conditions"]}
            self.reason = conditions["Ready"]["reason"]
        if node.is_ready and self.notready_at and not self.ready_again_at:
            self.ready_again_at = time
        for taint in node.taints:
            self.tainted_at.setdefault(f"{taint['key']}:{taint['effect']}", time)
        if self.tainted_at and not node.taints:
            self.untainted_at = time

    def follow_pod(self, pod, change):
        if not pod.is_ready:
            self.pods_notready_at.setdefault(pod.uid, change.time)
        if pod.is_deleting:
            self.pods_deleted_at.setdefault(pod.uid, change.time)
        if change.type == "DELETED":
            self.pods_gone_at[pod.uid] = change.time


@dataclass
class Story:
    recording: dict
    trace: Trace
    nodes: list[NodeTrace]
    created_at: list[float]
    deleted_at: list[float]


def tolerations(seconds):
    return [
        {
            "key": f"node.kubernetes.io/{trouble}",
            "operator": "Exists",
            "effect": "NoExecute",
            "tolerationSeconds": seconds,
        }
        for trouble in ("not-ready", "unreachable")
    ]


def start(recording):
    """The cluster before the first failure: Pods spread evenly, nodes in three zones."""
    given = recording["given"]
    simulation = Simulation(nodes=given["nodes"])
    for index, node in enumerate(list(simulation.view.every(Node))):
        labels = {**node.labels, "topology.kubernetes.io/zone": ZONES[index % len(ZONES)]}
        metadata = {**node.metadata, "labels": labels}
        simulation.update(node, {**node.manifest, "metadata": metadata})
    simulation.create_deployment(
        "web",
        given["replicas"],
        given["image"],
        pod={"tolerations": tolerations(given["tolerationSeconds"])},
    )
    simulation.run(60)
    return simulation


def replayed(recording):
    simulation = start(recording)
    trace = Trace(simulation.now)
    trace.begin(simulation.sets(), simulation.deployment())
    nodes: list[NodeTrace] = []

    def look(changes):
        trace.follow(changes)
        for change in changes:
            for node in nodes:
                node.follow(change)

    simulation.after_pass = look
    first = len(simulation.journal)
    for given in recording["nodes"]:
        simulation.run(trace.start + given["fail_at"] - simulation.now)
        live = [pod.uid for pod in simulation.view.pods_on(given["node"]) if pod.is_active]
        nodes.append(NodeTrace(given["node"], simulation.now, pods=set(live)))
        simulation.fail_node(given["node"])
    simulation.run(trace.start + recording["nodes"][0]["recover_at"] - simulation.now)
    for node in nodes:
        node.recovered_at = simulation.now
        simulation.repair_node(node.name)
    simulation.run(30)
    changes = [each for each in simulation.journal[first:] if isinstance(each.object, Pod)]
    created = [each.time for each in changes if each.type == "ADDED"]
    deleted = [each.time for each in changes if is_marked(each)]
    return Story(recording, trace, nodes, created, deleted)


def is_marked(change):
    """Is it the write that marks a Pod as deleted?"""
    return change.old is not None and change.object.is_deleting and not change.old.is_deleting


@pytest.fixture(scope="module", params=FAILURES, ids=lambda each: each["scenario"])
def story(request):
    return replayed(request.param)


def test_nodes_are_declared_lost_after_their_grace_period(story):
    for node, recorded in zip(story.nodes, story.recording["nodes"], strict=True):
        assert EARLIEST_LOSS <= node.notready_at - node.failed_at <= LATEST_LOSS
        assert node.reason == recorded["ready_reason"]
        assert set(node.tainted_at) == set(recorded["taints_after"])
        assert all(0 <= at - node.notready_at <= AT_ONCE for at in node.tainted_at.values())


def test_pods_of_a_lost_node_read_not_ready_at_once(story):
    for node in story.nodes:
        assert set(node.pods_notready_at) == node.pods
        moments = node.pods_notready_at.values()
        assert all(0 <= at - node.notready_at <= AT_ONCE for at in moments)


def test_about_as_many_pods_lay_on_the_nodes_as_recorded(story):
    for node, recorded in zip(story.nodes, story.recording["nodes"], strict=True):
        assert abs(len(node.pods) - recorded["pods_on_node"]) <= 1


def test_eviction_comes_the_tolerated_seconds_after_the_taint(story):
    seconds = story.recording["given"]["tolerationSeconds"]
    for node in story.nodes:
        taint = node.tainted_at["node.kubernetes.io/unreachable:NoExecute"]
        assert set(node.pods_deleted_at) == node.pods
        for at in node.pods_deleted_at.values():
            assert 0 <= at - taint - seconds <= AT_ONCE


def test_evicted_pods_are_replaced_in_the_same_moment(story):
    deleted, created = sorted(story.deleted_at), sorted(story.created_at)
    assert len(created) == len(deleted)
    delays = [new - old for old, new in zip(deleted, created, strict=True)]
    assert all(0 <= delay <= AT_ONCE for delay in delays)


def test_old_pods_stay_until_the_node_is_back_and_go_then(story):
    for node in story.nodes:
        assert set(node.pods_gone_at) == node.pods
        for at in node.pods_gone_at.values():
            assert 0 <= at - node.recovered_at <= AT_ONCE + 1


def test_node_is_ready_again_at_once_and_its_taints_go_at_the_next_look(story):
    for node in story.nodes:
        assert 0 <= node.ready_again_at - node.recovered_at <= AT_ONCE
        assert 0 <= node.untainted_at - node.recovered_at <= MONITOR_PERIOD


def test_deployment_begins_and_ends_as_recorded(story):
    recorded = story.recording["deployment"]
    assert story.trace.deployment[0] == recorded[0]
    assert story.trace.deployment[-1] == recorded[-1]
    least = min(counts[4] for counts in recorded)
    assert abs(min(counts[4] for counts in story.trace.deployment) - least) <= 1


def test_there_is_a_recorded_failure():
    assert FAILURES

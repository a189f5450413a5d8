"""Generated stories: whatever a user does, the invariants hold after every step.

Hypothesis draws commands (apply, scale, change images, delete, break and repair nodes, pause, step,
roll back, let time pass) and looks for a story that breaks a promise; it prints the shortest one
and a blob that repeats it (`@reproduce_failure`). At the end of each story one more pass over
everything must plan nothing.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from cluster.core import conditions, invariants
from cluster.core.controllers.deployment.undo import UndoRefused
from cluster.core.controllers.replicaset.status import REPLICA_FAILURE
from cluster.core.controllers.replicaset.sync import LAST_RETRY_SECONDS
from cluster.core.objects import Deployment
from cluster.core.view import Limits
from tests.harness import Simulation

NAMES = ("web", "api")
IMAGES = ("web:v1", "web:v2", "web:v3", "web:v4-crash", "web:v5-notready", "web:v9-badimage")
LIMITS = Limits(nodes=10, pods=24, objects=2_000)
STRATEGIES = (
    {"type": "Recreate"},
    {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}},
    {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}},
    {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}},
    {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "100%", "maxUnavailable": "50%"}},
)
names = st.sampled_from(NAMES)
images = st.sampled_from(IMAGES)
sizes = st.integers(0, 7)
picks = st.integers(0, 99)
deletions = st.sampled_from(("Background", "Foreground", "Orphan"))


specs = st.fixed_dictionaries(
    {
        "replicas": sizes,
        "strategy": st.sampled_from(STRATEGIES),
        "minReadySeconds": st.sampled_from((0, 0, 0, 3)),
        "revisionHistoryLimit": st.sampled_from((10, 1, 0)),
    }
)


def some(kind):
    """Only when there is an object of that kind."""
    return precondition(lambda self: self.simulation.view.count(kind) > 0)


class ClusterMachine(RuleBasedStateMachine):
    """A user at one small cluster."""

    @initialize(
        nodes=st.integers(1, 4), seed=st.sampled_from(("s1", "s2", "s3")), spec=specs, image=images
    )
    def start(self, nodes, seed, spec, image):
        self.simulation = Simulation(nodes=nodes, seed=seed, limits=LIMITS)
        self.simulation.after_pass = self.look_at_pass
        self.nodes = [f"node-{index}" for index in range(1, nodes + 1)]
        self.simulation.create_deployment("web", image=image, **spec)
        self.simulation.run(10)

    def look_at_pass(self, changes):
        assert invariants.check_step(changes, self.simulation.view) == []

    def one(self, kind, pick):
        """One of the objects of a kind."""
        found = list(self.simulation.view.all(kind))
        return found[pick % len(found)]

    @property
    def is_some_set_refused(self):
        """Has the cluster no room for the Pods of some ReplicaSet?"""
        sets = self.simulation.view.all("ReplicaSet")
        return any(
            conditions.find(each.status.get("conditions") or [], REPLICA_FAILURE) for each in sets
        )

    def named(self, pick):
        """The name of one of the Deployments."""
        return self.one("Deployment", pick).name

    # -- commands ----------------------------------------------------------------------------

    @rule(name=names, spec=specs, image=images)
    def apply(self, name, spec, image):
        if self.simulation.view.find(Deployment, "default", name) is None:
            self.simulation.create_deployment(name, image=image, **spec)
        else:
            self.simulation.edit(name, **spec)
            self.simulation.set_image(name, image)

    @some("Deployment")
    @rule(pick=picks, replicas=sizes)
    def scale(self, pick, replicas):
        self.simulation.scale(self.named(pick), replicas)

    @some("Deployment")
    @rule(pick=picks, image=images)
    def change_image(self, pick, image):
        self.simulation.set_image(self.named(pick), image)

    @some("Deployment")
    @rule(pick=picks, is_paused=st.booleans())
    def pause_or_resume(self, pick, is_paused):
        self.simulation.pause(self.named(pick), is_paused)

    @some("Deployment")
    @rule(pick=picks)
    def restart(self, pick):
        self.simulation.restart(self.named(pick))

    @some("Deployment")
    @rule(pick=picks, revision=st.integers(0, 4))
    def roll_back(self, pick, revision):
        try:
            self.simulation.undo(self.named(pick), revision)
        except UndoRefused:
            return

    @some("Pod")
    @rule(pick=picks, grace=st.sampled_from((None, 0, 1)))
    def delete_a_pod(self, pick, grace):
        self.simulation.delete(self.one("Pod", pick), grace=grace)

    @some("ReplicaSet")
    @rule(pick=picks, size=sizes)
    def scale_a_replica_set(self, pick, size):
        found = self.one("ReplicaSet", pick)
        self.simulation.update(found, {**found.manifest, "spec": {**found.spec, "replicas": size}})

    @some("ReplicaSet")
    @rule(pick=picks, how=deletions)
    def delete_a_replica_set(self, pick, how):
        self.simulation.delete(self.one("ReplicaSet", pick), how)

    @some("Deployment")
    @rule(pick=picks, how=deletions)
    def delete_a_deployment(self, pick, how):
        self.simulation.delete(self.one("Deployment", pick), how)

    @some("Pod")
    @rule(pick=picks, value=st.sampled_from(("web", "api", "else")))
    def relabel_a_pod(self, pick, value):
        pod = self.one("Pod", pick)
        metadata = {**pod.metadata, "labels": {**pod.labels, "app": value}}
        self.simulation.update(pod, {**pod.manifest, "metadata": metadata})

    @rule(pick=picks, fault=st.sampled_from(("PowerOff", "NetworkPartition")))
    def fail_a_node(self, pick, fault):
        node = self.nodes[pick % len(self.nodes)]
        if self.simulation.view.get(("Fault", "", f"fault-{node}")) is None:
            self.simulation.fail_node(node, fault)

    @some("Fault")
    @rule(pick=picks)
    def repair_a_node(self, pick):
        self.simulation.delete(self.one("Fault", pick))

    @rule(pick=picks, is_cordoned=st.booleans())
    def cordon_a_node(self, pick, is_cordoned):
        node = self.one("Node", pick)
        changed = {**node.manifest, "spec": {**node.spec, "unschedulable": is_cordoned}}
        self.simulation.update(node, changed)

    # -- time --------------------------------------------------------------------------------

    @rule(passes=st.integers(1, 12))
    def step(self, passes):
        for _ in range(passes):
            before = len(self.simulation.journal)
            self.simulation.engine.step(self.simulation.now + 1)
            self.look_at_pass(self.simulation.journal[before:])

    @rule(seconds=st.sampled_from((0.3, 1, 2, 5, 20, 60)))
    def let_time_pass(self, seconds):
        self.simulation.run(seconds)

    @rule()
    def let_ten_minutes_pass(self):
        self.simulation.run(600)

    # -- what must hold ----------------------------------------------------------------------

    @invariant()
    def nothing_is_broken(self):
        assert invariants.check(self.simulation.view) == []

    @invariant()
    def at_rest_nothing_is_left_to_do(self):
        if self.simulation.engine.is_quiet:
            assert invariants.check_rest(self.simulation.view) == []

    def teardown(self):
        if not hasattr(self, "simulation"):
            return
        engine = self.simulation.engine
        self.simulation.settle()
        if self.is_some_set_refused:  # it tries again by itself, when its time has come
            self.simulation.run(LAST_RETRY_SECONDS)
        if self.is_some_set_refused:
            return
        engine.look_at_everything()
        before = engine.ledger.revision
        self.simulation.settle()
        assert engine.ledger.revision == before, self.simulation.journal[-1]


TestClusterMachine = ClusterMachine.TestCase
TestClusterMachine.settings = settings(
    max_examples=300,
    stateful_step_count=25,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

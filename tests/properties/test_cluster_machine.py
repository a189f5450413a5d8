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

from cluster.core import invariants
from cluster.core.controllers.deployment.undo import UndoRefused
from cluster.core.objects import Deployment, ReplicaSet
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


class ClusterMachine(RuleBasedStateMachine):
    """A user at one small cluster."""

    @initialize(nodes=st.integers(1, 4), seed=st.sampled_from(("s1", "s2", "s3")))
    def start(self, nodes, seed):
        self.simulation = Simulation(nodes=nodes, seed=seed, limits=LIMITS)
        self.simulation.after_pass = self.look_at_pass
        self.nodes = [f"node-{index}" for index in range(1, nodes + 1)]
        self.simulation.run(1)

    def look_at_pass(self, changes):
        assert invariants.check_step(changes, self.simulation.view) == []

    def has(self, name):
        found = self.simulation.view.find(Deployment, "default", name)
        return found is not None and not found.is_deleting

    def edit(self, name, **spec):
        if self.has(name):
            self.simulation.edit(name, **spec)

    # -- commands ----------------------------------------------------------------------------

    @rule(
        name=names,
        replicas=sizes,
        image=images,
        how=st.sampled_from(STRATEGIES),
        min_ready=st.sampled_from((0, 0, 3)),
        limit=st.sampled_from((0, 1, 10)),
    )
    def apply(self, name, replicas, image, how, min_ready, limit):
        spec = {"strategy": how, "minReadySeconds": min_ready, "revisionHistoryLimit": limit}
        if self.has(name):
            self.simulation.edit(name, replicas=replicas, **spec)
            self.simulation.set_image(name, image)
        elif self.simulation.view.find(Deployment, "default", name) is None:
            self.simulation.create_deployment(name, replicas, image, **spec)

    @rule(name=names, replicas=sizes)
    def scale(self, name, replicas):
        self.edit(name, replicas=replicas)

    @rule(name=names, image=images)
    def change_image(self, name, image):
        if self.has(name):
            self.simulation.set_image(name, image)

    @rule(name=names, is_paused=st.booleans())
    def pause_or_resume(self, name, is_paused):
        self.edit(name, paused=is_paused)

    @rule(name=names)
    def restart(self, name):
        if self.has(name) and not self.simulation.deployment(name).is_paused:
            self.simulation.restart(name)

    @rule(name=names, revision=st.integers(0, 4))
    def roll_back(self, name, revision):
        if self.has(name):
            try:
                self.simulation.undo(name, revision)
            except UndoRefused:
                return

    @rule(pick=picks, grace=st.sampled_from((None, 0, 1)))
    def delete_a_pod(self, pick, grace):
        pods = self.simulation.pods()
        if pods:
            self.simulation.delete(pods[pick % len(pods)], grace=grace)

    @rule(pick=picks, size=sizes)
    def scale_a_replica_set(self, pick, size):
        sets = list(self.simulation.view.every(ReplicaSet))
        if sets:
            manifest = sets[pick % len(sets)].manifest
            changed = {**manifest, "spec": {**manifest["spec"], "replicas": size}}
            self.simulation.update(sets[pick % len(sets)], changed)

    @rule(pick=picks, how=st.sampled_from(("Background", "Foreground", "Orphan")))
    def delete_a_replica_set(self, pick, how):
        sets = list(self.simulation.view.every(ReplicaSet))
        if sets:
            self.simulation.delete(sets[pick % len(sets)], how)

    @rule(name=names, how=st.sampled_from(("Background", "Foreground", "Orphan")))
    def delete_a_deployment(self, name, how):
        if self.has(name):
            self.simulation.delete(self.simulation.deployment(name), how)

    @rule(pick=picks, value=st.sampled_from(("web", "api", "else")))
    def relabel_a_pod(self, pick, value):
        pods = self.simulation.pods()
        if pods:
            manifest = pods[pick % len(pods)].manifest
            metadata = manifest["metadata"]
            labels = {**metadata.get("labels", {}), "app": value}
            changed = {**manifest, "metadata": {**metadata, "labels": labels}}
            self.simulation.update(pods[pick % len(pods)], changed)

    @rule(pick=picks, fault=st.sampled_from(("PowerOff", "NetworkPartition")))
    def fail_a_node(self, pick, fault):
        node = self.nodes[pick % len(self.nodes)]
        if self.simulation.view.get(("Fault", "", f"fault-{node}")) is None:
            self.simulation.fail_node(node, fault)

    @rule(pick=picks)
    def repair_a_node(self, pick):
        self.simulation.repair_node(self.nodes[pick % len(self.nodes)])

    @rule(pick=picks, is_cordoned=st.booleans())
    def cordon_a_node(self, pick, is_cordoned):
        node = self.simulation.node(self.nodes[pick % len(self.nodes)])
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

    @precondition(lambda self: any(self.has(name) for name in NAMES))
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
        engine.look_at_everything()
        before = engine.ledger.revision
        self.simulation.settle()
        assert engine.ledger.revision == before, self.simulation.journal[-1]


TestClusterMachine = ClusterMachine.TestCase
TestClusterMachine.settings = settings(
    max_examples=300,
    stateful_step_count=30,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

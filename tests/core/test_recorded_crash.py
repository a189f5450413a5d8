"""Recording deploy-crash-4: new Pods are ready for half a second before they crash (SURPRISES 21).

So the rollout goes to its end, and only then do the back-offs grow. Taken from a real control
plane: pull 0.2 s, start 0.1 s, ready after 0.5 s, crash after 1 s, stop 0.3 s, 4 replicas on 10
nodes.
"""

from __future__ import annotations

import pytest

from cluster.core.objects import ReplicaSet
from tests.lab import Lab, a_deployment, an_image

TIMES = {"pullSeconds": 0.2, "startSeconds": 0.1, "readyDelaySeconds": 0.5, "stopSeconds": 0.3}
BEGIN, END = [[4], [4, 1], [3, 1], [3, 2]], [[1, 4], [0, 4]]


@pytest.fixture(scope="module")
def lab() -> Lab:
    """The rollout to the crashing image, 100 seconds after its start."""
    crash = an_image("web:v4-crash", **TIMES, crashAfterSeconds=1)
    lab = Lab(nodes=10, images=(an_image("web:v1", **TIMES), crash))
    lab.create(a_deployment(replicas=4))
    lab.run(20)
    lab.engine.open_ledger()
    found = lab.get("Deployment", "web")
    template = found.spec["template"]
    pod = {**template["spec"], "containers": [{"name": "web", "image": "web:v4-crash"}]}
    lab.edit_spec("Deployment", "web", template={**template, "spec": pod})
    lab.run(100)
    return lab


def test_sizes_go_the_recorded_way(lab):
    sizes = {each.name: 4 for each in list(lab.view.every(ReplicaSet))[:1]}
    steps = [[4]]
    for change in lab.changes:
        if isinstance(change.object, ReplicaSet):
            sizes[change.object.name] = change.object.size
            if steps[-1] != list(sizes.values()):
                steps.append(list(sizes.values()))
    assert (steps[:4], steps[-2:]) == (BEGIN, END), "what lies between depends on the moments"
    assert max(map(sum, steps)) == 5


def test_bounds_hold_as_recorded(lab):
    statuses = [each.status for _, each, _ in lab.history("Deployment", "web")]
    assert max(status.get("replicas", 0) for status in statuses) == 5
    assert min(status.get("availableReplicas", 0) for status in statuses) == 0
    alive: set[str] = set()
    most = 0
    for change in lab.changes:
        if change.object.kind == "Pod":
            (alive.discard if change.type == "DELETED" else alive.add)(change.object.name)
            most = max(most, len(alive))
    assert most <= 7


def test_rollout_counts_as_complete_while_its_pods_crash(lab):
    status = lab.get("Deployment", "web").status
    counts = [status.get(key, 0) for key in ("replicas", "updatedReplicas", "readyReplicas")]
    assert counts == [4, 4, 0]
    found = {each["type"]: (each["status"], each["reason"]) for each in status["conditions"]}
    assert found["Available"] == ("False", "MinimumReplicasUnavailable")
    assert found["Progressing"] == ("True", "NewReplicaSetAvailable")
    restarts = {pod.container_statuses[0]["restartCount"] for pod in lab.pods}
    assert restarts == {4}


def test_states_seen_are_the_recorded_ones(lab):
    seen = set()
    for change in lab.changes:
        for status in change.object.status.get("containerStatuses") or ():
            for state in status["state"].values():
                if "reason" in state:
                    seen.add(state["reason"])
    assert seen == {"Completed", "ContainerCreating", "CrashLoopBackOff", "Error"}

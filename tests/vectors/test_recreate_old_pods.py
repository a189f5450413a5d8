"""Does Recreate still have to wait for old Pods?"""

from __future__ import annotations

from itertools import zip_longest

from cluster.core.controllers.deployment.recreate import is_waiting
from cluster.core.controllers.deployment.sets import ReplicaSets
from tests.builders import a_pod, a_replica_set, a_view


def test_recreate_old_pods(case):
    given = case["given"]
    names = [uid for uid in given["pods"] if uid != given["new_uid"]]
    old = [
        a_replica_set(name or f"old-{index}", size=0, counted=counted or 0)
        for index, (name, counted) in enumerate(zip_longest(names, given["old_sets"]))
    ]
    pods = [
        a_pod(f"{name}-{index}", owned_by=name, phase=phase)
        for name, phases in given["pods"].items()
        for index, phase in enumerate(phases)
    ]
    waiting = is_waiting(ReplicaSets(None, tuple(old)), a_view(*pods))
    assert waiting is case["expect"]["waiting"]

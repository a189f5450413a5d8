"""How many Pods a pass creates or deletes."""

from __future__ import annotations

from cluster.core.controllers.replicaset.pods import difference, slow_start


def plan(given):
    todo = difference(
        wanted=given["desired"],
        active=given["active"],
        burst=given["burst"],
        may_act=given.get("expectations_met", True),
    )
    return {"create": todo.create, "delete": todo.delete}


def batches(given):
    done = slow_start(given["count"], room=given["only_first_ok"])
    return {
        "created": done.created,
        "calls": done.tried,
        "error": done.has_failed,
        "batch_sizes": list(done.sizes),
    }


OPERATIONS = {"plan": plan, "batches": batches}


def test_rs_manage_replicas(case):
    assert OPERATIONS[case["given"]["op"]](case["given"]) == case["expect"]

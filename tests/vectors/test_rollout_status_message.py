"""The line kubectl rollout status prints for one observed Deployment."""

from __future__ import annotations

import pytest

from cluster.core.rollout_status import REVISION, RolloutFailed, rollout_line


def deployment(given):
    status = given["status"]
    reason = given.get("progressing_reason")
    return {
        "metadata": {
            "name": given["name"],
            "generation": given["generation"],
            "annotations": {REVISION: str(given.get("revision", 1))},
        },
        "spec": {"replicas": given["replicas"]},
        "status": {
            "observedGeneration": status["observed"],
            "replicas": status["replicas"],
            "updatedReplicas": status["updated"],
            "availableReplicas": status["available"],
            "conditions": [{"type": "Progressing", "reason": reason}] if reason else [],
        },
    }


def test_rollout_status_message(case):
    given, expect = case["given"], case["expect"]
    if "error" in expect:
        with pytest.raises(RolloutFailed) as failed:
            rollout_line(deployment(given), given.get("want_revision", 0))
        assert str(failed.value) == expect["error"]
        return
    line = rollout_line(deployment(given), given.get("want_revision", 0))
    assert {"line": line.text, "done": line.is_done} == expect

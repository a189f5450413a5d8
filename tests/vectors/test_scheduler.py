"""What the scheduler says and how it scores."""

from __future__ import annotations

from cluster.core.scheduler.messages import message
from cluster.core.scheduler.retry import backoff_seconds
from cluster.core.scheduler.scores.resources import balanced, least_allocated


def run(given):
    match given["op"]:
        case "message":
            assert len(given["reasons"]) == given["nodes"]
            text = message(given["reasons"], given["preempt"], with_claims=given["claims_plugin"])
            return {"text": text}
        case "least":
            pairs = [
                (given[resource]["allocatable"], given[resource]["requested"])
                for resource in ("cpu", "memory")
            ]
            return {"score": least_allocated(*pairs)}
        case "balanced":
            before, after = (
                (given[side]["cpu_fraction"], given[side]["memory_fraction"])
                for side in ("before", "after")
            )
            return {"score": balanced(before, after)}
        case "backoff":
            return {"seconds": backoff_seconds(given["failures"])}


def test_scheduler(case):
    assert run(case["given"]) == case["expect"]

"""What one metric asks for when some Pods say nothing (H2)."""

from __future__ import annotations

import pytest

from cluster.core.replica_calculator import Goal, NoMetricError, propose, requests_of
from tests.builders import START, a_pod, at

NOW = START + 1000


def pods(count: int, prefix: str = "p", **more: object):
    return [
        a_pod(f"{prefix}{number}", status={"startTime": at(0)} | more.pop("status", {}), **more)
        for number in range(count)
    ]


def uses(found, milli: int) -> dict[str, int]:
    return {pod.uid: milli for pod in found}


def asked(found, milli: int = 100, target: int = 50) -> Goal:
    return Goal(target, True, uses(found, milli))


def size(found, usage, goal, current) -> int:
    return propose(found, usage, goal, current, NOW).size


def test_all_measured():
    three = pods(3)
    assert propose(three, uses(three, 100), asked(three), 3, NOW) == (6, 100, 100, 3)


def test_pending_pods_use_nothing_on_the_way_up_and_do_not_count_on_the_way_down():
    ready, pending = pods(2), pods(1, "q", phase="Pending", is_ready=False)
    both = [*ready, *pending]
    assert size(both, uses(ready, 100), asked(both), 3) == 4, "66% of 3: ceil(3 x 66 / 50)"
    assert size(both, uses(ready, 10), asked(both), 3) == 1, "10% of 2: ceil(2 x 10 / 50)"


def test_when_unready_pods_turn_the_direction_the_size_stays():
    ready, pending = pods(2), pods(6, "q", phase="Pending", is_ready=False)
    both = [*ready, *pending]
    assert size(both, uses(ready, 100), asked(both), 8) == 8


def test_pods_without_a_measurement_use_their_request_on_the_way_down():
    known, unknown = pods(2), pods(1, "q")
    both = [*known, *unknown]
    assert size(both, uses(known, 5), asked(both), 3) == 3, "(5 + 5 + 100) / 3 is 36%: 3"
    assert size(both, uses(known, 100), asked(both), 3) == 4, "nothing on the way up: 66%"


def test_deleted_and_failed_pods_are_ignored():
    good = pods(2)
    others = [
        *pods(1, "f", phase="Failed", is_ready=False),
        *pods(1, "d", deletionTimestamp=at(900)),
    ]
    every = [*good, *others]
    assert size(every, uses(every, 100), asked(every), 2) == 4


def test_a_pod_that_started_lately_and_is_unready_says_nothing():
    good = pods(1)
    young = pods(1, "y", is_ready=False, status={"startTime": at(900)})
    both = [*good, *young]
    assert size(both, uses(both, 100), asked(both), 2) == 2, "50% with the young one at nothing"
    old = pods(1, "o", is_ready=False, ready_at=500)
    both = [*good, *old]
    assert size(both, uses(both, 100), asked(both), 2) == 4, "it was ready once, so it counts"
    never = pods(1, "n", is_ready=False, ready_at=0)
    both = [*good, *never]
    assert size(both, uses(both, 100), asked(both), 2) == 2, "never ready since its start"


def test_why_there_is_no_size():
    three = pods(3)
    for usage, text in (
        (None, "could not find the requested resource (get pods.metrics.k8s.io)"),
        ({}, "no metrics returned from resource metrics API"),
    ):
        with pytest.raises(NoMetricError, match=text.replace("(", r"\(").replace(")", r"\)")):
            propose(three, usage, asked(three), 3, NOW)
    unready = pods(1, phase="Pending", is_ready=False)
    with pytest.raises(NoMetricError, match="did not receive metrics for targeted pods"):
        propose(unready, {"other": 1}, asked(unready), 1, NOW)
    with pytest.raises(NoMetricError, match="missing request for cpu in container c of Pod p0"):
        requests_of(three)

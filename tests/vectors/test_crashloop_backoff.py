"""Waits before a container restarts or an image is pulled again."""

from __future__ import annotations

from cluster.core.kubelet.backoff import Limits, after_failure, is_waiting, limits, wait_after


def lives(given):
    """A container that lives so long each time: the waits, and when it starts again."""
    waits = Limits(given["first"], given["longest"])
    record, now, found, restarts = None, 0, [], []
    for life in given["lives"]:
        ended = now + life
        wait = wait_after(record, ended, waits)
        now = ended + wait
        record = after_failure(record, ended, now, waits)
        found.append(wait)
        restarts.append(now)
    return {"waits": found, "restart_at": restarts}


def pulls(given):
    """The gaps between pulls that fail at once."""
    waits = Limits(given["first"], given["longest"])
    record, now, gaps = None, 0, []
    for _ in range(given["failures"]):
        record = after_failure(record, now, now, waits)
        gaps.append(record.wait)
        now += record.wait
    return {"gaps": gaps[:-1]}


def doubling(given):
    waits = Limits(given["first"], given["longest"])
    record, stored = None, []
    for _ in range(given["failures"]):
        stored.append(record.wait if record else 0)
        record = after_failure(record, 0, 0, waits)
    return {"stored": stored}


def doubling_after_rest(given):
    waits = Limits(given["first"], given["longest"])
    record = None
    for _ in range(given["failures"]):
        record = after_failure(record, 0, 0, waits)
    return {"stored": after_failure(record, given["rest"], given["rest"], waits).wait}


def window(given):
    waits = Limits(given["first"], given["longest"])
    record, found = None, []
    for tick in given["ticks"]:
        found.append(is_waiting(record, tick, waits))
        if not found[-1]:
            record = after_failure(record, tick, tick, waits)
    return {"in_window": found}


def configured(given):
    found = limits(is_reduced=given["reduced_gate"], configured_longest=given["configured_longest"])
    return found._asdict()


RUN = {
    "run": lives,
    "pull": pulls,
    "doubling": doubling,
    "doubling_after_rest": doubling_after_rest,
    "window": window,
    "limits": configured,
}


def test_crashloop_backoff(case):
    assert RUN[case["given"]["op"]](case["given"]) == case["expect"]

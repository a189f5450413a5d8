"""The phase of a Pod from its containers' states."""

from __future__ import annotations

from cluster.core.kubelet.phases import pod_phase


def status_of(state):
    """`running`, `waiting`, `waiting_after_N`, `exited_N` or `missing` as an API status."""
    word, _, code = state.replace("waiting_after", "after").partition("_")
    ended = {"terminated": {"exitCode": int(code)}} if code else {}
    match word:
        case "running":
            return {"state": {"running": {}}, "lastState": {}}
        case "waiting":
            return {"state": {"waiting": {}}, "lastState": {}}
        case "after":
            return {"state": {"waiting": {}}, "lastState": ended}
        case "exited":
            return {"state": ended, "lastState": {}}
    return None


def test_pod_phase(case):
    given = case["given"]
    phase = pod_phase(
        given["restart"],
        [status_of(state) for state in given["containers"]],
        [status_of(state) for state in given.get("init_containers", [])],
        is_finished=given["finished"],
    )
    assert phase == case["expect"]["phase"]

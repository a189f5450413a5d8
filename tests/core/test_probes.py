"""Probes, stops and durations as tables: when ready, when killed, when stopped."""

from __future__ import annotations

import pytest

from cluster.core.images import ImageBehaviour
from cluster.core.kubelet.messages import go_duration
from cluster.core.kubelet.probes import outcome
from cluster.core.kubelet.termination import hook_seconds, stop_time


@pytest.mark.parametrize(
    ("probe", "up", "ready"),
    [
        pytest.param(None, 0, 0, id="no probe"),
        pytest.param({}, 0, 0, id="delay 0"),
        pytest.param({"initialDelaySeconds": 5, "periodSeconds": 10}, 0, 10, id="5 of 10"),
        pytest.param({"initialDelaySeconds": 5, "periodSeconds": 5}, 0, 5, id="5 of 5"),
        pytest.param({"periodSeconds": 10}, 3, 10, id="up after 3, period 10"),
        pytest.param({"periodSeconds": 1, "successThreshold": 3}, 0.5, 3, id="three in a row"),
    ],
)
def test_moment_of_readiness(probe, up, ready):
    spec = {} if probe is None else {"readinessProbe": {"tcpSocket": {"port": 80}, **probe}}
    found = outcome(spec, ImageBehaviour(), started=100.0, up=100.0 + up)
    assert found.ready == pytest.approx(100 + ready)


def test_liveness_and_startup_probes_kill_a_slow_server():
    liveness = {"tcpSocket": {"port": 80}, "periodSeconds": 2, "failureThreshold": 3}
    slow = outcome({"livenessProbe": liveness}, ImageBehaviour(), started=0.0, up=30.0)
    assert (slow.killed, slow.killed_by) == (4.0, "liveness")
    fast = outcome({"livenessProbe": liveness}, ImageBehaviour(), started=0.0, up=3.0)
    assert fast.killed is None
    startup = {"tcpSocket": {"port": 80}, "periodSeconds": 10, "failureThreshold": 30}
    patient = outcome(
        {"livenessProbe": liveness, "startupProbe": startup},
        ImageBehaviour(),
        started=0.0,
        up=35.0,
    )
    assert (patient.started, patient.killed, patient.ready) == (40.0, None, 40.0)
    impatient = outcome(
        {"startupProbe": {**startup, "failureThreshold": 2}},
        ImageBehaviour(),
        started=0.0,
        up=35.0,
    )
    assert (impatient.killed, impatient.killed_by) == (10.0, "startup")


@pytest.mark.parametrize(
    ("hook", "stop", "grace", "seconds", "killed"),
    [
        pytest.param(0, 0.5, 30, 0.5, False, id="stops in time"),
        pytest.param(5, 0.5, 30, 5.5, False, id="hook first"),
        pytest.param(0, 100, 30, 30, True, id="ignores TERM"),
        pytest.param(20, 15, 30, 30, True, id="hook counts inside"),
        pytest.param(40, 5, 30, 32, True, id="hook used all up: two seconds more"),
        pytest.param(40, 1, 30, 31, False, id="and stops within them"),
    ],
)
def test_time_until_stopped(hook, stop, grace, seconds, killed):
    assert stop_time(hook=hook, stop=stop, grace=grace) == (seconds, killed)


def test_hooks_that_sleep():
    assert hook_seconds({"lifecycle": {"preStop": {"sleep": {"seconds": 7}}}}) == 7
    command = ["/bin/sh", "-c", "sleep 15"]
    assert hook_seconds({"lifecycle": {"preStop": {"exec": {"command": command}}}}) == 15
    assert hook_seconds({}) == 0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (0.8, "800ms"), (10, "10s"), (80, "1m20s"), (300, "5m0s"), (1.25, "1.25s")],
)
def test_durations_read_as_go_prints_them(seconds, text):
    assert go_duration(seconds) == text

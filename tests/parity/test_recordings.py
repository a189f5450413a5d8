"""Stories recorded on a real control plane, told again by ours.

A recording says what does not depend on when exactly Pods become ready: the first, the last and
every stuck value, the bounds, conditions with their reasons in order, revisions. All of that must
be equal. `RECORDINGS_DIR=/some/folder` replays another set of files of the same layout.
"""

from __future__ import annotations

import json
import os
import re
from itertools import groupby
from pathlib import Path

import pytest

from cluster.core.controllers.deployment.undo import UndoRefused
from tests.harness import Simulation
from tests.parity.trace import Trace

FOLDER = Path(os.environ.get("RECORDINGS_DIR") or Path(__file__).parent / "recordings")
RECORDINGS = [json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))]
ROLLOUTS = [each for each in RECORDINGS if "sizes" in each]
STUCK_SECONDS = 2.0
"""A value that stood this long before the next command was stuck and not on its way."""
SETTLE_SECONDS = 30.0
SEEDS = ("s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8")


def catalogue(recording):
    """Images that take the recording's times; a crashing one stays ready for `crash_ms`."""
    times = recording["cluster"]
    plain = {
        "pullSeconds": times["pull_ms"] / 1000,
        "startSeconds": times["start_ms"] / 1000,
        "readyDelaySeconds": times["ready_ms"] / 1000,
        "stopSeconds": times["stop_ms"] / 1000,
    }
    lives = (times["ready_ms"] + times["crash_ms"]) / 1000
    crash = {**plain, "crashAfterSeconds": lives, "exitCode": 1}
    crashing = re.findall(r"web:[\w.-]*crash[\w.-]*", json.dumps(recording["commands"]))
    return {"web": plain, **dict.fromkeys(crashing, crash)}


def start(recording, seed):
    """The cluster as it was before the first command."""
    given = recording["given"]
    nodes = recording["cluster"]["nodes"]
    simulation = Simulation(nodes=nodes, seed=seed, images=catalogue(recording))
    simulation.create_deployment(
        "web",
        given["replicas"],
        given["image"],
        strategy=strategy_of(given["strategy"]),
        progressDeadlineSeconds=given["progressDeadlineSeconds"],
        minReadySeconds=given["minReadySeconds"],
        revisionHistoryLimit=given["revisionHistoryLimit"],
    )
    simulation.run(SETTLE_SECONDS)
    return simulation


def strategy_of(given):
    limits = {key: given[key] for key in ("maxSurge", "maxUnavailable") if key in given}
    return {"type": given["type"], **({"rollingUpdate": limits} if limits else {})}


def carry_out(simulation, command):
    """One line as typed at kubectl."""
    words = command.split()
    if words[:2] == ["set", "image"]:
        simulation.set_image("web", words[-1].partition("=")[2])
    elif words[:2] == ["rollout", "restart"]:
        simulation.restart("web")
    elif words[:2] == ["rollout", "undo"]:
        revision = command.partition("--to-revision=")[2]
        simulation.undo("web", int(revision or 0))
    elif words[:2] in (["rollout", "pause"], ["rollout", "resume"]):
        simulation.pause("web", is_paused=words[1] == "pause")
    elif words[0] == "scale":
        simulation.scale("web", int(command.partition("--replicas=")[2]))
    else:
        raise AssertionError(f"the recording has a command unknown to the test: {command}")


def replayed(recording, seed=SEEDS[0]):
    """Tell the story again; its trace."""
    simulation = start(recording, seed)
    trace = Trace(simulation.now)
    trace.begin(simulation.sets(), simulation.deployment())
    for command in recording["commands"]:
        simulation.run(trace.start + command["at"] - simulation.now)
        told = len(simulation.journal)
        try:
            carry_out(simulation, command["run"])
        except UndoRefused:
            continue
        trace.follow(simulation.journal[told:])
        simulation.after_pass = trace.follow
    length = max(recording["sizes_at"][-1], recording["deployment_at"][-1]) + SETTLE_SECONDS / 6
    simulation.run(trace.start + length - simulation.now)
    return trace


def stuck(recording, values, moments):
    """(moment, value) of all that stood still when the next command came."""
    found = []
    for command in recording["commands"][1:]:
        before = [at for at in moments if at < command["at"]]
        if before and command["at"] - before[-1] >= STUCK_SECONDS:
            found.append((command["at"] - 0.1, values[len(before) - 1]))
    return found


@pytest.fixture(scope="module", params=ROLLOUTS, ids=lambda each: each["scenario"])
def story(request):
    return request.param, replayed(request.param)


def test_first_stuck_and_last_sizes_are_those_of_the_recording(story):
    recording, trace = story
    assert trace.sizes[0] == recording["sizes"][0]
    assert trace.sizes[-1] == recording["final"]["sizes"]
    for moment, sizes in stuck(recording, recording["sizes"], recording["sizes_at"]):
        assert trace.value_at(moment, trace.sizes, trace.sizes_at) == sizes


def test_first_stuck_and_last_status_are_those_of_the_recording(story):
    recording, trace = story
    assert trace.deployment[0] == recording["deployment"][0]
    for moment, counts in stuck(recording, recording["deployment"], recording["deployment_at"]):
        assert trace.value_at(moment, trace.deployment, trace.deployment_at) == counts
    if "max_restarts" not in recording:
        assert trace.deployment[-1] == recording["final"]["deployment"]


def test_bounds_are_kept_and_reached(story):
    recording, trace = story
    expected = {name: recording["bounds"][name] for name in trace.bounds()}
    assert trace.bounds() == expected


def test_conditions_come_in_the_recorded_order(story):
    recording, trace = story
    expected = recording["conditions"]
    if "max_restarts" not in recording:
        assert trace.conditions == expected
        return
    assert trace.conditions[-1][0] == expected[-1][0]
    assert set(one_type(trace.conditions, 0)) == set(one_type(expected, 0))
    told = [one_type(replayed(recording, seed).conditions, 1) for seed in SEEDS]
    assert one_type(expected, 1) in told


def one_type(listed, index):
    """The states of one condition in order; whether crashing Pods are ready together is luck."""
    return [state for state, _ in groupby(each[index] for each in listed)]


def test_revisions_are_given_as_recorded(story):
    recording, trace = story
    assert trace.revisions == recording["revisions"]
    assert trace.revisions[-1] == recording["final"]["revisions"]


def test_pods_give_the_recorded_reasons(story):
    recording, trace = story
    assert trace.pod_reasons >= set(recording["pod_reasons_seen"])
    if "max_restarts" in recording:
        assert trace.max_restarts == recording["max_restarts"]


def test_there_are_recordings_to_replay():
    assert len(ROLLOUTS) >= 10 or "RECORDINGS_DIR" in os.environ

"""Sums over sets, and the two size notes."""

from __future__ import annotations

from cluster.core.controllers.deployment import notes
from cluster.core.controllers.deployment.scaling import is_saturated
from cluster.core.controllers.deployment.sets import ReplicaSets
from tests.builders import a_deployment, a_replica_set
from tests.vectors.sets import set_of

WANTED = {notes.DESIRED: "10", notes.MAXIMUM: "20"}


def sums(given):
    sets = ReplicaSets(
        None,
        tuple(
            a_replica_set(
                f"web-{index}",
                size=each["size"],
                counted=each["status_replicas"],
                status={
                    "terminatingReplicas": each["terminating"],
                    "observedGeneration": each["observed_generation"],
                },
            )
            for index, each in enumerate(given["sets"])
        ),
    )
    return {
        "wanted": sets.total_size,
        "counted": sets.total_counted,
        "terminating": sets.total_terminating,
    }


def read_note(given):
    return {"number": notes.read_note(given["text"])}


def notes_stale(given):
    words = {notes.DESIRED: given["desired_note"], notes.MAXIMUM: given["max_note"]}
    return {"stale": notes.are_notes_stale(words, WANTED)}


def saturated(given):
    return {"saturated": is_saturated(a_deployment(replicas=given["replicas"]), set_of(given))}


OPERATIONS = {
    "sums": sums,
    "read_note": read_note,
    "notes_stale": notes_stale,
    "saturated": saturated,
}


def test_replica_counts_and_notes(case):
    assert OPERATIONS[case["given"]["op"]](case["given"]) == case["expect"]

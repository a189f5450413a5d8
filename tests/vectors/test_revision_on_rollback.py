"""Revision numbers through rollouts and undos; the history note; which set an undo picks."""

from __future__ import annotations

import pytest

from cluster.core.controllers.deployment import notes
from cluster.core.controllers.deployment.undo import UndoRefused, target_of, undo
from cluster.core.objects import ReplicaSet
from tests.builders import START, a_deployment, a_replica_set, a_template
from tests.machine import an_engine, edit, find, write

SETTLE_SECONDS = 120


def sets(engine):
    """Every set by the letter of its template."""
    return {image_of(each): each for each in engine.view.every(ReplicaSet)}


def image_of(replica_set):
    return replica_set.template["spec"]["containers"][0]["image"].partition(":")[2]


def take_step(engine, step):
    if isinstance(step, str):
        edit(engine, template=a_template(f"web:{step}"))
    elif "undo" in step:
        owned = list(engine.view.every(ReplicaSet))
        try:
            write(engine, find(engine), undo(find(engine), owned, step["undo"]).manifest)
        except UndoRefused:
            return
    else:
        engine.ledger.delete(sets(engine)[step["drop"]], "user", None)
        engine.observe(engine.ledger.changes[-1].object, is_deleted=True)


def history(given):
    first, *steps = given["steps"]
    limit = 10 if given["limit"] is None else given["limit"]
    template = a_template(f"web:{first}")
    engine = an_engine(a_deployment(template=template, revisionHistoryLimit=limit))
    engine.advance(START + SETTLE_SECONDS)
    for step in steps:
        take_step(engine, step)
        engine.advance(engine.now + SETTLE_SECONDS)
    return {
        "deployment": int(find(engine).annotations[notes.REVISION]),
        "sets": {letter: numbers(each) for letter, each in sets(engine).items()},
    }


def numbers(replica_set):
    return {
        "revision": notes.read_revision(replica_set.annotations),
        "past": replica_set.annotations.get(notes.REVISION_HISTORY, ""),
    }


def past(given):
    return {"stored": notes.append_past(given["stored"], given["add"], limit=given["limit"])}


def target(given):
    owned = [
        a_replica_set(name, annotations={notes.REVISION: str(number)} if number else {})
        for name, number in given["sets"].items()
    ]
    try:
        return {"set": target_of(given["name"], owned, given["to_revision"]).name}
    except UndoRefused as refused:
        return {"error": str(refused)}


def note(given):
    before = {notes.REVISION: str(given["own_revision"])}
    after = notes.with_revision(before, given["highest_old"] + 1)
    return {"revision": after[notes.REVISION], "past": after.get(notes.REVISION_HISTORY)}


OPERATIONS = {"history": history, "past": past, "target": target, "note": note}


def test_revision_on_rollback(case):
    assert OPERATIONS[case["given"]["op"]](case["given"]) == case["expect"]


def test_undo_of_a_paused_deployment_is_refused():
    owned = [
        a_replica_set(f"web-{number}", annotations={notes.REVISION: str(number)})
        for number in (1, 2)
    ]
    with pytest.raises(UndoRefused, match="you cannot rollback a paused deployment"):
        undo(a_deployment(paused=True), owned)

"""Forks: the same state, and from there the same story for the same commands."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cluster import models
from cluster.runtime.reconciler import Reconciler
from cluster.store import clusters, journal
from cluster.store.checkpoints import oldest_revision, past_at, present, state_at
from cluster.store.clock import wall_time
from cluster.store.forks import fork
from cluster.store.orm import UnknownClusterError, clock_of, edit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def source() -> models.Cluster:
    """A cluster with three Pods of web at rest."""
    made = clusters.create_cluster("first", demo=True, seed="seed")
    run(made.id)
    made.refresh_from_db()
    return made


def run(cluster_id: str, seconds: float = 60) -> None:
    Reconciler().run_until_quiet(cluster_id, seconds)


def update_image(cluster_id: str, image: str, moment: float | None = None) -> None:
    with edit(cluster_id, moment) as editing:
        web = editing.get("Deployment", "default", "web")
        assert web is not None
        template = web.spec["template"]
        container = {**template["spec"]["containers"][0], "image": image}
        pod = {**template["spec"], "containers": [container]}
        spec = {**web.spec, "template": {**template, "spec": pod}}
        editing.ledger.update(web, {**web.manifest, "spec": spec}, "user", None)


def story(cluster_id: str, after: int) -> list[tuple[Any, ...]]:
    """What was written; an Event's name is its moment, which differs by what the test takes."""
    commits = journal.read_after(cluster_id, after, limit=10_000)
    return [
        (change.revision, change.type, change.kind, name_of(change), change.by, change.uid)
        for commit in commits
        for change in commit.changes
    ]


def name_of(change: journal.JournalChange) -> str:
    return change.name.partition(".")[0] if change.kind == "Event" else change.name


def test_a_fork_has_the_limit_of_its_source(source):
    clusters.limit_pods([source.id], 40)
    assert fork(source.id).most_pods == 40


def objects(state: dict[Any, Any]) -> dict[Any, Any]:
    return {key: json.loads(bytes(kept.object)) for key, kept in state.items() if key[0] != "Clock"}


def test_a_fork_has_the_state_the_seed_and_the_clock_of_that_moment(source):
    update_image(source.id, "web:v2")
    run(source.id)
    middle = source.revision + 12
    made = fork(source.id, middle, name="what if")
    past = past_at(source.id, middle)
    assert objects(present(made.id).state) == objects(past.state)
    assert (made.name, made.seed, made.revision) == ("what if", source.seed, middle)
    assert (clock_of(made.id).now(wall_time()), clock_of(made.id).paused) == (past.time, True)
    assert list(state_at(made.id, middle)) == list(past.state)


def test_the_same_commands_after_a_fork_give_the_same_story(source):
    one, two = (fork(source.id, paused=False) for _ in range(2))
    for each in (one, two):
        clusters.touch(each.id, each.created_at)
        update_image(each.id, "web:v2", each.created_at)
        run(each.id)
    update_image(source.id, "web:v2", source.clock_real)
    run(source.id)
    told = story(one.id, source.revision)
    assert len(told) > 50
    assert told == story(two.id, source.revision)
    names = {entry[3] for entry in told if entry[2] == "Pod"}
    assert names == {entry[3] for entry in story(source.id, source.revision) if entry[2] == "Pod"}


def test_a_fork_from_the_middle_of_a_rollout_finishes_it(source):
    update_image(source.id, "web:v2")
    run(source.id)
    for offset in (3, 9, 20):
        made = fork(source.id, source.revision + offset, paused=False)
        run(made.id)
        web = objects(present(made.id).state)["Deployment", "default", "web"]
        assert web["status"]["updatedReplicas"] == web["status"]["availableReplicas"] == 3


def test_requests_are_counted_on_as_in_the_source(source):
    made = fork(source.id)
    counted, original = (past_at(each.id, source.revision).traffic for each in (made, source))
    assert counted.memories() == original.memories()
    assert counted.streams


def test_the_journal_of_a_fork_begins_there(source):
    made = fork(source.id, source.revision - 5)
    assert oldest_revision(made.id) == made.revision
    assert journal.read_after(made.id, made.revision) == []
    with pytest.raises(journal.ExpiredError):
        journal.read_after(made.id, made.revision - 1)
    run(made.id)
    made.refresh_from_db()
    assert story(made.id, source.revision - 5)[0][0] == source.revision - 4
    assert state_at(made.id, made.revision)


def test_a_fork_leaves_its_source_alone(source):
    made = fork(source.id, paused=False)
    update_image(made.id, "web:v2")
    run(made.id)
    before = source.revision
    source.refresh_from_db()
    assert source.revision == before


def test_what_cannot_be_forked_is_refused(source):
    with pytest.raises(UnknownClusterError):
        fork("nosuch", 1)
    with pytest.raises(journal.ExpiredError):
        fork(source.id, source.revision + 1)
    made = fork(source.id)
    with pytest.raises(journal.ExpiredError):
        fork(made.id, made.revision - 1)
    assert models.Cluster.objects.count() == 2

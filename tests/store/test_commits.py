"""Commits: revisions without a gap, rows and journal together, nothing on failure."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from cluster import models
from cluster.core.actions import Why
from cluster.store import journal
from cluster.store.checkpoints import (
    checkpoint_every,
    oldest_revision,
    past_at,
    prepare_checkpoint,
    present,
    state_at,
)
from cluster.store.clusters import ID_ALPHABET, ID_LENGTH, create_cluster, keep_journal
from cluster.store.orm import UnknownClusterError, edit, read_list, read_object

pytestmark = pytest.mark.django_db(transaction=True)


def config_map(name: str, **data: str) -> dict[str, Any]:
    metadata = {"name": name, "namespace": "default"}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


@pytest.fixture
def cluster() -> models.Cluster:
    return create_cluster("test", seed="seed")


def all_revisions(cluster_id: str) -> list[int]:
    commits = journal.read_after(cluster_id, 0, limit=10_000)
    return [change.revision for commit in commits for change in commit.changes]


def test_every_write_gets_the_next_revision_and_one_journal_row_a_commit(cluster):
    before = models.Journal.objects.filter(cluster=cluster).count()
    with edit(cluster.id) as editing:
        for name in ("a", "b", "c"):
            editing.ledger.create(config_map(name), "user", Why("user", "made"), None)
    cluster.refresh_from_db()
    assert models.Journal.objects.filter(cluster=cluster).count() == before + 1
    assert all_revisions(cluster.id) == list(range(1, cluster.revision + 1))
    row = read_object(cluster.id, "ConfigMap", "default", "c")
    assert row is not None
    assert json.loads(row.body)["metadata"]["resourceVersion"] == str(cluster.revision)


def test_rows_hold_the_last_state_and_the_journal_every_step(cluster):
    with edit(cluster.id) as editing:
        first = editing.ledger.create(config_map("a", v="1"), "user", None, None)
        second = editing.ledger.update(first, {**first.manifest, "data": {"v": "2"}}, "user", None)
        editing.ledger.update(second, {**second.manifest, "data": {"v": "3"}}, "user", None)
        gone = editing.ledger.create(config_map("b"), "user", None, None)
        editing.ledger.delete(gone, "user", None)
    row = read_object(cluster.id, "ConfigMap", "default", "a")
    assert row is not None
    assert json.loads(row.body)["data"] == {"v": "3"}
    assert read_object(cluster.id, "ConfigMap", "default", "b") is None
    changes = journal.read_after(cluster.id, first.revision - 1)[-1].changes
    assert [(change.type, change.name) for change in changes] == [
        ("ADDED", "a"),
        ("MODIFIED", "a"),
        ("MODIFIED", "a"),
        ("ADDED", "b"),
        ("DELETED", "b"),
    ]


def test_a_failing_edit_changes_nothing(cluster):
    with pytest.raises(RuntimeError), edit(cluster.id) as editing:
        editing.ledger.create(config_map("a"), "user", None, None)
        raise RuntimeError("half-way")
    revision = cluster.revision
    cluster.refresh_from_db()
    assert cluster.revision == revision
    assert read_object(cluster.id, "ConfigMap", "default", "a") is None


def test_a_dry_run_changes_nothing(cluster):
    with edit(cluster.id) as editing:
        editing.ledger.create(config_map("a"), "user", None, None)
        editing.dry_run = True
    assert read_object(cluster.id, "ConfigMap", "default", "a") is None
    cluster.refresh_from_db()
    assert all_revisions(cluster.id)[-1] == cluster.revision


def test_an_unknown_cluster_is_refused():
    with pytest.raises(UnknownClusterError), edit("nosuch"):
        pass


def test_an_edit_sees_its_own_changes(cluster):
    with edit(cluster.id) as editing:
        made = editing.ledger.create(config_map("a"), "user", None, None)
        assert editing.get("ConfigMap", "default", "a") is made
        editing.ledger.delete(made, "user", None)
        assert editing.get("ConfigMap", "default", "a") is None


def test_clusters_do_not_see_each_other(cluster):
    other = create_cluster("other")
    with edit(cluster.id) as editing:
        editing.ledger.create(config_map("a"), "user", None, None)
    assert read_object(other.id, "ConfigMap", "default", "a") is None
    assert [row.name for row in read_list(cluster.id, "ConfigMap")[1]] == ["a"]


def test_a_revision_out_of_reach_is_expired(cluster):
    models.Journal.objects.filter(cluster=cluster).delete()
    with pytest.raises(journal.ExpiredError):
        journal.read_after(cluster.id, 0)
    assert journal.read_after(cluster.id, cluster.revision) == []


def test_reading_after_a_revision_inside_a_commit_gives_the_rest_of_it(cluster):
    with edit(cluster.id) as editing:
        for name in ("a", "b", "c"):
            made = editing.ledger.create(config_map(name), "user", None, None)
    commits = journal.read_after(cluster.id, made.revision - 2)
    assert [change.name for change in commits[0].changes] == ["b", "c"]


def test_any_revision_can_be_rebuilt(cluster):
    keep_journal(cluster.id, cluster.created_at)
    with edit(cluster.id) as editing:
        made = editing.ledger.create(config_map("a", v="1"), "user", None, None)
    with edit(cluster.id) as editing:
        editing.ledger.update(made, {**made.manifest, "data": {"v": "2"}}, "user", None)
    past = state_at(cluster.id, made.revision)["ConfigMap", "default", "a"]
    assert json.loads(bytes(past.object))["data"] == {"v": "1"}
    cluster.refresh_from_db()
    today = present(cluster.id).state
    rebuilt = state_at(cluster.id, cluster.revision)
    assert {key: json.loads(bytes(kept.object)) for key, kept in rebuilt.items()} == {
        key: json.loads(bytes(kept.object)) for key, kept in today.items()
    }


def test_trimming_keeps_the_newest_commits_from_a_checkpoint_on(cluster, monkeypatch):
    monkeypatch.setattr(journal, "KEPT_COMMITS", 5)
    monkeypatch.setattr(journal, "CHECKPOINT_EVERY_COMMITS", 3)
    for number in range(12):
        with edit(cluster.id) as editing:
            editing.ledger.create(config_map(f"a{number}"), "user", None, None)
        keep_journal(cluster.id, wall=0)
    cluster.refresh_from_db()
    left = models.Journal.objects.filter(cluster=cluster).count()
    assert 5 <= left < 5 + 3
    oldest = oldest_revision(cluster.id)
    assert oldest == cluster.revision - left
    assert all_revisions_after(cluster.id, oldest) == list(range(oldest + 1, cluster.revision + 1))
    names = {name for kind, _, name in past_at(cluster.id, oldest).state if kind == "ConfigMap"}
    assert names == {f"a{number}" for number in range(12 - left)}
    with pytest.raises(journal.ExpiredError):
        past_at(cluster.id, oldest - 1)


def test_a_checkpoint_comes_after_the_clusters_own_number_of_commits(cluster, monkeypatch):
    monkeypatch.setattr(journal, "CHECKPOINT_EVERY_COMMITS", 8)
    keep_journal(cluster.id, cluster.created_at)
    made_after = []
    for number in range(1, 25):
        with edit(cluster.id) as editing:
            editing.ledger.create(config_map(f"a{number}"), "user", None, None)
        if prepare_checkpoint(cluster.id) is not None:
            keep_journal(cluster.id, cluster.created_at)
            made_after.append(number)
    every = checkpoint_every(cluster.id)
    assert 4 <= every <= 8
    assert made_after == list(range(every, 25, every))


def test_a_class_that_began_together_does_not_make_its_checkpoints_together():
    """200 clusters that commit alike: at no commit more than a tenth of them makes one, and none
    goes longer than 150 without."""
    drawn = random.Random(5)
    ids = ["".join(drawn.choices(ID_ALPHABET, k=ID_LENGTH)) for _ in range(200)]
    numbers = {each: checkpoint_every(each) for each in ids}
    assert all(75 <= number <= 150 for number in numbers.values())
    for step in range(1, 601):
        assert sum(step % number == 0 for number in numbers.values()) <= 20
    assert numbers == {each: checkpoint_every(each) for each in reversed(ids)}


def test_nothing_is_trimmed_that_no_checkpoint_stands_for(cluster, monkeypatch):
    monkeypatch.setattr(journal, "KEPT_COMMITS", 5)
    for number in range(8):
        with edit(cluster.id) as editing:
            editing.ledger.create(config_map(f"a{number}"), "user", None, None)
    assert journal.trim(cluster.id, wall=0) == 0
    assert state_at(cluster.id, 1)


def all_revisions_after(cluster_id: str, revision: int) -> list[int]:
    commits = journal.read_after(cluster_id, revision)
    return [change.revision for commit in commits for change in commit.changes]


def test_a_user_write_keeps_the_state_before_it(cluster):
    with edit(cluster.id) as editing:
        made = editing.ledger.create(config_map("a", v="1"), "user", None, None)
        editing.ledger.update(made, {**made.manifest, "data": {"v": "2"}}, "user", None)
        editing.ledger.update_status(made, made.manifest, "kubelet", None)
    changes = journal.read_after(cluster.id, made.revision)[-1].changes
    assert changes[0].before
    assert json.loads(bytes(changes[0].before))["data"] == {"v": "1"}
    assert not changes[1].before

"""The past of a real cluster: its lines against its objects, its pictures against its feed."""

from __future__ import annotations

import json
import random
from typing import Any

import msgspec
import pytest

from cluster import models
from cluster.live import looking_back
from cluster.live import messages as m
from cluster.live.painting import paint
from cluster.store import clusters, journal
from cluster.store.checkpoints import past_at
from tests.store.test_forks import run, update_image

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story() -> models.Cluster:
    """web of three: created, updated to web:v2, then to one that crashes."""
    made = clusters.create_cluster("first", demo=True, seed="seed")
    run(made.id)
    update_image(made.id, "web:v2")
    run(made.id)
    clusters.keep_journal(made.id, made.created_at)
    update_image(made.id, "web:v4-crash")
    run(made.id, 30)
    made.refresh_from_db()
    looking_back.kept.clear()
    return made


def cards(frame: Any) -> dict[str, Any]:
    return {card["uid"]: card for card in map(json.loads, map(bytes, frame.objects))}


def test_the_lines_agree_with_the_objects_at_every_point(story):
    found = looking_back.history(story.id, 0)
    (web,) = found.deployments
    assert {line.image for line in web.sets} == {"web:v1", "web:v2", "web:v4-crash"}
    assert len(web.points) >= 9
    for point in random.Random(3).sample(web.points, 6):
        state = past_at(story.id, point.revision).state
        sets = {
            kept.name: json.loads(bytes(kept.object))["status"]
            for kept in state.values()
            if kept.kind == "ReplicaSet"
        }
        available = {web.sets[place].name: number for place, number in point.available}
        assert available == {
            name: status["availableReplicas"]
            for name, status in sets.items()
            if status.get("availableReplicas")
        }
        assert point.counted == sum(status.get("replicas", 0) for status in sets.values())
        assert (point.wanted, point.floor, point.ceiling) == (3, 3, 4)


def test_a_long_past_is_told_from_lately_on_unless_the_whole_is_asked_for(story, monkeypatch):
    whole = looking_back.history(story.id, 0, whole=True)
    monkeypatch.setattr(looking_back, "RECENT_COMMITS", 2)
    looking_back.kept.clear()
    lately = looking_back.history(story.id, 0)
    assert 1 < lately.oldest == lately.moments.revisions[0]
    assert lately.moments.revisions[1:] == [
        each for each in whole.moments.revisions if each > lately.oldest
    ]
    assert msgspec.json.encode(looking_back.history(story.id, 0, whole=True)) == (
        msgspec.json.encode(whole)
    )


def test_marks_tell_what_the_user_did_and_what_went_wrong(story):
    found = looking_back.history(story.id, 0)
    by_kind: dict[str, list[str]] = {}
    for mark in found.marks:
        by_kind.setdefault(mark.kind, []).append(mark.text)
    assert "web is complete" in by_kind["condition"]
    assert any(text.startswith("CrashLoopBackOff: Pod web-") for text in by_kind["trouble"])
    assert len(by_kind["write"]) >= 6
    assert [mark.revision for mark in found.marks] == sorted(mark.revision for mark in found.marks)


def test_asking_on_gives_exactly_the_rest(story):
    whole = looking_back.history(story.id, 0)
    middle = whole.moments.revisions[len(whole.moments.revisions) // 2]
    rest = looking_back.history(story.id, middle)
    assert rest.moments.revisions == [each for each in whole.moments.revisions if each > middle]
    (web,), (again,) = whole.deployments, rest.deployments
    assert again.points == [point for point in web.points if point.revision > middle]
    assert looking_back.history(story.id, whole.revision).moments.times == []
    update_image(story.id, "web:v2")
    run(story.id)
    grown = looking_back.history(story.id, whole.revision)
    assert grown.revision > whole.revision
    looking_back.kept.clear()
    assert msgspec.json.encode(looking_back.history(story.id, whole.revision)) == (
        msgspec.json.encode(grown)
    )


def test_the_picture_of_the_newest_revision_is_the_live_one(story):
    picture, _ = paint(story.id)
    frame = looking_back.snapshot_at(story.id, story.revision)
    assert (frame.revision, frame.clock.paused) == (story.revision, True)
    assert cards(frame) == cards(picture.snapshot(frame.clock))
    assert frame.writes == picture.snapshot(frame.clock).writes


def test_only_the_newest_events_are_read_for_a_picture(story, monkeypatch):
    whole, _ = paint(story.id)
    everything = whole.snapshot(m.Clock(0.0, 1.0, False))
    assert len(everything.events) > 5
    monkeypatch.setattr(m, "MAX_EVENTS", 5)
    few, _ = paint(story.id)
    found = few.snapshot(m.Clock(0.0, 1.0, False))
    assert found.events == everything.events[-5:]
    assert cards(found) == cards(everything)


def test_the_picture_of_any_revision_shows_the_objects_of_that_revision(story):
    for revision in random.Random(5).sample(range(1, story.revision), 20):
        frame = looking_back.snapshot_at(story.id, revision)
        state = past_at(story.id, revision).state
        shown = cards(frame)
        pods = {name: kept for (kind, _, name), kept in state.items() if kind == "Pod"}
        assert {card["name"] for card in shown.values() if card["kind"] == "Pod"} == set(pods)
        for card in shown.values():
            assert card["revision"] <= revision
        assert all(write.revision <= revision for write in frame.writes)


def test_what_is_out_of_reach_is_said(story):
    with pytest.raises(looking_back.NotYetError):
        looking_back.snapshot_at(story.id, story.revision + 1)
    models.Journal.objects.filter(cluster=story, last__lte=story.revision - 40).delete()
    models.Checkpoint.objects.filter(cluster=story).delete()
    with pytest.raises(journal.ExpiredError):
        looking_back.snapshot_at(story.id, 1)

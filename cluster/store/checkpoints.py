"""The past: any revision in the journal's reach, rebuilt from a checkpoint and what followed it.

Example: state_at("c1", 500) loads the last checkpoint at or before 500 and applies the journal from
there.
"""

from __future__ import annotations

import msgspec
from django.db.models import Max

from cluster import models
from cluster.core.objects import Key
from cluster.store import journal
from cluster.store.rows import MODELS


class Kept(msgspec.Struct, omit_defaults=True):
    """One object of a checkpoint."""

    kind: str
    namespace: str
    name: str
    object: msgspec.Raw
    sim: msgspec.Raw = journal.ABSENT


encoder = msgspec.json.Encoder()
decoder = msgspec.json.Decoder(list[Kept])


def write_checkpoint(cluster_id: str) -> bool:
    """Write a checkpoint if 1,000 commits passed since the last; drop those out of reach."""
    row = models.Cluster.objects.select_for_update().filter(id=cluster_id).first()
    if row is None:
        return False
    checkpoints = models.Checkpoint.objects.filter(cluster_id=cluster_id)
    last = checkpoints.aggregate(Max("revision"))["revision__max"] or 0
    commits = models.Journal.objects.filter(cluster_id=cluster_id)
    if commits.filter(last__gt=last).count() < journal.CHECKPOINT_EVERY_COMMITS and last:
        return False
    if last == row.revision:
        return False
    body = journal.pack(encoder.encode(present(cluster_id)))
    checkpoints.create(
        cluster_id=cluster_id, revision=row.revision, time=row.clock_virtual, body=body
    )
    oldest = commits.order_by("last").values_list("first", flat=True).first()
    if oldest is not None:
        reachable = checkpoints.filter(revision__lte=oldest).aggregate(Max("revision"))
        if reachable["revision__max"] is not None:
            checkpoints.filter(revision__lt=reachable["revision__max"]).delete()
    return True


def present(cluster_id: str) -> list[Kept]:
    """Every stored object as it is now."""
    kept = []
    for kind, model in MODELS.items():
        rows = model.objects.filter(cluster_id=cluster_id)  # type: ignore[attr-defined]
        for namespace, name, body, sim in rows.values_list("namespace", "name", "body", "sim"):
            kept.append(Kept(kind, namespace, name, raw(body), raw(sim)))
    others = models.Resource.objects.filter(cluster_id=cluster_id)
    for kind, namespace, name, body, sim in others.values_list(
        "kind", "namespace", "name", "body", "sim"
    ):
        kept.append(Kept(kind, namespace, name, raw(body), raw(sim)))
    return kept


def raw(text: str | None) -> msgspec.Raw:
    return journal.ABSENT if text is None else msgspec.Raw(text.encode())


def state_at(cluster_id: str, revision: int) -> dict[Key, Kept]:
    """Every object as it was right after `revision`. Raises journal.ExpiredError."""
    base = (
        models.Checkpoint.objects.filter(cluster_id=cluster_id, revision__lte=revision)
        .order_by("-revision")
        .values_list("revision", "body")
        .first()
    )
    state: dict[Key, Kept] = {}
    at = 0
    if base is not None:
        at = base[0]
        for kept in decoder.decode(journal.unpack(base[1])):
            state[kept.kind, kept.namespace, kept.name] = kept
    while at < revision:
        commits = journal.read_after(cluster_id, at)
        if not commits:
            break
        for change in (change for commit in commits for change in commit.changes):
            if change.revision > revision:
                return state
            apply_change(state, change)
        at = commits[-1].last
    return state


def apply_change(state: dict[Key, Kept], change: journal.JournalChange) -> None:
    key = (change.kind, change.namespace, change.name)
    if change.type == "DELETED":
        state.pop(key, None)
    else:
        state[key] = Kept(*key, change.object, change.sim)

"""Forks: a new cluster that begins where another one was at some revision.

It has exactly those objects with their resourceVersions, the same seed, and a clock at the moment
of that revision; its first write gets the next revision. So two forks of one moment that are given
the same commands tell the same story, down to the names of Pods and the requests that fail. Its
journal begins there: a checkpoint stands for what was before, older revisions are 410 Gone.

Nobody has a right to a new fork yet: the playground grants it, as for any cluster it makes.

Example: fork("c1", 500, name="what if", paused=True) is a cluster that stands at revision 500.
"""

from __future__ import annotations

import msgspec
from django.db import transaction

from cluster import models
from cluster.core.objects import Key, Object
from cluster.store import journal
from cluster.store.checkpoints import Kept, Past, past_at, prepared, raw, write_checkpoint
from cluster.store.clock import wall_time
from cluster.store.clusters import new_id
from cluster.store.orm import UnknownClusterError, from_row
from cluster.store.rows import write_rows

CLOCK_KEY: Key = ("Clock", "", "clock")
Row = tuple[Object | None, str, str | None]


def fork(
    cluster_id: str,
    revision: int | None = None,
    *,
    name: str = "",
    paused: bool = True,
    moment: float | None = None,
) -> models.Cluster:
    """A new cluster with the state of another one at a revision (by default the newest).

    The clock stands at `moment`, by default when that revision was written. The fork sleeps until
    it is touched, as every new cluster. Raises UnknownClusterError and journal.ExpiredError."""
    source = models.Cluster.objects.filter(id=cluster_id).first()
    if source is None:
        raise UnknownClusterError(cluster_id)
    wanted = source.revision if revision is None else revision
    past = past_at(cluster_id, wanted)
    if past.revision != wanted:
        raise journal.ExpiredError(wanted, past.revision)
    set_clock_object(past, speed=source.speed, paused=paused)
    with transaction.atomic():
        made = new_row(source, past, name=name, paused=paused, moment=moment)
        write_rows(made.id, {key: row_of(kept) for key, kept in past.state.items()})
        write_checkpoint(made.id, prepared(past))
    return made


def new_row(
    source: models.Cluster, past: Past, *, name: str, paused: bool, moment: float | None
) -> models.Cluster:
    wall = wall_time()
    return models.Cluster.objects.create(
        id=new_id(),
        name=name or source.name,
        seed=source.seed,
        revision=past.revision,
        clock_virtual=max(past.time, past.time if moment is None else moment),
        clock_real=wall,
        speed=source.speed,
        paused=paused,
        asleep=True,
        created_at=wall,
        touched_at=wall,
        most_pods=source.most_pods,
    )


def set_clock_object(past: Past, *, speed: float, paused: bool) -> None:
    """The Clock says what the fork's clock does; steps that were asked for are not taken over."""
    kept = past.state.get(CLOCK_KEY)
    if kept is None:
        return
    manifest = msgspec.json.decode(kept.object)
    manifest["spec"] = {**manifest["spec"], "speed": speed, "paused": paused}
    past.state[CLOCK_KEY] = msgspec.structs.replace(
        kept, object=raw(msgspec.json.encode(manifest).decode()), sim=journal.ABSENT
    )


def row_of(kept: Kept) -> Row:
    """What the store writes for an object."""
    body = bytes(kept.object).decode()
    sim = bytes(kept.sim).decode() if kept.sim else None
    return from_row(body, sim), body, sim

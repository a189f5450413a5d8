"""What whoever opens a share gets to try out: a copy of the cluster, or a start in the lesson.

In a frame of another site a visitor has no cookie, so they become a guest: a visitor whose signed
secret the frame keeps. A guest's copy counts for the share and goes with it. On a page of our own
it is the browser's visitor, and the copy is a cluster of theirs like any other; a guest may take
the copy along there. Nobody gets two copies of one share.

Example: `visitor = start(share)` makes a guest; `adopt(share, guest, browser)` gives their copy to
the browser in which "Open in Kubeloop" was pressed.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from cluster.runtime.executors import run_read
from cluster.store import clusters
from cluster.store.clock import wall_time
from cluster.store.forks import fork
from playground.access import grant
from playground.models import Role
from playground.own_clusters import own
from playground.sharing.models import Copy, Share
from playground.sharing.shares import shown_cluster
from playground.tutorials import catalogue, learners, playing
from playground.tutorials.jumping import jump
from playground.tutorials.lesson import Lesson
from playground.tutorials.models import Device, Progress


class TooManyCopiesError(Exception):
    """All the copies that a share may have are in use."""


class NothingShownError(LookupError):
    """The cluster or the lesson that was shared is gone."""


def copy_name(share: Share) -> str:
    return f"copy of {share.title}"[:63]


def forked(share: Share) -> Any:
    """The share's cluster once more. What was shared live goes on as it stands or runs."""
    shown = shown_cluster(share)
    if shown is None:
        raise NothingShownError(share.pk)
    is_still = share.revision is None and shown.paused
    return fork(shown.id, None, name=copy_name(share), paused=is_still)


def copy_of(share: Share, visitor: str) -> Copy | None:
    """What this visitor has of it already."""
    return Copy.objects.filter(share=share, visitor=visitor).first()


def copy_for_guest(share: Share, visitor: str) -> Copy:
    """The guest's copy, made now if there is none. Raises NothingShownError and
    TooManyCopiesError. Runs on the writer thread."""
    found = copy_of(share, visitor)
    if found is not None:
        return found
    make_room(share)
    with transaction.atomic():
        made = None if share.lesson else forked(share)
        if made is not None:
            grant(visitor, made, Role.OWNER)
        return Copy.objects.create(share=share, cluster=made, visitor=visitor, is_guest=True)


def make_room(share: Share) -> None:
    """At the limit the copy that was left longest ago goes. Raises TooManyCopiesError."""
    guests = share.copies.filter(is_guest=True)
    if guests.count() < settings.KUBELOOP_LIMITS["copies_per_share"]:
        return
    before = wall_time() - clusters.idle_seconds()
    left = left_lesson(guests, before) if share.lesson else left_copy(guests, before)
    if left is None:
        raise TooManyCopiesError(share.pk)
    clusters.delete(left)


def left_copy(guests: QuerySet[Copy], before: float) -> list[str] | None:
    """The cluster that nobody has looked at for longest."""
    left = guests.filter(cluster__asleep=True, cluster__touched_at__lt=before)
    found = left.order_by("cluster__touched_at").values_list("cluster_id", flat=True).first()
    return None if found is None else [found]


def left_lesson(guests: QuerySet[Copy], before: float) -> list[str] | None:
    """The clusters of the first guest who has left the lesson; the guest is forgotten."""
    for each in guests.order_by("id"):
        found = forget_learner(each, before)
        if found is not None:
            return found
    return None


def forget_learner(guest: Copy, before: float) -> list[str] | None:
    """The clusters of a guest's lessons, if nobody has looked at one since; then the guest is
    forgotten, and the learner too, unless a browser of ours goes on with it."""
    learner = learners.learner_of(guest.visitor)
    played = Progress.objects.filter(learner=learner, cluster__isnull=False)
    if played.exclude(cluster__asleep=True, cluster__touched_at__lt=before).exists():
        return None
    found: list[str] = []
    if learner is not None and Device.objects.filter(learner=learner).count() == 1:
        found = list(played.values_list("cluster_id", flat=True))
        learner.delete()
    guest.delete()
    return found


def own_copy(share: Share, visitor: str) -> str:
    """The id of the browser's own copy. Raises NothingShownError, TooManyClustersError."""
    found = copy_of(share, visitor)
    if found is not None and found.cluster_id:
        return str(found.cluster_id)
    with transaction.atomic():
        made = own(visitor, lambda: forked(share))
        Copy.objects.update_or_create(
            share=share, visitor=visitor, defaults={"cluster": made, "is_guest": False}
        )
    return str(made.id)


def adopt(share: Share, guest: str, visitor: str) -> str:
    """Give a guest's copy to a browser of ours. Raises as `own_copy` does."""
    found = copy_of(share, guest)
    if found is None or found.cluster is None:
        return own_copy(share, visitor)
    mine = copy_of(share, visitor)
    if mine is not None and mine.cluster_id != found.cluster_id:
        Copy.objects.filter(pk=mine.pk).delete()
        mine = None
    cluster = found.cluster
    with transaction.atomic():
        if mine is None:
            own(visitor, lambda: cluster)
            Copy.objects.create(share=share, cluster=cluster, visitor=visitor)
    return str(cluster.id)


def adopt_learner(guest: str, visitor: str) -> None:
    """What a guest did in a lesson goes on in the browser."""
    learner = learners.learner_of(guest)
    if learner is not None:
        learners.resume(learners.issue_code(learner), visitor)


def lesson_of(share: Share) -> Lesson:
    """Raises NothingShownError."""
    found = catalogue.find(share.lesson)
    if found is None:
        raise NothingShownError(share.pk)
    return found


async def enter_lesson(share: Share, visitor: str) -> str:
    """Begin the shared lesson at the shared step, or go on with it; the id of its cluster."""
    lesson = lesson_of(share)
    progress = await run_read(playing.find, visitor, lesson.slug)
    if progress is None or not progress.cluster_id:
        index = share.step if share.step < len(lesson.steps) else 0
        progress = await jump(visitor, lesson, index)
    return str(progress.cluster_id)

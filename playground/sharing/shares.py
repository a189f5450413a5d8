"""Shares are made, listed, changed and taken back here.

A share of a moment keeps that moment: a paused fork of the cluster that nobody owns, because the
journal of a living cluster forgets. A live one shows the cluster itself. A share of a lesson shows
no cluster; whoever opens it gets the lesson's.

Example: create(cluster, visitor, Wish(kind="view", revision=512)) gives the row whose `secret`
makes the link; revoke(row) makes it worthless and removes the moment it kept.
"""

from __future__ import annotations

import datetime
import re
import secrets
from typing import TYPE_CHECKING, Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from cluster.store import clusters
from cluster.store.forks import fork
from playground.access import grant, holder_of_share
from playground.models import Grant, Role, Token
from playground.sharing.models import Share
from playground.tutorials import catalogue

if TYPE_CHECKING:
    from cluster.models import Cluster

LONGEST_TITLE = 63
MOST_ORIGINS = 20
OPENED_SECONDS = 3_600.0
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
ORIGIN = re.compile(
    rf"https?://(?:(?:\*\.)?{LABEL}(?:\.{LABEL})*|\[[0-9a-f:]+\])(?::\d{{1,5}})?", re.ASCII
)


class ShareError(ValueError):
    """What is asked for cannot be; the text names the field and says the cure."""


class Wish(msgspec.Struct, forbid_unknown_fields=True):
    """What is to be shared: `view` or `sandbox` of a cluster, live or at a revision, or a lesson
    from a step on (counted from 1)."""

    kind: str
    title: str = ""
    revision: int | None = None
    lesson: str = ""
    step: int = 1
    origins: list[str] = []


def listed(cluster: Cluster, owner: str) -> QuerySet[Share]:
    """The good shares of a cluster, and this person's whose cluster is gone; newest first."""
    its = Q(cluster=cluster) | Q(cluster__isnull=True, owner=owner) & ~Q(owner="")
    return Share.objects.filter(its, revoked_at__isnull=True).order_by("-id")


def find(secret: str) -> Share | None:
    """A share by its secret, a revoked one too."""
    return Share.objects.select_related("cluster", "kept").filter(secret=secret).first()


def create(cluster: Cluster, owner: str, wish: Wish) -> Share:
    """A new share. Raises ShareError, and what a fork raises. Runs on the writer thread."""
    if wish.kind not in Share.Kind.values:
        raise ShareError(f"kind: must be {', '.join(Share.Kind.values[:-1])} or lesson")
    title = wish.title.strip() or cluster.name
    if len(title) > LONGEST_TITLE:
        raise ShareError(f"title: must have at most {LONGEST_TITLE} characters")
    most = settings.KUBELOOP_LIMITS["shares_per_cluster"]
    origins = checked_origins(wish.origins)
    with transaction.atomic():
        if listed(cluster, owner).count() >= most:
            raise ShareError(f"this cluster has {most} links: revoke one first")
        share = Share(
            secret=secrets.token_urlsafe(24),
            kind=wish.kind,
            title=title,
            owner=owner,
            cluster=cluster,
            origins=origins,
        )
        if wish.kind == Share.Kind.LESSON:
            name_lesson(share, wish)
        elif wish.revision is not None:
            share.kept = fork(cluster.id, wish.revision, name=title, paused=True)
            share.revision = wish.revision
        share.save()
        shown = shown_cluster(share)
        if shown is not None:
            grant(holder_of_share(share.secret), shown, Role.VIEWER)
    return share


def name_lesson(share: Share, wish: Wish) -> None:
    """Raises ShareError."""
    found = catalogue.find(wish.lesson)
    if found is None:
        raise ShareError(f'lesson: there is no lesson "{wish.lesson}"')
    if not 1 <= wish.step <= len(found.steps):
        raise ShareError(f"step: this lesson has the steps 1 to {len(found.steps)}")
    share.lesson, share.step = found.slug, wish.step - 1
    share.title = found.title[:LONGEST_TITLE]


def checked_origins(origins: list[str]) -> str:
    """As they stand in the header that browsers read. Raises ShareError."""
    if len(origins) > MOST_ORIGINS:
        raise ShareError(f"origins: at most {MOST_ORIGINS} sites")
    named = [each.strip().rstrip("/").lower() for each in origins if each.strip()]
    for each in named:
        if not ORIGIN.fullmatch(each):
            raise ShareError(
                f"origins: {each[:80]!r} is no site; write it like https://course.example.org"
            )
    return " ".join(dict.fromkeys(named))


def set_origins(share: Share, origins: list[str]) -> None:
    """Which sites may frame it from now on. Raises ShareError."""
    share.origins = checked_origins(origins)
    share.save(update_fields=["origins"])


def is_worth_noting(share: Share) -> bool:
    """That somebody opens it is written once an hour."""
    before = timezone.now() - datetime.timedelta(seconds=OPENED_SECONDS)
    return share.opened_at is None or share.opened_at < before


def note_opened(share: Share) -> None:
    """Somebody looks at it."""
    Share.objects.filter(pk=share.pk).update(opened_at=timezone.now())


def revoke(share: Share) -> list[str]:
    """Take it back: the link is worthless, guests lose their copies and what they made to get in
    there, a kept moment goes. Gives the clusters whose watchers must be told. Runs on the writer
    thread."""
    kept = share.kept_id
    with transaction.atomic():
        Share.objects.filter(pk=share.pk).update(revoked_at=timezone.now())
        guests = list(share.copies.filter(is_guest=True).values_list("visitor", flat=True))
        holders = [holder_of_share(share.secret), *guests]
        rights = Grant.objects.filter(visitor__in=holders)
        left = list(rights.values_list("cluster_id", flat=True))
        rights.delete()
        own = Grant.objects.filter(is_own=True, cluster_id__in=left).values_list("cluster_id")
        is_theirs = Q(holder__in=guests) | Q(cluster_id__in=left) & ~Q(cluster_id__in=own)
        is_theirs &= ~Q(cluster_id=share.cluster_id)
        Token.objects.filter(is_theirs, revoked_at__isnull=True).update(revoked_at=timezone.now())
        if kept:
            clusters.delete([kept])
    return left


def shown_cluster(share: Share) -> Cluster | None:
    """The cluster that it shows: the moment it keeps, or the living one."""
    if share.revision is not None:
        return share.kept
    return None if share.kind == Share.Kind.LESSON else share.cluster


def told(share: Share) -> dict[str, Any]:
    """For the panel."""
    return {
        "id": share.pk,
        "secret": share.secret,
        "kind": share.kind,
        "title": share.title,
        "revision": share.revision,
        "lesson": share.lesson,
        "step": share.step + 1 if share.lesson else 0,
        "origins": share.origins.split(),
        "created": share.created_at,
        "copies": share.copies.count(),
    }

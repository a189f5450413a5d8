"""What shares leave behind is removed: copies of guests, moments, links that nobody opens.

A guest's copy goes `KUBELOOP_LIMITS_COPY_HOURS` after the last look, at once with its share. A link
that nobody opened for `KUBELOOP_LIMITS_SHARE_DAYS` goes with the moment it keeps; a revoked one is
remembered as long, so that its page can say so. A live share keeps no cluster alive by itself, but
whoever looks through it does.

Example: a course ends in June; in September its links are gone, and so are the moments they kept.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from cluster.store import clusters
from playground.access import holder_of_share
from playground.models import Grant
from playground.sharing.copies import forget_learner
from playground.sharing.models import Copy, Share

HOUR_SECONDS = 3_600.0
AT_ONCE = 50


def cull(wall: float) -> list[str]:
    """Remove some of what is due; gives the ids of the clusters. Runs on the writer thread."""
    before = wall - settings.KUBELOOP_LIMITS["copy_hours"] * HOUR_SECONDS
    found = old_copies(before) + old_lessons(before) + forget_old_shares()
    clusters.delete(found)
    return found


def old_copies(before: float) -> list[str]:
    """Copies of guests that nobody looks at, or whose share was taken back. What a browser of ours
    took along is its own."""
    guests = Copy.objects.filter(is_guest=True, cluster__isnull=False)
    is_left = Q(cluster__asleep=True, cluster__touched_at__lt=before)
    due = guests.filter(is_left | Q(share__revoked_at__isnull=False))
    owned = Grant.objects.filter(is_own=True).values("cluster_id")
    rows = due.exclude(cluster_id__in=owned).order_by("cluster__touched_at")
    return list(rows.values_list("cluster_id", flat=True)[:AT_ONCE])


def old_lessons(before: float) -> list[str]:
    """Guests who have left their lesson are forgotten, with its cluster."""
    guests = Copy.objects.filter(is_guest=True, cluster__isnull=True)
    since = datetime.datetime.fromtimestamp(before, tz=datetime.UTC)
    due = guests.filter(Q(created_at__lt=since) | Q(share__revoked_at__isnull=False))
    found: list[str] = []
    for each in due.order_by("id")[:AT_ONCE]:
        found += forget_learner(each, before) or []
    return found


def forget_old_shares() -> list[str]:
    """Links that were not opened, or are revoked, for long."""
    before = timezone.now() - datetime.timedelta(days=settings.KUBELOOP_LIMITS["share_days"])
    used = Coalesce(F("revoked_at"), F("opened_at"), F("created_at"))
    due = Share.objects.annotate(used=used).filter(used__lt=before)
    rows = list(due.order_by("used").values_list("pk", "kept_id")[:AT_ONCE])
    found = Share.objects.filter(pk__in=[pk for pk, _ in rows])
    holders = [holder_of_share(secret) for secret in found.values_list("secret", flat=True)]
    Grant.objects.filter(visitor__in=holders).delete()
    found.delete()
    return [kept for _, kept in rows if kept]

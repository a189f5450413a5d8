"""Visitors' own clusters that nobody has looked at for long are removed.

A cluster that is not used sleeps after 15 minutes and costs disk only. After
`KUBELOOP_LIMITS_KEPT_DAYS` unseen it goes, with its rights and tokens. A class keeps the clusters
of its seats until the class itself is forgotten. What `manage.py newcluster` made belongs to no
visitor and stays.

Example: last looked at on the 1st, 14 days: gone on the 15th, unless its class is still there.
"""

from __future__ import annotations

from django.conf import settings

from cluster.store import clusters
from playground.classroom.models import Classroom, Seat
from playground.models import Grant
from playground.tutorials.models import Progress

DAY_SECONDS = 86_400.0
AT_ONCE = 50


def cull(wall: float) -> list[str]:
    """Remove some clusters that are due; gives their ids. Runs on the writer thread."""
    before = wall - settings.KUBELOOP_LIMITS["kept_days"] * DAY_SECONDS
    own = Grant.objects.filter(is_own=True, cluster__asleep=True, cluster__touched_at__lt=before)
    seats = Seat.objects.filter(own_cluster__isnull=False).values("own_cluster_id")
    taken = Seat.objects.filter(cluster__isnull=False).values("cluster_id")
    taught = Classroom.objects.filter(cluster__isnull=False).values("cluster_id")
    due = own.exclude(cluster_id__in=seats).exclude(cluster_id__in=taught)
    found = list(due.order_by("cluster__touched_at").values_list("cluster_id", flat=True)[:AT_ONCE])
    left = Progress.objects.filter(cluster__asleep=True, cluster__touched_at__lt=before)
    found += left.exclude(cluster_id__in=taken).values_list("cluster_id", flat=True)[:AT_ONCE]
    clusters.delete(found)
    return found

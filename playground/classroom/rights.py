"""Who may see and change which cluster because of a class, written as grants for the one door.

The teacher and helpers may look at every learner's cluster, and change one only while its learner
agrees. Learners may look at the teacher's cluster while it is shown. A frozen class holds its
learners' clusters. Whatever is taken back takes the tokens with it that were made meanwhile.

Example: Rosa agrees: the grant of `user:1` on her cluster becomes "owner"; she ends it: "viewer".
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from playground.classroom.models import Classroom, Device, Seat, Staff
from playground.models import Grant, Hold, Role, SignIn, Token

FROZEN = "The teacher has paused the class. Look around; changes wait until it goes on."


def let_staff_look(classroom: Classroom, cluster_ids: Iterable[str], holders: list[str]) -> None:
    """Give the teacher and helpers a look at learners' clusters."""
    rows = [
        Grant(visitor=holder, cluster_id=cluster_id, role=Role.VIEWER, is_staff=True)
        for cluster_id in cluster_ids
        for holder in holders
    ]
    Grant.objects.bulk_create(rows, ignore_conflicts=True)


def holders_in(classroom: Classroom) -> list[str]:
    """Everybody who sees this class's wall."""
    return list(classroom.staff.values_list("holder", flat=True))


def let_change(seat: Seat, staff: Staff) -> None:
    """The learner agreed: this helper may change the cluster."""
    rows = Grant.objects.filter(cluster_id=seat.cluster_id, visitor=staff.holder, is_staff=True)
    rows.update(role=Role.OWNER)


def let_only_look(seat: Seat) -> None:
    """Nobody helps any more."""
    rows = Grant.objects.filter(cluster_id=seat.cluster_id, is_staff=True, role=Role.OWNER)
    holders = list(rows.values_list("visitor", flat=True))
    rows.update(role=Role.VIEWER)
    revoke_tokens([str(seat.cluster_id)], holders)


def take_from_staff(cluster_ids: list[str]) -> None:
    """The teacher and helpers lose sight of these clusters."""
    rows = Grant.objects.filter(cluster_id__in=cluster_ids, is_staff=True)
    holders = list(rows.values_list("visitor", flat=True).distinct())
    rows.delete()
    revoke_tokens(cluster_ids, holders)


def revoke_tokens(cluster_ids: list[str], holders: list[str]) -> None:
    """Tokens that these people made for these clusters open nothing any more."""
    browsers = SignIn.objects.filter(holder__in=holders).values_list("visitor", flat=True)
    made_by = [*holders, *browsers]
    rows = Token.objects.filter(cluster_id__in=cluster_ids, holder__in=made_by)
    rows.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())


def visitors_in(classroom: Classroom) -> list[str]:
    """Every browser that sits in the class."""
    rows = Device.objects.filter(seat__classroom=classroom, seat__left_at__isnull=True)
    return list(rows.values_list("visitor", flat=True))


def show_to(classroom: Classroom, visitors: Iterable[str]) -> None:
    """Let learners look at the teacher's cluster."""
    rows = [
        Grant(visitor=visitor, cluster_id=classroom.cluster_id, role=Role.VIEWER)
        for visitor in visitors
    ]
    Grant.objects.bulk_create(rows, ignore_conflicts=True)


def hide_from(classroom: Classroom, visitors: list[str]) -> None:
    """The teacher's cluster is the teacher's again."""
    rows = Grant.objects.filter(cluster_id=classroom.cluster_id, visitor__in=visitors)
    rows.filter(role=Role.VIEWER).delete()
    revoke_tokens([str(classroom.cluster_id)], visitors)


def hold(cluster_ids: Iterable[str]) -> None:
    """Learners may look and not change."""
    rows = [Hold(cluster_id=cluster_id, words=FROZEN) for cluster_id in cluster_ids]
    Hold.objects.bulk_create(rows, ignore_conflicts=True)


def release(cluster_ids: list[str]) -> None:
    """Learners go on."""
    Hold.objects.filter(cluster_id__in=cluster_ids).delete()

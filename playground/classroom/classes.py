"""A class from its opening to its end: one click opens it, one click deletes all of it.

Ending gives every learner the cluster to keep: the teacher and helpers lose sight of it, a freeze
ends. Deleting takes the clusters too. What nobody deletes is forgotten after a number of days
(`KUBELOOP_LIMITS_CLASS_DAYS`): names and answers go, the learners' clusters stay theirs.

Example: open_class(user, visitor, "Tuesday") -> code 482913, ready for 200 seats.
"""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from cluster.store import clusters
from playground import access
from playground.classroom import rights
from playground.classroom.errors import NO_SUCH_CLASS, ClassError, NotThere
from playground.classroom.models import Classroom, Seat, Staff
from playground.classroom.seats import seat_of
from playground.classroom.sign_in import holder_of, holders_of
from playground.models import Grant, Role
from playground.visitors import hash_of

CODE_TRIES = 50
LEAST_PODS = 20
"""The lessons need that many, with those that come and go in an update."""
LEARNER = "learner"


@dataclass(frozen=True)
class Caller:
    """Who asks something of a class: a teacher or helper (`staff`), or a learner (`seat`)."""

    classroom: Classroom
    visitor: str
    staff: Staff | None = None
    seat: Seat | None = None

    @property
    def role(self) -> str:
        """`teacher`, `helper` or `learner`."""
        return str(self.staff.role) if self.staff else LEARNER


def caller_of(code: str, visitor: str) -> Caller:
    """Who this browser is in a class. Raises NotThere, also for who is not in it."""
    classroom = Classroom.objects.filter(code=code).select_related("teacher").first()
    if classroom is not None and visitor:
        holders = holders_of(visitor)
        staff = classroom.staff.filter(holder__in=holders).order_by("-role").first()
        if staff is not None:
            return Caller(classroom, visitor, staff=staff)
        seat = seat_of(classroom, visitor)
        if seat is not None and seat.left_at is None:
            return Caller(classroom, visitor, seat=seat)
    raise NotThere(NO_SUCH_CLASS)


def open_class(user: User, visitor: str, title: str, most_pods: str = "") -> Classroom:
    """A new class with a code that no other has, and a cluster for the teacher to show.

    Raises ClassError."""
    pods = read_most_pods(most_pods) if most_pods else usual_pods()
    with transaction.atomic():
        cluster = clusters.create_cluster(f"{title}: the teacher's"[:63], demo=True)
        classroom = Classroom.objects.create(
            code=free_code(),
            title=title,
            teacher=user,
            cluster=cluster,
            max_seats=settings.KUBELOOP_LIMITS["class_seats"],
            most_pods=pods,
        )
        holder = holder_of(user)
        Staff.objects.create(
            classroom=classroom, holder=holder, role=Staff.Role.TEACHER, name=user.username[:40]
        )
        Grant.objects.create(visitor=holder, cluster=cluster, role=Role.OWNER, is_own=False)
    return classroom


def usual_pods() -> int:
    """What is offered when a class opens."""
    limits = settings.KUBELOOP_LIMITS
    return int(min(limits["class_pods"], limits["pods"]))


def allowed_pods() -> range:
    """What a teacher may choose; on a server that allows less than the lessons need, that."""
    most = settings.KUBELOOP_LIMITS["pods"]
    return range(min(LEAST_PODS, most), most + 1)


def read_most_pods(text: str) -> int:
    """How many Pods each learner may have, as a teacher types it. Raises ClassError."""
    allowed = allowed_pods()
    if not (text.isascii() and text.isdigit() and int(text[:9]) in allowed):
        first, last = allowed.start, allowed.stop - 1
        raise ClassError(f"Pods for each learner: a whole number from {first} to {last}.", "pods")
    return int(text)


def limit_pods(classroom: Classroom, most: int) -> None:
    """So many Pods for each learner from now on."""
    classroom.most_pods = most
    classroom.save(update_fields=["most_pods", "used_at"])
    clusters.limit_pods(every_cluster_id(classroom), most)


def free_code() -> str:
    """Six digits by chance, of which the first is no zero."""
    for _ in range(CODE_TRIES):
        code = str(100_000 + secrets.randbelow(900_000))
        if not Classroom.objects.filter(code=code).exists():
            return code
    raise RuntimeError("no free code was found: delete old classes")


def cluster_ids(classroom: Classroom) -> list[str]:
    """The clusters of everybody who sits in the class."""
    rows = classroom.seats.filter(left_at__isnull=True, cluster__isnull=False).order_by("id")
    return [str(each) for each in rows.values_list("cluster_id", flat=True)]


def every_cluster_id(classroom: Classroom) -> list[str]:
    """The same, with the clusters that learners have beside that of a lesson."""
    seats = classroom.seats.filter(left_at__isnull=True)
    return [each for seat in seats for each in seat.cluster_ids]


def new_helper_secret(classroom: Classroom) -> str:
    """A secret for a link that makes whoever opens it a helper; a former one stops working."""
    secret = secrets.token_urlsafe(18)
    classroom.helper_digest = hash_of(secret)
    classroom.save(update_fields=["helper_digest", "used_at"])
    return secret


def become_helper(code: str, secret: str, visitor: str) -> Classroom | None:
    """Make this browser a helper's; None when the link is not good."""
    classroom = Classroom.objects.filter(
        code=code, ended_at__isnull=True, helper_digest=hash_of(secret)
    ).first()
    if classroom is None:
        return None
    number = classroom.staff.filter(role=Staff.Role.HELPER).count() + 1
    with transaction.atomic():
        Staff.objects.get_or_create(
            classroom=classroom,
            holder=visitor,
            defaults={"role": Staff.Role.HELPER, "name": f"Helper {number}"},
        )
        rights.let_staff_look(classroom, every_cluster_id(classroom), [visitor])
    return classroom


def end_class(classroom: Classroom) -> None:
    """The bell: clusters are the learners' to keep."""
    ids = every_cluster_id(classroom)
    with transaction.atomic():
        rights.release(ids)
        rights.take_from_staff(ids)
        clusters.limit_pods(ids, None)
        if classroom.cluster_id:
            rights.hide_from(classroom, rights.visitors_in(classroom))
        classroom.seats.update(help=Seat.Help.NONE, helper=None, hand_at=None, hint="")
        classroom.questions.filter(is_current=True).update(is_current=False)
        classroom.is_frozen = classroom.is_blank = classroom.is_shown = False
        classroom.helper_digest = ""
        classroom.ended_at = timezone.now()
        classroom.save()


def delete_class(classroom: Classroom) -> None:
    """Everything goes: seats, answers, and the clusters of all."""
    ids = every_cluster_id(classroom)
    if classroom.cluster_id:
        ids.append(str(classroom.cluster_id))
    with transaction.atomic():
        classroom.delete()
        clusters.delete(ids)


def forget_old_classes() -> int:
    """Retention: end and delete the records of classes that nobody used for so many days."""
    days = settings.KUBELOOP_LIMITS["class_days"]
    late = timezone.now() - datetime.timedelta(days=days)
    old = list(Classroom.objects.filter(used_at__lt=late)[:50])
    for classroom in old:
        if classroom.is_open:
            end_class(classroom)
        own = classroom.cluster_id
        classroom.delete()
        if own:
            clusters.delete([own])
    return len(old)


def own_access(classroom: Classroom, visitor: str) -> access.Access:
    """The teacher's own cluster through the one door."""
    return access.enter(str(classroom.cluster_id), access.Credentials(visitor=visitor))

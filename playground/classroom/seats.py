"""Coming in: a code and a nickname give a seat and a cluster, and the same ones ever after.

The browser's cookie finds the seat again after a reload, a lost connection or a closed laptop. A
second device gets in by a code that the first one shows: eight letters, ten minutes, one use.

Example: join("482913", "Grete", ...) -> the seat; again from the same browser -> the same seat.
"""

from __future__ import annotations

import datetime
import re
import secrets
import unicodedata

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from cluster.store import clusters
from playground.classroom import guesses, rights
from playground.classroom.errors import ClassError, NotThere
from playground.classroom.models import Classroom, Device, Seat
from playground.models import Grant, Role
from playground.own_clusters import TooManyClustersError, create_own

MOST_CHARACTERS = 24
SEAT_CODE_MINUTES = 10
SEAT_CODE_LETTERS = "BCDFGHJKMNPQRSTVWXZ"
SIGNS = frozenset(" -'.’")
WRONG_CODE = "No class has this code. Look at the big screen again."
WRONG_SEAT_CODE = "This seat code is not valid any more. Ask for a new one on your first device."
TAKEN_OUT = "The teacher has taken you out of this class. Your cluster is still yours."


def join(code: str, nickname: str, visitor: str, address: str) -> Seat:
    """A seat for this browser. Raises ClassError."""
    guesses.refuse_too_many("code", address)
    classroom = find_open(code)
    if classroom is None:
        guesses.note_wrong("code", address)
        raise NotThere(WRONG_CODE, "code")
    found = seat_of(classroom, visitor)
    if found is not None:
        if found.left_at is not None:
            raise ClassError(TAKEN_OUT, "code")
        return found
    name = clean_nickname(nickname)
    with transaction.atomic():
        return take_seat(classroom, name, visitor)


def find_open(code: str) -> Classroom | None:
    """The open class of a code. Every open code is compared, so time tells nothing."""
    digits = re.sub(r"[\s-]", "", code)
    found = None
    for classroom in Classroom.objects.filter(ended_at__isnull=True):
        if constant_time_compare(classroom.code, digits):
            found = classroom
    return found


def seat_of(classroom: Classroom, visitor: str) -> Seat | None:
    """The seat of this browser in this class; one that was left comes last."""
    seats = Seat.objects.filter(classroom=classroom, devices__visitor=visitor)
    return seats.order_by(F("left_at").desc(nulls_first=True)).first() if visitor else None


def clean_nickname(text: str) -> str:
    """The name as it is shown. Raises ClassError."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise ClassError("Type the name that your teacher knows.", "nickname")
    if len(name) > MOST_CHARACTERS:
        raise ClassError(f"A name has at most {MOST_CHARACTERS} characters.", "nickname")
    if not all(unicodedata.category(each)[0] in "LMN" or each in SIGNS for each in name):
        raise ClassError("Use letters, digits, spaces, dots, dashes and apostrophes.", "nickname")
    if not any(unicodedata.category(each)[0] in "LN" for each in name):
        raise ClassError("A name has at least one letter or digit.", "nickname")
    return name


def refuse_taken(classroom: Classroom, name: str, *, but: int | None = None) -> None:
    """Raises ClassError when somebody in the class has this name already."""
    others = classroom.seats.filter(left_at__isnull=True).exclude(pk=but)
    if name.casefold() in {each.casefold() for each in others.values_list("nickname", flat=True)}:
        raise ClassError(
            f"{name} is here already. Add a letter; or, if that is you on another device, "
            "use a seat code.",
            "nickname",
        )


def take_seat(classroom: Classroom, name: str, visitor: str) -> Seat:
    """A new seat with a new cluster."""
    refuse_taken(classroom, name)
    if classroom.seats.filter(left_at__isnull=True).count() >= classroom.max_seats:
        raise ClassError(f"This class is full: it has {classroom.max_seats} seats.", "code")
    try:
        cluster = create_own(visitor, name=name)
    except TooManyClustersError:
        raise ClassError(
            "This browser has as many clusters as this server allows.", "code"
        ) from None
    seat = Seat.objects.create(
        classroom=classroom,
        nickname=name,
        cluster=cluster,
        own_cluster=cluster,
        seen_at=timezone.now(),
    )
    Device.objects.create(seat=seat, visitor=visitor)
    clusters.limit_pods([cluster.id], classroom.most_pods)
    rights.let_staff_look(classroom, [cluster.id], rights.holders_in(classroom))
    if classroom.is_frozen:
        rights.hold([cluster.id])
    if classroom.is_shown:
        rights.show_to(classroom, [visitor])
    return seat


def new_seat_code(seat: Seat) -> str:
    """A code for a second device, shown once: `KXPT RWQB`."""
    letters = "".join(secrets.choice(SEAT_CODE_LETTERS) for _ in range(8))
    seat.code_digest = Seat.digest(letters)
    seat.code_until = timezone.now() + datetime.timedelta(minutes=SEAT_CODE_MINUTES)
    seat.save(update_fields=["code_digest", "code_until"])
    return f"{letters[:4]} {letters[4:]}"


def move_in(code: str, seat_code: str, visitor: str, address: str) -> Seat:
    """Let a second device sit on the seat; the code is used up. Raises ClassError."""
    guesses.refuse_too_many("code", address)
    classroom = find_open(code)
    letters = re.sub(r"[\s-]", "", seat_code).upper()
    found = (
        classroom
        and Seat.objects.filter(
            classroom=classroom,
            code_digest=Seat.digest(letters),
            code_until__gt=timezone.now(),
            left_at__isnull=True,
        ).first()
    )
    if classroom is None or not found:
        guesses.note_wrong("code", address)
        raise NotThere(WRONG_SEAT_CODE if classroom else WRONG_CODE, "seat_code")
    with transaction.atomic():
        Device.objects.filter(seat__classroom=classroom, visitor=visitor).delete()
        Device.objects.create(seat=found, visitor=visitor)
        sit_down(found, visitor)
    return found


def sit_down(seat: Seat, visitor: str) -> None:
    """Give another browser the seat's rights; the code that let it in is used up."""
    for cluster_id in seat.cluster_ids:
        is_own = cluster_id == seat.own_cluster_id
        Grant.objects.update_or_create(
            visitor=visitor,
            cluster_id=cluster_id,
            defaults={"role": Role.OWNER, "is_own": is_own, "is_staff": False},
        )
    if seat.classroom.is_shown:
        rights.show_to(seat.classroom, [visitor])
    seat.code_digest, seat.code_until = "", None
    seat.save(update_fields=["code_digest", "code_until"])


def rename(seat: Seat, nickname: str) -> None:
    """The teacher gives another name. Raises ClassError."""
    name = clean_nickname(nickname)
    refuse_taken(seat.classroom, name, but=seat.pk)
    seat.nickname = name
    seat.save(update_fields=["nickname"])


def take_out(seat: Seat) -> None:
    """Out of the class; the cluster stays the learner's and is nobody else's business."""
    visitors = list(seat.devices.values_list("visitor", flat=True))
    if seat.classroom.cluster_id:
        rights.hide_from(seat.classroom, visitors)
    rights.take_from_staff(seat.cluster_ids)
    rights.release(seat.cluster_ids)
    clusters.limit_pods(seat.cluster_ids, None)
    seat.left_at, seat.is_here, seat.hand_at = timezone.now(), False, None
    seat.help, seat.helper = Seat.Help.NONE, None
    seat.save()

"""A class in tests: ms_weber teaches it, learners are made as the tests need them.

Example: classroom = a_class(); seat, grete = a_learner(classroom, "Grete").
"""

from __future__ import annotations

from django.contrib.auth.models import User

from playground import access
from playground.classroom import classes, seats, sign_in
from playground.classroom.models import Classroom, Seat
from playground.visitors import new_visitor
from tests.people import Person

A_TITLE = "Deployments, Tuesday"


class Member(Person):
    """Somebody in a class, with what the door says to them."""

    def enter(self, cluster_id: str | None) -> access.Access:
        """Through the one door, with this browser's cookie."""
        shown = access.Credentials(visitor=self.visitor.digest)
        return access.enter(str(cluster_id), shown)


def a_teacher(name: str = "ms_weber") -> Member:
    """A browser in which a teacher is signed in."""
    user, _ = User.objects.get_or_create(username=name)
    return Member(visitor=sign_in.sign_in(user.pk, new_visitor()))


def a_class(name: str = "ms_weber", title: str = A_TITLE) -> Classroom:
    """An open class of that teacher."""
    user, _ = User.objects.get_or_create(username=name)
    return classes.open_class(user, "", title)


def a_learner(classroom: Classroom, nickname: str) -> tuple[Seat, Member]:
    """A learner who has joined."""
    person = Member()
    seat = seats.join(classroom.code, nickname, person.visitor.digest, "")
    return seat, person


def a_helper(classroom: Classroom) -> Member:
    """A browser that opened the helper's link."""
    person = Member()
    secret = classes.new_helper_secret(classroom)
    assert classes.become_helper(classroom.code, secret, person.visitor.digest)
    return person

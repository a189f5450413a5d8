"""A class and who is in it: the teacher and helpers, the learners' seats, what was asked.

A learner has no account. A seat is known by the browsers (visitors' digests) that sit on it, and
each seat has one cluster. A code for a second device is shown once, kept as a hash, good for ten
minutes and for one use.

Example: code 482913, seats "Grete" (cluster k7f2mq, hand up since 14:02) and "Rosa".
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from playground.visitors import hash_of


class Classroom(models.Model):
    """One class. What holds for all of it stands here; `ended_at` makes it history.

    `most_pods` is how many Pods each learner's cluster may have."""

    code = models.CharField(max_length=6, unique=True)
    title = models.CharField(max_length=60)
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="classes"
    )
    cluster = models.ForeignKey(
        "cluster.Cluster", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    lesson = models.CharField(max_length=80, blank=True)
    helper_digest = models.CharField(max_length=64, blank=True)
    max_seats = models.PositiveIntegerField(default=200)
    most_pods = models.PositiveIntegerField(default=100)
    is_frozen = models.BooleanField(default=False)
    is_blank = models.BooleanField(default=False)
    is_shown = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(auto_now=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.title} ({self.code})"

    @property
    def spaced_code(self) -> str:
        """The code as it is read aloud: `482 913`."""
        return f"{self.code[:3]} {self.code[3:]}"

    @property
    def is_open(self) -> bool:
        """Still going on."""
        return self.ended_at is None


class Staff(models.Model):
    """Who sees the wall. `holder` is `user:<id>` for the teacher, a helper's is a digest."""

    class Role(models.TextChoices):
        """A helper helps single learners; only the teacher acts on all."""

        TEACHER = "teacher"
        HELPER = "helper"

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="staff")
    holder = models.CharField(max_length=64)
    role = models.CharField(max_length=8, choices=Role.choices)
    name = models.CharField(max_length=40)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["classroom", "holder"], name="staff_one_per_holder"),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.role}"


class Seat(models.Model):
    """One learner. Removed by the teacher: `left_at` is set, the cluster stays the learner's.

    `cluster` is what the wall shows: in a lesson that of the lesson, else `own_cluster`."""

    class Help(models.TextChoices):
        """Somebody asked to help; the learner agreed."""

        NONE = "", "none"
        ASKED = "asked"
        GIVEN = "given"

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="seats")
    nickname = models.CharField(max_length=24)
    cluster = models.ForeignKey(
        "cluster.Cluster", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    own_cluster = models.ForeignKey(
        "cluster.Cluster", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    code_digest = models.CharField(max_length=64, blank=True, db_index=True)
    code_until = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField()
    is_here = models.BooleanField(default=False)
    hand_at = models.DateTimeField(null=True)
    help = models.CharField(max_length=8, choices=Help.choices, blank=True, default="")
    helper = models.ForeignKey(Staff, on_delete=models.SET_NULL, null=True, related_name="+")
    helped_at = models.DateTimeField(null=True)
    hint = models.CharField(max_length=400, blank=True)
    hint_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=300, blank=True)
    refusals = models.PositiveIntegerField(default=0)
    refused_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=16, blank=True)
    trouble_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["classroom", "nickname"],
                condition=models.Q(left_at__isnull=True),
                name="seat_one_per_nickname",
            ),
        )

    def __str__(self) -> str:
        return self.nickname

    @property
    def cluster_ids(self) -> list[str]:
        """The learner's own cluster, and the one of the lesson."""
        return sorted({str(each) for each in (self.cluster_id, self.own_cluster_id) if each})

    @staticmethod
    def digest(code: str) -> str:
        """How a code for a second device is kept."""
        return hash_of(f"seat:{code}")


class Device(models.Model):
    """A browser that sits on a seat."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="devices")
    visitor = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["seat", "visitor"], name="device_once_per_seat"),
        )

    def __str__(self) -> str:
        return f"{self.visitor[:8]} on {self.seat_id}"


class Question(models.Model):
    """A prediction for everybody: asked, closed, played on the teacher's cluster, answered."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(max_length=300)
    choices = models.JSONField()
    right = models.PositiveSmallIntegerField()
    command = models.CharField(max_length=300, blank=True)
    because = models.CharField(max_length=400, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    played_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    is_current = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.text


class Answer(models.Model):
    """What one learner said; it may be changed until the question is closed."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="answers")
    choice = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["question", "seat"], name="answer_one_per_seat"),
        )

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.choice}"


class SignInLink(models.Model):
    """A link that signs a teacher in once; only its hash is kept."""

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"link for {self.user_id}"


class Guesses(models.Model):
    """Wrong codes and passwords in the current five minutes, by address and in all."""

    key = models.CharField(max_length=80, unique=True)
    begin_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"

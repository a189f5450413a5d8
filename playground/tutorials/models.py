"""Learners and how far they are. Nobody has an account.

A learner is known by the browsers (`Device`) that act for them; a resume code makes another browser
one of these. Only hashes of visitors and codes are kept.
Example: after the code "kfpw72mn" is typed on a phone, two Devices lead to one Learner.
"""

from django.db import models


class Learner(models.Model):
    """Whoever learns, on one device or on several."""

    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"learner {self.pk}"


class Device(models.Model):
    """A visitor's browser that acts for a learner."""

    visitor = models.CharField(max_length=64, unique=True)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE)

    def __str__(self) -> str:
        return f"device of {self.learner_id}"


class ResumeCode(models.Model):
    """A short code that makes another browser a device of the learner."""

    digest = models.CharField(max_length=64, unique=True)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"code of {self.learner_id}"


class Progress(models.Model):
    """A learner in one lesson.

    `index` is the step they are at, `began` the revision at which the lesson's cluster began.
    `steps` keeps by the step's id what is known of it (done, answer, hints, points), `track` what
    the checker knows of the present one, `names` the names that it uses."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE)
    slug = models.CharField(max_length=80)
    cluster = models.ForeignKey(
        "cluster.Cluster", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    index = models.PositiveSmallIntegerField(default=0)
    began = models.BigIntegerField(default=0)
    steps = models.JSONField(default=dict)
    track = models.JSONField(default=dict)
    names = models.JSONField(default=dict)
    started_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["learner", "slug"], name="progress_one_per_lesson"),
        )

    def __str__(self) -> str:
        return f"{self.slug} of {self.learner_id}"

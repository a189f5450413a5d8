"""The classroom as a Django app."""

from django.apps import AppConfig


class ClassroomConfig(AppConfig):
    """Classes, seats, predictions."""

    name = "playground.classroom"
    label = "classroom"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A seat follows its learner through the lesson of the class."""
        from django.db.models.signals import post_save

        from playground.classroom.lessons import follow_learner
        from playground.tutorials.models import Progress

        post_save.connect(follow_learner, sender=Progress)

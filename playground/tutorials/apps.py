"""The lessons as a Django app."""

from django.apps import AppConfig


class TutorialsConfig(AppConfig):
    """Learners and their progress."""

    name = "playground.tutorials"
    label = "tutorials"
    default_auto_field = "django.db.models.BigAutoField"

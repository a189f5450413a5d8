"""The classroom as a Django app."""

from django.apps import AppConfig


class ClassroomConfig(AppConfig):
    """Classes, seats, predictions."""

    name = "playground.classroom"
    label = "classroom"
    default_auto_field = "django.db.models.BigAutoField"

"""Sharing as a Django app."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Exports, share links, embedding."""

    name = "playground.sharing"
    label = "sharing"
    default_auto_field = "django.db.models.BigAutoField"

"""The playground as a Django app: its models, its system checks and its commands."""

from django.apps import AppConfig, apps
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, reset_queries


class PlaygroundConfig(AppConfig):
    """Registers the system checks and drops Django's sync work around every request."""

    name = "playground"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Run once, when Django is set up."""
        from playground import checks  # noqa: F401  (registers the checks)
        from playground.let_in import listen
        from playground.models import Grant, Hold, SignIn, Token

        listen([apps.get_model("cluster", "Cluster"), Grant, Hold, SignIn, Token])

        # Database work runs on the machine's own reader and writer threads, never on a request's
        # thread. Django's housekeeping would only cost every request a trip through a thread.
        request_started.disconnect(reset_queries)
        request_started.disconnect(close_old_connections)
        request_finished.disconnect(close_old_connections)

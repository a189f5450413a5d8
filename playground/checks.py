"""System checks: a wrong or contradictory setting is told with an id and its cure.

| id | told when |
|---|---|
| playground.E001 | DATABASE_URL cannot be read |
| playground.E002 | REDIS_URL cannot be read |
| playground.E003 | SECRET_KEY is too short to protect anything |
| playground.E004 | PORT is no port |
| playground.E005 | a yes-or-no setting is neither |
| playground.E006 | a limit is unknown or no whole number from 1 |
| playground.E007 | DATA_DIR cannot be written |
| playground.E008 | `runworker` with the channel layer that ends at this process |
| playground.E009 | the driver for PostgreSQL or Redis is not installed |
| playground.E010 | LOG_FORMAT is neither `plain` nor `json` |
| playground.W001 | Redis (many processes) on SQLite (one writer) |
| playground.W002 | ALLOWED_HOSTS=* without DEBUG |
"""

import sys
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

POSTGRES = "django.db.backends.postgresql"
SQLITE = "django.db.backends.sqlite3"


@register()
def check_environment(**_: Any) -> Iterable[CheckMessage]:
    """Values that `playground.environment` could not use."""
    return [
        Error(problem.text, hint=problem.cure, id=problem.id)
        for problem in settings.ENVIRONMENT.problems
    ]


@register()
def check_processes(**_: Any) -> Iterable[CheckMessage]:
    """What does not go together when there is more than one process."""
    return processes_messages(
        command=sys.argv[1] if len(sys.argv) > 1 else "",
        redis_url=settings.REDIS_URL,
        engine=settings.DATABASES["default"]["ENGINE"],
    )


def processes_messages(*, command: str, redis_url: str, engine: str) -> list[CheckMessage]:
    """The rules of `check_processes`, on plain values."""
    found: list[CheckMessage] = []
    if command == "runworker" and not redis_url:
        found.append(
            Error(
                "A separate worker hears nothing: the in-memory channel layer ends at a process.",
                hint="Set REDIS_URL for every process, or run `manage.py play`, "
                "which brings its own worker.",
                id="playground.E008",
            )
        )
    if redis_url and engine == SQLITE:
        found.append(
            Warning(
                "REDIS_URL is for many processes, but SQLite lets one of them write at a time.",
                hint="Set DATABASE_URL to PostgreSQL, or leave REDIS_URL out.",
                id="playground.W001",
            )
        )
    return found


@register()
def check_drivers(**_: Any) -> Iterable[CheckMessage]:
    """What the chosen database and channel layer need must be installed."""
    wanted = {
        "psycopg": settings.DATABASES["default"]["ENGINE"] == POSTGRES,
        "channels_redis": bool(settings.REDIS_URL),
    }
    return [missing_driver(name) for name, used in wanted.items() if used and not is_there(name)]


def is_there(module: str) -> bool:
    """Whether a module can be imported."""
    return find_spec(module) is not None


def missing_driver(name: str) -> CheckMessage:
    """The message for a driver that is not installed."""
    return Error(
        f"The package {name} is not installed.",
        hint="Run `make setup`, or install the extra: pip install '.[server]'.",
        id="playground.E009",
    )


@register(deploy=True)
def check_hosts(**_: Any) -> Iterable[CheckMessage]:
    """A server that answers to any name can be reached under a stranger's name."""
    if "*" not in settings.ALLOWED_HOSTS or settings.DEBUG:
        return []
    return [
        Warning(
            "ALLOWED_HOSTS=* answers under any name.",
            hint="Name the hosts: ALLOWED_HOSTS=kubeloop.example.org.",
            id="playground.W002",
        )
    ]


def refuse_if_broken() -> None:
    """Stop a server that no command started (plain `daphne`): it would skip the checks."""
    errors = [message for message in run_checks() if message.is_serious()]
    if errors:
        raise ImproperlyConfigured(sentences(errors))


class CheckedCommand(BaseCommand):
    """A command that tells what the checks found in one line each, not in a report."""

    requires_system_checks: Sequence[str] = ()

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Check first: errors stop the command, warnings are printed."""
        messages = run_checks()
        errors = [message for message in messages if message.is_serious()]
        if errors:
            raise CommandError(sentences(errors))
        for message in messages:
            self.stderr.write(sentences([message]))
        return super().execute(*args, **options)


def sentences(messages: Sequence[CheckMessage]) -> str:
    """All messages as one line: what is wrong, the cure, the id."""
    return " ".join(f"{message.msg} {message.hint or ''} ({message.id})" for message in messages)

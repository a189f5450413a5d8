"""`manage.py runworker`: the reconcile worker as a process of its own (needs `REDIS_URL`).

Channels' own command with one addition: it begins by asking for a sweep, so that a restarted worker
finds what is due without waiting for somebody to write.
"""

from __future__ import annotations

from typing import Any

from asgiref.sync import async_to_sync
from channels.management.commands.runworker import Command as ChannelsCommand

from cluster.runtime.announce import WORKER_CHANNEL, send_to_worker


class Command(ChannelsCommand):  # type: ignore[misc]
    """Channels' runworker, listening on the clusters' channel when none is named."""

    help = "Runs the reconcile worker (channel: cluster)."

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        for action in parser._actions:
            if action.dest == "channels":
                action.nargs, action.default = "*", [WORKER_CHANNEL]

    def handle(self, *args: Any, **options: Any) -> None:
        options["channels"] = options["channels"] or [WORKER_CHANNEL]
        async_to_sync(send_to_worker)({"type": "cluster.sweep"})
        super().handle(*args, **options)

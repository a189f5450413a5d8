"""`manage.py runworker`: a worker of its own, beside any number of servers and other workers.

Needs REDIS_URL. The channel need not be named: there is only one.
"""

from __future__ import annotations

from argparse import ArgumentParser

from channels.management.commands import runworker

from cluster.runtime.announce import WORKER_CHANNEL
from playground.worker import EagerWorker


class Command(runworker.Command):
    """Channels' command, with our worker and our channel."""

    worker_class = EagerWorker

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take Channels' options; the channels become optional."""
        super().add_arguments(parser)
        for action in parser._actions:
            if action.dest == "channels":
                action.nargs, action.default, action.required = "*", [WORKER_CHANNEL], False

"""`manage.py runworker`: a worker of its own, beside any number of servers and other workers.

Needs REDIS_URL. The channel need not be named: there is only one. It asks the system for less of
the processor than servers get (`NICENESS`): where both share a machine and it is busy, people's
requests go first, and passes take what is left. On SIGTERM it ends the pass it is in, leaves its
clusters to the other workers, and exits with 0.
"""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from channels.management.commands import runworker

from cluster.runtime.announce import WORKER_CHANNEL
from playground.worker import LeavingWorker

NICENESS = 5


class Command(runworker.Command):
    """Channels' command, with our worker and our channel."""

    worker_class = LeavingWorker

    def handle(self, *args: Any, **options: Any) -> None:
        """Step back, then listen."""
        if hasattr(os, "nice"):
            os.nice(NICENESS)
        super().handle(*args, **options)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take Channels' options; the channels become optional."""
        super().add_arguments(parser)
        for action in parser._actions:
            if action.dest == "channels":
                action.nargs, action.default, action.required = "*", [WORKER_CHANNEL], False

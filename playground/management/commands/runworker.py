"""`manage.py runworker`: a worker of its own, beside any number of servers and other workers.

Needs REDIS_URL. The channel need not be named: there is only one. It asks the system for less of
the processor than servers get (`NICENESS`): where both share a machine and it is busy, people's
requests go first, and passes take what is left. On SIGTERM it ends the pass it is in, leaves its
clusters to the other workers, and exits with 0. With `--metrics-port` it answers `/healthz` and
`/metrics` there (`playground/worker_port.py`); a taken port is one clear line.
"""

from __future__ import annotations

import os
import socket
from argparse import ArgumentParser
from functools import partial
from typing import Any

from channels.management.commands import runworker

from cluster.runtime.announce import WORKER_CHANNEL
from playground.management.commands.play import listen, port_of
from playground.running import base_url
from playground.worker import LeavingWorker

NICENESS = 15
"""With 5 a class of 200 that clicked within two seconds waited ten times as long."""
CURE = "Stop what is using it, or choose another --metrics-port."


class Command(runworker.Command):
    """Channels' command, with our worker and our channel."""

    worker_class = LeavingWorker

    def handle(self, *args: Any, **options: Any) -> None:
        """Step back, then listen."""
        if options["metrics_port"] is not None:
            port = port_of(options["metrics_port"])
            listener = listen(options["metrics_host"], port, cure=CURE)
            self.worker_class = partial(LeavingWorker, listener=listener)
            self.tell(listener)
        if hasattr(os, "nice"):
            os.nice(NICENESS)
        super().handle(*args, **options)

    def tell(self, listener: socket.socket) -> None:
        """The line that scripts wait for."""
        address = base_url(*listener.getsockname()[:2])
        self.stdout.write(f"The worker's numbers are at {address}/metrics")
        self.stdout.flush()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take Channels' options; the channels become optional."""
        super().add_arguments(parser)
        parser.add_argument("--metrics-port", help="answer /healthz and /metrics on this port")
        parser.add_argument(
            "--metrics-host", default="127.0.0.1", help="address of the metrics port"
        )
        for action in parser._actions:
            if action.dest == "channels":
                action.nargs, action.default, action.required = "*", [WORKER_CHANNEL], False

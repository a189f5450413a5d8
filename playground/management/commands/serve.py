"""`manage.py serve`: a server without a worker, one of several beside `manage.py runworker`.

It is Daphne with what plain `daphne playground.asgi:application` lacks: a taken port is one clear
line, and on SIGTERM it ends without a refused request (`playground/ending.py`). With `--reuse-port`
two of them may listen on one port, so that a new one takes over from an old one.
"""

from __future__ import annotations

import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from playground.checks import CheckedCommand
from playground.management.commands.play import listen, port_of
from playground.running import base_url

SPREAD_SECONDS = 1.5


class Command(CheckedCommand):
    """Serve pages, API and live feed; the workers are processes of their own."""

    help = "Runs one server process. Needs REDIS_URL and at least one `manage.py runworker`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", default=str(settings.PORT), help="0 takes any free port")
        parser.add_argument(
            "--reuse-port", action="store_true", help="let several processes listen on one port"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until a signal comes, then end in order."""
        if not settings.REDIS_URL:
            raise CommandError(
                "manage.py serve needs REDIS_URL: without it no worker can hear it. "
                "For one process: manage.py play."
            )
        host = options["host"]
        listener = listen(host, port_of(options["port"]), shares_port=options["reuse_port"])
        self.serve(listener, base_url(host, listener.getsockname()[1]))

    def serve(self, listener: socket.socket, address: str) -> None:
        """Run the event loop. Imported late: Daphne installs its loop when it is imported."""
        from playground.ending import running
        from playground.server import PlaygroundServer

        running.spread_seconds = SPREAD_SECONDS
        server = PlaygroundServer(listener, lambda: self.announce(address), has_worker=False)
        server.run()
        if server.failure:
            raise CommandError(server.failure)

    def announce(self, address: str) -> None:
        """The line that scripts wait for."""
        self.stdout.write(f"Kubeloop serves at {address}/")
        self.stdout.flush()

"""`manage.py play`: everything in one process, on the embedded default.

Binds the port first (so a taken one is one clear line, before anything is touched), migrates, then
starts the server and the worker in one event loop: the in-memory channel layer does not cross
processes. The line "Kubeloop is running" is printed when `/readyz` has really answered.
"""

from __future__ import annotations

import os
import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError
from django.utils import timezone

from playground.checks import CheckedCommand
from playground.environment import read_port
from playground.running import address_file, base_url, forget_address, keep_address

BACKLOG = 1024
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Command(CheckedCommand):
    """Serve pages, API, live feed and worker from one process."""

    help = "Runs Kubeloop: server and worker in one process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The options that `make run` passes on."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", default=str(settings.PORT), help="0 takes any free port")
        parser.add_argument(
            "--data-dir", default=str(settings.DATA_DIR), help="folder of the SQLite file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Start, serve until a signal comes, stop."""
        host, port = options["host"], port_of(options["port"])
        listener = listen(host, port)
        address = base_url(host, listener.getsockname()[1])
        if host not in LOOPBACK and not settings.ENVIRONMENT.hosts_were_named:
            # Opened on purpose to a network whose names for this machine we cannot know.
            settings.ALLOWED_HOSTS = ["*"]
        settings.LISTEN_HOST = host
        prepare_database()
        keep_address(address)
        try:
            self.serve(listener, address)
        finally:
            forget_address()
        self.stdout.write("Kubeloop has stopped.")

    def serve(self, listener: socket.socket, address: str) -> None:
        """Run the event loop. Imported late: Daphne installs its loop when it is imported."""
        from playground.classroom.sign_in import new_link
        from playground.server import PlaygroundServer

        self.secret = new_link()
        server = PlaygroundServer(listener, on_ready=lambda: self.announce(address))
        server.run()
        if server.failure:
            raise CommandError(server.failure)

    def announce(self, address: str) -> None:
        """The line that scripts wait for."""
        self.stdout.write(f"Kubeloop is running at {address}/")
        self.stdout.write(f"Teach a class: {address}/class/sign-in/{self.secret} (works once)")
        self.stdout.flush()


def port_of(text: str) -> int:
    """The port of the command line, by the rule of the environment's."""
    problems: list[Any] = []
    port = read_port(text.strip(), problems)
    if problems:
        raise CommandError(f"{problems[0].text} {problems[0].cure}")
    return port


def listen(host: str, port: int, *, shares_port: bool = False, cure: str = "") -> socket.socket:
    """A listening socket, or one line that says why not."""
    try:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shares_port:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        other = f"make run PORT={port + 1 if port else 8000}"
        raise CommandError(
            f"Cannot listen on {host} port {port}: {error.strerror or error}. "
            f"{cure or f'Stop what is using it, or choose another: {other}'}"
        ) from error
    listener.setblocking(False)
    return listener


def prepare_database() -> None:
    """Bring the tables up to date; clocks do not run through the time the server stood still."""
    from cluster.store import clusters

    try:
        call_command("migrate", verbosity=0, interactive=False)
        clusters.skip_downtime(timezone.now().timestamp())
    except DatabaseError as error:
        first_line = str(error).strip().splitlines()[0]
        raise CommandError(
            f"The database cannot be used: {first_line}. "
            f"Look at DATABASE_URL, or at DATA_DIR ({address_file().parent})."
        ) from error

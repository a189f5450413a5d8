"""`manage.py newcluster NAME`: a cluster for a script, a test or a teacher.

Works while the server runs: both write the same database, and the server's worker finds the new
cluster by itself. `page` opens in a browser (its token gives that browser the right to the cluster
and leaves the address at once), `token` is for the API.
"""

from __future__ import annotations

import json
import os
import re
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from cluster.store import clusters
from playground.access import issue_page_token, issue_token
from playground.checks import CheckedCommand
from playground.kubeconfig import kubeconfig_text
from playground.models import Role
from playground.running import running_address

NAME = re.compile(r"[\w][\w .-]{0,62}")
SLOWEST, FASTEST = 0.1, 100.0


class Command(CheckedCommand):
    """Make a cluster and say how to reach it."""

    help = "Creates a cluster and prints its id, page, API address and token."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The options."""
        parser.add_argument("name", help="what people call it")
        parser.add_argument("--nodes", type=int, default=3)
        parser.add_argument("--speed", type=float, default=1.0, help="0.1 to 100")
        parser.add_argument("--seed", default=None, help="same seed and commands, same story")
        parser.add_argument("--demo", action="store_true", help="with the Deployment web running")
        parser.add_argument("--kubeconfig", metavar="FILE", help="write a kubeconfig for kubectl")
        parser.add_argument("--base-url", help="the server's address, when it is not this machine")
        parser.add_argument("--data-dir", help="folder of the SQLite file (before all else)")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create, then print."""
        check_options(options)
        call_command("migrate", verbosity=0, interactive=False)
        made = clusters.create_cluster(
            options["name"],
            nodes=options["nodes"],
            speed=options["speed"],
            demo=options["demo"],
            seed=options["seed"],
        )
        token = issue_token(made, Role.OWNER, name="newcluster")
        base = (options["base_url"] or running_address()).rstrip("/")
        found = {
            "id": made.id,
            "page": f"{base}/c/{made.id}/?token={issue_page_token(made, Role.OWNER)}",
            "api": f"{base}/k8s/{made.id}",
            "token": token,
        }
        if options["kubeconfig"]:
            text = kubeconfig_text(base_url=base, cluster_id=made.id, name=made.name, token=token)
            write_private(options["kubeconfig"], text)
        self.tell(found, as_json=options["json"])

    def tell(self, found: dict[str, str], *, as_json: bool) -> None:
        """One JSON object, or a line for each value."""
        if as_json:
            self.stdout.write(json.dumps(found))
            return
        for name, value in found.items():
            self.stdout.write(f"{name:<6} {value}")


def check_options(options: dict[str, Any]) -> None:
    """One clear line for what cannot be."""
    most = settings.KUBELOOP_LIMITS["nodes"]
    if not NAME.fullmatch(options["name"]):
        raise CommandError(
            "NAME must have 1 to 63 letters, digits, spaces, dots or dashes, "
            "and begin with a letter or digit."
        )
    if not 0 <= options["nodes"] <= most:
        raise CommandError(f"--nodes must be from 0 to {most} (KUBELOOP_LIMITS_NODES).")
    if not SLOWEST <= options["speed"] <= FASTEST:
        raise CommandError(f"--speed must be from {SLOWEST:g} to {FASTEST:g}.")


def write_private(path: str, text: str) -> None:
    """A file that only its owner can read: it holds a token."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o600)
    except OSError as error:
        raise CommandError(f"Cannot write {path}: {error.strerror}.") from error

"""`manage.py token list|create|revoke CLUSTER`: the API tokens of a cluster.

Example: `manage.py token create k7f2mq --role viewer --name projector --kubeconfig FILE`.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from cluster.store import clusters
from playground import tokens
from playground.checks import CheckedCommand
from playground.kubeconfig import kubeconfig_text
from playground.management.commands.newcluster import write_private
from playground.models import Role
from playground.running import running_address
from playground.tokens import TokenError


class Command(CheckedCommand):
    """List, make and revoke tokens; works while the server runs."""

    help = "Lists, creates or revokes the API tokens of a cluster."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and to which cluster."""
        parser.add_argument("action", choices=("list", "create", "revoke"))
        parser.add_argument("cluster", help="the cluster's id")
        parser.add_argument("number", nargs="?", type=int, help="revoke: the token's number")
        parser.add_argument("--role", choices=Role.values, default=Role.VIEWER.value)
        parser.add_argument("--name", default="command line", help="create: who will use it")
        parser.add_argument("--kubeconfig", metavar="FILE", help="create: write a kubeconfig")
        parser.add_argument("--base-url", help="the server's address, when it is not this machine")
        parser.add_argument("--data-dir", help="folder of the SQLite file (before all else)")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        cluster = clusters.find(options["cluster"])
        if cluster is None:
            raise CommandError(f"There is no cluster {options['cluster']}.")
        actions = {"list": self.list, "create": self.create, "revoke": self.revoke}
        actions[options["action"]](cluster, options)

    def list(self, cluster: Any, options: dict[str, Any]) -> None:
        """One line for each token."""
        found = [
            {**each, "created": f"{each['created']:%Y-%m-%dT%H:%M:%SZ}"}
            for each in tokens.listed(cluster.id)
        ]
        if options["json"]:
            self.stdout.write(json.dumps({"tokens": found}))
            return
        for each in found:
            line = "{id:<6} {role:<7} {created}  {name}"
            self.stdout.write(line.format(**each))

    def create(self, cluster: Any, options: dict[str, Any]) -> None:
        """Print the secret, this once."""
        try:
            secret, number = tokens.create(cluster, options["role"], options["name"])
        except TokenError as error:
            raise CommandError(f"{error}.") from None
        if options["kubeconfig"]:
            text = kubeconfig_text(
                base_url=(options["base_url"] or running_address()).rstrip("/"),
                cluster_id=cluster.id,
                name=cluster.name,
                token=secret,
                may_change=options["role"] == Role.OWNER,
            )
            write_private(options["kubeconfig"], text)
        made = {"id": number, "role": options["role"], "name": options["name"], "token": secret}
        self.stdout.write(json.dumps(made) if options["json"] else secret)

    def revoke(self, cluster: Any, options: dict[str, Any]) -> None:
        """Make one worthless."""
        number = options["number"]
        if number is None:
            raise CommandError("Say the token's number; `token list` shows it.")
        if not tokens.revoke(cluster.id, number):
            raise CommandError(f"{cluster.id} has no token {number}.")
        self.stdout.write(f"Token {number} is revoked.")

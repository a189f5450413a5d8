"""`manage.py createteacher NAME`: an account that may open classes.

Asks for a password; `--link` prints a link instead that signs in once.
"""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandError

from playground.checks import CheckedCommand
from playground.classroom import sign_in
from playground.running import running_address

SHORTEST = 8


class Command(CheckedCommand):
    """Make a teacher, or give one a new password."""

    help = "Makes a teacher's account, or gives an old one a new password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The name, and how to sign in."""
        parser.add_argument("name")
        parser.add_argument("--password", help="asked for when it is not given")
        parser.add_argument("--link", action="store_true", help="print a link that signs in once")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the account."""
        name = options["name"].strip()
        if not name or len(name) > 40:
            raise CommandError("A teacher's name has 1 to 40 characters.")
        if options["link"]:
            secret = sign_in.new_link(name)
            self.stdout.write(f"{running_address()}/class/sign-in/{secret}")
            return
        password = options["password"] or getpass.getpass("Password: ")
        if len(password) < SHORTEST:
            raise CommandError(f"A password has at least {SHORTEST} characters.")
        user, _ = User.objects.get_or_create(username=name)
        user.set_password(password)
        user.save()
        self.stdout.write(f"{name} can sign in at {running_address()}/class/new")

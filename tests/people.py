"""People in tests: a visitor with a browser, and perhaps a cluster.

The same people ask for everything, so each test that shows what an owner may do can show beside it
what the others may not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.test import AsyncClient

from cluster.store.clusters import create_cluster
from playground.access import grant, issue_token
from playground.models import Role
from playground.visitors import Visitor, cookie_text, new_visitor


@dataclass
class Person:
    """A visitor with a browser; `cluster` is their own, if they have one."""

    visitor: Visitor = field(default_factory=new_visitor)
    cluster: Any = None
    role: str = Role.OWNER

    @property
    def cookies(self) -> dict[str, str]:
        """What their browser sends."""
        return {settings.VISITOR_COOKIE: cookie_text(self.visitor)}

    @property
    def cookie_header(self) -> str:
        """The same as a header, for websockets."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    @property
    def client(self) -> AsyncClient:
        """A client that shows the cookie."""
        client = AsyncClient()
        client.cookies.load(self.cookies)
        return client

    def token(self) -> str:
        """A new API token for their cluster."""
        return issue_token(self.cluster, self.role)


def owner_of_a_new_cluster(name: str) -> Person:
    """A person with a cluster of their own."""
    person = Person(cluster=create_cluster(name, demo=True, seed=name))
    grant(person.visitor.digest, person.cluster, Role.OWNER, is_own=True)
    return person

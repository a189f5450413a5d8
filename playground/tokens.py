"""The API tokens of a cluster, for its owner: list them, make one, revoke one.

A token's secret is shown once, when it is made; later it is known by its number, name and role.

Example: `create(cluster, Role.VIEWER, "projector")` gives ("kl_...", the row); `revoke(cluster.id,
row.id)` makes it worthless.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from playground.access import issue_token
from playground.models import Role, Token

if TYPE_CHECKING:
    from cluster.models import Cluster

MOST_TOKENS = 100
LONGEST_NAME = 63


class TokenError(ValueError):
    """What is asked for cannot be; the text says the cure."""


def current(cluster_id: str) -> QuerySet[Token]:
    """The tokens that are worth something now, newest first."""
    is_current = Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())
    found = Token.objects.filter(is_current, cluster_id=cluster_id, revoked_at__isnull=True)
    return found.filter(use=Token.Use.API).order_by("-id")


def listed(cluster_id: str) -> list[dict[str, Any]]:
    """What may be told about them."""
    return [
        {"id": each.id, "name": each.name, "role": each.role, "created": each.created_at}
        for each in current(cluster_id)
    ]


def create(cluster: Cluster, role: str, name: str) -> tuple[str, int]:
    """(secret, number). Raises TokenError."""
    name = name.strip()
    if role not in Role.values:
        raise TokenError(f'role "{role}" is unknown: choose {" or ".join(Role.values)}')
    if not name or len(name) > LONGEST_NAME:
        raise TokenError(f"name must have 1 to {LONGEST_NAME} characters: say who will use it")
    if current(cluster.id).count() >= MOST_TOKENS:
        raise TokenError(f"this cluster has {MOST_TOKENS} tokens: revoke one first")
    secret = issue_token(cluster, role, name=name)
    return secret, current(cluster.id).values_list("id", flat=True)[0]


def revoke(cluster_id: str, number: int) -> bool:
    """Make a token worthless; whether there was one."""
    found = current(cluster_id).filter(id=number)
    return bool(found.order_by().update(revoked_at=timezone.now()))

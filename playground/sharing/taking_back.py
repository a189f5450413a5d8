"""Whoever looks at a shared cluster hears at once that the share was taken back.

Their sockets wait for a hint under a name of their own, `rights-<cluster>`; it says no more than
"ask at the door again", and reaches every process as other hints do.

Example: `await tell(["k7f2mq"])` after the revocation was committed closes the sockets on k7f2mq
that were let in by that share.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from cluster.runtime import announce
from playground.passes import GUEST_HEADER, SHARE_HEADER

BY_SHARE = frozenset({SHARE_HEADER.encode(), GUEST_HEADER.encode()})


def name_of(cluster_id: str) -> str:
    """No cluster has this id, so nobody else is woken."""
    return f"rights-{cluster_id}"


def hints_of(cluster_id: str, scope: dict[str, Any]) -> AbstractContextManager[asyncio.Event]:
    """An event that is set when the rights to this cluster changed, for who came by a share."""
    if any(name in BY_SHARE for name, _ in scope["headers"]):
        return announce.subscribed(name_of(cluster_id))
    return nullcontext(asyncio.Event())


async def tell(cluster_ids: Iterable[str]) -> None:
    """Let everybody ask again who looks at these by a share."""
    for each in cluster_ids:
        await announce.tell_watchers(name_of(each))

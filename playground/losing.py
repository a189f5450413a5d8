"""Who was let in may lose the right while connected: what stays open is asked for again.

Pages, terminals and watches ask at the door every `ASK_AGAIN_SECONDS`, and at once when a share
was taken back. What loses its right ends: a websocket with its reason, a watch at the end of a
line, as a real server ends one now and then; its client asks anew and is told why not.

Example: a token is revoked; `kubectl get pods -w` with it ends within 15 s.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any

from django.db import DatabaseError

from cluster.runtime.announce import wait_at_most
from playground.access import Credentials, Refusal
from playground.let_in import let_in
from playground.pages.views import enter
from playground.sharing.taking_back import hints_of

ASK_AGAIN_SECONDS = 15.0
logger = logging.getLogger(__name__)


async def lose_right(cluster_id: str, shown: Credentials, scope: Mapping[str, Any]) -> Refusal:
    """Ask at the door again and again; the refusal when there is one."""
    with hints_of(cluster_id, scope) as hint:
        while True:
            await wait_at_most(hint, ASK_AGAIN_SECONDS)
            if hint.is_set():
                hint.clear()
                let_in.forget()
            try:
                await enter(cluster_id, shown)
            except Refusal as refusal:
                return refusal
            except DatabaseError:
                logger.warning("cluster %s: its door was not asked", cluster_id, exc_info=True)


async def while_allowed(
    chunks: AsyncIterator[bytes], cluster_id: str, shown: Credentials, scope: Mapping[str, Any]
) -> AsyncIterator[bytes]:
    """The chunks of an answer that stays open, until the right to it is gone."""
    losing = asyncio.ensure_future(lose_right(cluster_id, shown, scope))
    try:
        while (chunk := await next_unless(losing, chunks)) is not None:
            yield chunk
    finally:
        losing.cancel()


async def next_unless(
    losing: asyncio.Future[Refusal], chunks: AsyncIterator[bytes]
) -> bytes | None:
    """The next chunk; None at the end, or when the right is lost before it comes."""
    coming = asyncio.ensure_future(following(chunks))
    try:
        await asyncio.wait({coming, losing}, return_when=asyncio.FIRST_COMPLETED)
        return coming.result() if coming.done() and not losing.done() else None
    finally:
        coming.cancel()


async def following(chunks: AsyncIterator[bytes]) -> bytes | None:
    return await anext(chunks, None)

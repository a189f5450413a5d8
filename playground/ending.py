"""The end of a server without a refused request: what is begun is answered, the rest is sent away.

A stop goes in this order. `/readyz` says 503. New connections are taken until none waits, then the
port is closed, so that a proxy or a second process on the same port gets what follows. Websockets
are closed with 4012 (spread over a moment, so that a class does not come back in one blow), watches
end at the end of a line, answers carry no promise to keep the connection. When no request is left,
or after `ENDING_SECONDS`, the process ends. A second signal ends it at once.

Example: of two servers behind nginx one is restarted during 500 writes; all 500 are answered.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from cluster.runtime.closing import closing

ENDING_SECONDS = 10.0
FAREWELL_SECONDS = 2.0
SERVICE_RESTART = 4012
chance = secrets.SystemRandom()
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[Any]]


class Running:
    """What this process is busy with."""

    def __init__(self) -> None:
        self.requests = 0
        self.sockets = 0
        self.spread_seconds = 0.0
        self.has_changed = asyncio.Event()

    def note(self, requests: int = 0, sockets: int = 0) -> None:
        """Somebody came (+1) or went (-1)."""
        self.requests += requests
        self.sockets += sockets
        self.has_changed.set()

    async def idle(self) -> None:
        """Wait until nobody waits for anything."""
        while self.requests or self.sockets:
            self.has_changed.clear()
            await self.has_changed.wait()


running = Running()


def counted(inner: Application) -> Application:
    """Know of every request that is being answered."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        running.note(requests=1)
        try:
            await inner(scope, receive, send)
        finally:
            running.note(requests=-1)

    return application


def sent_away_at_the_end(inner: Application) -> Application:
    """Close a websocket with 4012 when the process is about to end."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        end = asyncio.Event()
        running.note(sockets=1)
        serving = asyncio.ensure_future(inner(scope, receive, send))
        with closing.told(end):
            ending = asyncio.ensure_future(end.wait())
            try:
                await asyncio.wait({serving, ending}, return_when=asyncio.FIRST_COMPLETED)
                if not serving.done():
                    await asyncio.sleep(chance.uniform(0, running.spread_seconds))
                    await send({"type": "websocket.close", "code": SERVICE_RESTART})
                    await asyncio.wait({serving}, timeout=FAREWELL_SECONDS)
            finally:
                running.note(sockets=-1)
                ending.cancel()
                serving.cancel()
        await serving

    return application


async def end(stop_listening: Callable[[], Awaitable[None]]) -> None:
    """Come to the end: returns when everybody is served, or when the time is over."""
    closing.begin()
    await stop_listening()
    with suppress(TimeoutError):
        await asyncio.wait_for(running.idle(), ENDING_SECONDS)

"""How many bytes a client has not taken yet.

Daphne takes whatever is sent and keeps it until the client reads; without a look at what waits
there, one client that never reads would fill the memory. A server that knows puts a `Backlog` under
`BACKLOG_KEY` into the connection's scope; elsewhere nothing is known and 0 is said.

Example: unsent_in(scope) is 20_000_000 for a watch whose client stopped reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

BACKLOG_KEY = "kubeloop.backlog"


class Backlog(Protocol):
    """What a server knows of one connection."""

    @property
    def unsent_bytes(self) -> int:
        """Bytes that wait for the client."""

    def drop(self) -> None:
        """End the connection at once and let go of what waits."""


class TwistedBacklog:
    """The write buffers of a Twisted transport."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport

    @property
    def unsent_bytes(self) -> int:
        buffered = len(getattr(self._transport, "dataBuffer", b""))
        taken = int(getattr(self._transport, "offset", 0))
        return buffered - taken + int(getattr(self._transport, "_tempDataLen", 0))

    def drop(self) -> None:
        self._transport.abortConnection()


def backlog_of(scope: Mapping[str, Any] | None) -> Backlog | None:
    """What is known of an ASGI connection."""
    found: Backlog | None = (scope or {}).get(BACKLOG_KEY)
    return found


def unsent_in(scope: Mapping[str, Any] | None) -> int:
    """Bytes that wait for the client of an ASGI connection; 0 when nothing is known."""
    found = backlog_of(scope)
    return 0 if found is None else found.unsent_bytes

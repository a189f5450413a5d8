"""How many bytes a client has not taken yet.

Daphne takes whatever is sent and keeps it until the client reads; without a look at what waits
there, one client that never reads would fill the memory. A server that knows puts a function under
`BACKLOG_KEY` into the connection's scope; elsewhere nothing is known and 0 is said.

Example: unsent_bytes(request) is 20_000_000 for a watch whose client stopped reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BACKLOG_KEY = "kubeloop.backlog"


def unsent_bytes(request: object) -> int:
    """Bytes that wait for the client of a Django request."""
    scope: Mapping[str, Any] = getattr(request, "scope", None) or {}
    return unsent_in(scope)


def unsent_in(scope: Mapping[str, Any]) -> int:
    """Bytes that wait for the client of an ASGI connection."""
    read = scope.get(BACKLOG_KEY)
    return int(read()) if read is not None else 0


def waiting_in(transport: Any) -> int:
    """Bytes in the write buffers of a Twisted transport."""
    buffered = len(getattr(transport, "dataBuffer", b"")) - getattr(transport, "offset", 0)
    return int(buffered) + int(getattr(transport, "_tempDataLen", 0))

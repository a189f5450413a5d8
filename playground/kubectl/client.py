"""How the terminal reaches the cluster's API: requests and watches, whatever carries them.

Example: `await client.send(Request("GET", "/api/v1/nodes"))` gives an Answer with the NodeList.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

JSON = "application/json"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"


@dataclass(frozen=True, slots=True)
class Request:
    """One request; the path begins behind the cluster's address."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    content_type: str = JSON
    accept: str = JSON


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `json` is None when the body is no JSON."""

    status: int
    headers: Mapping[str, str]
    text: str
    json: Any


class Client(Protocol):
    """Both the process itself and HTTP can be behind this."""

    base: str
    """The cluster's address on the server."""

    async def send(self, request: Request) -> Answer:
        """Send a request and wait for its whole answer."""

    def watch(self, request: Request) -> AsyncGenerator[dict[str, Any], None]:
        """The events of a watch, until it is closed or ends."""

    def text(self, request: Request) -> AsyncGenerator[str, None]:
        """A text as it comes, line by line. Raises ServerFailure when the server refuses."""

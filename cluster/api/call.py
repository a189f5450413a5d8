"""One request to the API, as the verbs see it.

Example: PATCH .../deployments/web by kubectl is a Call whose `by` is "user:kubectl".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from cluster.api.options import Options
from cluster.api.paths import Target
from cluster.kinds.base import Kind
from cluster.kinds.errors import ApiError

BODY_LIMIT = 1024 * 1024
CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose cluster it is, and who asks."""

    cluster_id: str
    may_change: bool
    by: str

    @property
    def role(self) -> str:
        return "owner" if self.may_change else "viewer"

    @property
    def user(self) -> str:
        """Under which name the caller is known here: nobody has an account, so it is the role."""
        return f"kubeloop:{self.role}"

    @property
    def why_not(self) -> str:
        return f"this cluster may only be looked at: the role here is {self.role}"


@dataclass(frozen=True, slots=True)
class Call:
    """A request about a resource."""

    caller: Caller
    method: str
    target: Target
    options: Options
    accept: str
    content_type: str
    body: bytes
    request: HttpRequest

    @property
    def kind(self) -> Kind:
        return self.target.kind

    @property
    def cluster_id(self) -> str:
        return self.caller.cluster_id

    @property
    def wants_table(self) -> bool:
        """Does the client prefer rows of a table, as `kubectl get` does?"""
        return "as=Table" in self.accept


def caller_of(request: HttpRequest) -> Caller:
    """The caller that the door let in."""
    access: Any = request.cluster_access  # type: ignore[attr-defined]
    agent = request.headers.get("User-Agent", "")
    by = "user:kubectl" if agent.startswith("kubectl") else "user"
    return Caller(access.cluster.id, access.may_change, by)


def read_body(request: HttpRequest, limit: int = BODY_LIMIT) -> bytes:
    """The body, never more than the limit. Raises ApiError 413."""
    length = request.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > limit:
        raise ApiError.too_large(limit)
    chunks, size = [], 0
    while chunk := request.read(CHUNK_BYTES):
        size += len(chunk)
        if size > limit:
            raise ApiError.too_large(limit)
        chunks.append(chunk)
    return b"".join(chunks)

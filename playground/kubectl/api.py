"""The verbs of the API for commands: they send, tell warnings, and raise what the server refuses.

Example: `await api.get(kind, "default", "web")` is the manifest, or a ServerFailure with a 404.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import Any
from urllib.parse import quote

from cluster.core.timestamps import parse_time
from cluster.kinds import Kind, by_kind
from playground.kubectl.client import JSON, TABLE, Answer, Request
from playground.kubectl.failures import ServerFailure
from playground.kubectl.resources import path_of
from playground.kubectl.shell import Shell

Manifest = dict[str, Any]
WARNING = re.compile(r'299 - "((?:[^"\\]|\\.)*)"')
CLOCK = "/apis/sim.kubeloop.dev/v1alpha1/clocks/clock"
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
JSON_PATCH = "application/json-patch+json"


class Api:
    """Requests of one command."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell

    async def call(self, request: Request) -> Answer:
        """Raises ServerFailure."""
        answer = await self.shell.client.send(request)
        for text in WARNING.findall(answer.headers.get("warning", "")):
            self.shell.err("Warning: " + re.sub(r"\\(.)", r"\1", text))
        if answer.status >= 400:
            raise ServerFailure(status_of(answer))
        return answer

    async def get(self, kind: Kind, namespace: str, name: str) -> Manifest:
        answer = await self.call(Request("GET", path_of(kind, namespace, quote(name))))
        found: Manifest = answer.json
        return found

    async def find(self, kind: Kind, namespace: str, name: str) -> Manifest | None:
        """The object, or None when it does not exist."""
        try:
            return await self.get(kind, namespace, name)
        except ServerFailure as failure:
            if failure.status.get("code") == 404:
                return None
            raise

    async def collection(
        self, kind: Kind, namespace: str, query: Mapping[str, str] | None = None
    ) -> list[Manifest]:
        """The objects, with the type that a list leaves out."""
        return (await self.collection_at(kind, namespace, query))[1]

    async def collection_at(
        self, kind: Kind, namespace: str, query: Mapping[str, str] | None = None
    ) -> tuple[str, list[Manifest]]:
        """(the revision of the list, its objects)."""
        answer = await self.call(Request("GET", path_of(kind, namespace), query or {}))
        meta = {"apiVersion": kind.api_version, "kind": kind.kind}
        items = [{**meta, **each} for each in answer.json.get("items") or []]
        return str(answer.json["metadata"].get("resourceVersion", "")), items

    async def table(
        self, kind: Kind, namespace: str, name: str, query: Mapping[str, str], part: str = ""
    ) -> Manifest:
        """What the server prints about one object, a part of it, or a collection."""
        path = path_of(kind, namespace, quote(name), quote(part))
        return dict((await self.call(Request("GET", path, query, accept=TABLE))).json)

    async def write(
        self, method: str, path: str, body: Any, query: Mapping[str, str], kind_of: str = JSON
    ) -> Manifest:
        """POST, PUT, PATCH, DELETE."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = await self.call(Request(method, path, query, raw, kind_of))
        return answer.json if isinstance(answer.json, dict) else {}

    def watch(
        self, kind: Kind, namespace: str, query: Mapping[str, str], accept: str = JSON
    ) -> AsyncGenerator[Manifest, None]:
        """Events from the revision in the query on."""
        request = Request(
            "GET", path_of(kind, namespace), {**query, "watch": "true"}, accept=accept
        )
        return self.shell.client.watch(request)

    async def now(self) -> float:
        """What the cluster's clock shows."""
        answer = await self.call(Request("GET", CLOCK))
        return parse_time(answer.json["status"]["now"])

    async def until(
        self,
        kind: Kind,
        place: tuple[str, str],
        seen: Callable[[Manifest | None], bool],
        limit: float,
    ) -> bool:
        """Watch one object until `seen` says yes to it (None = gone); False when time is up."""
        namespace, name = place
        query = {"fieldSelector": f"metadata.name={name}"}
        revision, items = await self.collection_at(kind, namespace, query)
        if seen(items[0] if items else None):
            return True
        try:
            async with asyncio.timeout(limit):
                return await self._follow(
                    kind, namespace, {**query, "resourceVersion": revision}, seen
                )
        except TimeoutError:
            return False

    async def _follow(
        self, kind: Kind, namespace: str, query: Manifest, seen: Callable[[Manifest | None], bool]
    ) -> bool:
        async with aclosing(self.watch(kind, namespace, query)) as events:
            async for event in events:
                if event["type"] == "ERROR":
                    raise ServerFailure(event["object"])
                gone = event["type"] == "DELETED"
                if event["type"] != "BOOKMARK" and seen(None if gone else event["object"]):
                    return True
        return False


def status_of(answer: Answer) -> Manifest:
    """The Status in a refusal, or one made of what came instead."""
    if isinstance(answer.json, dict) and answer.json.get("kind") == "Status":
        return answer.json
    return {"code": answer.status, "message": answer.text.strip() or "unknown"}


def kind_named(name: str) -> Kind:
    """A kind that surely exists."""
    found = by_kind(name)
    assert found is not None, name
    return found

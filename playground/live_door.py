"""The door in front of the live feed: a websocket enters a cluster or is told why not.

A refused socket is first accepted, because only then can it carry a reason: one error frame and a
close code (4403 not yours, 4404 no such cluster). A page of another site is refused by its Origin;
ours may stand in a frame of another site and then says in the query what it was opened with. While
a page is connected its cluster stays awake. Its right is asked for again now and then, and at once
when a share was taken back; one that is gone ends the connection.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from cluster.store.away import AWAY_ERRORS, NO_DATABASE
from playground import access, metrics
from playground.access import Access, Forbidden, Refusal
from playground.losing import lose_right
from playground.pages.views import enter, keep_awake
from playground.passes import in_query

CLOSE_CODES = {401: 4403, 403: 4403, 404: 4404, 503: 4503}
AWAKE_SECONDS = 240.0
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[Any]]
logger = logging.getLogger(__name__)


def live_door(inner: Application) -> Application:
    """Wrap the feed's consumer; it finds `cluster_access` in its scope."""

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        cluster_id = scope["url_route"]["kwargs"]["cluster_id"]
        scope = with_passes(scope)
        try:
            check_origin(scope)
            entered = await enter(cluster_id, access.scope_credentials(scope))
        except Refusal as refusal:
            await turn_away(receive, send, refusal)
            return
        except AWAY_ERRORS as error:
            logger.warning("the door cannot ask the database: %s", error)
            await turn_away(receive, send, access.Unavailable(NO_DATABASE))
            return
        await serve(inner, {**scope, "cluster_access": entered}, receive, send)

    return door


def with_passes(scope: Scope) -> Scope:
    """What the query shows, said in headers: so do the terminal's own requests."""
    passes = in_query(scope.get("query_string", b""))
    said = [(name.encode(), text.encode("latin1", "ignore")) for name, text in passes.items()]
    return {**scope, "headers": [*scope["headers"], *said]}


async def serve(inner: Application, scope: Scope, receive: Receive, send: Send) -> None:
    """Run the feed and keep its cluster awake meanwhile."""
    entered, shown = scope["cluster_access"], access.scope_credentials(scope)
    waking = asyncio.ensure_future(stay_awake(entered, scope["url_route"]))
    losing = asyncio.ensure_future(lose_right(entered.cluster.id, shown, scope))
    metrics.note_feed(1)
    try:
        await inner(scope, until_lost(receive, send, losing), send)
    finally:
        metrics.note_feed(-1)
        waking.cancel()
        losing.cancel()


def until_lost(receive: Receive, send: Send, losing: "asyncio.Future[Refusal]") -> Receive:
    """What the client says, until its right is gone; then it is told why and disconnected."""

    async def heard() -> dict[str, Any]:
        hearing = asyncio.ensure_future(receive())
        try:
            await asyncio.wait({hearing, losing}, return_when=asyncio.FIRST_COMPLETED)
            if hearing.done():
                return hearing.result()
        finally:
            hearing.cancel()
        refusal = losing.result()
        await send({"type": "websocket.send", "text": json.dumps(error_of(refusal))})
        await send({"type": "websocket.close", "code": CLOSE_CODES[refusal.status]})
        return {"type": "websocket.disconnect", "code": CLOSE_CODES[refusal.status]}

    return heard


async def stay_awake(entered: Access, route: dict[str, Any]) -> None:
    """Touch the cluster now and every few minutes."""
    while True:
        try:
            await keep_awake(entered)
        except Exception:
            logger.warning("cluster %s was not touched", route["kwargs"], exc_info=True)
        await asyncio.sleep(AWAKE_SECONDS)


def check_origin(scope: Scope) -> None:
    """Our own host, and a page of our own host. Clients that are no browser send no Origin."""
    headers = {name.lower(): value.decode("latin1") for name, value in scope["headers"]}
    host = headers.get(b"host", "")
    domain, _ = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        raise Forbidden("this server does not answer under that name")
    origin = headers.get(b"origin", "")
    if origin and urlsplit(origin).netloc.lower() != host.lower():
        raise Forbidden("the connection did not come from a page of this server")


async def turn_away(receive: Receive, send: Send, refusal: Refusal) -> None:
    """Say why, then close."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": json.dumps(error_of(refusal))})
    await send({"type": "websocket.close", "code": CLOSE_CODES[refusal.status]})


def error_of(refusal: Refusal) -> dict[str, str]:
    """The last frame."""
    return {"type": "error", "code": refusal.reason, "message": refusal.message}


async def no_such_feed(scope: Scope, receive: Receive, send: Send) -> None:
    """Any other websocket address."""
    await turn_away(receive, send, access.NotFound("there is no feed at this address"))


async def no_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """A websocket to the Kubernetes API, as kubectl exec opens one: it is not accepted, so that
    kubectl asks once more by HTTP, where the refusal says why."""
    await receive()
    await send({"type": "websocket.close"})

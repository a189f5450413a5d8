"""The port of a worker that is a process of its own: `/healthz` and `/metrics`, nothing else.

A server has both among its pages; a worker serves nobody, so it gets a few lines of HTTP instead of
a server. Whoever asks is let go after one answer, and after 5 s at the latest.

Example: `manage.py runworker --metrics-port 9101`, then `curl 127.0.0.1:9101/metrics`.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from contextlib import suppress
from http import HTTPStatus
from typing import NamedTuple

from django.db import DatabaseError

from cluster.store.away import NO_DATABASE
from playground.metrics import METRICS_TYPE, current_metrics

PATIENCE_SECONDS = 5.0
HEAD_BYTES = 8192
PLAIN = "text/plain; charset=utf-8"
BROKEN = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)
logger = logging.getLogger(__name__)


class Answer(NamedTuple):
    """What is said to a request."""

    status: HTTPStatus
    text: str
    type: str = PLAIN


async def listen(listener: socket.socket) -> asyncio.Server:
    """Answer on a socket that already listens, until the server that it gives is closed."""
    return await asyncio.start_server(serve, sock=listener, limit=HEAD_BYTES)


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One request, one answer, the end."""
    try:
        with suppress(*BROKEN):  # TimeoutError is an OSError
            async with asyncio.timeout(PATIENCE_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(encoded(head, await answer_to(head)))
                await writer.drain()
    finally:
        writer.close()


async def answer_to(head: bytes) -> Answer:
    """By method and path of the first line."""
    method, _, rest = head.partition(b"\r\n")[0].decode("latin1").partition(" ")
    path = rest.partition(" ")[0].partition("?")[0]
    if path not in ("/healthz", "/metrics"):
        return Answer(HTTPStatus.NOT_FOUND, "A worker has /healthz and /metrics.\n")
    if method not in ("GET", "HEAD"):
        return Answer(HTTPStatus.METHOD_NOT_ALLOWED, "Only GET and HEAD.\n")
    if path == "/healthz":
        return Answer(HTTPStatus.OK, "ok\n")
    try:
        return Answer(HTTPStatus.OK, await current_metrics(), METRICS_TYPE)
    except DatabaseError as error:
        logger.warning("cannot tell the numbers: %s", error)
        return Answer(HTTPStatus.SERVICE_UNAVAILABLE, f"{NO_DATABASE}\n")


def encoded(head: bytes, answer: Answer) -> bytes:
    """The answer as it is sent; without its body for HEAD."""
    body = answer.text.encode()
    lines = [
        f"HTTP/1.1 {answer.status.value} {answer.status.phrase}",
        f"Content-Type: {answer.type}",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *(["Allow: GET, HEAD"] if answer.status is HTTPStatus.METHOD_NOT_ALLOWED else []),
    ]
    top = "\r\n".join([*lines, "", ""]).encode("latin1")
    return top if head.startswith(b"HEAD ") else top + body

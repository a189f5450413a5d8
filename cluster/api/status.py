"""Answers: JSON bodies, Status objects for refusals, Warning headers.

Example: ApiError.not_found(...) becomes HTTP 404 with the Status that kubectl prints from.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import msgspec
from django.http import HttpResponse

from cluster.kinds.errors import ApiError

JSON = "application/json"
MAX_WARNING_BYTES = 4096
encoder = msgspec.json.Encoder()
logger = logging.getLogger(__name__)


def json_reply(body: Any, code: int = 200, warnings: Sequence[str] = ()) -> HttpResponse:
    """An answer in JSON; bytes are taken as JSON already."""
    content = body if isinstance(body, bytes) else encoder.encode(body)
    response = HttpResponse(content, content_type=JSON, status=code)
    if warnings:
        response.headers["Warning"] = ", ".join(warning_header(text) for text in warnings)
    return response


def warning_header(text: str) -> str:
    """RFC 7234: 299 and the text in quotes, as kubectl prints it after `Warning:`."""
    plain = text.encode("ascii", "replace").decode().replace("\n", " ")[:MAX_WARNING_BYTES]
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"')
    return f'299 - "{escaped}"'


def refusal(error: ApiError) -> HttpResponse:
    """The Status of a refused request."""
    response = json_reply(error.to_status(), error.status_code)
    retry = error.details.get("retryAfterSeconds")
    if retry:
        response.headers["Retry-After"] = str(retry)
    return response


def breakdown(error: Exception, what: str) -> HttpResponse:
    """500 for what nobody foresaw: the log has the traceback, the client a plain sentence."""
    logger.error("%s failed", what, exc_info=error)
    return refusal(ApiError.internal("this request failed; the server's log says why"))


def success(message: str = "", details: dict[str, Any] | None = None) -> dict[str, Any]:
    """A Status that says yes."""
    status: dict[str, Any] = {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Success",
    }
    if message:
        status["message"] = message
    if details:
        status["details"] = details
    return status

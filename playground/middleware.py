"""What happens around every request: it is counted, its answer gets the security headers, and a
database that is away is told instead of a mistake of ours.

Async only. Django's own middleware classes are sync inside and would send each request through a
thread twice; these functions do what we need of them.
"""

import time
from collections.abc import Awaitable, Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import async_only_middleware

from playground import metrics
from playground.pages.errors import database_away

Handler = Callable[[HttpRequest], Awaitable[HttpResponseBase]]

# Scripts only from our own files, never inline. Editors and terminals make <style> elements, hence
# the one exception for styles; a style can neither run nor fetch anything with these sources.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@async_only_middleware
def count_requests(get_response: Handler) -> Handler:
    """Count answers by door and status, and add up the seconds until each answer began."""

    async def middleware(request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = await get_response(request)
        metrics.note_request(request.path, response.status_code, time.perf_counter() - started)
        metrics.note_verb(getattr(request, "api_verb", ""))
        return response

    middleware.process_exception = database_away  # type: ignore[attr-defined]  # Django's hook
    return middleware


@async_only_middleware
def secure_headers(get_response: Handler) -> Handler:
    """Refuse hosts that are not ours; add the headers that a view has not set itself."""

    async def middleware(request: HttpRequest) -> HttpResponseBase:
        request.get_host()
        response = await get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if isinstance(response, HttpResponse) and response.content:
            # A known length keeps the answer in one piece and the connection open.
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    return middleware

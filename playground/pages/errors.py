"""Small error pages: the number, one sentence, the way out. Never a traceback.

To a program (a client of the API, or our page's own requests) the same errors are Status objects of
Kubernetes. A database that is away is a 503 wherever it is noticed, and a page that meets it asks
again by itself.

Example: PostgreSQL restarts: who opens a page then reads "The database does not answer" and has the
page some seconds later; kubectl prints the same sentence.
"""

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from cluster.store.away import AWAY_ERRORS, NO_DATABASE

TITLES = {
    400: "This request cannot be understood",
    403: "This is not yours",
    404: "There is nothing here",
    500: "Something went wrong here",
    503: "The database does not answer",
}
SENTENCES = {
    400: "The address or the data sent with it is malformed.",
    403: "You have no right to this address.",
    404: "The address is wrong, or what was here is gone.",
    500: "The mistake is ours and has been written to the server's log.",
    503: "Nothing that was saved is lost. Try again in a moment.",
}
REASONS = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    500: "InternalError",
    503: "ServiceUnavailable",
}
API_PREFIX = "/k8s/"
UNKNOWN_PATH = "the server could not find the requested resource"
"""What a Kubernetes client is told, and tells, of an address that is none."""
AGAIN_SECONDS = "5"
logger = logging.getLogger(__name__)


def error_page(status: int, sentence: str = "") -> HttpResponse:
    """The page for a person."""
    words = {
        "status": status,
        "title": TITLES[status],
        "sentence": sentence or SENTENCES[status],
    }
    text = render_to_string("playground/error.html", words)
    return HttpResponse(text, status=status, headers={"Cache-Control": "no-store"})


def status_object(status: int, message: str, reason: str = "") -> JsonResponse:
    """The answer for a Kubernetes client."""
    body = {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": message,
        "reason": reason or REASONS[status],
        "code": status,
    }
    return JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})


def answer(request: HttpRequest, status: int) -> HttpResponse:
    """The right form for who asks."""
    if is_program(request):
        return status_object(status, UNKNOWN_PATH if status == 404 else SENTENCES[status])
    return error_page(status)


def is_program(request: HttpRequest) -> bool:
    """A client of the API, or a request that our page makes by itself."""
    return request.path.startswith(API_PREFIX) or bool(
        request.headers.get("X-Kubeloop") or request.headers.get("Authorization")
    )


def database_away(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """What Django asks for an error that a view let through: a 503 when the database is away."""
    if not isinstance(exception, AWAY_ERRORS):
        return None
    logger.warning("%s %s: %s", request.method, request.path, exception)
    if is_program(request):
        response: HttpResponse = status_object(503, NO_DATABASE)
    else:
        response = error_page(503)
        if request.method == "GET":
            response.headers["Refresh"] = AGAIN_SECONDS
    response.headers["Retry-After"] = AGAIN_SECONDS
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400."""
    return answer(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return answer(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    return answer(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500."""
    return answer(request, 500)

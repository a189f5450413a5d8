"""Small error pages: the number, one sentence, the way out. Never a traceback.

At the API's addresses the same errors are Kubernetes Status objects, as its clients expect.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

TITLES = {
    400: "This request cannot be understood",
    403: "This is not yours",
    404: "There is nothing here",
    500: "Something went wrong here",
}
SENTENCES = {
    400: "The address or the data sent with it is malformed.",
    403: "You have no right to this address.",
    404: "The address is wrong, or what was here is gone.",
    500: "The mistake is ours and has been written to the server's log.",
}
REASONS = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    500: "InternalError",
}
API_PREFIX = "/k8s/"


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
    """The right form for this address."""
    if request.path.startswith(API_PREFIX):
        return status_object(status, SENTENCES[status])
    return error_page(status)


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

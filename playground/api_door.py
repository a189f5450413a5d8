"""The door in front of the Kubernetes API: access first, then the machine's own addresses.

There is one view for everything under `/k8s/<cluster>/`, so no API address can be reached without
passing it. It resolves the rest of the path against `cluster.api.urls` and hands the view a request
that carries `cluster_access`. A refusal is a Kubernetes Status.

`kubectl get --raw /version` leaves the `/k8s/<cluster>` of its server out. At such an address the
token says which cluster is meant; a request without an Authorization header is none of kubectl's
and gets what the address means otherwise (`token_first`).
Example: GET /version with alice's token is the version of alice's cluster, without one it is 404.
"""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import Resolver404, get_resolver

from cluster.api import access_review
from cluster.api.status import refusal
from cluster.kinds.errors import ApiError
from cluster.runtime.executors import run_read
from playground import access
from playground.access import Access, Credentials, Refusal
from playground.allowance import AGAIN_SECONDS, TOO_MANY, may_ask
from playground.losing import while_allowed
from playground.pages.errors import UNKNOWN_PATH, status_object
from playground.pages.views import enter, keep_awake, lower_headers

API_URLS = "cluster.api.urls"
View = Callable[[HttpRequest], Coroutine[Any, Any, HttpResponseBase]]
DISCOVERY = "as=APIGroupDiscoveryList"
TRIAL_HEADER = "x-kubeloop-trial"
CODE_HEADER = "X-Kubeloop-Code"


async def kubernetes_api(request: HttpRequest, cluster_id: str, rest: str = "") -> HttpResponseBase:
    """Answer one request to a cluster's API."""
    headers = lower_headers(request)
    shown = access.credentials_of(headers, request.COOKIES)
    try:
        entered = await enter(cluster_id, shown)
        access.guard_request(entered, method_of(request, rest), headers)
    except Refusal as refused:
        return refuse(refused, headers)
    answer = await pass_on(request, entered, shown, rest)
    return quietly(answer) if is_trial(request, rest, headers) else answer


def method_of(request: HttpRequest, rest: str) -> str:
    """Asking what one may do is sent as a POST and changes nothing: viewers may."""
    return "GET" if access_review.review_at(rest.strip("/")) else request.method or "GET"


def is_trial(request: HttpRequest, rest: str, headers: Mapping[str, str]) -> bool:
    """Our page asks what would become of something, or how a program answers."""
    return TRIAL_HEADER in headers and ("dryRun" in request.GET or "/proxy/" in rest)


def quietly(answer: HttpResponseBase) -> HttpResponseBase:
    """What our page tries is often refused, and that is an answer to it: the same body with code
    200, and its own in a header. Of any other code a browser writes a line into its console."""
    if answer.status_code >= 400:
        answer.headers[CODE_HEADER] = str(answer.status_code)
        answer.status_code = 200
    return answer


def token_first(otherwise: View) -> View:
    """A view that answers who shows a token for the token's cluster, all others as before."""

    async def view(request: HttpRequest) -> HttpResponseBase:
        headers = lower_headers(request)
        if not headers.get("authorization"):
            return await otherwise(request)
        try:
            shown = access.credentials_of(headers, {})
            entered = await run_read(access.enter_by_token, shown)
            access.guard_request(entered, request.method or "GET", headers)
        except Refusal as refused:
            return refuse(refused, headers)
        return await pass_on(request, entered, shown, request.path.lstrip("/"))

    return view


async def nothing_here(request: HttpRequest) -> HttpResponseBase:
    """What an API address without a cluster is to everybody else."""
    raise Http404


async def pass_on(
    request: HttpRequest, entered: Access, shown: Credentials, rest: str
) -> HttpResponseBase:
    """Let the machine answer somebody who has come through the door."""
    try:
        match = get_resolver(API_URLS).resolve(f"/{rest}")
    except Resolver404:
        return status_object(404, UNKNOWN_PATH)
    if not may_ask(entered.cluster.id, is_in_class=entered.cluster.most_pods is not None):
        return refusal(ApiError.too_many_requests(TOO_MANY, retry_after_seconds=AGAIN_SECONDS))
    await keep_awake(entered)
    request.cluster_access = entered  # type: ignore[attr-defined]
    answer: HttpResponseBase = await match.func(request, *match.args, **match.kwargs)
    if isinstance(answer, StreamingHttpResponse):
        chunks: Any = answer.streaming_content
        answer.streaming_content = while_allowed(chunks, entered.cluster.id, shown, request.scope)
    return answer


def refuse(refused: Refusal, headers: Mapping[str, str]) -> HttpResponseBase:
    """The Status; a client without credentials is told how to show some.

    While kubectl discovers an API it reads no Status, but a plain sentence of a 403 it prints."""
    response: HttpResponseBase = status_object(refused.status, refused.message, refused.reason)
    if refused.status == 403 and DISCOVERY in headers.get("accept", ""):
        plain = {"content_type": "text/plain; charset=utf-8", "status": 403}
        response = HttpResponse(refused.message, **plain)
    if refused.status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="kubeloop"'
    return response

"""The door in front of the Kubernetes API: access first, then the machine's own addresses.

There is one view for everything under `/k8s/<cluster>/`, so no API address can be reached without
passing it. It resolves the rest of the path against `cluster.api.urls` and hands the view a request
that carries `cluster_access`. A refusal is a Kubernetes Status.
"""

from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, get_resolver

from playground import access
from playground.access import Refusal
from playground.pages.errors import status_object
from playground.pages.views import enter, keep_awake, lower_headers

API_URLS = "cluster.api.urls"
UNKNOWN_PATH = "the server could not find the requested resource"


async def kubernetes_api(request: HttpRequest, cluster_id: str, rest: str) -> HttpResponseBase:
    """Answer one request to a cluster's API."""
    headers = lower_headers(request)
    try:
        entered = await enter(cluster_id, access.credentials_of(headers, request.COOKIES))
        access.guard_request(entered, request.method or "GET", headers)
    except Refusal as refusal:
        return refuse(refusal)
    try:
        match = get_resolver(API_URLS).resolve(f"/{rest}")
    except Resolver404:
        return status_object(404, UNKNOWN_PATH)
    await keep_awake(entered)
    request.cluster_access = entered  # type: ignore[attr-defined]
    answer: HttpResponseBase = await match.func(request, *match.args, **match.kwargs)
    return answer


def refuse(refusal: Refusal) -> HttpResponseBase:
    """The Status; a client without credentials is told how to show some."""
    response = status_object(refusal.status, refusal.message, refusal.reason)
    if refusal.status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="kubeloop"'
    return response

"""A cluster's tokens, for its owner: `/c/<id>/tokens` as a page and as JSON.

GET lists them, POST makes one (its secret is in this answer and never again), DELETE or POST of
`/c/<id>/tokens/<number>` revokes one. JSON for who asks for it or sends it, else the page.

Example: POST {"name": "projector", "role": "viewer"} answers 201 with {"id": 7, "token": "kl_..."}.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from cluster.runtime.executors import run_read, run_write
from playground import access
from playground import tokens as kept
from playground.access import Access, Forbidden, Refusal
from playground.models import Role
from playground.pages.errors import status_object
from playground.pages.views import enter_page, lower_headers, refusal_page
from playground.tokens import TokenError

JSON = "application/json"
LONGEST_BODY = 4096


@require_http_methods(["GET", "POST"])
async def tokens(request: HttpRequest, cluster_id: str) -> HttpResponseBase:
    """List the tokens, or make one."""
    try:
        entered = await enter_as_owner(request, cluster_id)
    except Refusal as refusal:
        return refused(request, refusal)
    if request.method == "GET":
        return await shown(request, entered)
    try:
        asked = read_wish(request)
        secret, number = await run_write(kept.create, entered.cluster, asked["role"], asked["name"])
    except TokenError as error:
        if wants_json(request):
            return status_object(400, str(error))
        return await shown(request, entered, 400, problem=str(error))
    if wants_json(request):
        return private(JsonResponse({"id": number, **asked, "token": secret}, status=201))
    return await shown(request, entered, 201, secret=secret)


@require_http_methods(["POST", "DELETE"])
async def token(request: HttpRequest, cluster_id: str, number: int) -> HttpResponseBase:
    """Revoke a token."""
    try:
        entered = await enter_as_owner(request, cluster_id)
    except Refusal as refusal:
        return refused(request, refusal)
    was_there = await run_write(kept.revoke, entered.cluster.id, number)
    if not wants_json(request) and request.method == "POST":
        return HttpResponseRedirect(f"/c/{cluster_id}/tokens")
    if not was_there:
        return status_object(404, f"this cluster has no token {number}")
    return HttpResponse(status=204)


async def enter_as_owner(request: HttpRequest, cluster_id: str) -> Access:
    """The door, for who may hand out keys. Raises a Refusal."""
    entered = await enter_page(request, cluster_id)
    if entered.role != Role.OWNER:
        raise Forbidden("only an owner of this cluster handles its tokens")
    access.guard_request(entered, request.method or "GET", lower_headers(request))
    return entered


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponseBase:
    if wants_json(request):
        return status_object(refusal.status, refusal.message, refusal.reason)
    return refusal_page(refusal)


def wants_json(request: HttpRequest) -> bool:
    return JSON in request.headers.get("Accept", "") or request.content_type == JSON


def read_wish(request: HttpRequest) -> dict[str, str]:
    """Name and role of the wanted token. Raises TokenError."""
    if request.content_type != JSON:
        return {"name": request.POST.get("name", ""), "role": request.POST.get("role", "")}
    try:
        body: Any = json.loads(request.read(LONGEST_BODY))
    except ValueError:
        raise TokenError('the body must be JSON such as {"name": "x", "role": "viewer"}') from None
    wish = {key: body.get(key) for key in ("name", "role")} if isinstance(body, dict) else {}
    if not all(isinstance(value, str) for value in wish.values()) or not wish:
        raise TokenError("name and role must be texts")
    return wish


async def shown(
    request: HttpRequest, entered: Access, status: int = 200, *, secret: str = "", problem: str = ""
) -> HttpResponse:
    """The list; with the secret of a token that was just made, or what is wrong with a wish."""
    listed = await run_read(kept.listed, entered.cluster.id)
    if wants_json(request):
        return private(JsonResponse({"tokens": listed}))
    address = f"{request.scheme}://{request.get_host()}/k8s/{entered.cluster.id}"
    words = {
        "cluster": entered.cluster,
        "tokens": listed,
        "secret": secret,
        "problem": problem,
        "address": address,
    }
    return private(render(request, "playground/tokens.html", words, status=status))


def private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response

"""The way in (`/`), a cluster's page, and its kubeconfig.

`/` gives whoever comes a cluster and goes to its page. A link with `?token=` gives this browser the
right it stands for and then goes to the same address without the token.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from cluster.runtime import awake
from cluster.runtime.executors import run_read, run_write
from cluster.store import clusters
from cluster.store.clock import wall_time
from playground import access
from playground.access import Access, Credentials, Refusal
from playground.kubeconfig import kubeconfig_text
from playground.let_in import let_in
from playground.models import Role, Token
from playground.own_clusters import TooManyClustersError, find_or_create_own, find_own
from playground.pages.errors import error_page
from playground.passes import GUEST_HEADER, SHARE_HEADER, as_query, in_query
from playground.tutorials import catalogue
from playground.visitors import remember, visitor_or_newcomer

VIEWS = ("owner", "node")
NO_KUBECONFIG = "A share has no kubeconfig: its owner makes one for you."


@require_GET
async def home(request: HttpRequest) -> HttpResponseBase:
    """Go to the visitor's own cluster; make it on first sight."""
    visitor = visitor_or_newcomer(request)
    cluster_id = None if visitor.is_new else await run_read(find_own, visitor.digest)
    if cluster_id is None:
        try:
            cluster_id = await run_write(find_or_create_own, visitor.digest)
        except TooManyClustersError:
            return error_page(403, "You have as many clusters as this server allows.")
    response = HttpResponseRedirect(f"/c/{cluster_id}/")
    response.headers["Cache-Control"] = "no-store"
    remember(response, visitor, is_secure=request.is_secure())
    return response


@require_safe
async def cluster_page(request: HttpRequest, cluster_id: str) -> HttpResponseBase:
    """The playground page."""
    if "token" in request.GET:
        return await open_link(request, cluster_id)
    try:
        entered = await enter_page(request, cluster_id)
    except Refusal as refusal:
        return refusal_page(refusal)
    await keep_awake(entered)
    context = {"config": page_config(request, entered)}
    response = render(request, "playground/page.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


async def open_link(request: HttpRequest, cluster_id: str) -> HttpResponseBase:
    """Give this browser the right of a link, and take the token out of the address."""
    visitor = visitor_or_newcomer(request)
    query = request.GET.copy()
    secret = query.pop("token")[-1]
    if not await run_write(accept_link, secret, cluster_id, visitor.digest):
        return error_page(403, "This link is not valid any more. Ask for a new one.")
    rest = f"?{query.urlencode()}" if query else ""
    response = HttpResponseRedirect(f"/c/{cluster_id}/{rest}")
    response.headers["Cache-Control"] = "no-store"
    remember(response, visitor, is_secure=request.is_secure())
    return response


def accept_link(secret: str, cluster_id: str, visitor: str) -> bool:
    """Write the grant of a good page token. Runs on the writer thread."""
    token = access.good_token(secret, Token.Use.PAGE)
    if token is None or token.cluster_id != cluster_id:
        return False
    access.grant(visitor, token.cluster, token.role)
    return True


@require_GET
async def kubeconfig(request: HttpRequest, cluster_id: str) -> HttpResponseBase:
    """A kubeconfig with a token of its own; an owner may ask for one with `?role=viewer`."""
    try:
        entered = await enter_page(request, cluster_id)
    except Refusal as refusal:
        return refusal_page(refusal)
    if entered.is_shared:
        return error_page(403, NO_KUBECONFIG)
    role = request.GET.get("role", str(entered.role))
    if role not in Role.values:
        return error_page(400, f"role must be {' or '.join(Role.values)}.")
    if role == Role.OWNER != entered.role:
        return error_page(403, "You may look at this cluster, so your kubeconfig may do no more.")
    holder = access.credentials_of(shown_by(request), request.COOKIES).visitor
    token = await run_write(
        access.issue_token,
        entered.cluster,
        role,
        holder=holder or "kubeconfig",
        name="kubeconfig",
    )
    text = kubeconfig_text(
        base_url=f"{request.scheme}://{request.get_host()}",
        cluster_id=cluster_id,
        name=entered.cluster.name,
        token=token,
        may_change=role == Role.OWNER,
    )
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="kubeloop-{cluster_id}.yaml"'
    response.headers["Cache-Control"] = "no-store"
    return response


async def enter_page(request: HttpRequest, cluster_id: str) -> Access:
    """The door, for a page."""
    return await enter(cluster_id, access.credentials_of(shown_by(request), request.COOKIES))


def shown_by(request: HttpRequest) -> dict[str, str]:
    """The request's headers, and what its query shows in their place."""
    return lower_headers(request) | in_query(request.META.get("QUERY_STRING", ""))


async def enter(cluster_id: str, shown: Credentials) -> Access:
    """The door, from async code; who was let in a moment ago comes in at once."""
    key = (cluster_id, shown)
    entered = let_in.find(key)
    if entered is None:
        generation = let_in.generation
        entered = await run_read(access.enter, cluster_id, shown)
        let_in.keep(key, entered, generation)
    return entered


async def keep_awake(entered: Access) -> None:
    """Note that the cluster is used; most requests find that this is known."""
    found = entered.cluster
    if found.asleep or found.touched_at < wall_time() - clusters.touch_seconds():
        await awake.keep_awake(found.id)
        found.asleep, found.touched_at = False, wall_time()


def page_config(request: HttpRequest, entered: Access) -> dict[str, str]:
    """What the page must know to start."""
    view, lesson = request.GET.get("view", ""), request.GET.get("lesson", "")
    shown = shown_by(request)
    return {
        "cluster": entered.cluster.id,
        "name": entered.cluster.name,
        "api": f"/k8s/{entered.cluster.id}",
        "feed": f"/ws/c/{entered.cluster.id}/{as_query(shown)}",
        "role": str(entered.role),
        "view": view if view in VIEWS else VIEWS[0],
        "lesson": lesson if catalogue.find(lesson) else "",
        "share": shown.get(SHARE_HEADER, ""),
        "guest": shown.get(GUEST_HEADER, ""),
    }


def lower_headers(request: HttpRequest) -> dict[str, str]:
    """The request's headers by lower-case name."""
    return {name.lower(): value for name, value in request.headers.items()}


def refusal_page(refusal: Refusal) -> HttpResponse:
    """A person who may not in is told so, and where to go."""
    if refusal.status == 404:
        return error_page(404, "There is no such cluster. It may have been removed.")
    return error_page(403, "This cluster belongs to somebody else. Ask its owner for a link.")

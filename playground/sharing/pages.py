"""What the panel `Share` asks: the export for whoever may look, the cluster's links for its owner.

`/c/<id>/shares` lists them (GET) and makes one (POST a `Wish`); `/c/<id>/shares/<number>` changes
which sites may frame one (PATCH) and takes it back (DELETE).

Example: GET /c/k7f2mq/export.yaml?at=512 is the file `kubeloop-my-cluster.yaml` with the objects of
that moment; POST /c/k7f2mq/shares {"kind": "view"} answers 201 with {"id": 7, "secret": "..."}.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from cluster.runtime.executors import run_read, run_write
from cluster.store.journal import ExpiredError
from playground import access
from playground.access import Access, Refusal
from playground.models import Role
from playground.pages.errors import status_object
from playground.pages.past import NOT_YET, forgotten, refused
from playground.pages.views import enter_page, lower_headers, refusal_page
from playground.sharing import shares as kept
from playground.sharing import taking_back
from playground.sharing.exporting import export_text
from playground.sharing.models import Share
from playground.sharing.shares import ShareError, Wish

YAML = "application/yaml; charset=utf-8"
OWNERS_ONLY = "only an owner of this cluster handles its links"


class Change(msgspec.Struct, forbid_unknown_fields=True):
    """What may be changed about a link."""

    origins: list[str]


wish_decoder = msgspec.json.Decoder(Wish)
change_decoder = msgspec.json.Decoder(Change)


@require_GET
async def export_yaml(request: HttpRequest, cluster_id: str) -> HttpResponseBase:
    """The objects that somebody wrote, as one file."""
    asked = request.GET.get("at", "")
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) < 16):
        return status_object(400, "at: must be a revision, for example ?at=40")
    try:
        entered = await enter_page(request, cluster_id)
    except Refusal as refusal:
        return refusal_page(refusal)
    revision = int(asked) if asked else None
    try:
        text = await run_read(export_text, cluster_id, revision)
    except ExpiredError as error:
        if error.asked > error.oldest:
            return status_object(404, NOT_YET.format(asked=error.asked))
        return await forgotten(cluster_id, error.asked)
    name = f"kubeloop-{file_word(entered)}.yaml"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(text, content_type=YAML, headers=headers)


def file_word(entered: Access) -> str:
    """The cluster's name as a word for a file; its id where nothing is left of the name."""
    return slugify(entered.cluster.name) or entered.cluster.id


@require_http_methods(["GET", "POST"])
async def shares(request: HttpRequest, cluster_id: str) -> HttpResponseBase:
    """The cluster's links; by POST a new one."""
    try:
        entered = await enter_as_owner(request, cluster_id)
        owner = owner_of(request)
        if request.method == "GET":
            listed = await run_read(told_all, entered, owner)
            return answer({"shares": listed})
        wish = wish_decoder.decode(request.body)
        made = await run_write(kept.create, entered.cluster, owner, wish)
    except Refusal as refusal:
        return refused(refusal)
    except (msgspec.DecodeError, ShareError) as error:
        return status_object(400, str(error))
    except ExpiredError as error:
        if error.asked > error.oldest:
            return status_object(404, NOT_YET.format(asked=error.asked))
        return await forgotten(cluster_id, error.asked)
    return answer(await run_read(kept.told, made), 201)


@require_http_methods(["PATCH", "DELETE"])
async def share(request: HttpRequest, cluster_id: str, number: int) -> HttpResponseBase:
    """Change one link, or take it back."""
    try:
        entered = await enter_as_owner(request, cluster_id)
        found = await run_read(one, entered, owner_of(request), number)
        if found is None:
            raise access.NotFound(f"this cluster has no link {number}")
        if request.method == "DELETE":
            await taking_back.tell(await run_write(kept.revoke, found))
            return HttpResponse(status=204)
        change = change_decoder.decode(request.body)
        await run_write(kept.set_origins, found, change.origins)
    except Refusal as refusal:
        return refused(refusal)
    except (msgspec.DecodeError, ShareError) as error:
        return status_object(400, str(error))
    return answer(await run_read(kept.told, found))


async def enter_as_owner(request: HttpRequest, cluster_id: str) -> Access:
    """The door, for who may let others look. Raises a Refusal."""
    entered = await enter_page(request, cluster_id)
    if entered.role != Role.OWNER:
        raise access.Forbidden(OWNERS_ONLY)
    access.guard_request(entered, request.method or "GET", lower_headers(request))
    return entered


def owner_of(request: HttpRequest) -> str:
    """The visitor who asks; nobody for one who shows a token."""
    return access.credentials_of(lower_headers(request), request.COOKIES).visitor


def told_all(entered: Access, owner: str) -> list[dict[str, Any]]:
    return [kept.told(each) for each in kept.listed(entered.cluster, owner)]


def one(entered: Access, owner: str, number: int) -> Share | None:
    return kept.listed(entered.cluster, owner).filter(pk=number).first()


def answer(body: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})

"""What the inspector asks the server: the trail of an object (`/c/<id>/trail?uid=...&at=...`), and
the causes of what is wrong with it (`/c/<id>/causes?...`), and a controller's loop about it
(`/c/<id>/loop?...&controller=...`), and who replaced whom (`/c/<id>/lineage?...&owner=...`), and
what a rollback would change (`/c/<id>/revisions?...`).

Answers are JSON; a refusal is `{"message": ...}` and names the parameter. `at` is a revision of the
past; without it the answer is about now.
Example: /c/k8x.../trail?uid=d9d0...&at=412.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from cluster.core.loops import LOOPS, loop_named
from cluster.live.causes import causes_at
from cluster.live.lineage import lineage_of
from cluster.live.loop import LAST, loop_at
from cluster.live.loop import Question as LoopQuestion
from cluster.live.revisions import revisions_at
from cluster.live.trail import trail_of
from cluster.runtime.executors import run_read
from cluster.store import journal
from cluster.store.journal import ExpiredError
from playground.access import Refusal
from playground.pages.views import enter_page

MOST_COMMITS = 3_000
MOST_LINEAGE_COMMITS = 1_000
LONGEST_UID = 64


class QueryError(ValueError):
    """A parameter of the address cannot be used."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which object, and when."""

    uid: str
    at: int | None


@require_safe
async def trail(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """All writes about an object in the journal's reach, and who wrote each of its fields."""
    return await answered(request, cluster_id, read_trail)


@require_safe
async def loop(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """What a controller sees, wants and does about an object; `controller` names it, or `last`."""
    name = request.GET.get("controller", "")
    if name not in ("", LAST) and loop_named(name) is None:
        known = ", ".join(each.name for each in LOOPS)
        message = f"controller: {name[:40]!r} is none of {LAST}, {known}"
        return JsonResponse({"message": message}, status=400)

    def read(cluster_id: str, question: Question) -> bytes:
        asked = LoopQuestion(question.uid, name, question.at)
        return msgspec.json.encode(loop_at(cluster_id, asked))

    return await answered(request, cluster_id, read)


@require_safe
async def lineage(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Whom a Pod replaced and who replaced it; `owner` is the uid of its ReplicaSet."""
    owner = request.GET.get("owner", "")
    if not owner or len(owner) > LONGEST_UID:
        message = "owner: say whose Pod it is, by the metadata.uid of its ReplicaSet"
        return JsonResponse({"message": message}, status=400)

    def read(cluster_id: str, question: Question) -> bytes:
        commits = journal.read_back(
            cluster_id, MOST_LINEAGE_COMMITS, saying=owner.encode(), until=question.at
        )
        return msgspec.json.encode(lineage_of(question.uid, owner, commits))

    return await answered(request, cluster_id, read)


@require_safe
async def revisions(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """What a return to each revision of a Deployment would change."""
    return await answered(request, cluster_id, read_revisions)


@require_safe
async def causes(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Why an object is not as it should be, from the symptom to the root."""
    return await answered(request, cluster_id, read_causes)


async def answered(
    request: HttpRequest, cluster_id: str, read: Callable[[str, Question], bytes]
) -> HttpResponse:
    """What `read` says to the question, for those who may look at the cluster."""
    try:
        question = question_of(request)
        entered = await enter_page(request, cluster_id)
        return answer(await run_read(read, entered.cluster.id, question))
    except QueryError as error:
        return JsonResponse({"message": str(error)}, status=400)
    except Refusal as refusal:
        return JsonResponse({"message": refusal.message}, status=refusal.status)
    except ExpiredError as error:
        text = f"at: revision {error.asked} is too old, the journal begins at {error.oldest}"
        return JsonResponse({"message": text}, status=410)


def question_of(request: HttpRequest) -> Question:
    """Raises QueryError."""
    uid, at = request.GET.get("uid", ""), request.GET.get("at", "")
    if not uid or len(uid) > LONGEST_UID:
        raise QueryError("uid: say which object is meant, by its metadata.uid")
    if at and not (at.isascii() and at.isdigit() and len(at) < 16):
        raise QueryError(f"at: {at[:20]!r} is no revision, which is a whole number")
    return Question(uid, int(at) if at else None)


def read_trail(cluster_id: str, question: Question) -> bytes:
    commits = journal.read_back(
        cluster_id, MOST_COMMITS, saying=question.uid.encode(), until=question.at
    )
    return msgspec.json.encode(trail_of(question.uid, commits, question.at))


def read_revisions(cluster_id: str, question: Question) -> bytes:
    return msgspec.json.encode(revisions_at(cluster_id, question.uid, question.at))


def read_causes(cluster_id: str, question: Question) -> bytes:
    return msgspec.json.encode(causes_at(cluster_id, question.uid, question.at))


def answer(body: bytes) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(body, content_type="application/json", headers=headers)

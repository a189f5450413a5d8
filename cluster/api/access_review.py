"""Questions about the caller: `kubectl auth can-i`, `auth can-i --list` and `auth whoami`.

Owners may do everything, viewers may look. Nothing is stored: the question comes back answered, so
viewers may ask too.
Example: a viewer who asks for `create deployments` reads `no`.
Mirrors: kubernetes pkg/registry/authorization/selfsubjectaccessreview, selfsubjectrulesreview,
pkg/registry/authentication/selfsubjectreview.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from cluster.api.body import decode
from cluster.api.call import Caller, read_body
from cluster.api.decoding import refuse_media_type
from cluster.api.status import json_reply
from cluster.core.objects import Manifest
from cluster.kinds.errors import ApiError

LOOKING = ("get", "list", "watch")
AUTHORIZATION, AUTHENTICATION = "authorization.k8s.io", "authentication.k8s.io"


def access(caller: Caller, spec: Manifest) -> Manifest:
    """May the caller do this?"""
    asked = spec.get("resourceAttributes") or spec.get("nonResourceAttributes") or {}
    verb = asked.get("verb") if isinstance(asked, dict) else None
    if caller.may_change or verb in LOOKING:
        return {"allowed": True}
    return {"allowed": False, "reason": caller.why_not}


def rules(caller: Caller, spec: Manifest) -> Manifest:
    """Everything that the caller may do."""
    verbs = ["*"] if caller.may_change else list(LOOKING)
    return {
        "resourceRules": [{"verbs": verbs, "apiGroups": ["*"], "resources": ["*"]}],
        "nonResourceRules": [{"verbs": verbs, "nonResourceURLs": ["*"]}],
        "incomplete": False,
    }


def identity(caller: Caller, spec: Manifest) -> Manifest:
    """Who the caller is."""
    return {"userInfo": {"username": caller.user, "groups": ["system:authenticated"]}}


Review = tuple[str, str, str, Callable[[Caller, Manifest], Manifest]]
REVIEWS: tuple[Review, ...] = (
    (AUTHENTICATION, "SelfSubjectReview", "selfsubjectreviews", identity),
    (AUTHORIZATION, "SelfSubjectAccessReview", "selfsubjectaccessreviews", access),
    (AUTHORIZATION, "SelfSubjectRulesReview", "selfsubjectrulesreviews", rules),
)
"""(group, kind, plural, what answers it); all are of version v1."""
WITHOUT_SPEC = frozenset({"SelfSubjectReview"})


def review_at(path: str) -> Review | None:
    """The review at an address of the API."""
    place = path.strip("/")
    return next((each for each in REVIEWS if place == f"apis/{each[0]}/v1/{each[2]}"), None)


def answer(request: HttpRequest, caller: Caller, review: Review) -> HttpResponse:
    """The review with its status. Raises ApiError 400, 405, 415."""
    group, kind, _, reply = review
    if request.method != "POST":
        raise ApiError.method_not_allowed()
    content_type = request.headers.get("Content-Type", "")
    refuse_media_type(content_type)
    body: Any = decode(read_body(request), content_type).value
    if not isinstance(body, dict):
        raise ApiError.bad_request(f"the body must be a {kind}")
    spec = body.get("spec") if kind not in WITHOUT_SPEC else {}
    if not isinstance(spec, dict):
        raise ApiError.bad_request(f"the body must be a {kind} with a spec")
    named = {"kind": kind, "apiVersion": f"{group}/v1"}
    return json_reply({**body, **named, "status": reply(caller, spec)}, 201)

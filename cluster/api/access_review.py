"""`kubectl auth can-i` and `auth whoami`: may the caller do this here, and who is it?

Owners may do everything, viewers may look. Nothing is stored; the question comes back answered.
Example: a viewer who asks for `create deployments` reads `no`, and is called `kubeloop:viewer`.
Mirrors: kubernetes pkg/registry/authorization/selfsubjectaccessreview,
pkg/registry/authentication/selfsubjectreview.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from cluster.api.body import decode
from cluster.api.call import Caller, read_body
from cluster.api.decoding import refuse_media_type
from cluster.api.status import json_reply
from cluster.kinds.errors import ApiError

PATH = "apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
WHO_PATH = "apis/authentication.k8s.io/v1/selfsubjectreviews"
PATHS = frozenset({PATH, WHO_PATH})
LOOKING = frozenset({"get", "list", "watch"})


def answer(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The review with its status. Raises ApiError 400, 405, 415."""
    if request.method != "POST":
        raise ApiError.method_not_allowed()
    content_type = request.headers.get("Content-Type", "")
    refuse_media_type(content_type)
    review = decode(read_body(request), content_type).value
    if request.path.rstrip("/").endswith(WHO_PATH):
        return json_reply({**who_reviewed(review), "status": {"userInfo": user(caller)}}, 201)
    spec = review.get("spec") if isinstance(review, dict) else None
    if not isinstance(spec, dict):
        raise ApiError.bad_request("the body must be a SelfSubjectAccessReview with a spec")
    asked = spec.get("resourceAttributes") or spec.get("nonResourceAttributes") or {}
    verb = asked.get("verb") if isinstance(asked, dict) else None
    status = {"allowed": caller.may_change or verb in LOOKING}
    return json_reply({**review, "status": status}, 201)


def who_reviewed(review: object) -> dict[str, object]:
    """Raises ApiError 400."""
    if not isinstance(review, dict):
        raise ApiError.bad_request("the body must be a SelfSubjectReview")
    return review


def user(caller: Caller) -> dict[str, object]:
    """There are no people here, only roles."""
    role = "owner" if caller.may_change else "viewer"
    return {"username": f"kubeloop:{role}", "groups": ["system:authenticated"]}

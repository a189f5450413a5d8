"""`kubectl auth can-i`: may the caller do this here?

Owners may do everything, viewers may look. Nothing is stored; the question comes back answered.
Example: a viewer who asks for `create deployments` reads `no`.
Mirrors: kubernetes pkg/registry/authorization/selfsubjectaccessreview.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from cluster.api.body import decode
from cluster.api.call import Caller, read_body
from cluster.api.decoding import refuse_media_type
from cluster.api.status import json_reply
from cluster.kinds.errors import ApiError

PATH = "apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
LOOKING = frozenset({"get", "list", "watch"})


def answer(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The review with its status. Raises ApiError 400, 405, 415."""
    if request.method != "POST":
        raise ApiError.method_not_allowed()
    content_type = request.headers.get("Content-Type", "")
    refuse_media_type(content_type)
    review = decode(read_body(request), content_type).value
    spec = review.get("spec") if isinstance(review, dict) else None
    if not isinstance(spec, dict):
        raise ApiError.bad_request("the body must be a SelfSubjectAccessReview with a spec")
    asked = spec.get("resourceAttributes") or spec.get("nonResourceAttributes") or {}
    verb = asked.get("verb") if isinstance(asked, dict) else None
    status = {"allowed": caller.may_change or verb in LOOKING}
    return json_reply({**review, "status": status}, 201)

"""The one view of the API: it finds what a request is about and hands it to a verb.

Verbs are chosen by method and path alone: GET of a name is `get`, of a collection `list` or
`watch`; the kind says which verbs it has. A refusal becomes a Status; what nobody foresaw becomes a
500 without its traceback.

Example: PATCH .../deployments/web/scale goes to the subresource module `scale`.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from django.http import HttpRequest, HttpResponseBase, UnreadablePostError

from cluster.api import access_review, apply, discovery, forbidding, openapi
from cluster.api.call import Call, caller_of, read_body
from cluster.api.options import read_options
from cluster.api.paths import resolve
from cluster.api.status import breakdown, refusal
from cluster.api.subresources import methods_of
from cluster.api.verbs.create import create
from cluster.api.verbs.delete import delete
from cluster.api.verbs.delete_collection import delete_collection
from cluster.api.verbs.get import get
from cluster.api.verbs.list import list_objects
from cluster.api.verbs.patch import patch
from cluster.api.verbs.update import update
from cluster.api.verbs.watch import watch
from cluster.kinds.errors import ApiError
from cluster.store.away import AWAY_ERRORS, NO_DATABASE
from cluster.store.orm import UnknownClusterError

Handler = Callable[[Call], Awaitable[HttpResponseBase]]
READING_METHODS = frozenset({"GET", "HEAD"})
VERBS_OF_SUBRESOURCES = {
    "GET": "get",
    "POST": "create",
    "PUT": "update",
    "PATCH": "patch",
    "DELETE": "delete",
}
FREE_FORM = frozenset({"log", "proxy"})
ACCEPTABLE = frozenset({"*/*", "application/*", "application/json"})
logger = logging.getLogger(__name__)
ON_OBJECTS: dict[str, tuple[str, Handler]] = {
    "GET": ("get", get),
    "PUT": ("update", update),
    "PATCH": ("patch", patch),
    "DELETE": ("delete", delete),
}
ON_COLLECTIONS: dict[str, tuple[str, Handler]] = {
    "GET": ("list", list_objects),
    "POST": ("create", create),
    "DELETE": ("deletecollection", delete_collection),
}


async def api(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer one request to a cluster's API."""
    try:
        return await answer(request, path)
    except ApiError as error:
        return refusal(error)
    except UnknownClusterError:
        return refusal(ApiError(404, "NotFound", "this cluster does not exist any more"))
    except AWAY_ERRORS as error:
        logger.warning("%s %s: %s", request.method, path, error)
        return refusal(ApiError(503, "ServiceUnavailable", NO_DATABASE))
    except UnreadablePostError as error:
        return refusal(ApiError.bad_request(f"the body of the request broke off: {error}"))
    except Exception as error:
        return breakdown(error, f"{request.method} {path}")


async def answer(request: HttpRequest, path: str) -> HttpResponseBase:
    method = "GET" if request.method == "HEAD" else request.method or "GET"
    caller = caller_of(request)
    review = access_review.review_at(path)
    if review is not None:
        return access_review.answer(request, caller, review)
    if method not in READING_METHODS and not caller.may_change:
        raise forbidding.refusal(caller, method, path)
    if path.strip("/") == "apply":
        return await apply.answer(request, caller)
    if method == "GET":
        known = discovery.answer(request, path) or openapi.answer(request, path)
        if known is not None:
            return known
    target = resolve(path)
    call = Call(
        caller=caller,
        method=method,
        target=target,
        options=read_options(request.GET),
        accept=request.headers.get("Accept", ""),
        content_type=request.headers.get("Content-Type", ""),
        body=b"" if method == "GET" else read_body(request),
        request=request,
    )
    handler = handler_of(call)
    refuse_unacceptable(call)
    return await handler(call)


def refuse_unacceptable(call: Call) -> None:
    """Raises ApiError 406 for a client that takes no JSON, except where no JSON is sent."""
    wanted = [part.partition(";")[0].strip() for part in call.accept.lower().split(",")]
    is_free = call.target.subresource in FREE_FORM
    if call.accept and not ACCEPTABLE & set(wanted) and not is_free:
        raise ApiError.not_acceptable()


def handler_of(call: Call) -> Handler:
    """The verb for a call. Raises ApiError 404, 405."""
    if call.target.subresource:
        return subresource_of(call)
    table = ON_OBJECTS if call.target.name else ON_COLLECTIONS
    verb, handler = table.get(call.method, ("", get))
    if verb == "list" and call.options.watch:
        verb, handler = "watch", watch
    if verb not in call.kind.verbs:
        raise ApiError.method_not_allowed()
    call.request.api_verb = verb  # type: ignore[attr-defined]  # for whoever counts requests
    return handler


def subresource_of(call: Call) -> Handler:
    methods = methods_of(call)
    if methods is None or not call.target.name:
        raise ApiError.no_such_path()
    handler = methods.get(call.method)
    if handler is None:
        raise ApiError.method_not_allowed()
    call.request.api_verb = VERBS_OF_SUBRESOURCES[call.method]  # type: ignore[attr-defined]
    return handler

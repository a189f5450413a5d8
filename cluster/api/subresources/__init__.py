"""One module for each subresource: its methods by name. The kinds say which of them they have.

`rollback` and `drain` are conveniences for buttons: kubectl does the same by several requests. They
are not part of any kind, so discovery does not list them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from django.http import HttpResponseBase

from cluster.api.call import Call
from cluster.api.subresources import (
    binding,
    drain,
    eviction,
    log,
    proxy,
    rollback,
    scale,
    status,
    step,
    streams,
    undo,
)

Handler = Callable[[Call], Awaitable[HttpResponseBase]]

SUBRESOURCES: dict[str, Mapping[str, Handler]] = {
    "attach": streams.METHODS,
    "binding": binding.METHODS,
    "eviction": eviction.METHODS,
    "exec": streams.METHODS,
    "log": log.METHODS,
    "portforward": streams.METHODS,
    "proxy": proxy.METHODS,
    "scale": scale.METHODS,
    "status": status.METHODS,
    "step": step.METHODS,
    "undo": undo.METHODS,
}
CONVENIENCES: dict[tuple[str, str], Mapping[str, Handler]] = {
    ("deployments", "rollback"): rollback.METHODS,
    ("nodes", "drain"): drain.METHODS,
}


def methods_of(call: Call) -> Mapping[str, Handler] | None:
    """The subresource's handlers by HTTP method; None when there is no such thing."""
    name = call.target.subresource
    if name in call.kind.subresources:
        return SUBRESOURCES.get(name)
    return CONVENIENCES.get((call.kind.plural, name))

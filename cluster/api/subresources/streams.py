"""`exec`, `attach` and `portforward`: refused with the reason, and first as Kubernetes does.

No program runs in a simulated container, so there is nothing to run a command in, to attach to or
to send bytes to; web requests go through `proxy`.
Example: `kubectl exec web-1 -- ls` prints `Error from server (NotImplemented): the containers of
this cluster are simulated: there is no program to execute a command in; ...`
Mirrors: kubernetes pkg/registry/core/pod/rest/subresources.go (what is refused first).
Differs: commands, attaching and forwarded ports are not offered.
"""

from __future__ import annotations

from django.http import HttpResponse

from cluster.api.call import Call
from cluster.api.containers import chosen
from cluster.api.reading import decode
from cluster.api.verbs.get import missing
from cluster.core.objects import Manifest
from cluster.kinds.errors import ApiError
from cluster.runtime.executors import run_read
from cluster.store import orm

WHY = {
    "exec": "to execute a command in; try kubectl logs",
    "attach": "to attach to; try kubectl logs",
    "portforward": "to forward a port to; try kubectl get --raw {path}",
}


async def refuse(call: Call) -> HttpResponse:
    """Raises ApiError 400, 404, 501."""
    pod = await run_read(stored_pod, call)
    name = call.target.name
    if not pod["spec"].get("nodeName"):
        raise ApiError.bad_request(f"pod {name} does not have a host assigned")
    if call.target.subresource != "portforward":
        chosen(pod, call.request.GET.get("container", ""))
    path = f"/api/v1/namespaces/{call.target.namespace}/pods/{name}/proxy/"
    why = WHY[call.target.subresource].format(path=path)
    raise ApiError(
        501,
        "NotImplemented",
        f"the containers of this cluster are simulated: there is no program {why}",
    )


def stored_pod(call: Call) -> Manifest:
    """Raises ApiError 404."""
    row = orm.read_object(call.cluster_id, "Pod", call.target.namespace, call.target.name)
    if row is None:
        raise missing(call)
    pod: Manifest = decode(row.body)
    return pod


METHODS = {"GET": refuse, "POST": refuse}

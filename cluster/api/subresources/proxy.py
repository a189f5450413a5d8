"""`/proxy`: a web request through the API server to a Service, or to one Pod.

The name may say scheme and port: `web`, `web:80`, `http:web:http`. A Service's port is found by
number or name (none said: the port without a name); of its ready endpoints each request takes the
next. The program itself is in `cluster.api.web_page`. Nodes have no kubelet that would answer.

Example: three ready Pods: requests 1 to 3 to `services/web:80/proxy/` are answered by one each;
with none ready it is 503, `no endpoints available for service "web"`.
Mirrors: kubernetes pkg/registry/core/service/storage (ResourceLocation), pkg/registry/core/pod
(ResourceLocation), apimachinery/pkg/util/proxy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from typing import NamedTuple

from django.http import HttpResponse, HttpResponseBase

from cluster.api.call import Call
from cluster.api.reading import decode
from cluster.api.verbs.get import missing
from cluster.api.web_page import Place, answer_of
from cluster.core.images import behaviour
from cluster.core.nodes import is_silent
from cluster.core.objects import Manifest, Node, Object, Pod, read
from cluster.core.traffic import Endpoint, in_turn, read_slice
from cluster.core.view import ClusterView
from cluster.kinds.errors import ApiError
from cluster.runtime.executors import run_read
from cluster.store import orm

SERVICE_LABEL = "kubernetes.io/service-name"
SCHEMES = ("", "http", "https")
REFUSED = "connect: connection refused"
UNREACHABLE = "i/o timeout"
turns = count()


class Name(NamedTuple):
    """What stands before `/proxy`."""

    full: str
    scheme: str
    name: str
    port: str


async def proxy(call: Call) -> HttpResponseBase:
    """The answer of the program. Raises ApiError 400, 404, 503."""
    if call.request.path.endswith("/proxy"):
        return to_its_root(call)
    return await run_read(visit, call, next(turns))


def to_its_root(call: Call) -> HttpResponse:
    """Without a slash at its end the address has no place for relative links."""
    query = call.request.META.get("QUERY_STRING", "")
    place = f"{call.request.path}/{'?' if query else ''}{query}"
    return HttpResponse(status=301, headers={"Location": place})


def visit(call: Call, turn: int) -> HttpResponse:
    """Find who answers and let it. Runs on a reader thread."""
    name = read_name(call)
    call = replace(call, target=replace(call.target, name=name.name))
    if call.kind.kind == "Node":
        raise unavailable("there is no kubelet behind a simulated node")
    pod, port = find_pod(call, name) if call.kind.kind == "Pod" else find_endpoint(call, name, turn)
    address = f"{pod.status['podIP']}{f':{port}' if port else ''}"
    if is_cut_off(call.cluster_id, pod.node_name):
        raise unreached(f"dial tcp {address}: {UNREACHABLE}")
    container = container_at(pod, port)
    if not is_running(pod, container):
        raise unreached(f"dial tcp {address}: {REFUSED}")
    if name.scheme == "https":
        raise unreached("http: server gave HTTP response to HTTPS client")
    image = container["image"]
    catalogue = (decode(row.body) for row in orm.read_list(call.cluster_id, "Image")[1])
    place = Place(image, pod.name, pod.node_name)
    return answer_of(place, behaviour(image, catalogue), call.accept)


def read_name(call: Call) -> Name:
    """Raises ApiError 400."""
    parts = call.target.name.split(":")
    if len(parts) < 3:
        parts = ["", *parts, ""][:3]
    scheme, name, *port = parts
    if len(port) != 1 or not name or scheme not in SCHEMES:
        raise ApiError.bad_request(f'invalid {call.kind.singular} request "{call.target.name}"')
    return Name(call.target.name, scheme, name, port[0])


def find_pod(call: Call, name: Name) -> tuple[Pod, str]:
    """The Pod and the port: the one that is said, else the first one that it declares."""
    pod = stored_pod(call, name.name)
    if pod is None:
        raise missing(call)
    if not pod.status.get("podIP"):
        raise ApiError.bad_request("address not allowed")
    declared = [str(each) for container in pod.spec["containers"] for each in ports_of(container)]
    return pod, name.port or next(iter(declared), "")


def find_endpoint(call: Call, name: Name, turn: int) -> tuple[Pod, str]:
    """The Pod whose turn it is and the port there. Raises ApiError 404, 503."""
    row = orm.read_object(call.cluster_id, "Service", call.target.namespace, name.name)
    if row is None:
        raise missing(call)
    port_name = name_of_port(decode(row.body), name)
    slices = slices_of(call, name.name)
    places = dict(endpoints_with(slices, port_name))
    chosen = in_turn(places, turn)
    pod = stored_pod(call, chosen.name) if chosen else None
    if chosen is None or pod is None:
        has_some = any(each.manifest.get("endpoints") for each in slices)
        raise unavailable(
            f'no endpoints available for service "{name.full if has_some else name.name}"'
        )
    return pod, places[chosen]


def name_of_port(service: Manifest, name: Name) -> str:
    """The name of the port that is asked for by name or number. Raises ApiError 503."""
    if not name.port.isdecimal():
        return name.port
    for port in service["spec"].get("ports") or ():
        if port["port"] == int(name.port):
            return str(port.get("name", ""))
    number = int(name.port)
    raise unavailable(f'no service port {number} found for service "{name.name}"')


def slices_of(call: Call, service: str) -> list[Object]:
    rows = orm.read_list(call.cluster_id, "EndpointSlice", call.target.namespace)[1]
    found = (read(decode(row.body)) for row in rows)
    return [each for each in found if each.labels.get(SERVICE_LABEL) == service]


def endpoints_with(slices: Iterable[Object], port_name: str) -> Iterator[tuple[Endpoint, str]]:
    """Every endpoint that has a port of this name, and the port's number there."""
    for slice_ in slices:
        for port in slice_.manifest.get("ports") or ():
            if port.get("name", "") == port_name:
                for endpoint in read_slice(slice_):
                    yield endpoint, str(port["port"])


def stored_pod(call: Call, name: str) -> Pod | None:
    row = orm.read_object(call.cluster_id, "Pod", call.target.namespace, name)
    found = None if row is None else read(decode(row.body))
    return found if isinstance(found, Pod) else None


def is_cut_off(cluster_id: str, node_name: str) -> bool:
    """Does nothing reach the node (any more)?"""
    row = orm.read_object(cluster_id, "Node", "", node_name)
    if row is None:
        return True
    node = read(decode(row.body), decode(row.sim) if row.sim else None)
    view = ClusterView("")
    for fault in orm.read_list(cluster_id, "Fault")[1]:
        view.put(read(decode(fault.body)))
    return isinstance(node, Node) and is_silent(view, node)


def container_at(pod: Pod, port: str) -> Manifest:
    """The container that declares the port, else the first one."""
    containers: list[Manifest] = pod.spec["containers"]
    found = (each for each in containers if port in map(str, ports_of(each)))
    return next(found, containers[0])


def ports_of(container: Manifest) -> list[int]:
    return [each["containerPort"] for each in container.get("ports") or ()]


def is_running(pod: Pod, container: Manifest) -> bool:
    states = {each["name"]: each.get("state") or {} for each in pod.container_statuses}
    return "running" in states.get(container["name"], {})


def unavailable(why: str) -> ApiError:
    return ApiError(503, "ServiceUnavailable", why)


def unreached(why: str) -> ApiError:
    return unavailable(f"error trying to reach service: {why}")


METHODS = dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), proxy)

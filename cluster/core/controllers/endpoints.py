"""EndpointSlices: which Pods are behind a Service, and which of them are ready (SPEC V1, V4).

A Pod that matches the selector is listed from the moment it has an address until it is final;
unready and terminating ones stay listed with their conditions (SURPRISES 19). A slice holds at most
100; what is listed stays in its slice, newcomers fill up the slices that have room. A Service
without endpoints keeps one empty slice.

Example: 250 Pods make slices of 100, 100 and 50, named `web-` and five letters.
Mirrors: kubernetes staging/src/k8s.io/endpointslice (reconciler).
Differs: slices are not packed anew when they become sparse; no legacy Endpoints are written; a
Service with several slices is looked at ten times a second at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import ceil

from cluster.core.actions import NOTHING_TO_DO, Action, Create, Delete, Plan, Update, Why
from cluster.core.controller import Controller, itself
from cluster.core.nodes import ZONE
from cluster.core.objects import Key, Manifest, Object, Pod, Service, controller_reference
from cluster.core.selectors import equality_selector
from cluster.core.view import ClusterView

NAME = "endpointslice-controller"
MAX_ENDPOINTS = 100
LOOK_SECONDS = 0.1
EARLY = 0.001
MOMENT = 1e-5
SERVICE_LABEL = "kubernetes.io/service-name"
MANAGER_LABEL = "endpointslice.kubernetes.io/managed-by"
MANAGER = "endpointslice-controller.k8s.io"
HEADLESS_LABEL = "service.kubernetes.io/headless"
Ports = tuple[tuple[str, int, str], ...]
"""(name, port of the Pod, protocol) of each port."""
Wanted = dict[str, Manifest]
"""Endpoints by the uid of their Pod."""


def reconcile(key: Key, view: ClusterView, now: float) -> Plan:
    """Bring the slices of one Service in line with its Pods."""
    service = view.get(key)
    if not isinstance(service, Service) or service.is_deleting or not service.selector:
        return NOTHING_TO_DO
    if service.spec.get("type") == "ExternalName":
        return NOTHING_TO_DO
    owned = view.owned_by(service.uid, "EndpointSlice")
    if len(owned) > 1 and (due := next_look(service, now)) > now + MOMENT:
        return Plan(requeue_at=due)
    groups = wanted_groups(service, view)
    slices = [each for each in owned if not each.is_deleting]
    why = explain(groups)
    labels = labels_of(service)
    actions: list[Action] = []
    spare: list[Object] = []
    kept = [(slice_, remaining(slice_, groups)) for slice_ in slices]
    for slice_, entries in kept:
        fill(entries, groups.get(ports_of(slice_), {}))
        if entries:
            actions.append(changed(slice_, ports_of(slice_), entries, labels, why))
        else:
            spare.append(slice_)
    parts = list(newcomers(groups))
    if not actions and not parts:
        parts = [((), [])]
    for ports, entries in parts:
        if spare:
            actions.append(changed(spare.pop(0), ports, entries, labels, why))
        else:
            actions.append(Create(slice_of(service, ports, entries, labels), why))
    actions += [Delete(slice_, why) for slice_ in spare]
    actions = [each for each in actions if not is_unchanged(each)]
    return Plan(tuple(actions)) if actions else NOTHING_TO_DO


def next_look(service: Service, now: float) -> float:
    """When a Service with several slices is looked at next: ten times a second at most."""
    looks = ceil((now - service.created) / LOOK_SECONDS - EARLY)
    return service.created + looks * LOOK_SECONDS


def wanted_groups(service: Service, view: ClusterView) -> dict[Ports, Wanted]:
    """The endpoints of all listed Pods, by the ports that the Service has in them."""
    matches = equality_selector(service.selector).matches
    namespace = service.namespace
    publishes = bool(service.spec.get("publishNotReadyAddresses", False))
    fixed = None if has_named_port(service) else ports_in(service, None)
    groups: dict[Ports, Wanted] = {}
    for found in view.all("Pod"):
        if found.namespace == namespace and matches(found.labels):
            assert isinstance(found, Pod)
            entry = found.once(published_endpoint if publishes else endpoint)
            if entry is not None:
                ports = ports_in(service, found) if fixed is None else fixed
                groups.setdefault(ports, {})[found.uid] = entry
    return groups


def is_listed(phase: str, *, has_address: bool, is_deleting: bool, with_deleting: bool) -> bool:
    """Is a Pod an endpoint at all (V1)? Slices list terminating Pods, old Endpoints do not."""
    if phase in ("Succeeded", "Failed") or not has_address:
        return False
    return with_deleting or not is_deleting


def conditions(*, is_ready: bool, is_deleting: bool, publishes: bool) -> Manifest:
    """ready, serving and terminating of an endpoint (V1)."""
    return {
        "ready": publishes or (is_ready and not is_deleting),
        "serving": is_ready,
        "terminating": is_deleting,
    }


def endpoint(pod: Pod) -> Manifest | None:
    """The Pod's entry; None when it is not listed."""
    return entry_of(pod, publishes=False)


def published_endpoint(pod: Pod) -> Manifest | None:
    """The same for a Service that publishes addresses that are not ready."""
    return entry_of(pod, publishes=True)


def entry_of(pod: Pod, *, publishes: bool) -> Manifest | None:
    address = pod.status.get("podIP", "")
    if not is_listed(
        pod.phase, has_address=bool(address), is_deleting=pod.is_deleting, with_deleting=True
    ):
        return None
    entry: Manifest = {
        "addresses": [address],
        "conditions": conditions(
            is_ready=pod.is_ready, is_deleting=pod.is_deleting, publishes=publishes
        ),
        "nodeName": pod.node_name,
        "targetRef": {
            "kind": "Pod",
            "name": pod.name,
            "namespace": pod.namespace,
            "uid": pod.uid,
        },
    }
    if ZONE in pod.labels:
        entry["zone"] = pod.labels[ZONE]
    return entry


def has_named_port(service: Service) -> bool:
    return any(isinstance(each.get("targetPort"), str) for each in service.spec.get("ports") or ())


def ports_in(service: Service, pod: Pod | None) -> Ports:
    """The Service's ports in a Pod; a named target that the Pod has not is left out."""
    found = []
    for port in service.spec.get("ports") or ():
        target = port.get("targetPort") or port["port"]
        number = named_port(pod, target) if isinstance(target, str) else int(target)
        if number is not None:
            found.append((port.get("name", ""), number, port.get("protocol", "TCP")))
    return tuple(found)


def named_port(pod: Pod | None, name: str) -> int | None:
    if pod is None:
        return None
    for container in pod.spec.get("containers") or ():
        for port in container.get("ports") or ():
            if port.get("name") == name:
                return int(port["containerPort"])
    return None


def ports_of(slice_: Object) -> Ports:
    return tuple(
        (each.get("name", ""), each.get("port", 0), each.get("protocol", "TCP"))
        for each in slice_.manifest.get("ports") or ()
    )


def remaining(slice_: Object, groups: dict[Ports, Wanted]) -> list[Manifest]:
    """What of a slice is still wanted; it is taken out of the group."""
    group = groups.get(ports_of(slice_), {})
    after = []
    for entry in slice_.manifest.get("endpoints") or ():
        reference = entry.get("targetRef") or {}
        new = group.pop(reference.get("uid", ""), None)
        if new is not None:
            after.append(entry if new is entry or new == entry else new)
    return after


def fill(entries: list[Manifest], group: Wanted) -> None:
    """Take newcomers in, up to the size of a slice."""
    while group and len(entries) < MAX_ENDPOINTS:
        entries.append(group.pop(next(iter(group))))


def newcomers(groups: dict[Ports, Wanted]) -> Iterator[tuple[Ports, list[Manifest]]]:
    """What found no room, in parts that fill a slice each."""
    for ports, group in groups.items():
        entries = list(group.values())
        for start in range(0, len(entries), MAX_ENDPOINTS):
            yield ports, entries[start : start + MAX_ENDPOINTS]


def changed(
    slice_: Object, ports: Ports, endpoints: list[Manifest], labels: Manifest, why: Why
) -> Update:
    """The slice with these endpoints; with its very manifest when it has them already."""
    manifest = slice_.manifest
    if endpoints != (manifest.get("endpoints") or []) or ports != ports_of(slice_):
        manifest = {**manifest, "endpoints": endpoints, "ports": written(ports)}
    if slice_.labels != labels:
        manifest = {**manifest, "metadata": {**manifest["metadata"], "labels": labels}}
    return Update(slice_, manifest, why)


def is_unchanged(action: Action) -> bool:
    return isinstance(action, Update) and action.manifest is action.object.manifest


def written(ports: Ports) -> list[Manifest]:
    return [{"name": name, "port": port, "protocol": protocol} for name, port, protocol in ports]


def slice_of(
    service: Service, ports: Ports, endpoints: Sequence[Manifest], labels: Manifest
) -> Manifest:
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "generateName": f"{service.name}-",
            "namespace": service.namespace,
            "labels": labels,
            "ownerReferences": [controller_reference(service, "v1")],
        },
        "addressType": "IPv4",
        "endpoints": list(endpoints),
        "ports": written(ports),
    }


def labels_of(service: Service) -> Manifest:
    """The Service's labels and those by which its slices are found."""
    labels = {**service.labels, SERVICE_LABEL: service.name, MANAGER_LABEL: MANAGER}
    if service.spec.get("clusterIP") == "None":
        labels[HEADLESS_LABEL] = ""
    return labels


def explain(groups: dict[Ports, Wanted]) -> Why:
    """How many Pods are listed, and how many may get requests."""
    entries = [entry for group in groups.values() for entry in group.values()]
    ready = sum(entry["conditions"]["ready"] for entry in entries)
    text = f"{len(entries)} Pods are behind the Service, {ready} of them ready for requests"
    return Why("V1", text, {"pods": len(entries), "ready": ready})


def facts(pod: Pod) -> tuple[object, ...]:
    """All of a Pod that endpoints depend on."""
    address = (pod.manifest.get("status") or {}).get("podIP")
    return (pod.is_ready, pod.is_deleting, pod.is_final, address, pod.labels)


def on_pod(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """The Services that choose the Pod, before or after."""
    if isinstance(old, Pod) and isinstance(new, Pod) and facts(old) == facts(new):
        return ()
    pods = [each for each in (old, new) if isinstance(each, Pod)]
    if not any("podIP" in each.status for each in pods):
        return ()
    namespace = pods[0].namespace
    return [
        service.key
        for service in view.every(Service)
        if service.namespace == namespace
        and any(equality_selector(service.selector).matches(pod.labels) for pod in pods)
    ]


def on_slice(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """The Service that a slice belongs to, when somebody else changed it."""
    changed_slice = new or old
    owner = view.with_uid((changed_slice.controller_uid or "") if changed_slice else "")
    return (owner.key,) if owner is not None and owner.kind == "Service" else ()


CONTROLLER = Controller(
    NAME, reconcile, {"Service": itself, "Pod": on_pod, "EndpointSlice": on_slice}
)

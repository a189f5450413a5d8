"""Where a request to a Service goes: the endpoints that a proxy may choose from (SPEC V3).

Ready endpoints take the traffic. Only when there is none at all, those that still serve while they
terminate are used. With a policy of Local the same rule holds among the endpoints of the proxy's
own node, and nothing else is fallen back to. No endpoint: the connection is refused.

Example: one ready and one terminating endpoint: all requests go to the ready one.
Mirrors: kubernetes pkg/proxy/topology.go (CategorizeEndpoints).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cluster.core.objects import Object, Service
from cluster.core.view import ClusterView


class Endpoint(NamedTuple):
    """One endpoint as a proxy sees it; `name` is its Pod, `is_local` is from its own node."""

    name: str
    ready: bool
    serving: bool
    terminating: bool
    is_local: bool = False
    address: str = ""


class Policy(NamedTuple):
    """The traffic policies of a Service, and whether it is reached from outside."""

    internal_local: bool = False
    external_local: bool = False
    is_external: bool = False


class Targets(NamedTuple):
    """Endpoints for traffic to the whole cluster and to the own node; None is not used at all."""

    cluster: list[Endpoint] | None
    local: list[Endpoint] | None


def targets(endpoints: Sequence[Endpoint], policy: Policy) -> Targets:
    """What one proxy may use."""
    uses_cluster = not policy.internal_local or policy.is_external
    uses_local = policy.internal_local or (policy.external_local and policy.is_external)
    return Targets(
        usable(endpoints) if uses_cluster else None,
        usable([each for each in endpoints if each.is_local]) if uses_local else None,
    )


def usable(endpoints: Iterable[Endpoint]) -> list[Endpoint]:
    """The ready ones, else those that serve to their end."""
    found = list(endpoints)
    ready = [each for each in found if each.ready]
    return ready or [each for each in found if each.serving and each.terminating]


def in_turn(endpoints: Iterable[Endpoint], turn: int) -> Endpoint | None:
    """The endpoint that the API server's proxy takes for its request of this number: ready ones
    only, one after the other. None when nobody is ready."""
    ready = sorted(each for each in endpoints if each.ready)
    return ready[turn % len(ready)] if ready else None


def policy_of(service: Service) -> Policy:
    """The policies that a Service's spec says."""
    spec = service.spec
    is_external = spec.get("type") in ("NodePort", "LoadBalancer") or bool(spec.get("externalIPs"))
    return Policy(
        internal_local=spec.get("internalTrafficPolicy") == "Local",
        external_local=spec.get("externalTrafficPolicy") == "Local",
        is_external=is_external,
    )


def endpoints_of(service: Service, view: ClusterView, node: str = "") -> list[Endpoint]:
    """All endpoints in the Service's slices, as a proxy on that node sees them."""
    return [
        each
        for slice_ in view.owned_by(service.uid, "EndpointSlice")
        for each in read_slice(slice_, node)
    ]


def read_slice(slice_: Object, node: str = "") -> Iterable[Endpoint]:
    for each in slice_.manifest.get("endpoints") or ():
        conditions = each.get("conditions") or {}
        yield Endpoint(
            name=(each.get("targetRef") or {}).get("name", ""),
            ready=conditions.get("ready", True),
            serving=conditions.get("serving", True),
            terminating=conditions.get("terminating", False),
            is_local=bool(node) and each.get("nodeName") == node,
            address=each["addresses"][0],
        )

"""Two Pods cannot have the same port of one host.

Example: a second Pod with hostPort 80 finds `node(s) didn't have free ports for the requested pod
ports` on every node that runs the first one.
Mirrors: kubernetes scheduler/framework/plugins/nodeports.
"""

from __future__ import annotations

from cluster.core.objects import Manifest, Node
from cluster.core.scheduler.ask import Ask
from cluster.core.scheduler.plugin import Filter, Refusal

REFUSAL = Refusal(("node(s) didn't have free ports for the requested pod ports",), may_help=True)
ANY_ADDRESS = ("", "0.0.0.0", "::")
HostPort = tuple[str, int, str]


def host_ports(spec: Manifest) -> list[HostPort]:
    """(protocol, port, address) of every port that the Pod takes on its host."""
    return [
        (port.get("protocol", "TCP"), port["hostPort"], port.get("hostIP", ""))
        for container in spec["containers"]
        for port in container.get("ports") or ()
        if port.get("hostPort")
    ]


def clashes(wanted: HostPort, taken: HostPort) -> bool:
    if wanted[:2] != taken[:2]:
        return False
    return wanted[2] == taken[2] or wanted[2] in ANY_ADDRESS or taken[2] in ANY_ADDRESS


def applies(ask: Ask) -> bool:
    return any("ports" in container for container in ask.spec["containers"]) and bool(
        host_ports(ask.spec)
    )


def refuse(ask: Ask, node: Node) -> Refusal | None:
    wanted = host_ports(ask.spec)
    for pod in ask.view.pods_on(node.name):
        if pod.is_final:
            continue
        for taken in host_ports(pod.manifest["spec"]):
            if any(clashes(each, taken) for each in wanted):
                return REFUSAL
    return None


FILTER = Filter("NodePorts", applies, refuse)

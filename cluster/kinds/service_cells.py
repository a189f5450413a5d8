"""The row of a Service: its addresses and ports as kubectl prints them (SPEC K5)."""

from __future__ import annotations

from typing import Any

from cluster.core.objects import Manifest
from cluster.kinds.base import AGE, NAME, Column, age, label_text

SHORT_INGRESS = 16
COLUMNS = (
    NAME,
    Column("Type", "Type determines how the Service is exposed."),
    Column("Cluster-IP", "The address inside the cluster."),
    Column("External-IP", "Addresses from outside."),
    Column("Port(s)", "The ports that the Service offers."),
    AGE,
    Column("Selector", "The labels of the pods behind it.", priority=1),
)


def cells(manifest: Manifest, now: float) -> list[Any]:
    spec = manifest["spec"]
    addresses = spec.get("clusterIPs") or [spec.get("clusterIP")]
    return [
        manifest["metadata"]["name"],
        spec.get("type", "ClusterIP"),
        addresses[0] or "<none>",
        external_text(manifest),
        ",".join(port_text(port) for port in spec.get("ports") or ()) or "<none>",
        age(manifest, now),
        label_text(spec.get("selector")),
    ]


def external_text(manifest: Manifest) -> str:
    spec = manifest["spec"]
    external = ",".join(spec.get("externalIPs") or ())
    if spec.get("type") == "ExternalName":
        return spec.get("externalName") or "<none>"
    if spec.get("type") != "LoadBalancer":
        return external or "<none>"
    balancer = (manifest.get("status") or {}).get("loadBalancer") or {}
    found = [each.get("ip") or each.get("hostname", "") for each in balancer.get("ingress") or ()]
    ingress = ",".join(dict.fromkeys(found))
    if len(ingress) > SHORT_INGRESS:
        ingress = f"{ingress[: SHORT_INGRESS - 3]}..."
    return ",".join(part for part in (ingress, external) if part) or "<pending>"


def port_text(port: Manifest) -> str:
    """`80/TCP`, or `80:30080/TCP` with a node port."""
    node_port = f":{port['nodePort']}" if port.get("nodePort") else ""
    return f"{port.get('port')}{node_port}/{port.get('protocol', 'TCP')}"

"""Service: one address in front of Pods (SPEC A9, K5).

Example: `{"selector": {"app": "web"}, "ports": [{"port": 80}]}` gets type ClusterIP, protocol TCP,
targetPort 80 and, when it is stored, an address of 10.96.0.0/16 that no other Service has.
Mirrors: kubernetes pkg/registry/core/service, pkg/apis/core/v1/defaults.go.
Differs: IPv4 only; a load balancer never gets an address from outside.
"""

from __future__ import annotations

from cluster.core.objects import Manifest
from cluster.kinds.base import Context, Kind
from cluster.kinds.fields.meta import CONDITIONS, top_level
from cluster.kinds.rules import names
from cluster.kinds.schema import (
    ANY,
    BOOLEAN,
    BOOLEAN_KEPT,
    INT32,
    INT32_KEPT,
    INT_OR_STRING,
    STRING,
    STRING_KEPT,
    STRING_MAP,
    STRINGS,
    ListOf,
    list_of,
    record,
)
from cluster.kinds.service_cells import COLUMNS, cells
from cluster.kinds.service_rules import rules, update_rules

NETWORK = "10.96"
NODE_PORTS = range(30000, 32768)
WITH_NODE_PORTS = ("NodePort", "LoadBalancer")
PORT = record(
    "ServicePort",
    name=STRING,
    protocol=STRING,
    appProtocol=STRING_KEPT,
    port=INT32_KEPT,
    targetPort=INT_OR_STRING,
    nodePort=INT32,
)
SCHEMA = top_level(
    "Service",
    spec=record(
        "ServiceSpec",
        ports=list_of(PORT, "port"),
        selector=STRING_MAP,
        clusterIP=STRING,
        clusterIPs=STRINGS,
        type=STRING,
        externalIPs=STRINGS,
        sessionAffinity=STRING,
        loadBalancerIP=STRING,
        loadBalancerSourceRanges=STRINGS,
        externalName=STRING,
        externalTrafficPolicy=STRING,
        healthCheckNodePort=INT32,
        publishNotReadyAddresses=BOOLEAN,
        sessionAffinityConfig=record(
            "SessionAffinityConfig",
            clientIP=record("ClientIPConfig", timeoutSeconds=INT32_KEPT),
        ),
        ipFamilies=STRINGS,
        ipFamilyPolicy=STRING_KEPT,
        allocateLoadBalancerNodePorts=BOOLEAN_KEPT,
        loadBalancerClass=STRING_KEPT,
        internalTrafficPolicy=STRING_KEPT,
        trafficDistribution=STRING_KEPT,
    ),
    status=record(
        "ServiceStatus",
        loadBalancer=record("LoadBalancerStatus", ingress=ListOf(ANY)),
        conditions=CONDITIONS,
    ),
)


def defaults(manifest: Manifest) -> Manifest:
    spec = manifest.get("spec") or {}
    filled = {"type": "ClusterIP", "sessionAffinity": "None", **spec}
    if "ports" in spec:
        filled["ports"] = [port_defaults(port) for port in spec["ports"]]
    if filled["type"] != "ExternalName":
        filled = {"internalTrafficPolicy": "Cluster", **filled}
    if filled["type"] in WITH_NODE_PORTS:
        filled = {"externalTrafficPolicy": "Cluster", **filled}
    if filled["type"] == "LoadBalancer":
        filled = {"allocateLoadBalancerNodePorts": True, **filled}
    if filled["sessionAffinity"] == "ClientIP":
        filled = {"sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 10800}}, **filled}
    return {**manifest, "spec": filled}


def port_defaults(given: Manifest) -> Manifest:
    filled = {"protocol": "TCP", **given}
    if not filled.get("targetPort"):
        filled["targetPort"] = filled.get("port", 0)
    return filled


def on_create(manifest: Manifest, context: Context) -> Manifest:
    spec = allocate(manifest["spec"], context)
    return {**manifest, "spec": spec, "status": {"loadBalancer": {}}}


def allocate(spec: Manifest, context: Context) -> Manifest:
    """The spec with its addresses: cluster IP and node ports that nobody else has."""
    if spec["type"] == "ExternalName":
        return spec
    address = spec.get("clusterIP") or next_cluster_ip(context)
    filled = {
        **spec,
        "clusterIP": address,
        "clusterIPs": spec.get("clusterIPs") or [address],
        "ipFamilies": spec.get("ipFamilies") or ["IPv4"],
        "ipFamilyPolicy": spec.get("ipFamilyPolicy") or "SingleStack",
    }
    if spec["type"] in WITH_NODE_PORTS:
        taken = {*context.node_ports}
        filled["ports"] = [with_node_port(port, context, taken) for port in spec.get("ports") or []]
    return filled


def next_cluster_ip(context: Context) -> str:
    """A free address of 10.96.0.0/16, drawn from the cluster's seed."""
    taken = {*context.cluster_ips}
    start = context.number("clusterIP")
    for step in range(65000):
        number = 10 + (start + step) % 65000
        address = f"{NETWORK}.{number // 256}.{number % 256}"
        if address not in taken:
            return address
    raise ValueError("range is full")


def with_node_port(port: Manifest, context: Context, taken: set[int]) -> Manifest:
    if port.get("nodePort"):
        return port
    start = context.number(f"nodePort {port.get('port')}")
    size = len(NODE_PORTS)
    free = (NODE_PORTS[(start + step) % size] for step in range(size))
    chosen = next(number for number in free if number not in taken)
    taken.add(chosen)
    return {**port, "nodePort": chosen}


def on_update(new: Manifest, old: Manifest) -> Manifest:
    """A client that leaves the addresses out keeps them."""
    spec, before = new["spec"], old["spec"]
    if spec["type"] == "ExternalName":
        return new
    kept = {
        key: before[key]
        for key in ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")
        if key in before and not spec.get(key)
    }
    spec = {**spec, **kept}
    if spec["type"] in WITH_NODE_PORTS:
        spec = keep_node_ports(spec, before)
    return {**new, "spec": spec}


def keep_node_ports(spec: Manifest, before: Manifest) -> Manifest:
    """Ports keep the node port of the same port before; new ones are drawn from their number."""
    known = {
        port["port"]: port["nodePort"] for port in before.get("ports") or [] if "nodePort" in port
    }
    taken = {*known.values()}
    context = Context(number=lambda purpose: sum(map(ord, purpose)) * 7919)
    ports = []
    for port in spec.get("ports") or []:
        if not port.get("nodePort") and port.get("port") in known:
            ports.append({**port, "nodePort": known[port["port"]]})
        else:
            ports.append(with_node_port(port, context, taken))
    return {**spec, "ports": ports}


KIND = Kind(
    group="",
    kind="Service",
    plural="services",
    schema=SCHEMA,
    short_names=("svc",),
    subresources=("status", "proxy"),
    categories=("all",),
    name_rule=names.label,
    field_labels=("spec.clusterIP", "spec.type"),
    fill_defaults=defaults,
    rules=rules,
    update_rules=update_rules,
    on_create=on_create,
    on_update=on_update,
    columns=COLUMNS,
    cells=cells,
)

"""EndpointSlice and Endpoints: the addresses behind a Service (SPEC section 12, K7).

Only slices are stored. An Endpoints object is made of its Service's slices when somebody reads it.
Example: three ready Pods on port 8080 print as `10.1.0.2:8080,10.1.0.3:8080,10.1.0.4:8080`.
Mirrors: kubernetes pkg/printers/internalversion/printers.go (formatDiscoveryEndpoints).
Differs: Endpoints can be read and watched, but not written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cluster.core.objects import Manifest
from cluster.kinds.base import AGE, NAME, Column, Kind, age
from cluster.kinds.fields.meta import OBJECT_REFERENCE, top_level
from cluster.kinds.schema import (
    ANY,
    BOOLEAN_KEPT,
    INT32_KEPT,
    STRING,
    STRING_KEPT,
    STRING_MAP,
    STRINGS,
    ListOf,
    record,
)

SHOWN = 3
UNSET = "<unset>"
PORTS = ListOf(
    record(
        "EndpointPort",
        name=STRING_KEPT,
        protocol=STRING_KEPT,
        port=INT32_KEPT,
        appProtocol=STRING_KEPT,
    )
)
SCHEMA = top_level(
    "EndpointSlice",
    addressType=STRING_KEPT,
    endpoints=ListOf(
        record(
            "Endpoint",
            addresses=STRINGS,
            conditions=record(
                "EndpointConditions",
                ready=BOOLEAN_KEPT,
                serving=BOOLEAN_KEPT,
                terminating=BOOLEAN_KEPT,
            ),
            hostname=STRING_KEPT,
            targetRef=OBJECT_REFERENCE,
            deprecatedTopology=STRING_MAP,
            nodeName=STRING_KEPT,
            zone=STRING_KEPT,
            hints=ANY,
        )
    ),
    ports=PORTS,
)
ADDRESSES = ListOf(
    record(
        "EndpointAddress",
        ip=STRING_KEPT,
        hostname=STRING,
        nodeName=STRING_KEPT,
        targetRef=OBJECT_REFERENCE,
    )
)
ENDPOINTS_SCHEMA = top_level(
    "Endpoints",
    subsets=ListOf(
        record("EndpointSubset", addresses=ADDRESSES, notReadyAddresses=ADDRESSES, ports=PORTS)
    ),
)


def endpoints_of(service: Manifest, slices: Sequence[Manifest]) -> Manifest:
    """The Endpoints of a Service: ready addresses, unready ones, and no terminating ones."""
    given = service["metadata"]
    kept = ("name", "namespace", "labels", "uid", "creationTimestamp", "resourceVersion")
    metadata = {key: given[key] for key in kept if key in given}
    newest = [int(each["metadata"].get("resourceVersion", 0)) for each in (service, *slices)]
    if "resourceVersion" in metadata:
        metadata["resourceVersion"] = str(max(newest))
    subsets = [subset_of(each) for each in slices]
    manifest: Manifest = {"apiVersion": "v1", "kind": "Endpoints", "metadata": metadata}
    return manifest | ({"subsets": found} if (found := [each for each in subsets if each]) else {})


def subset_of(slice_: Manifest) -> Manifest:
    """One slice in the old form; empty when it has nobody to send requests to."""
    ready: list[Manifest] = []
    waiting: list[Manifest] = []
    for endpoint in slice_.get("endpoints") or ():
        conditions = endpoint.get("conditions") or {}
        if not conditions.get("terminating"):
            (ready if conditions.get("ready") else waiting).append(address_of(endpoint))
    if not ready and not waiting:
        return {}
    ports = [
        {key: value for key, value in port.items() if value != ""}
        for port in slice_.get("ports") or ()
    ]
    parts = {"addresses": ready, "notReadyAddresses": waiting, "ports": ports}
    return {key: value for key, value in parts.items() if value}


def address_of(endpoint: Manifest) -> Manifest:
    kept = {key: endpoint[key] for key in ("nodeName", "targetRef") if key in endpoint}
    return {"ip": endpoint["addresses"][0], **kept}


def shortened(words: Iterable[str], *, empty: str) -> str:
    """The first three, then how many more there are."""
    found = [*words]
    if not found:
        return empty
    more = f" + {len(found) - SHOWN} more..." if len(found) > SHOWN else ""
    return ",".join(found[:SHOWN]) + more


def cells(manifest: Manifest, now: float) -> list[Any]:
    ports = (str(port.get("port", "*")) for port in manifest.get("ports") or ())
    addresses = (
        address
        for endpoint in manifest.get("endpoints") or ()
        for address in endpoint.get("addresses") or ()
    )
    return [
        manifest["metadata"]["name"],
        manifest.get("addressType", ""),
        shortened(ports, empty=UNSET),
        shortened(addresses, empty=UNSET),
        age(manifest, now),
    ]


def endpoints_cells(manifest: Manifest, now: float) -> list[Any]:
    addresses = (
        f"{address['ip']}:{port['port']}"
        for subset in manifest.get("subsets") or ()
        for port in subset.get("ports") or ()
        for address in subset.get("addresses") or ()
    )
    name = manifest["metadata"]["name"]
    return [name, shortened(addresses, empty="<none>"), age(manifest, now)]


KIND = Kind(
    group="discovery.k8s.io",
    kind="EndpointSlice",
    plural="endpointslices",
    schema=SCHEMA,
    has_status=False,
    columns=(
        NAME,
        Column("AddressType", "The kind of addresses."),
        Column("Ports", "The ports of all endpoints."),
        Column("Endpoints", "The first addresses."),
        AGE,
    ),
    cells=cells,
)
ENDPOINTS_KIND = Kind(
    group="",
    kind="Endpoints",
    plural="endpoints",
    schema=ENDPOINTS_SCHEMA,
    short_names=("ep",),
    verbs=("get", "list", "watch"),
    has_status=False,
    columns=(NAME, Column("Endpoints", "The first addresses with their ports."), AGE),
    cells=endpoints_cells,
)

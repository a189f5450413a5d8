"""Descriptions of Services, Namespaces, ConfigMaps, and of any other kind by its fields.

Mirrors: kubectl pkg/describe/describe.go.
"""

from __future__ import annotations

from typing import Any

from playground.kubectl.api import Api, kind_named
from playground.kubectl.describers.text import (
    NONE,
    UNSET,
    annotations_lines,
    labels_lines,
    plain_labels,
)

Manifest = dict[str, Any]
SHOWN_ENDPOINTS = 3


async def service_lines(api: Api, manifest: Manifest, now: float) -> list[str]:
    metadata, spec = manifest["metadata"], manifest["spec"]
    lines = [
        f"Name:\t{metadata['name']}",
        f"Namespace:\t{metadata['namespace']}",
        *labels_lines("Labels", metadata.get("labels")),
        *annotations_lines("Annotations", metadata.get("annotations")),
        f"Selector:\t{plain_labels(spec.get('selector'))}",
        f"Type:\t{spec.get('type', '')}",
    ]
    if spec.get("ipFamilyPolicy"):
        lines.append(f"IP Family Policy:\t{spec['ipFamilyPolicy']}")
    lines.append(f"IP Families:\t{','.join(spec.get('ipFamilies') or ()) or NONE}")
    lines.append(f"IP:\t{spec.get('clusterIP', '')}")
    lines.append(f"IPs:\t{','.join(spec.get('clusterIPs') or ()) or NONE}")
    if spec.get("externalIPs"):
        lines.append(f"External IPs:\t{','.join(spec['externalIPs'])}")
    if spec.get("externalName"):
        lines.append(f"External Name:\t{spec['externalName']}")
    query = {"labelSelector": f"kubernetes.io/service-name={metadata['name']}"}
    slices = await api.collection(kind_named("EndpointSlice"), metadata["namespace"], query)
    for port in spec.get("ports") or ():
        lines += port_lines(port, slices)
    lines.append(f"Session Affinity:\t{spec.get('sessionAffinity', '')}")
    if spec.get("externalTrafficPolicy"):
        lines.append(f"External Traffic Policy:\t{spec['externalTrafficPolicy']}")
    if spec.get("internalTrafficPolicy"):
        lines.append(f"Internal Traffic Policy:\t{spec['internalTrafficPolicy']}")
    return lines


def port_lines(port: Manifest, slices: list[Manifest]) -> list[str]:
    name, protocol = port.get("name") or UNSET, port.get("protocol", "TCP")
    lines = [f"Port:\t{name}\t{port['port']}/{protocol}"]
    lines.append(f"TargetPort:\t{port.get('targetPort', port['port'])}/{protocol}")
    if port.get("nodePort"):
        lines.append(f"NodePort:\t{name}\t{port['nodePort']}/{protocol}")
    lines.append(f"Endpoints:\t{endpoints_text(port, slices)}")
    return lines


def endpoints_text(port: Manifest, slices: list[Manifest]) -> str:
    """The ready addresses, three of them by name."""
    if not slices:
        return NONE
    found = [
        f"{address}:{number['port']}"
        for each in slices
        for number in each.get("ports") or ()
        if (number.get("name") or "") == (port.get("name") or "")
        for endpoint in each.get("endpoints") or ()
        if (endpoint.get("conditions") or {}).get("ready", True)
        for address in endpoint["addresses"]
    ]
    shown = ",".join(found[:SHOWN_ENDPOINTS])
    rest = len(found) - SHOWN_ENDPOINTS
    return f"{shown} + {rest} more..." if rest > 0 else shown


async def namespace_lines(api: Api, manifest: Manifest, now: float) -> list[str]:
    metadata = manifest["metadata"]
    return [
        f"Name:\t{metadata['name']}",
        *labels_lines("Labels", metadata.get("labels")),
        *annotations_lines("Annotations", metadata.get("annotations")),
        f"Status:\t{(manifest.get('status') or {}).get('phase', '')}",
    ]


async def configmap_lines(api: Api, manifest: Manifest, now: float) -> list[str]:
    metadata, data = manifest["metadata"], manifest.get("data") or {}
    lines = [
        f"Name:\t{metadata['name']}",
        f"Namespace:\t{metadata['namespace']}",
        *labels_lines("Labels", metadata.get("labels")),
        *annotations_lines("Annotations", metadata.get("annotations")),
        "",
        "Data",
        "====",
    ]
    for key in sorted(data):
        lines += [f"{key}:", "----", *str(data[key]).split("\n"), ""]
    lines += ["", "BinaryData", "====", ""]
    return lines


async def endpointslice_lines(api: Api, manifest: Manifest, now: float) -> list[str]:
    metadata, ports = manifest["metadata"], manifest.get("ports") or []
    lines = [
        f"Name:\t{metadata['name']}",
        f"Namespace:\t{metadata['namespace']}",
        *labels_lines("Labels", metadata.get("labels")),
        *annotations_lines("Annotations", metadata.get("annotations")),
        f"AddressType:\t{manifest.get('addressType', '')}",
    ]
    if ports:
        lines += ["Ports:", "  Name\tPort\tProtocol", "  ----\t----\t--------"]
        for port in ports:
            name, number = port.get("name") or UNSET, port.get("port", UNSET)
            lines.append(f"  {name}\t{number}\t{port.get('protocol', 'TCP')}")
    else:
        lines.append(f"Ports: {UNSET}")
    endpoints = manifest.get("endpoints") or []
    lines.append("Endpoints:" if endpoints else f"Endpoints: {NONE}")
    for endpoint in endpoints:
        lines += endpoint_lines(endpoint)
    return lines


def endpoint_lines(endpoint: Manifest) -> list[str]:
    addresses = ", ".join(endpoint.get("addresses") or ()) or NONE
    ready = (endpoint.get("conditions") or {}).get("ready")
    shown = UNSET if ready is None else str(bool(ready)).lower()
    lines = [
        f"  - Addresses:\t{addresses}",
        "    Conditions:",
        f"      Ready:\t{shown}",
        f"    Hostname:\t{endpoint.get('hostname') or UNSET}",
    ]
    target = endpoint.get("targetRef")
    if target:
        lines.append(f"    TargetRef:\t{target['kind']}/{target['name']}")
    lines.append(f"    NodeName:\t{endpoint.get('nodeName') or UNSET}")
    return [*lines, f"    Zone:\t{endpoint.get('zone') or UNSET}"]


async def any_lines(api: Api, manifest: Manifest, now: float) -> list[str]:
    """Every field, indented, under its name in words."""
    metadata = manifest["metadata"]
    lines = [
        f"Name:\t{metadata['name']}",
        f"Namespace:\t{metadata.get('namespace', '')}",
        *labels_lines("Labels", metadata.get("labels")),
        *annotations_lines("Annotations", metadata.get("annotations")),
    ]
    hidden = ("name", "namespace", "labels", "annotations", "managedFields")
    rest = {key: value for key, value in metadata.items() if key not in hidden}
    return lines + tree({**manifest, "metadata": rest}, "")


def tree(value: Manifest, indent: str) -> list[str]:
    lines: list[str] = []
    for key in sorted(value, key=in_words):
        each, title = value[key], in_words(key)
        if isinstance(each, dict):
            lines += [f"{indent}{title}:", *tree(each, f"{indent}  ")]
        elif isinstance(each, list):
            lines.append(f"{indent}{title}:")
            for item in each:
                if isinstance(item, dict):
                    lines += tree(item, f"{indent}  ")
                else:
                    lines.append(f"{indent}  {item}")
        else:
            lines.append(
                f"{indent}{title}:\t{str(each).lower() if isinstance(each, bool) else each}"
            )
    return lines


def in_words(key: str) -> str:
    """`maxSurge` is `Max Surge`."""
    if key == "uid":
        return "UID"
    if key == "apiVersion":
        return "API Version"
    if "." in key or "/" in key:
        return key
    spaced = "".join(f" {letter}" if letter.isupper() else letter for letter in key)
    return spaced[:1].upper() + spaced[1:]

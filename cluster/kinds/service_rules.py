"""What a Service may not be.

Example: two ports without names give `spec.ports[0].name: Required value` and the same for [1].
Mirrors: kubernetes pkg/apis/core/validation/validation.go (ValidateService).
"""

from __future__ import annotations

import re

from cluster.core.objects import Manifest
from cluster.kinds.errors import FieldError, duplicate, forbidden, invalid, required
from cluster.kinds.rules import names
from cluster.kinds.rules.containers import PROTOCOLS
from cluster.kinds.rules.metadata import complaints, validate_labels
from cluster.kinds.rules.numbers import one_of
from cluster.kinds.rules.probes import validate_port

TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
IPV4 = re.compile(r"((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\.(?!$)|$)){4}")
IP_TEXT = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"


def rules(manifest: Manifest) -> list[FieldError]:
    spec = manifest["spec"]
    ports = spec.get("ports") or []
    is_external = spec["type"] == "ExternalName"
    errors: list[FieldError] = []
    if not ports and not is_external and spec.get("clusterIP") != "None":
        errors.append(required("spec.ports"))
    if is_external:
        errors += _external_name(spec)
    errors += _ports(ports)
    errors += validate_labels(spec.get("selector"), "spec.selector")
    errors += one_of("spec.sessionAffinity", spec["sessionAffinity"], ("ClientIP", "None"))
    errors += one_of("spec.type", spec["type"], TYPES)
    errors += _addresses(spec)
    errors += _unique_ports(ports)
    if spec["type"] == "ClusterIP":
        errors += _no_node_ports(ports)
    return errors


def _external_name(spec: Manifest) -> list[FieldError]:
    name = (spec.get("externalName") or "").removesuffix(".")
    if not name:
        return [required("spec.externalName")]
    return complaints("spec.externalName", name, names.subdomain)


def _ports(ports: list[Manifest]) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[str] = set()
    for index, port in enumerate(ports):
        path = f"spec.ports[{index}]"
        name = port.get("name", "")
        if name:
            errors += complaints(f"{path}.name", name, names.label)
            if name in seen:
                errors.append(duplicate(f"{path}.name", name))
            seen.add(name)
        elif len(ports) > 1:
            errors.append(required(f"{path}.name"))
        number = port.get("port", 0)
        errors += [invalid(f"{path}.port", number, text) for text in names.port_number(number)]
        errors += one_of(f"{path}.protocol", port["protocol"], PROTOCOLS)
        errors += validate_port(port["targetPort"], f"{path}.targetPort")
    return errors


def _unique_ports(ports: list[Manifest]) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[tuple[str, int]] = set()
    for index, port in enumerate(ports):
        key = (port["protocol"], port.get("port", 0))
        if key in seen:
            shown = {"Protocol": key[0], "Port": key[1]}
            errors.append(duplicate(f"spec.ports[{index}]", shown))
        seen.add(key)
    return errors


def _no_node_ports(ports: list[Manifest]) -> list[FieldError]:
    return [
        forbidden(f"spec.ports[{index}].nodePort", "may not be used when `type` is 'ClusterIP'")
        for index, port in enumerate(ports)
        if port.get("nodePort")
    ]


def _addresses(spec: Manifest) -> list[FieldError]:
    errors: list[FieldError] = []
    address = spec.get("clusterIP", "")
    if address and address != "None" and not IPV4.fullmatch(address):
        errors.append(invalid("spec.clusterIPs[0]", address, IP_TEXT))
    for index, external in enumerate(spec.get("externalIPs") or []):
        if not IPV4.fullmatch(external):
            errors.append(invalid(f"spec.externalIPs[{index}]", external, IP_TEXT))
    return errors


def update_rules(new: Manifest, old: Manifest) -> list[FieldError]:
    """The address stays as long as the Service has one."""
    before, after = old["spec"].get("clusterIP"), new["spec"].get("clusterIP")
    if not before or new["spec"]["type"] == "ExternalName" or after == before:
        return []
    return [invalid("spec.clusterIPs[0]", [after], "may not change once set")]

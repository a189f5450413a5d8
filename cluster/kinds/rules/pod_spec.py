"""Rules for the spec of a Pod, in a Pod or in a template (SPEC D16, D17).

Mirrors: kubernetes pkg/apis/core/validation/validation.go (ValidatePodSpec).
Differs: sources of volumes, security contexts and DNS settings are taken as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cluster.kinds.errors import FieldError, duplicate, invalid, required
from cluster.kinds.rules import names
from cluster.kinds.rules.containers import validate_containers
from cluster.kinds.rules.metadata import complaints, validate_labels
from cluster.kinds.rules.numbers import in_range, one_of
from cluster.kinds.rules.selectors import validate_selector

RESTART_POLICIES = ("Always", "OnFailure", "Never")
DNS_POLICIES = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")
EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
NO_KEY = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'


def validate_pod_spec(spec: Mapping[str, Any], path: str) -> list[FieldError]:
    """All complaints about a spec, with the defaults already filled in."""
    return [
        *_volumes(spec.get("volumes") or [], f"{path}.volumes"),
        *validate_containers(spec, path),
        *_policies(spec, path),
        *validate_labels(spec.get("nodeSelector"), f"{path}.nodeSelector"),
        *_host_ports(spec, path),
        *_spread(spec.get("topologySpreadConstraints") or [], f"{path}.topologySpreadConstraints"),
        *_named(spec, path),
        *_deadline(spec, path),
        *validate_tolerations(spec.get("tolerations") or [], f"{path}.tolerations"),
    ]


def _volumes(volumes: list[Mapping[str, Any]], path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[str] = set()
    for index, volume in enumerate(volumes):
        here, name = f"{path}[{index}]", volume.get("name", "")
        if not name:
            errors.append(required(f"{here}.name"))
        else:
            errors += complaints(f"{here}.name", name, names.label)
            if name in seen:
                errors.append(duplicate(f"{here}.name", name))
        seen.add(name)
        if len(volume) < 2:
            errors.append(required(here, "must specify a volume type"))
    return errors


def _policies(spec: Mapping[str, Any], path: str) -> list[FieldError]:
    return [
        *one_of(f"{path}.restartPolicy", spec.get("restartPolicy", "Always"), RESTART_POLICIES),
        *one_of(f"{path}.dnsPolicy", spec.get("dnsPolicy", "ClusterFirst"), DNS_POLICIES),
    ]


def _host_ports(spec: Mapping[str, Any], path: str) -> list[FieldError]:
    """On the node's own network a container has no other port than the node's."""
    if not spec.get("hostNetwork"):
        return []
    detail = "must match `containerPort` when `hostNetwork` is true"
    return [
        invalid(f"{path}.containers[{index}].ports[{place}].hostPort", port["hostPort"], detail)
        for index, container in enumerate(spec.get("containers") or [])
        for place, port in enumerate(container.get("ports") or [])
        if port.get("hostPort") and port["hostPort"] != port.get("containerPort")
    ]


def _named(spec: Mapping[str, Any], path: str) -> list[FieldError]:
    errors = []
    for key, rule in (
        ("serviceAccountName", names.subdomain),
        ("nodeName", names.subdomain),
        ("hostname", names.label),
        ("subdomain", names.label),
        ("priorityClassName", names.subdomain),
    ):
        if spec.get(key):
            errors += complaints(f"{path}.{key}", spec[key], rule)
    return errors


def _deadline(spec: Mapping[str, Any], path: str) -> list[FieldError]:
    return in_range(spec, "activeDeadlineSeconds", path, lowest=1, highest=2**31 - 1)


def _spread(constraints: list[Mapping[str, Any]], path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    for index, constraint in enumerate(constraints):
        here = f"{path}[{index}]"
        if constraint.get("maxSkew", 0) <= 0:
            detail = "must be greater than zero"
            errors.append(invalid(f"{here}.maxSkew", constraint.get("maxSkew", 0), detail))
        if not constraint.get("topologyKey"):
            errors.append(required(f"{here}.topologyKey", "can not be empty"))
        errors += one_of(
            f"{here}.whenUnsatisfiable",
            constraint.get("whenUnsatisfiable", ""),
            ("DoNotSchedule", "ScheduleAnyway"),
        )
        if "labelSelector" in constraint:
            errors += validate_selector(constraint["labelSelector"], f"{here}.labelSelector")
    return errors


def validate_tolerations(tolerations: list[Mapping[str, Any]], path: str) -> list[FieldError]:
    return [
        error
        for index, toleration in enumerate(tolerations)
        for error in _toleration(toleration, f"{path}[{index}]")
    ]


def _toleration(toleration: Mapping[str, Any], path: str) -> list[FieldError]:
    key, operator = toleration.get("key", ""), toleration.get("operator", "Equal")
    value, effect = toleration.get("value", ""), toleration.get("effect", "")
    errors = complaints(f"{path}.key", key, names.qualified) if key else []
    if not key and operator != "Exists":
        errors.append(invalid(f"{path}.operator", operator, NO_KEY))
    if "tolerationSeconds" in toleration and effect != "NoExecute":
        detail = "effect must be 'NoExecute' when `tolerationSeconds` is set"
        errors.append(invalid(f"{path}.effect", effect, detail))
    if operator == "Equal":
        errors += complaints(f"{path}.operator", value, names.label_value)
    elif operator == "Exists":
        if value:
            detail = "value must be empty when `operator` is 'Exists'"
            errors.append(invalid(f"{path}.operator", toleration, detail))
    else:
        errors += one_of(f"{path}.operator", operator, ("Equal", "Exists"))
    return errors + (one_of(f"{path}.effect", effect, EFFECTS) if effect else [])

"""Rules for containers: names, images, ports, environment, mounts (SPEC D16).

Mirrors: kubernetes pkg/apis/core/validation/validation.go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cluster.kinds.errors import FieldError, duplicate, invalid, required
from cluster.kinds.rules import names
from cluster.kinds.rules.metadata import complaints
from cluster.kinds.rules.numbers import one_of
from cluster.kinds.rules.probes import validate_lifecycle, validate_probes
from cluster.kinds.rules.resources import validate_resources

Container = Mapping[str, Any]
PROTOCOLS = ("SCTP", "TCP", "UDP")
PULL_POLICIES = ("Always", "IfNotPresent", "Never")
SOURCES = ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef")


def validate_containers(pod_spec: Mapping[str, Any], path: str) -> list[FieldError]:
    """Regular containers, then init containers; names are unique over both."""
    containers = pod_spec.get("containers") or []
    if not containers:
        return [required(f"{path}.containers")]
    volumes = {volume.get("name", "") for volume in pod_spec.get("volumes") or []}
    seen: set[str] = set()
    errors = []
    for key in ("containers", "initContainers"):
        for index, container in enumerate(pod_spec.get(key) or []):
            here = f"{path}.{key}[{index}]"
            errors += _common(container, here, volumes)
            errors += _unique(container.get("name", ""), seen, f"{here}.name")
            errors += validate_lifecycle(container, here) + validate_probes(container, here)
    return errors


def _unique(name: str, seen: set[str], path: str) -> list[FieldError]:
    if name and name in seen:
        return [duplicate(path, name)]
    seen.add(name)
    return []


def _common(container: Container, path: str, volumes: set[str]) -> list[FieldError]:
    name, image = container.get("name", ""), container.get("image", "")
    errors = complaints(f"{path}.name", name, names.label) if name else [required(f"{path}.name")]
    if not image:
        errors.append(required(f"{path}.image"))
    elif image != image.strip():
        errors.append(
            invalid(f"{path}.image", image, "must not have leading or trailing whitespace")
        )
    return [
        *errors,
        *_ports(container.get("ports") or [], f"{path}.ports"),
        *_environment(container.get("env") or [], f"{path}.env"),
        *_mounts(container.get("volumeMounts") or [], f"{path}.volumeMounts", volumes),
        *_pull_policy(container, f"{path}.imagePullPolicy"),
        *validate_resources(container.get("resources"), f"{path}.resources"),
    ]


def _ports(ports: list[Mapping[str, Any]], path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[str] = set()
    for index, port in enumerate(ports):
        here = f"{path}[{index}]"
        if port.get("name"):
            wrong = complaints(f"{here}.name", port["name"], names.port_name)
            errors += wrong or _unique(port["name"], seen, f"{here}.name")
        number = port.get("containerPort", 0)
        if number == 0:
            errors.append(required(f"{here}.containerPort"))
        else:
            errors += _number(number, f"{here}.containerPort")
        if port.get("hostPort"):
            errors += _number(port["hostPort"], f"{here}.hostPort")
        errors += one_of(f"{here}.protocol", port.get("protocol", "TCP"), PROTOCOLS)
    return errors


def _number(number: int, path: str) -> list[FieldError]:
    return [invalid(path, number, text) for text in names.port_number(number)]


def _environment(variables: list[Mapping[str, Any]], path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    for index, variable in enumerate(variables):
        here = f"{path}[{index}]"
        name = variable.get("name", "")
        errors += (
            complaints(f"{here}.name", name, names.env_name) if name else [required(f"{here}.name")]
        )
        source = variable.get("valueFrom")
        if source is not None:
            errors += _source(variable, source, f"{here}.valueFrom")
    return errors


def _source(variable: Mapping[str, Any], source: Mapping[str, Any], path: str) -> list[FieldError]:
    found = [name for name in SOURCES if name in source]
    if not found:
        fields = ", ".join(f"`{name}`" for name in SOURCES[:-2])
        return [invalid(path, "", f"must specify one of: {fields} or `{SOURCES[-2]}`")]
    if variable.get("value"):
        return [invalid(path, "", "may not be specified when `value` is not empty")]
    if len(found) > 1:
        return [invalid(path, "", "may not have more than one field specified at a time")]
    return []


def _mounts(mounts: list[Mapping[str, Any]], path: str, volumes: set[str]) -> list[FieldError]:
    errors: list[FieldError] = []
    paths: set[str] = set()
    for index, mount in enumerate(mounts):
        here = f"{path}[{index}]"
        name, mount_path = mount.get("name", ""), mount.get("mountPath", "")
        if not name:
            errors.append(required(f"{here}.name"))
        elif name not in volumes:
            errors.append(FieldError(f"{here}.name", "NotFound", f'Not found: "{name}"'))
        if not mount_path:
            errors.append(required(f"{here}.mountPath"))
        elif mount_path in paths:
            errors.append(invalid(f"{here}.mountPath", mount_path, "must be unique"))
        paths.add(mount_path)
    return errors


def _pull_policy(container: Container, path: str) -> list[FieldError]:
    policy = container.get("imagePullPolicy")
    return one_of(path, policy, PULL_POLICIES) if policy else []

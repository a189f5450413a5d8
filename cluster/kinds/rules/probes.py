"""Rules for probes and lifecycle handlers (SPEC D16).

Mirrors: kubernetes pkg/apis/core/validation/validation.go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cluster.kinds.errors import FieldError, forbidden, invalid, required
from cluster.kinds.rules import names
from cluster.kinds.rules.metadata import complaints
from cluster.kinds.rules.numbers import not_negative, one_of

NUMBERS = (
    "initialDelaySeconds",
    "timeoutSeconds",
    "periodSeconds",
    "successThreshold",
    "failureThreshold",
)
HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc", "sleep")


def validate_probes(container: Mapping[str, Any], path: str) -> list[FieldError]:
    errors = []
    for name in ("livenessProbe", "readinessProbe", "startupProbe"):
        probe = container.get(name)
        if probe is None:
            continue
        here = f"{path}.{name}"
        errors += validate_handler(probe, here)
        for key in NUMBERS:
            errors += not_negative(probe, key, here)
        threshold = probe.get("successThreshold", 1)
        if name != "readinessProbe" and threshold != 1:
            errors.append(invalid(f"{here}.successThreshold", threshold, "must be 1"))
        errors += _grace(probe, name, f"{here}.terminationGracePeriodSeconds")
    return errors


def _grace(probe: Mapping[str, Any], name: str, path: str) -> list[FieldError]:
    """Only a probe that kills may have a grace period of its own."""
    seconds = probe.get("terminationGracePeriodSeconds")
    if seconds is None:
        return []
    if name == "readinessProbe":
        return [invalid(path, seconds, "must not be set for readinessProbes")]
    return [] if seconds > 0 else [invalid(path, seconds, "must be greater than 0")]


def validate_lifecycle(container: Mapping[str, Any], path: str) -> list[FieldError]:
    lifecycle = container.get("lifecycle") or {}
    return [
        error
        for hook in ("postStart", "preStop")
        if hook in lifecycle
        for error in validate_handler(lifecycle[hook], f"{path}.lifecycle.{hook}")
    ]


def validate_handler(handler: Mapping[str, Any], path: str) -> list[FieldError]:
    """Exactly one of exec, httpGet, tcpSocket, ..."""
    errors: list[FieldError] = []
    found = [name for name in HANDLERS if name in handler]
    if not found:
        return [required(path, "must specify a handler type")]
    for extra in found[1:]:
        errors.append(forbidden(f"{path}.{extra}", "may not specify more than 1 handler type"))
    first, action = found[0], handler[found[0]]
    here = f"{path}.{first}"
    if first == "exec" and not action.get("command"):
        errors.append(required(f"{here}.command"))
    if first == "httpGet":
        if not action.get("path"):
            errors.append(required(f"{here}.path"))
        errors += one_of(f"{here}.scheme", action.get("scheme", "HTTP"), ("HTTP", "HTTPS"))
    if first in ("httpGet", "tcpSocket", "grpc"):
        errors += validate_port(action.get("port", 0), f"{here}.port")
    return errors


def validate_port(port: int | str, path: str) -> list[FieldError]:
    """A port number or a port's name."""
    if isinstance(port, str):
        return complaints(path, port, names.port_name)
    return [invalid(path, port, text) for text in names.port_number(port)]

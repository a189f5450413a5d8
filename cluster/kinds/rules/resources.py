"""Rules for resource requests and limits (SPEC D16).

Example: requests cpu 500m with limits cpu 200m is refused with
`must be less than or equal to cpu limit of 200m`.
Mirrors: kubernetes pkg/apis/core/validation/validation.go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cluster.core import quantities
from cluster.kinds.errors import FieldError, invalid
from cluster.kinds.rules import names
from cluster.kinds.rules.metadata import complaints
from cluster.kinds.rules.numbers import NOT_NEGATIVE

STANDARD = frozenset({"cpu", "memory", "ephemeral-storage"})


def validate_resources(resources: Mapping[str, Any] | None, path: str) -> list[FieldError]:
    limits = (resources or {}).get("limits") or {}
    requests = (resources or {}).get("requests") or {}
    errors = _amounts(limits, f"{path}.limits") + _amounts(requests, f"{path}.requests")
    for name, amount in requests.items():
        limit = limits.get(name)
        if limit is not None and quantities.compare(amount, limit) > 0:
            detail = f"must be less than or equal to {name} limit of {limit}"
            errors.append(invalid(f"{path}.requests", amount, detail))
    return errors


def _amounts(amounts: Mapping[str, str], path: str) -> list[FieldError]:
    errors = []
    for name, amount in sorted(amounts.items()):
        here = f"{path}[{name}]"
        errors += _resource_name(name, here)
        if quantities.parse(amount).nano < 0:
            errors.append(invalid(here, amount, NOT_NEGATIVE))
    return errors


def _resource_name(name: str, path: str) -> list[FieldError]:
    if name in STANDARD or name.startswith("hugepages-"):
        return []
    errors = complaints(path, name, names.qualified)
    if "/" not in name:
        errors.append(invalid(path, name, "must be a standard resource type or fully qualified"))
        errors.append(invalid(path, name, "must be a standard resource for containers"))
    return errors

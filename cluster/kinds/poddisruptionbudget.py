"""PodDisruptionBudget: how many Pods evictions must leave (SPEC E2, E3).

Mirrors: kubernetes pkg/apis/policy/validation/validation.go.
"""

from __future__ import annotations

from typing import Any

from cluster.core.objects import Manifest
from cluster.kinds.base import AGE, NAME, Column, Kind, age
from cluster.kinds.errors import FieldError, invalid
from cluster.kinds.fields.meta import CONDITIONS, LABEL_SELECTOR, top_level
from cluster.kinds.rules.numbers import int_or_percent, one_of
from cluster.kinds.rules.selectors import validate_selector
from cluster.kinds.schema import (
    INT32_KEPT,
    INT64,
    INT_OR_STRING,
    STRING_KEPT,
    TIME,
    MapOf,
    record,
)

POLICIES = ("AlwaysAllow", "IfHealthyBudget")
SCHEMA = top_level(
    "PodDisruptionBudget",
    spec=record(
        "PodDisruptionBudgetSpec",
        minAvailable=INT_OR_STRING,
        selector=LABEL_SELECTOR,
        maxUnavailable=INT_OR_STRING,
        unhealthyPodEvictionPolicy=STRING_KEPT,
    ),
    status=record(
        "PodDisruptionBudgetStatus",
        observedGeneration=INT64,
        disruptedPods=MapOf(TIME),
        disruptionsAllowed=INT32_KEPT,
        currentHealthy=INT32_KEPT,
        desiredHealthy=INT32_KEPT,
        expectedPods=INT32_KEPT,
        conditions=CONDITIONS,
    ),
)


def rules(manifest: Manifest) -> list[FieldError]:
    spec = manifest.get("spec") or {}
    errors: list[FieldError] = []
    if "minAvailable" in spec and "maxUnavailable" in spec:
        detail = "minAvailable and maxUnavailable cannot be both set"
        errors.append(invalid("spec", spec, detail))
    errors += int_or_percent(spec, "minAvailable", "spec")
    errors += int_or_percent(spec, "maxUnavailable", "spec")
    if "selector" in spec:
        errors += validate_selector(spec["selector"], "spec.selector")
    if "unhealthyPodEvictionPolicy" in spec:
        policy = spec["unhealthyPodEvictionPolicy"]
        errors += one_of("spec.unhealthyPodEvictionPolicy", policy, POLICIES)
    return errors


def cells(manifest: Manifest, now: float) -> list[Any]:
    spec, status = manifest.get("spec") or {}, manifest.get("status") or {}
    return [
        manifest["metadata"]["name"],
        str(spec.get("minAvailable", "N/A")),
        str(spec.get("maxUnavailable", "N/A")),
        status.get("disruptionsAllowed", 0),
        age(manifest, now),
    ]


KIND = Kind(
    group="policy",
    kind="PodDisruptionBudget",
    plural="poddisruptionbudgets",
    schema=SCHEMA,
    short_names=("pdb",),
    subresources=("status",),
    rules=rules,
    columns=(
        NAME,
        Column("Min Available", "How many must stay."),
        Column("Max Unavailable", "How many may go."),
        Column("Allowed Disruptions", "How many may go now.", type="integer"),
        AGE,
    ),
    cells=cells,
)

"""Deployment: rolls Pods from one template to the next (SPEC D1-D24, K1).

Example: `{"spec": {"replicas": 3, ...}}` gets strategy RollingUpdate with 25% / 25%, a history of
10 and a deadline of 600 s. maxSurge 0 with maxUnavailable 0 is refused.
Mirrors: kubernetes pkg/registry/apps/deployment/strategy.go,
pkg/apis/apps/validation/validation.go.
"""

from __future__ import annotations

import re
from typing import Any

from cluster.core.objects import Manifest
from cluster.kinds import pod_defaults
from cluster.kinds.base import AGE, NAME, Column, Context, Kind, age
from cluster.kinds.errors import FieldError, forbidden, invalid, required, unsupported
from cluster.kinds.fields.meta import CONDITIONS, LABEL_SELECTOR, top_level
from cluster.kinds.fields.pods import POD_TEMPLATE
from cluster.kinds.rules import names
from cluster.kinds.rules.numbers import int_or_percent, not_negative
from cluster.kinds.rules.workloads import selector_is_immutable, validate_selector_and_template
from cluster.kinds.schema import (
    BOOLEAN,
    INT32,
    INT32_KEPT,
    INT64,
    INT_OR_STRING,
    STRING,
    Record,
    record,
)
from cluster.kinds.workload_cells import WIDE_COLUMNS, wide_cells

ROLLING = "spec.strategy.rollingUpdate"
DEFAULT_SHARE = "25%"
STRATEGY = Record(
    "DeploymentStrategy",
    {
        "type": STRING,
        "rollingUpdate": record(
            "RollingUpdateDeployment", maxUnavailable=INT_OR_STRING, maxSurge=INT_OR_STRING
        ),
    },
    retain_keys=True,
)
SCHEMA = top_level(
    "Deployment",
    spec=record(
        "DeploymentSpec",
        replicas=INT32_KEPT,
        selector=LABEL_SELECTOR,
        template=POD_TEMPLATE,
        strategy=STRATEGY,
        minReadySeconds=INT32,
        revisionHistoryLimit=INT32_KEPT,
        paused=BOOLEAN,
        progressDeadlineSeconds=INT32_KEPT,
    ),
    status=record(
        "DeploymentStatus",
        observedGeneration=INT64,
        replicas=INT32,
        updatedReplicas=INT32,
        readyReplicas=INT32,
        availableReplicas=INT32,
        unavailableReplicas=INT32,
        terminatingReplicas=INT32_KEPT,
        conditions=CONDITIONS,
        collisionCount=INT32_KEPT,
    ),
)


def defaults(manifest: Manifest) -> Manifest:
    spec = manifest.get("spec") or {}
    filled = {
        "replicas": 1,
        "revisionHistoryLimit": 10,
        "progressDeadlineSeconds": 600,
        **spec,
        "strategy": strategy(spec.get("strategy") or {}),
        "template": pod_defaults.template(spec.get("template")),
    }
    return {**manifest, "spec": filled}


def on_create(manifest: Manifest, context: Context) -> Manifest:
    """An empty status, which clients read from the first moment on."""
    return {**manifest, "status": {}}


def strategy(given: Manifest) -> Manifest:
    """Both limits are filled in on their own; Recreate gets no block (D1, D2)."""
    filled = {"type": "RollingUpdate", **given}
    if filled["type"] == "RollingUpdate":
        shares = {"maxSurge": DEFAULT_SHARE, "maxUnavailable": DEFAULT_SHARE}
        filled["rollingUpdate"] = {**shares, **(given.get("rollingUpdate") or {})}
    return filled


def rules(manifest: Manifest) -> list[FieldError]:
    spec = manifest["spec"]
    return [
        *not_negative(spec, "replicas", "spec"),
        *validate_selector_and_template(spec),
        *strategy_rules(spec.get("strategy") or {}),
        *not_negative(spec, "minReadySeconds", "spec"),
        *not_negative(spec, "revisionHistoryLimit", "spec"),
        *deadline_rules(spec),
    ]


def strategy_rules(given: Manifest) -> list[FieldError]:
    """D18."""
    rolling = given.get("rollingUpdate")
    kind = given.get("type", "")
    if kind == "Recreate":
        if rolling is None:
            return []
        detail = "may not be specified when strategy `type` is 'Recreate'"
        return [forbidden(ROLLING, detail)]
    if kind == "RollingUpdate":
        if rolling is None:
            return [required(ROLLING, "this should be defaulted and never be nil")]
        return rolling_rules(rolling)
    shown = {"Type": kind, "RollingUpdate": rolling_as_shown(rolling)}
    return [unsupported("spec.strategy", shown, ("Recreate", "RollingUpdate"))]


def rolling_as_shown(rolling: Manifest | None) -> Manifest | None:
    """The block as the server prints it in a complaint about the type."""
    if rolling is None:
        return None
    return {
        "MaxUnavailable": rolling.get("maxUnavailable", 0),
        "MaxSurge": rolling.get("maxSurge", 0),
    }


def rolling_rules(rolling: Manifest) -> list[FieldError]:
    """D19-D21."""
    errors = int_or_percent(rolling, "maxUnavailable", ROLLING)
    errors += int_or_percent(rolling, "maxSurge", ROLLING)
    unavailable = rolling.get("maxUnavailable", 0)
    path = f"{ROLLING}.maxUnavailable"
    if amount(unavailable) == 0 and amount(rolling.get("maxSurge", 0)) == 0:
        errors.append(invalid(path, unavailable, "may not be 0 when `maxSurge` is 0"))
    if isinstance(unavailable, str) and amount(unavailable) > 100:
        errors.append(invalid(path, unavailable, "must not be greater than 100%"))
    return errors


def amount(value: int | str) -> int:
    """The number before the percent sign; an unreadable text counts as 0 (D20)."""
    if isinstance(value, int):
        return value
    return int(value[:-1]) if re.fullmatch(names.PERCENT, value) else 0


def deadline_rules(spec: Manifest) -> list[FieldError]:
    """D22."""
    errors = not_negative(spec, "progressDeadlineSeconds", "spec")
    deadline = spec.get("progressDeadlineSeconds")
    if deadline is not None and deadline <= spec.get("minReadySeconds", 0):
        detail = "must be greater than minReadySeconds"
        errors.append(invalid("spec.progressDeadlineSeconds", deadline, detail))
    return errors


def warnings(manifest: Manifest) -> list[str]:
    """A name that no host can have is accepted with a warning (A9)."""
    complaints = names.label(manifest["metadata"].get("name") or "x")
    if not complaints:
        return []
    return [
        "metadata.name: this is used in Pod names and hostnames, which can result in surprising "
        f"behavior; a DNS label is recommended: [{' '.join(complaints)}]"
    ]


def cells(manifest: Manifest, now: float) -> list[Any]:
    spec, status = manifest["spec"], manifest.get("status") or {}
    return [
        manifest["metadata"]["name"],
        f"{status.get('readyReplicas', 0)}/{spec.get('replicas', 1)}",
        status.get("updatedReplicas", 0),
        status.get("availableReplicas", 0),
        age(manifest, now),
        *wide_cells(spec),
    ]


KIND = Kind(
    group="apps",
    kind="Deployment",
    plural="deployments",
    schema=SCHEMA,
    short_names=("deploy",),
    subresources=("status", "scale"),
    categories=("all",),
    fill_defaults=defaults,
    rules=rules,
    update_rules=selector_is_immutable,
    on_create=on_create,
    columns=(
        NAME,
        Column("Ready", "Number of the pod with ready state."),
        Column("Up-to-date", "Number of pods that have the newest template."),
        Column("Available", "Number of pods that have been ready for minReadySeconds."),
        AGE,
        *WIDE_COLUMNS,
    ),
    cells=cells,
    warnings=warnings,
)

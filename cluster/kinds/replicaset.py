"""ReplicaSet: keeps a number of Pods of one template (SPEC D24, R7, K2).

Mirrors: kubernetes pkg/registry/apps/replicaset/strategy.go.
"""

from __future__ import annotations

from typing import Any

from cluster.core.objects import Manifest
from cluster.kinds import pod_defaults
from cluster.kinds.base import AGE, NAME, Column, Context, Kind, age
from cluster.kinds.errors import FieldError
from cluster.kinds.fields.meta import CONDITIONS, LABEL_SELECTOR, top_level
from cluster.kinds.fields.pods import POD_TEMPLATE
from cluster.kinds.rules.numbers import not_negative
from cluster.kinds.rules.workloads import selector_is_immutable, validate_selector_and_template
from cluster.kinds.schema import INT32, INT32_KEPT, INT64, record
from cluster.kinds.workload_cells import WIDE_COLUMNS, wide_cells

SCHEMA = top_level(
    "ReplicaSet",
    spec=record(
        "ReplicaSetSpec",
        replicas=INT32_KEPT,
        minReadySeconds=INT32,
        selector=LABEL_SELECTOR,
        template=POD_TEMPLATE,
    ),
    status=record(
        "ReplicaSetStatus",
        replicas=INT32_KEPT,
        fullyLabeledReplicas=INT32,
        readyReplicas=INT32,
        availableReplicas=INT32,
        terminatingReplicas=INT32_KEPT,
        observedGeneration=INT64,
        conditions=CONDITIONS,
    ),
)


def defaults(manifest: Manifest) -> Manifest:
    spec = manifest.get("spec") or {}
    filled = {"replicas": 1, **spec, "template": pod_defaults.template(spec.get("template"))}
    return {**manifest, "spec": filled}


def rules(manifest: Manifest) -> list[FieldError]:
    spec = manifest["spec"]
    return [
        *not_negative(spec, "replicas", "spec"),
        *not_negative(spec, "minReadySeconds", "spec"),
        *validate_selector_and_template(spec),
    ]


def on_create(manifest: Manifest, context: Context) -> Manifest:
    return {**manifest, "status": {"replicas": 0}}


def cells(manifest: Manifest, now: float) -> list[Any]:
    spec, status = manifest["spec"], manifest.get("status") or {}
    return [
        manifest["metadata"]["name"],
        spec.get("replicas", 1),
        status.get("replicas", 0),
        status.get("readyReplicas", 0),
        age(manifest, now),
        *wide_cells(spec),
    ]


KIND = Kind(
    group="apps",
    kind="ReplicaSet",
    plural="replicasets",
    schema=SCHEMA,
    short_names=("rs",),
    subresources=("status", "scale"),
    categories=("all",),
    fill_defaults=defaults,
    rules=rules,
    update_rules=selector_is_immutable,
    on_create=on_create,
    columns=(
        NAME,
        Column("Desired", "Number of pods that are wanted.", type="integer"),
        Column("Current", "Number of pods that exist.", type="integer"),
        Column("Ready", "Number of pods that are ready.", type="integer"),
        AGE,
        *WIDE_COLUMNS,
    ),
    cells=cells,
)

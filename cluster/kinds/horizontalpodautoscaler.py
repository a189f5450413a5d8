"""HorizontalPodAutoscaler: how large a workload may get, and how busy its Pods should be (K8).

It is stored as `autoscaling/v2` and shown and taken as `autoscaling/v1` too. The old version has
one number, `targetCPUUtilizationPercentage`; what it has no field for goes along in annotations, so
nothing is lost on the way there and back.
Example: v1 with `targetCPUUtilizationPercentage: 80` is v2 with one metric: Resource cpu,
Utilization 80.
Mirrors: kubernetes pkg/apis/autoscaling/v2/defaults.go, v1/conversion.go,
pkg/printers/internalversion/printers.go (formatHPAMetrics).
"""

from __future__ import annotations

import json
from typing import Any

from cluster.core.objects import Manifest
from cluster.kinds.base import AGE, NAME, Column, Context, Kind, age, without
from cluster.kinds.errors import ApiError
from cluster.kinds.fields.autoscaling import SCHEMA, V1_SCHEMA
from cluster.kinds.rules.autoscaling import SOURCES, autoscaler_rules

GROUP = "autoscaling"
DEFAULT_UTILIZATION = 80
UNKNOWN = "<unknown>"
SHOWN_METRICS = 2
PREFIX = "autoscaling.alpha.kubernetes.io"
CARRIED = (
    ("spec", "metrics", f"{PREFIX}/metrics"),
    ("spec", "behavior", f"{PREFIX}/behavior"),
    ("status", "conditions", f"{PREFIX}/conditions"),
    ("status", "currentMetrics", f"{PREFIX}/current-metrics"),
)
"""What the old version keeps in annotations: part, field, annotation."""
UP = {
    "stabilizationWindowSeconds": 0,
    "selectPolicy": "Max",
    "policies": [
        {"type": "Pods", "value": 4, "periodSeconds": 15},
        {"type": "Percent", "value": 100, "periodSeconds": 15},
    ],
}
DOWN = {
    "selectPolicy": "Max",
    "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}],
}


def cpu_metric(utilization: int) -> Manifest:
    target = {"type": "Utilization", "averageUtilization": utilization}
    return {"type": "Resource", "resource": {"name": "cpu", "target": target}}


def defaults(manifest: Manifest) -> Manifest:
    spec = {"minReplicas": 1, **(manifest.get("spec") or {})}
    if not spec.get("metrics"):
        spec["metrics"] = [cpu_metric(DEFAULT_UTILIZATION)]
    behavior = spec.get("behavior")
    if behavior is not None:
        spec["behavior"] = {
            "scaleUp": {**UP, **behavior.get("scaleUp", {})},
            "scaleDown": {**DOWN, **behavior.get("scaleDown", {})},
        }
    return {**manifest, "spec": spec}


def on_create(manifest: Manifest, context: Context) -> Manifest:
    return {**manifest, "status": {"currentReplicas": 0, "desiredReplicas": 0}}


def share_of(entry: Manifest, side: str) -> int | None:
    """The cpu utilisation that a metric, or the status of one, is about."""
    resource = entry.get("resource") or {}
    if entry.get("type") != "Resource" or resource.get("name") != "cpu":
        return None
    number: int | None = (resource.get(side) or {}).get("averageUtilization")
    return number


def to_v1(manifest: Manifest) -> Manifest:
    """An autoscaler of v2 as `autoscaling/v1` shows it."""
    parts = {part: {**manifest[part]} for part in ("spec", "status") if part in manifest}
    notes = {**(manifest.get("metadata") or {}).get("annotations", {})}
    for part, field, note in CARRIED:
        found = parts.get(part, {}).pop(field, None)
        side, plain = ("target", "targetCPU") if part == "spec" else ("current", "currentCPU")
        shares = [] if field in ("behavior", "conditions") else found or []
        numbers = [share_of(each, side) for each in shares]
        if numbers and numbers[0] is not None:
            parts[part][f"{plain}UtilizationPercentage"] = numbers[0]
            found = None if field == "metrics" and len(numbers) == 1 else found
        if found:
            notes[note] = json.dumps(found, separators=(",", ":"))
    return with_notes({**manifest, **parts, "apiVersion": f"{GROUP}/v1"}, notes)


def to_v2(manifest: Manifest) -> Manifest:
    """An autoscaler of v1 as it is stored. Annotations that cannot be read are dropped."""
    parts = {part: {**manifest[part]} for part in ("spec", "status") if part in manifest}
    notes = {**(manifest.get("metadata") or {}).get("annotations", {})}
    utilization = parts.get("spec", {}).pop("targetCPUUtilizationPercentage", None)
    parts.get("status", {}).pop("currentCPUUtilizationPercentage", None)
    for part, field, note in CARRIED:
        found = carried(notes.pop(note, ""), field)
        if found and part in parts:
            parts[part][field] = found
    if utilization is not None:
        metrics = parts["spec"].get("metrics", [])
        others = metrics[1:] if metrics and share_of(metrics[0], "target") else metrics
        parts["spec"]["metrics"] = [cpu_metric(utilization), *others]
    return with_notes({**manifest, **parts, "apiVersion": f"{GROUP}/v2"}, notes)


def carried(text: str, field: str) -> Any:
    """What an annotation holds, read by the rules of its field; None when it is not that."""
    if not text:
        return None
    part = "status" if field in ("conditions", "currentMetrics") else "spec"
    try:
        return KIND.decode({part: {field: json.loads(text)}}, strict=False)[0][part][field]
    except (ApiError, ValueError, RecursionError, KeyError):
        return None


def with_notes(manifest: Manifest, notes: Manifest) -> Manifest:
    metadata = without(manifest.get("metadata") or {}, "annotations")
    if notes:
        metadata["annotations"] = notes
    return {**manifest, "metadata": metadata}


def cells(manifest: Manifest, now: float) -> list[Any]:
    spec, status = manifest.get("spec") or {}, manifest.get("status") or {}
    target = spec.get("scaleTargetRef") or {}
    return [
        manifest["metadata"]["name"],
        f"{target.get('kind', '')}/{target.get('name', '')}",
        targets_text(spec.get("metrics") or [], status.get("currentMetrics") or []),
        str(spec.get("minReplicas", "<unset>")),
        spec.get("maxReplicas", 0),
        status.get("currentReplicas", 0),
        age(manifest, now),
    ]


def targets_text(metrics: list[Manifest], current: list[Manifest]) -> str:
    """`cpu: 30%/50%`; at most two, and how many more there are."""
    if not metrics:
        return "<none>"
    pairs = zip(metrics, [*current, *[{}] * len(metrics)], strict=False)
    texts = [target_text(metric, found) for metric, found in pairs]
    if len(texts) <= SHOWN_METRICS:
        return ", ".join(texts)
    return f"{', '.join(texts[:SHOWN_METRICS])} + {len(texts) - SHOWN_METRICS} more..."


def target_text(metric: Manifest, current: Manifest) -> str:
    """Current and wanted value of one metric."""
    field = SOURCES.get(metric.get("type", ""), "")
    source = metric.get(field)
    if source is None:
        return "<unknown type>"
    target, found = source.get("target") or {}, (current.get(field) or {}).get("current") or {}
    name = f"{source['name']}: " if "name" in source else ""
    for key in ("averageValue", "value"):
        if key in target:
            tail = " (avg)" if field in ("external", "object") and key == "averageValue" else ""
            return f"{name}{found.get(key, UNKNOWN)}/{target[key]}{tail}"
    share = found.get("averageUtilization")
    shown = UNKNOWN if share is None else f"{share}%"
    wanted = target.get("averageUtilization")
    return f"{name}{shown}/{'<auto>' if wanted is None else f'{wanted}%'}"


COLUMNS = (
    NAME,
    Column("Reference", "The workload that is scaled."),
    Column("Targets", "How busy the Pods are, and how busy they should be."),
    Column("MinPods", "The smallest size."),
    Column("MaxPods", "The largest size."),
    Column("Replicas", "The size now."),
    AGE,
)
KIND = Kind(
    group=GROUP,
    kind="HorizontalPodAutoscaler",
    plural="horizontalpodautoscalers",
    schema=SCHEMA,
    versions=("v2",),
    short_names=("hpa",),
    subresources=("status",),
    categories=("all",),
    fill_defaults=defaults,
    rules=autoscaler_rules,
    on_create=on_create,
    columns=COLUMNS,
    cells=cells,
)
V1_KIND = Kind(
    group=GROUP,
    kind="HorizontalPodAutoscaler",
    plural="horizontalpodautoscalers",
    schema=V1_SCHEMA,
    short_names=("hpa",),
    subresources=("status",),
    fill_defaults=lambda manifest: to_v1(defaults(to_v2(manifest))),
    rules=lambda manifest: autoscaler_rules(to_v2(manifest)),
    on_create=on_create,
    columns=COLUMNS,
    cells=lambda manifest, now: cells(to_v2(manifest), now),
)

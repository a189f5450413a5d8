"""Descriptions of HorizontalPodAutoscalers and PodDisruptionBudgets.

Example: `resource cpu on pods  (as a percentage of request):  100% (100m) / 50%`.
Mirrors: kubectl pkg/describe/describe.go (describeHorizontalPodAutoscalerV2,
describePodDisruptionBudgetV1).
"""

from __future__ import annotations

from typing import Any

from playground.kubectl.api import Api
from playground.kubectl.describers.text import (
    UNSET,
    annotations_lines,
    labels_lines,
    long_time,
    selector_text,
)

Manifest = dict[str, Any]
UNKNOWN = "<unknown>"


async def autoscaler_lines(api: Api, manifest: Manifest, now: float) -> list[str]:
    metadata, spec, status = manifest["metadata"], manifest["spec"], manifest.get("status") or {}
    target = spec["scaleTargetRef"]
    current = status.get("currentMetrics") or []
    lines = [
        f"Name:\t{metadata['name']}",
        f"Namespace:\t{metadata['namespace']}",
        *labels_lines("Labels", metadata.get("labels")),
        *annotations_lines("Annotations", metadata.get("annotations")),
        f"CreationTimestamp:\t{long_time(metadata.get('creationTimestamp'))}",
        f"Reference:\t{target['kind']}/{target['name']}",
        "Metrics:\t( current / target )",
    ]
    for index, metric in enumerate(spec.get("metrics") or ()):
        lines.append(f"  {metric_text(metric, current[index] if index < len(current) else {})}")
    lines += [
        f"Min replicas:\t{spec.get('minReplicas', UNSET)}",
        f"Max replicas:\t{spec['maxReplicas']}",
        *behavior_lines(spec.get("behavior") or {}),
        f"{target['kind']} pods:\t{status.get('currentReplicas', 0)} current / "
        f"{status.get('desiredReplicas', 0)} desired",
    ]
    conditions = status.get("conditions") or []
    if conditions:
        lines += [
            "Conditions:",
            "  Type\tStatus\tReason\tMessage",
            "  ----\t------\t------\t-------",
        ]
    for each in conditions:
        reason, message = each.get("reason", ""), each.get("message", "")
        lines.append(f"  {each['type']}\t{each['status']}\t{reason}\t{message}")
    return lines


def metric_text(metric: Manifest, found: Manifest) -> str:
    """What is measured, and its value beside the target."""
    kind = metric["type"]
    field = kind[:1].lower() + kind[1:]
    source, target = metric[field], metric[field].get("target") or {}
    current = (found.get(field) or {}).get("current") or {}
    if kind != "Resource":
        name = (source.get("metric") or source).get("name", "")
        wanted = target.get("averageValue") or target.get("value") or UNSET
        return f'"{name}" ({kind.lower()} metric):\t{UNKNOWN} / {wanted}'
    head = f"resource {source['name']} on pods"
    if "averageValue" in target:
        return f"{head}:\t{current.get('averageValue', UNKNOWN)} / {target['averageValue']}"
    value = UNKNOWN
    if "averageUtilization" in current:
        value = f"{current['averageUtilization']}% ({current['averageValue']})"
    head = f"{head}  (as a percentage of request)"
    return f"{head}:\t{value} / {target.get('averageUtilization', '<auto>')}%"


def behavior_lines(behavior: Manifest) -> list[str]:
    """How fast it may go, where the object says so."""
    lines = ["Behavior:"] if behavior else []
    for side, title in (("scaleUp", "Scale Up"), ("scaleDown", "Scale Down")):
        rules = behavior.get(side)
        if not rules:
            continue
        lines.append(f"  {title}:")
        if "stabilizationWindowSeconds" in rules:
            seconds = rules["stabilizationWindowSeconds"]
            lines.append(f"    Stabilization Window: {seconds} seconds")
        if rules.get("policies"):
            lines += [f"    Select Policy: {rules.get('selectPolicy', 'Max')}", "    Policies:"]
        for each in rules.get("policies") or ():
            period = f"Period: {each['periodSeconds']} seconds"
            lines.append(f"      - Type: {each['type']}\tValue: {each['value']}\t{period}")
    return lines


async def budget_lines(api: Api, manifest: Manifest, now: float) -> list[str]:
    metadata, spec, status = manifest["metadata"], manifest["spec"], manifest.get("status") or {}
    lines = [f"Name:\t{metadata['name']}", f"Namespace:\t{metadata['namespace']}"]
    for key, title in (("minAvailable", "Min available"), ("maxUnavailable", "Max unavailable")):
        if key in spec:
            lines.append(f"{title}:\t{spec[key]}")
    lines.append(f"Selector:\t{selector_text(spec.get('selector'))}")
    return [
        *lines,
        "Status:",
        f"    Allowed disruptions:\t{status.get('disruptionsAllowed', 0)}",
        f"    Current:\t{status.get('currentHealthy', 0)}",
        f"    Desired:\t{status.get('desiredHealthy', 0)}",
        f"    Total:\t{status.get('expectedPods', 0)}",
    ]

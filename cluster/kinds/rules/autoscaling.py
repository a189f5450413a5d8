"""Rules for autoscalers: the bounds, the target, the metrics, the behavior.

Example: minReplicas 5 with maxReplicas 3 is refused at `spec.maxReplicas`.
Mirrors: kubernetes pkg/apis/autoscaling/validation/validation.go.
"""

from __future__ import annotations

from cluster.core import quantities
from cluster.core.objects import Manifest
from cluster.kinds.errors import FieldError, forbidden, invalid, required, unsupported

SOURCES = {
    "ContainerResource": "containerResource",
    "External": "external",
    "Object": "object",
    "Pods": "pods",
    "Resource": "resource",
}
TARGET_TYPES = ("Utilization", "Value", "AverageValue")
POLICY_TYPES = ("Percent", "Pods")
SELECT_POLICIES = ("Disabled", "Max", "Min")
LONGEST_WINDOW = 3600
LONGEST_PERIOD = 1800
NOTHING_TO_REACH = "must set either a target raw value or a target utilization"


def autoscaler_rules(manifest: Manifest) -> list[FieldError]:
    """All complaints about the spec, in the server's order."""
    spec = manifest.get("spec") or {}
    errors = bounds(spec) + reference(spec.get("scaleTargetRef") or {})
    for index, metric in enumerate(spec.get("metrics") or ()):
        errors += metric_rules(metric, f"spec.metrics[{index}]")
    for side in ("scaleUp", "scaleDown"):
        found = (spec.get("behavior") or {}).get(side)
        if found is not None:
            errors += behavior_rules(found, f"spec.behavior.{side}")
    return errors


def bounds(spec: Manifest) -> list[FieldError]:
    smallest, largest = spec.get("minReplicas"), spec.get("maxReplicas", 0)
    errors = []
    if smallest is not None and smallest < 1:
        errors.append(invalid("spec.minReplicas", smallest, "must be greater than or equal to 1"))
    if largest < 1:
        errors.append(invalid("spec.maxReplicas", largest, "must be greater than 0"))
    if smallest is not None and largest < smallest:
        detail = "must be greater than or equal to `minReplicas`"
        errors.append(invalid("spec.maxReplicas", largest, detail))
    return errors


def reference(target: Manifest) -> list[FieldError]:
    path = "spec.scaleTargetRef"
    return [required(f"{path}.{key}") for key in ("kind", "name") if not target.get(key)]


def metric_rules(metric: Manifest, path: str) -> list[FieldError]:
    """One metric: a known source, which is the one that is filled in, and a target for it."""
    kind = metric.get("type", "")
    if not kind:
        return [required(f"{path}.type", "must specify a metric source type")]
    if kind not in SOURCES:
        return [unsupported(f"{path}.type", kind, SOURCES)]
    errors = [
        forbidden(f"{path}.{field}", "must populate the given metric source only")
        for field in SOURCES.values()
        if field in metric and field != SOURCES[kind]
    ]
    field = SOURCES[kind]
    if field not in metric:
        detail = "must populate information for the given metric source"
        return [*errors, required(f"{path}.{field}", detail)]
    source, path = metric[field], f"{path}.{field}"
    if kind in ("Resource", "ContainerResource"):
        errors += resource_rules(source, path)
    elif not (source.get("metric") or {}).get("name"):
        errors.append(required(f"{path}.metric.name", "must specify a metric name"))
    return errors + target_rules(source.get("target") or {}, f"{path}.target")


def resource_rules(source: Manifest, path: str) -> list[FieldError]:
    target, errors = source.get("target") or {}, []
    if not source.get("name"):
        errors.append(required(f"{path}.name", "must specify a resource name"))
    if "container" not in source and path.endswith("containerResource"):
        errors.append(required(f"{path}.container", "must specify a container"))
    has_value, has_share = "averageValue" in target, "averageUtilization" in target
    if not has_value and not has_share:
        errors.append(required(f"{path}.target.averageUtilization", NOTHING_TO_REACH))
    if has_value and has_share:
        detail = "may not set both a target raw value and a target utilization"
        errors.append(forbidden(f"{path}.target.averageValue", detail))
    return errors


def target_rules(target: Manifest, path: str) -> list[FieldError]:
    kind, errors = target.get("type", ""), []
    if not kind:
        errors.append(required(f"{path}.type", "must specify a metric target type"))
    elif kind not in TARGET_TYPES:
        detail = "must be either Utilization, Value, or AverageValue"
        errors.append(invalid(f"{path}.type", kind, detail))
    for key in ("value", "averageValue"):
        if key in target and quantities.milli(target[key]) <= 0:
            errors.append(invalid(f"{path}.{key}", target[key], "must be positive"))
    share = target.get("averageUtilization")
    if share is not None and share < 1:
        errors.append(invalid(f"{path}.averageUtilization", share, "must be greater than 0"))
    return errors


def behavior_rules(rules: Manifest, path: str) -> list[FieldError]:
    """One direction: its window, which policy wins, and the policies."""
    window, errors = rules.get("stabilizationWindowSeconds", 0), []
    at = f"{path}.stabilizationWindowSeconds"
    if window < 0:
        errors.append(invalid(at, window, "must be greater than or equal to zero"))
    if window > LONGEST_WINDOW:
        errors.append(invalid(at, window, f"must be less than or equal to {LONGEST_WINDOW}"))
    chosen = rules.get("selectPolicy", "Max")
    if chosen not in SELECT_POLICIES:
        errors.append(unsupported(f"{path}.selectPolicy", chosen, SELECT_POLICIES))
    policies = rules.get("policies") or ()
    if not policies:
        errors.append(required(f"{path}.policies", "must specify at least one Policy"))
    for index, policy in enumerate(policies):
        errors += policy_rules(policy, f"{path}.policies[{index}]")
    return errors


def policy_rules(policy: Manifest, path: str) -> list[FieldError]:
    errors = []
    if policy.get("type", "") not in POLICY_TYPES:
        errors.append(unsupported(f"{path}.type", policy.get("type", ""), POLICY_TYPES))
    for key in ("value", "periodSeconds"):
        if policy.get(key, 0) <= 0:
            number = policy.get(key, 0)
            errors.append(invalid(f"{path}.{key}", number, "must be greater than zero"))
    period = policy.get("periodSeconds", 0)
    if period > LONGEST_PERIOD:
        detail = f"must be less than or equal to {LONGEST_PERIOD}"
        errors.append(invalid(f"{path}.periodSeconds", period, detail))
    return errors

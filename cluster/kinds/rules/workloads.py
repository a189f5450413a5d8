"""Rules that Deployments and ReplicaSets share: selector and Pod template (SPEC D10-D17, D24).

Mirrors: kubernetes pkg/apis/apps/validation/validation.go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cluster.core.selectors import compile_selector
from cluster.kinds.errors import FieldError, forbidden, invalid, required, unsupported
from cluster.kinds.rules.metadata import validate_annotations, validate_labels
from cluster.kinds.rules.pod_spec import validate_pod_spec
from cluster.kinds.rules.selectors import is_empty, validate_selector

Spec = Mapping[str, Any]


def validate_selector_and_template(spec: Spec) -> list[FieldError]:
    """A selector that cannot be built leaves the whole template unchecked (D13)."""
    selector = spec.get("selector")
    errors: list[FieldError] = []
    if selector is None:
        errors.append(required("spec.selector"))
    else:
        errors += validate_selector(selector, "spec.selector")
        if errors:
            shown = selector_as_shown(selector)
            return [*errors, invalid("spec.selector", shown, "invalid label selector")]
        if is_empty(selector):
            detail = "empty selector is invalid for deployment"
            errors.append(invalid("spec.selector", {}, detail))
    return errors + _template(spec, selector)


def _template(spec: Spec, selector: Spec | None) -> list[FieldError]:
    template = spec.get("template") or {}
    metadata = template.get("metadata") or {}
    labels = metadata.get("labels") or {}
    pod_spec = template.get("spec") or {}
    errors: list[FieldError] = []
    if not compile_selector(selector).matches(labels):
        shown = dict(sorted(labels.items())) or None
        detail = "`selector` does not match template `labels`"
        errors.append(invalid("spec.template.metadata.labels", shown, detail))
    errors += validate_labels(labels, "spec.template.labels")
    errors += validate_annotations(metadata.get("annotations"), "spec.template.annotations")
    errors += validate_pod_spec(pod_spec, "spec.template.spec")
    return errors + _template_only(pod_spec)


def _template_only(pod_spec: Spec) -> list[FieldError]:
    """What is fine in a Pod but not in a template that runs for ever."""
    errors = []
    path = "spec.template.spec"
    if pod_spec.get("ephemeralContainers"):
        detail = "ephemeral containers not allowed in pod template"
        errors.append(forbidden(f"{path}.ephemeralContainers", detail))
    policy = pod_spec.get("restartPolicy", "Always")
    if policy != "Always":
        errors.append(unsupported(f"{path}.restartPolicy", policy, ["Always"]))
    if pod_spec.get("activeDeadlineSeconds") is not None:
        detail = "activeDeadlineSeconds in ReplicaSet is not Supported"
        errors.append(forbidden(f"{path}.activeDeadlineSeconds", detail))
    return errors


def selector_as_shown(selector: Spec | None) -> dict[str, Any] | None:
    """A selector in the order in which complaints print it."""
    if selector is None:
        return None
    shown: dict[str, Any] = {}
    if selector.get("matchLabels"):
        shown["matchLabels"] = dict(sorted(selector["matchLabels"].items()))
    if selector.get("matchExpressions"):
        shown["matchExpressions"] = [
            {key: each[key] for key in ("key", "operator", "values") if key in each}
            for each in selector["matchExpressions"]
        ]
    return shown


def selector_is_immutable(new: Spec, old: Spec) -> list[FieldError]:
    """D23: the selector never changes."""
    after, before = new["spec"].get("selector"), old["spec"].get("selector")
    if after == before:
        return []
    return [invalid("spec.selector", selector_as_shown(after), "field is immutable")]

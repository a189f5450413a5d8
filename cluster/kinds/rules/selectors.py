"""Rules for label selectors in manifests (SPEC D11-D13).

Mirrors: kubernetes apimachinery/pkg/apis/meta/v1/validation/validation.go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cluster.kinds.errors import FieldError, forbidden, invalid, required
from cluster.kinds.rules import names
from cluster.kinds.rules.metadata import complaints, validate_labels

SET_OPERATORS = ("In", "NotIn")
KEY_OPERATORS = ("Exists", "DoesNotExist")


def validate_selector(selector: Mapping[str, Any], path: str) -> list[FieldError]:
    """With any complaint the selector cannot be built at all."""
    errors = validate_labels(selector.get("matchLabels"), f"{path}.matchLabels")
    for index, expression in enumerate(selector.get("matchExpressions") or []):
        errors += _expression(expression, f"{path}.matchExpressions[{index}]")
    return errors


def _expression(expression: Mapping[str, Any], path: str) -> list[FieldError]:
    operator = expression.get("operator", "")
    values = expression.get("values") or []
    errors: list[FieldError] = []
    if operator in SET_OPERATORS:
        if not values:
            detail = "must be specified when `operator` is 'In' or 'NotIn'"
            errors.append(required(f"{path}.values", detail))
    elif operator in KEY_OPERATORS:
        if values:
            detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            errors.append(forbidden(f"{path}.values", detail))
    else:
        errors.append(invalid(f"{path}.operator", operator, "not a valid selector operator"))
    errors += complaints(f"{path}.key", expression.get("key", ""), names.qualified)
    for index, value in enumerate(values):
        errors += complaints(f"{path}.values[{index}]", value, names.label_value)
    return errors


def is_empty(selector: Mapping[str, Any]) -> bool:
    return not selector.get("matchLabels") and not selector.get("matchExpressions")

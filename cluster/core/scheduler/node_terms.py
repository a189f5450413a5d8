"""Node selector terms: labels and fields that a node must have.

Terms are alternatives, the expressions within one must all hold; an empty term matches nothing.

Example: {"matchExpressions": [{"key": "disk", "operator": "In", "values": ["ssd"]}]} matches the
nodes labelled disk=ssd.
Mirrors: kubernetes component-helpers/scheduling/corev1/nodeaffinity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cluster.core.objects import Manifest, Node


def matches_any(terms: Iterable[Manifest], node: Node) -> bool:
    return any(matches(term, node) for term in terms)


def matches(term: Manifest, node: Node) -> bool:
    expressions = term.get("matchExpressions") or ()
    fields = term.get("matchFields") or ()
    if not expressions and not fields:
        return False
    names = {"metadata.name": node.name}
    return all(holds(each, node.labels) for each in expressions) and all(
        holds(each, names) for each in fields
    )


def holds(expression: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """One expression; Gt and Lt compare whole numbers."""
    value = labels.get(expression["key"])
    values = expression.get("values") or []
    match expression.get("operator"):
        case "In":
            return value in values
        case "NotIn":
            return value not in values
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
        case "Gt" | "Lt" as operator:
            return compares(value, values, is_greater=operator == "Gt")
    return False


def compares(value: str | None, values: list[str], *, is_greater: bool) -> bool:
    try:
        number, bound = int(value or ""), int(values[0])
    except (ValueError, IndexError):
        return False
    return number > bound if is_greater else number < bound

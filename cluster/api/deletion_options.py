"""What a DELETE asks for: the body's DeleteOptions, else the query's.

Example: {"propagationPolicy": "Foreground", "preconditions": {"uid": "..."}}.
Mirrors: kubernetes apimachinery/pkg/apis/meta/v1 DeleteOptions.
"""

from __future__ import annotations

from typing import Any

from cluster.api.call import Call
from cluster.api.decoding import parse
from cluster.api.writing import Deletion
from cluster.core.actions import Propagation
from cluster.kinds.errors import ApiError

POLICIES: dict[str, Propagation] = {
    "Background": "Background",
    "Foreground": "Foreground",
    "Orphan": "Orphan",
}
TYPES: dict[str, type | tuple[type, ...]] = {
    "gracePeriodSeconds": int,
    "propagationPolicy": str,
    "orphanDependents": bool,
    "preconditions": dict,
    "dryRun": list,
}


def read_deletion(call: Call) -> tuple[Deletion, bool]:
    """(what is asked for, whether it is a dry run). Raises ApiError 400."""
    body = parse(call).value if call.body.strip() else {}
    given = checked(body)
    options = call.options
    preconditions = given.get("preconditions") or {}
    wanted = Deletion(
        grace=given.get("gracePeriodSeconds", options.grace_period_seconds),
        propagation=propagation(
            given.get("propagationPolicy") or options.propagation_policy,
            given.get("orphanDependents", options.orphan_dependents),
        ),
        uid=str(preconditions.get("uid") or ""),
        resource_version=str(preconditions.get("resourceVersion") or ""),
    )
    return wanted, options.dry_run or "All" in (given.get("dryRun") or ())


def checked(body: Any) -> dict[str, Any]:
    """The options with nulls left out. Raises ApiError 400 for wrong types."""
    if not isinstance(body, dict):
        raise ApiError.bad_request("the body of a DELETE must be a DeleteOptions object")
    given = {key: value for key, value in body.items() if value is not None}
    for key, wanted in TYPES.items():
        value = given.get(key)
        if value is None:
            continue
        is_bool = isinstance(value, bool)
        if not isinstance(value, wanted) or (is_bool and wanted is not bool):
            raise ApiError.bad_request(f"DeleteOptions.{key} has the wrong type")
    return given


def propagation(policy: str, orphan: bool | None) -> Propagation:
    """Raises ApiError 422 for a policy that does not exist."""
    if not policy:
        return "Orphan" if orphan else "Background"
    if policy not in POLICIES:
        raise ApiError.bad_request(
            f'DeleteOptions.propagationPolicy: Unsupported value: "{policy}": supported values: '
            '"Background", "Foreground", "Orphan"'
        )
    return POLICIES[policy]

"""PATCH: the three formats, and what becomes of an object that does not fit its kind afterwards.

Example: patched(kind, manifest, Body({"spec": {"replicas": 2}}), "application/merge-patch+json",
strict=False) gives the manifest with two replicas and no problems.
Mirrors: apiserver/pkg/endpoints/handlers/patch.go (formats and refusals).
"""

from __future__ import annotations

import json
from typing import Any

from cluster.api.body import Body
from cluster.api.patch.json_patch import apply_json_patch
from cluster.api.patch.merge_patch import apply_merge_patch
from cluster.api.patch.strategic import apply_strategic_patch, go_text
from cluster.kinds.base import Kind
from cluster.kinds.errors import ApiError, DecodeError
from cluster.kinds.schema import decode

JSON_PATCH = "application/json-patch+json"
MERGE_PATCH = "application/merge-patch+json"
STRATEGIC_PATCH = "application/strategic-merge-patch+json"
PATCH_TYPES = (JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH)
GO_KINDS = {dict: "map", list: "slice", bool: "bool", str: "string", int: "int64", float: "float64"}


def patched(
    kind: Kind,
    current: dict[str, Any],
    body: Body,
    patch_type: str,
    *,
    strict: bool,
) -> tuple[dict[str, Any], list[str]]:
    """The decoded object after the patch, and its unknown and repeated fields.

    Raises ApiError: 415 for an unknown format, 400 or 422 for a patch that does not fit."""
    result = apply(kind, current, body.value, patch_type)
    is_strategic = patch_type == STRATEGIC_PATCH
    shown = go_text(body.value) if is_strategic else json.dumps(result, separators=(",", ":"))
    if not isinstance(result, dict):
        raise ApiError.invalid_patch(shown, "the result is not an object")
    try:
        manifest, problems = decode(result, kind.schema)
    except DecodeError as error:
        why = conversion_complaint(error) if is_strategic else str(error)
        raise ApiError.invalid_patch(shown, why) from None
    problems = [*body.duplicates, *problems]
    if strict and problems:
        raise ApiError.invalid_patch(shown, f"strict decoding error: {', '.join(problems)}")
    return manifest, problems


def apply(kind: Kind, current: dict[str, Any], patch: Any, patch_type: str) -> Any:
    match patch_type:
        case "application/json-patch+json":
            return apply_json_patch(current, patch)
        case "application/merge-patch+json":
            return apply_merge_patch(current, patch)
        case "application/strategic-merge-patch+json":
            return apply_strategic_patch(current, patch, kind.schema)
    raise ApiError.unsupported_media_type(", ".join(PATCH_TYPES))


def conversion_complaint(error: DecodeError) -> str:
    """A wrong type as the server words it for strategic patches: `unrecognized type: int32`."""
    found = GO_KINDS.get(type(error.value), "")
    wanted = error.go_type
    if not wanted:
        return str(error)
    if wanted.startswith("[]"):
        return f"cannot restore slice from {found}"
    if wanted.startswith("map["):
        return f"cannot restore map from {found}"
    if "." in wanted:
        return f"cannot restore struct from: {found}"
    return f"unrecognized type: {wanted}"

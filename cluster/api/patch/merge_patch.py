"""JSON Merge Patch (RFC 7396): maps are merged, null removes, everything else replaces.

Example: `{"spec": {"replicas": 2, "paused": null}}` sets one field and removes another; a list is
always replaced as a whole.
"""

from __future__ import annotations

from typing import Any

from cluster.kinds.errors import ApiError


def apply_merge_patch(document: Any, patch: Any) -> Any:
    """The document after the patch; unchanged parts are shared. Raises ApiError."""
    if not isinstance(patch, dict):
        raise ApiError.bad_request("a merge patch must be an object")
    return merge(document, patch)


def merge(document: Any, patch: Any) -> Any:
    if not isinstance(patch, dict):
        return patch
    result = dict(document) if isinstance(document, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge(result.get(key), value)
    return result

"""JSON Patch (RFC 6902): a list of operations, all or none.

Example: `[{"op": "replace", "path": "/spec/replicas", "value": 3}]`.
The document is never changed: what an operation touches is copied, all else is shared. Copies are
limited in size, because a few `copy` operations could double a document beyond all bounds.
Mirrors: apiserver/pkg/endpoints/handlers/patch.go (limits, refusals).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from cluster.kinds.errors import ApiError

MAX_OPERATIONS = 10_000
MAX_COPIED_BYTES = 3 * 1024 * 1024
OPERATIONS = frozenset({"add", "remove", "replace", "move", "copy", "test"})

Tokens = list[str]
Change = Callable[[Any, str], Any]


class _Misfit(Exception):
    """An operation does not fit the document."""


def apply_json_patch(document: Any, patch: Any) -> Any:
    """The document after all operations. Raises ApiError."""
    if not isinstance(patch, list) or not all(isinstance(each, dict) for each in patch):
        raise ApiError.bad_request("a JSON patch must be a list of operations")
    if len(patch) > MAX_OPERATIONS:
        raise ApiError(
            413,
            "RequestEntityTooLarge",
            f"Request entity too large: The allowed maximum operations in a JSON patch is "
            f"{MAX_OPERATIONS}, got {len(patch)}",
        )
    copied = 0
    try:
        for operation in patch:
            document = _apply(document, operation)
            if operation.get("op") == "copy":
                copied += _size(_get(document, _tokens(operation, "from")))
            if copied > MAX_COPIED_BYTES:
                raise ApiError.too_large(MAX_COPIED_BYTES)
    except _Misfit:
        raise ApiError.rejected_patch() from None
    return document


def _apply(document: Any, operation: dict[str, Any]) -> Any:
    name = operation.get("op")
    path = _tokens(operation, "path")
    if not isinstance(name, str) or name not in OPERATIONS:
        raise _Misfit(f"unknown operation {name!r}")
    if name in ("add", "replace", "test") and "value" not in operation:
        raise _Misfit("missing value")
    match name:
        case "add":
            return _change(document, path, _adding(operation["value"]))
        case "replace":
            return _change(document, path, _replacing(operation["value"]))
        case "remove":
            return _change(document, path, _remove)
        case "test":
            if not _equal(_get(document, path), operation["value"]):
                raise _Misfit("test failed")
            return document
    source = _tokens(operation, "from")
    value = _get(document, source)
    if name == "move":
        if path[: len(source)] == source and path != source:
            raise _Misfit("cannot move a value into itself")
        document = _change(document, source, _remove)
    return _change(document, path, _adding(value))


def _tokens(operation: dict[str, Any], key: str) -> Tokens:
    """The parts of a JSON pointer (RFC 6901)."""
    pointer = operation.get(key)
    if not isinstance(pointer, str) or (pointer and not pointer.startswith("/")):
        raise _Misfit(f"{key} is no JSON pointer")
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _get(document: Any, path: Tokens) -> Any:
    for token in path:
        if isinstance(document, dict) and token in document:
            document = document[token]
        elif isinstance(document, list):
            document = document[_index(document, token, end=len(document) - 1)]
        else:
            raise _Misfit(f"missing {token}")
    return document


def _index(items: list[Any], token: str, *, end: int) -> int:
    if not token.isascii() or not token.isdigit() or (token[0] == "0" and token != "0"):
        raise _Misfit(f"{token} is no list index")
    if len(token) > 9 or int(token) > end:
        raise _Misfit(f"{token} is out of range")
    return int(token)


def _change(document: Any, path: Tokens, change: Change) -> Any:
    """A copy in which the parent of the path's last part is changed; the rest is shared."""
    if not path:
        return change({"": document}, "").get("")
    if len(path) == 1:
        if not isinstance(document, dict | list):
            raise _Misfit(f"missing {path[0]}")
        return change(document, path[0])
    if isinstance(document, dict) and path[0] in document:
        return {**document, path[0]: _change(document[path[0]], path[1:], change)}
    if isinstance(document, list):
        index = _index(document, path[0], end=len(document) - 1)
        changed = _change(document[index], path[1:], change)
        return [*document[:index], changed, *document[index + 1 :]]
    raise _Misfit(f"missing {path[0]}")


def _adding(value: Any) -> Change:
    def add(parent: Any, token: str) -> Any:
        if isinstance(parent, dict):
            return {**parent, token: value}
        index = len(parent) if token == "-" else _index(parent, token, end=len(parent))
        return [*parent[:index], value, *parent[index:]]

    return add


def _replacing(value: Any) -> Change:
    def replace(parent: Any, token: str) -> Any:
        if isinstance(parent, dict):
            if token not in parent:
                raise _Misfit(f"missing {token}")
            return {**parent, token: value}
        index = _index(parent, token, end=len(parent) - 1)
        return [*parent[:index], value, *parent[index + 1 :]]

    return replace


def _remove(parent: Any, token: str) -> Any:
    if isinstance(parent, dict):
        if token not in parent:
            raise _Misfit(f"missing {token}")
        return {key: value for key, value in parent.items() if key != token}
    index = _index(parent, token, end=len(parent) - 1)
    return [*parent[:index], *parent[index + 1 :]]


def _equal(left: Any, right: Any) -> bool:
    """Equal as JSON: 1 and 1.0 are, 1 and true are not."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_equal(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_equal, left, right))
    return bool(left == right)


def _size(value: Any) -> int:
    return len(json.dumps(value))

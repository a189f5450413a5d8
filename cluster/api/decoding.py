"""From a request's body to the manifest it means.

Example: a Deployment sent to `.../pods` is refused with 400, an unknown field with 400 in strict
mode; otherwise it is dropped with a `Warning` header.
Mirrors: kubernetes apiserver/pkg/endpoints/handlers/create.go (decoding and its refusals).
"""

from __future__ import annotations

from typing import Any

from cluster.api.body import PROTOBUF_TYPE, YAML_TYPES, Body, decode
from cluster.api.call import Call
from cluster.api.paths import Target
from cluster.core.objects import Manifest
from cluster.kinds.errors import ApiError
from cluster.runtime.executors import run_read

JSON_TYPES = frozenset({"", "application/json", "text/json"})
SMALL_BYTES = 16 * 1024


def media_type(content_type: str) -> str:
    """The media type without its parameters."""
    return content_type.partition(";")[0].strip().lower()


def refuse_media_type(content_type: str) -> None:
    """Raises ApiError 415 for what is not JSON, YAML or protobuf; none at all counts as JSON."""
    if media_type(content_type) not in JSON_TYPES | YAML_TYPES | {PROTOBUF_TYPE}:
        raise ApiError.unsupported_media_type()


def parse(call: Call) -> Body:
    """The one document of the body. Raises ApiError 400, 413, 415."""
    refuse_media_type(call.content_type)
    return decode(call.body, call.content_type)


async def decode_body(call: Call) -> tuple[Manifest, list[str]]:
    """(the manifest in the body, warnings); a large body is read beside the event loop."""
    if len(call.body) > SMALL_BYTES:
        return await run_read(decode_here, call)
    return decode_here(call)


def decode_here(call: Call) -> tuple[Manifest, list[str]]:
    body = parse(call)
    return decode_value(call, body.value, body.duplicates)


def decode_value(
    call: Call, value: Any, duplicates: list[str] | None = None
) -> tuple[Manifest, list[str]]:
    """The same for a body that is parsed already. Raises ApiError 400."""
    if not isinstance(value, dict):
        raise ApiError.bad_request("the body of the request must be an object")
    refuse_other_types(call.target, value)
    kind, mode = call.kind, call.options.field_validation
    if mode == "Strict" and duplicates:
        why = f"strict decoding error: {', '.join(duplicates)}"
        raise ApiError.cannot_decode(kind.kind, call.target.version, why)
    manifest, problems = kind.decode(value, strict=mode == "Strict")
    return manifest, [*(duplicates or ()), *problems] if mode == "Warn" else []


def part(body: Any, name: str) -> dict[str, Any]:
    """An object inside a small body; empty when it is absent. Raises ApiError 400."""
    found = body.get(name) if isinstance(body, dict) else body
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise ApiError.bad_request(f"{name} must be an object")
    return found


def refuse_other_types(target: Target, value: dict[str, Any]) -> None:
    """Raises ApiError 400 when the body says that it is something else."""
    kind, version = value.get("kind"), value.get("apiVersion")
    if isinstance(kind, str) and kind not in ("", target.kind.kind):
        raise ApiError.bad_request(
            f"the kind in the data ({kind}) does not match the expected kind ({target.kind.kind})"
        )
    if isinstance(version, str) and version not in ("", target.api_version):
        raise ApiError.bad_request(
            f"the API version in the data ({version}) does not match the expected API version "
            f"({target.api_version})"
        )

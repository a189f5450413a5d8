"""The patch in a request, read once and applied to what is stored when the transaction is open.

Example: PATCH with `application/merge-patch+json` and {"spec": {"replicas": 2}}.
Mirrors: kubernetes apiserver/pkg/endpoints/handlers/patch.go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cluster.api import shapes
from cluster.api.body import Body, decode
from cluster.api.call import Call
from cluster.api.decoding import SMALL_BYTES, media_type
from cluster.api.managers import refuse_manager
from cluster.api.patch import PATCH_TYPES, apply
from cluster.api.patch import patched as patched_by
from cluster.core.objects import Manifest
from cluster.kinds.errors import ApiError
from cluster.runtime.executors import run_read

APPLY_PATCH = "application/apply-patch+yaml"
APPLIABLE = ("", "status")
"""Where server-side apply is taken: objects and their status."""


@dataclass(frozen=True, slots=True)
class Patch:
    """What a PATCH says and in which format."""

    body: Body
    format: str


def is_apply(call: Call) -> bool:
    """Is this patch a manifest to apply?"""
    return media_type(call.content_type) == APPLY_PATCH


async def read_patch(call: Call) -> Patch:
    """Raises ApiError 400, 413, 415, 422."""
    patch_format = media_type(call.content_type)
    if patch_format not in PATCH_TYPES:
        appliable = (APPLY_PATCH,) if call.target.subresource in APPLIABLE else ()
        raise ApiError.unsupported_media_type(", ".join((*PATCH_TYPES, *appliable)))
    refuse_manager(call.options, "PatchOptions")
    if len(call.body) > SMALL_BYTES:
        body = await run_read(decode, call.body, patch_format)
    else:
        body = decode(call.body, patch_format)
    return Patch(body, patch_format)


def patched(call: Call, patch: Patch, current: Manifest) -> tuple[Manifest, list[str]]:
    """(the object after the patch, warnings). Raises ApiError 400, 422."""
    mode = call.options.field_validation
    manifest, problems = patched_by(
        call.kind,
        shapes.shown(call.kind, current),
        patch.body,
        patch.format,
        strict=mode == "Strict",
    )
    return manifest, problems if mode == "Warn" else []


def patched_scale(call: Call, patch: Patch, scale: Manifest) -> Any:
    """A Scale after the patch. Raises ApiError 400, 422."""
    return apply(call.kind, scale, patch.body.value, patch.format)

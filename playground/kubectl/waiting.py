"""Waiting for objects as kubectl waits: the state first, then what the watch tells.

Time-outs are real seconds, whatever the cluster's clock does.
"""

from __future__ import annotations

from playground.kubectl.api import Api, Manifest
from playground.kubectl.selection import Found

FOREVER = 7 * 24 * 3600.0


async def until_gone(api: Api, found: Found, limit: float) -> bool:
    """Whether the object (this one, not another of its name) went in time."""
    uid = found.manifest["metadata"].get("uid")

    def gone(manifest: Manifest | None) -> bool:
        return manifest is None or manifest["metadata"].get("uid") != uid

    return await api.until(found.kind, (found.namespace, found.name), gone, limit or FOREVER)

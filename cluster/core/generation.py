"""When `metadata.generation` moves: with what the user wants, never with what was observed.

Example: scaling a ReplicaSet moves its generation, annotating it does not (A3); annotating a
Deployment does (A2). Status writes never get here.
Mirrors: kubernetes pkg/registry/apps/deployment/strategy.go, .../replicaset/strategy.go.
"""

from __future__ import annotations

from typing import Any

Manifest = dict[str, Any]

COUNTED: dict[str, tuple[str, ...]] = {
    "Deployment": ("spec",),
    "ReplicaSet": ("spec",),
    "Pod": ("spec",),
    "PodDisruptionBudget": ("spec",),
    "EndpointSlice": ("endpoints", "ports"),
    "Clock": ("spec",),
    "Fault": ("spec",),
    "Image": ("spec",),
}
"""The kinds that have a generation, with the parts whose change moves it."""


def first_generation(kind: str) -> int | None:
    """The generation of a new object; None for kinds that have none."""
    return 1 if kind in COUNTED else None


def next_generation(old: Manifest, new: Manifest) -> int | None:
    """The generation after a write of the main resource; None when it stays."""
    parts = COUNTED.get(old["kind"])
    if parts is None:
        return None
    has_moved = any(
        old.get(part) is not new.get(part) and old.get(part) != new.get(part) for part in parts
    )
    if old["kind"] == "Deployment" and not has_moved:
        has_moved = annotations_of(old) != annotations_of(new)
    return int(old["metadata"].get("generation", 0)) + 1 if has_moved else None


def annotations_of(manifest: Manifest) -> Manifest:
    return manifest["metadata"].get("annotations") or {}

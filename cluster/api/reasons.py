"""One line about what a user's write did, for the trail and the timeline.

Example: "scaled web from 3 to 10", "set image of web to web:v2", "cordoned node-1".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cluster.core.objects import Manifest

RESTARTED_AT = "kubectl.kubernetes.io/restartedAt"


def named(manifest: Manifest) -> str:
    return str(manifest["metadata"].get("name", ""))


def created(manifest: Manifest) -> str:
    spec = manifest.get("spec") or {}
    if manifest["kind"] == "Fault":
        return f"{spec.get('type', 'Fault')} on {spec.get('node', '')}"
    return f"created {manifest['kind']} {named(manifest)}"


def deleted(manifest: Manifest) -> str:
    if manifest["kind"] == "Fault":
        return f"repaired {(manifest.get('spec') or {}).get('node', '')}"
    return f"deleted {manifest['kind']} {named(manifest)}"


def changed(old: Manifest, new: Manifest) -> str:
    """What moved between two states, in words; several changes are joined by commas."""
    said = [text for tell in TELLERS if (text := tell(old, new))]
    return ", ".join(said) or f"changed {old['kind']} {named(old)}"


def spec_of(manifest: Manifest) -> Manifest:
    return manifest.get("spec") or {}


def scaled(old: Manifest, new: Manifest) -> str:
    before, after = spec_of(old).get("replicas"), spec_of(new).get("replicas")
    return "" if before == after else f"scaled {named(old)} from {before} to {after}"


def new_images(old: Manifest, new: Manifest) -> str:
    before, after = images(old), images(new)
    moved = [image for name, image in after.items() if before.get(name) != image]
    return f"set image of {named(old)} to {', '.join(moved)}" if moved else ""


def images(manifest: Manifest) -> dict[str, str]:
    spec = spec_of(manifest)
    pod = (spec.get("template") or {}).get("spec") or spec
    return {each.get("name", ""): each.get("image", "") for each in pod.get("containers") or ()}


def paused(old: Manifest, new: Manifest) -> str:
    before, after = (bool(spec_of(each).get("paused")) for each in (old, new))
    if before == after:
        return ""
    what = "time" if old["kind"] == "Clock" else f"rollout of {named(old)}"
    return f"{'paused' if after else 'resumed'} {what}"


def speed(old: Manifest, new: Manifest) -> str:
    before, after = spec_of(old).get("speed"), spec_of(new).get("speed")
    return "" if before == after else f"set the speed of time to {after}x"


def cordoned(old: Manifest, new: Manifest) -> str:
    before, after = (bool(spec_of(each).get("unschedulable")) for each in (old, new))
    if before == after:
        return ""
    return f"{'cordoned' if after else 'uncordoned'} {named(old)}"


def restarted(old: Manifest, new: Manifest) -> str:
    before, after = restart_time(old), restart_time(new)
    return f"restarted {named(old)}" if after and before != after else ""


def restart_time(manifest: Manifest) -> Any:
    metadata = (spec_of(manifest).get("template") or {}).get("metadata") or {}
    return (metadata.get("annotations") or {}).get(RESTARTED_AT)


def labelled(old: Manifest, new: Manifest) -> str:
    before, after = (each["metadata"].get("labels") or {} for each in (old, new))
    return "" if before == after else f"changed labels of {named(old)}"


TELLERS: tuple[Callable[[Manifest, Manifest], str], ...] = (
    scaled,
    new_images,
    paused,
    speed,
    cordoned,
    restarted,
    labelled,
)

"""What DELETE does to an object: gone at once, or marked and waiting.

Pods get their grace period (SPEC P24, P25): the mark is `deletionTimestamp` = now + grace, the
kubelet takes the object away later. Other objects are marked only while a finalizer holds them:
`foregroundDeletion` and `orphan` by the wish of the client (O4, O5), or one of their own.

Example: a bound Pod with the default 30 s deleted at t=100 gets deletionTimestamp 130; a Pod that
no node runs yet is gone at once.
Mirrors: kubernetes apiserver/pkg/registry/rest/delete.go, pkg/registry/core/pod/strategy.go.
"""

from __future__ import annotations

from cluster.core.actions import Propagation
from cluster.core.objects import Manifest, Object, Pod
from cluster.core.timestamps import format_time

FOREGROUND = "foregroundDeletion"
ORPHAN = "orphan"


def delete(
    target: Object,
    now: float,
    grace: int | None = None,
    propagation: Propagation = "Background",
) -> Manifest | None:
    """The manifest after a DELETE, or None when the object goes at once.

    The very manifest of `target` comes back when the request changes nothing."""
    finalizers = wanted_finalizers(target.finalizers, propagation)
    seconds = 0
    if isinstance(target, Pod):
        if target.deletion_timestamp is not None:
            return delete_again(target, now, grace)
        seconds = first_grace(
            grace,
            spec_grace=target.spec.get("terminationGracePeriodSeconds", 30),
            is_scheduled=bool(target.node_name),
            phase=target.phase,
        )
    if not finalizers and seconds == 0 and not namespace_finalizers(target.manifest):
        return None
    if target.is_deleting:
        return with_finalizers(target.manifest, finalizers)
    return mark(with_finalizers(target.manifest, finalizers), now, seconds)


def first_grace(asked: int | None, *, spec_grace: int, is_scheduled: bool, phase: str) -> int:
    """Effective grace period in seconds of a Pod's first DELETE; 0 = gone at once (P24)."""
    if not is_scheduled or phase in ("Succeeded", "Failed"):
        return 0
    grace = spec_grace if asked is None else asked
    return 1 if grace < 0 else grace


def second_grace(asked: int | None, *, current: int, elapsed: float) -> int | None:
    """The shortened grace of a later DELETE; None = nothing changes, 0 = gone at once (P25)."""
    if current == 0 or asked == 0:
        return 0
    if asked is None or asked >= current:
        return None
    return max(asked, 1) if asked > elapsed else 1


def delete_again(pod: Pod, now: float, asked: int | None) -> Manifest | None:
    current: int = pod.metadata.get("deletionGracePeriodSeconds", 0)
    assert pod.deletion_timestamp is not None
    started = pod.deletion_timestamp - current
    grace = second_grace(asked, current=current, elapsed=now - started)
    if grace is None:
        return pod.manifest
    if grace == 0:
        return None if not pod.finalizers else pod.manifest
    deadline = max(started + grace, now)
    return mark(pod.manifest, deadline - grace, grace)


def mark(manifest: Manifest, now: float, grace: int) -> Manifest:
    """The manifest with its deletion mark; a Pod's generation moves with it (P25)."""
    metadata = {
        **manifest["metadata"],
        "deletionTimestamp": format_time(now + grace),
        "deletionGracePeriodSeconds": grace,
    }
    if "generation" in metadata:
        metadata["generation"] += 1
    return {**manifest, "metadata": metadata}


def wanted_finalizers(present: list[str], propagation: Propagation) -> list[str]:
    """The finalizers after the client chose how dependents are treated."""
    kept = [name for name in present if name not in (FOREGROUND, ORPHAN)]
    if propagation == "Foreground":
        return [*kept, FOREGROUND]
    if propagation == "Orphan":
        return [*kept, ORPHAN]
    return kept


def with_finalizers(manifest: Manifest, finalizers: list[str]) -> Manifest:
    """The manifest with exactly these finalizers; the same manifest if it has them already."""
    metadata = manifest["metadata"]
    if metadata.get("finalizers", []) == finalizers:
        return manifest
    metadata = {key: value for key, value in metadata.items() if key != "finalizers"}
    if finalizers:
        metadata["finalizers"] = finalizers
    return {**manifest, "metadata": metadata}


def is_released(manifest: Manifest) -> bool:
    """True when a marked object has nothing left that holds it, so an update removes it."""
    metadata = manifest["metadata"]
    return (
        "deletionTimestamp" in metadata
        and not is_held(manifest)
        and metadata.get("deletionGracePeriodSeconds", 0) == 0
    )


def is_held(manifest: Manifest) -> bool:
    """Does a finalizer hold the object? Namespaces have some in their spec, too (O8)."""
    return bool(manifest["metadata"].get("finalizers")) or namespace_finalizers(manifest)


def namespace_finalizers(manifest: Manifest) -> bool:
    """Is it a namespace that has not been emptied yet?"""
    return manifest["kind"] == "Namespace" and bool((manifest.get("spec") or {}).get("finalizers"))

"""Which objects of a scene a pattern finds.

Example: find(Pattern("Pod", selector="app=web", ready=True), scene, 0) gives the ready Pods of web
that are not shutting down.
"""

from __future__ import annotations

from typing import Any

from cluster.core.pod_status import pod_status
from cluster.core.selectors import parse_labels
from playground.tutorials.goals.model import Pattern
from playground.tutorials.goals.partial import matches
from playground.tutorials.goals.scene import Scene, Seen

NO_NAMESPACE = ""


def find(pattern: Pattern, scene: Scene, since: int) -> list[Seen]:
    """The objects that the pattern means; `since` is the revision after which one is new."""
    return [each for each in scene.of(pattern.kind) if fits(pattern, each, since)]


def fits(pattern: Pattern, seen: Seen, since: int) -> bool:
    return is_named(pattern, seen) and is_so(pattern, seen, since)


def is_named(pattern: Pattern, seen: Seen) -> bool:
    """Whether name, namespace and labels are those of the pattern."""
    metadata = seen.manifest["metadata"]
    namespace = metadata.get("namespace", NO_NAMESPACE)
    if namespace not in (NO_NAMESPACE, pattern.namespace):
        return False
    if pattern.name and metadata["name"] != pattern.name:
        return False
    return not pattern.selector or parse_labels(pattern.selector).matches(
        metadata.get("labels") or {}
    )


def is_so(pattern: Pattern, seen: Seen, since: int) -> bool:
    """Whether the object is in the state that the pattern asks for."""
    manifest = seen.manifest
    asked: list[tuple[bool | None, bool]] = [
        (pattern.leaving, "deletionTimestamp" in manifest["metadata"]),
        (pattern.new, seen.born > since),
        (pattern.owned, bool(manifest["metadata"].get("ownerReferences"))),
    ]
    if any(wanted is not None and wanted is not actual for wanted, actual in asked):
        return False
    if pattern.ready is not None and is_ready(manifest) is not pattern.ready:
        return False
    if pattern.growing is not None and is_growing(manifest) is not pattern.growing:
        return False
    if pattern.shows and pod_status(manifest).word not in pattern.shows:
        return False
    return matches(pattern.fields, manifest)


def is_ready(manifest: dict[str, Any]) -> bool:
    """The Ready condition of a Pod or a Node."""
    conditions = (manifest.get("status") or {}).get("conditions") or ()
    return any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)


def is_growing(manifest: dict[str, Any]) -> bool:
    """Whether a ReplicaSet wants more Pods than it counts."""
    counted = (manifest.get("status") or {}).get("replicas", 0)
    return bool((manifest.get("spec") or {}).get("replicas", 1) > counted)

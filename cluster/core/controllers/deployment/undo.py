"""`kubectl rollout undo`: which revision to go back to, and the Deployment after it (SPEC D76-D78).

kubectl does this on its side and sends a JSON patch; the page's button asks the API for the same.
Only the template and the annotations move; size, strategy and the rest stay as they are.

Example: revisions 1, 2, 3 and no number given: back to 2, which then becomes revision 4.
Mirrors: kubectl pkg/polymorphichelpers/rollback.go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cluster.core.controllers.deployment import notes
from cluster.core.controllers.deployment.template import is_equal, without_hash
from cluster.core.objects import Deployment, Manifest, ReplicaSet

PAUSED = (
    "you cannot rollback a paused deployment; resume it first with "
    "'kubectl rollout resume' and try again"
)
SKIPPED = "skipped rollback (current template already matches revision {revision})"


class UndoRefused(ValueError):
    """There is no way back; the text is kubectl's."""


@dataclass(frozen=True, slots=True)
class Undone:
    """The Deployment after the undo, and the patch that leads there; empty when it is skipped."""

    manifest: Manifest
    patch: tuple[Manifest, ...]
    message: str


def undo(deployment: Deployment, owned: Sequence[ReplicaSet], to_revision: int = 0) -> Undone:
    """Go back to a revision, 0 = the one before the last. Raises UndoRefused."""
    target = target_of(deployment.name, owned, to_revision)
    if deployment.is_paused:
        raise UndoRefused(PAUSED)
    if is_equal(target, deployment):
        return Undone(deployment.manifest, (), SKIPPED.format(revision=to_revision))
    template = without_hash(target.template)
    annotations = annotations_after(deployment, target)
    manifest = deployment.manifest
    changed = {
        **manifest,
        "metadata": {**manifest["metadata"], "annotations": annotations},
        "spec": {**manifest["spec"], "template": template},
    }
    patch = (
        {"op": "replace", "path": "/spec/template", "value": template},
        {"op": "replace", "path": "/metadata/annotations", "value": annotations},
    )
    return Undone(changed, patch, "rolled back")


def target_of(name: str, owned: Sequence[ReplicaSet], to_revision: int) -> ReplicaSet:
    """The set that an undo goes back to (D76). Raises UndoRefused."""
    numbered = [(notes.read_revision(each.annotations), each) for each in owned]
    if to_revision != 0:
        for revision, each in numbered:
            if revision == to_revision:
                return each
        raise UndoRefused(f"unable to find specified revision {to_revision} in history")
    known = [(revision, each) for revision, each in numbered if revision is not None]
    ordered = sorted(known, key=lambda pair: -pair[0])
    if len(ordered) < 2:
        raise UndoRefused(f'no rollout history found for deployment "{name}"')
    return ordered[1][1]


def annotations_after(deployment: Deployment, target: ReplicaSet) -> dict[str, str]:
    """Those that are never copied stay the Deployment's, all others are the set's (D78)."""
    kept = {key: value for key, value in deployment.annotations.items() if key in notes.NOT_COPIED}
    return {**notes.copied(target.annotations), **kept}

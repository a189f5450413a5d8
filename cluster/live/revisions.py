"""What a return to each older revision would change: `/c/<id>/revisions?uid=...`.

A rollback moves the Pod template only (SPEC D76-D78), so the template of the revision is held
against that of the Deployment, field by field. Lists of named things are compared by name and not
by place. Each change has words first, then the field as a manifest names it.

Example: rev 1 beside web:v2: "the image of web", `spec.containers[web].image`, web:v2 to web:v1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from cluster.core.controllers.deployment.notes import read_revision
from cluster.core.controllers.deployment.template import without_hash
from cluster.core.objects import Deployment, Manifest, Object, ReplicaSet
from cluster.store import moments

RESTARTED = "kubectl.kubernetes.io/restartedAt"
PROBES = {
    "readinessProbe": "readiness probe",
    "livenessProbe": "liveness probe",
    "startupProbe": "startup probe",
}
PLAIN = {
    "terminationGracePeriodSeconds": "the grace period",
    "nodeSelector": "the node selector",
    "serviceAccountName": "the service account",
    "priorityClassName": "the priority class",
}
Path = tuple[str, ...]


class FieldChange(Struct, frozen=True):
    """One field; None stands for absent."""

    words: str
    path: str
    before: Any
    after: Any


class RevisionChanges(Struct, frozen=True):
    """A revision and what a return to it would change; nothing when it is the template of now."""

    uid: str
    revision: int
    changes: list[FieldChange]


class Revisions(Struct, frozen=True):
    revisions: list[RevisionChanges]


def revisions_at(cluster_id: str, uid: str, revision: int | None) -> Revisions:
    """Raises UnknownClusterError and journal.ExpiredError."""
    with moments.at(cluster_id, revision) as moment:
        found = moment.view.with_uid(uid)
        if not isinstance(found, Deployment):
            return Revisions([])
        owned = moment.view.owned_by(uid, "ReplicaSet")
        return Revisions(changes_of(found, list(owned)))


def changes_of(deployment: Deployment, owned: list[Object]) -> list[RevisionChanges]:
    """Newest revision first."""
    sets = [each for each in owned if isinstance(each, ReplicaSet)]
    told = [
        RevisionChanges(
            each.uid,
            read_revision(each.annotations) or 0,
            list(differences(deployment.template, each.template)),
        )
        for each in sets
    ]
    return sorted(told, key=lambda each: -each.revision)


def differences(now: Manifest, then: Manifest) -> Iterator[FieldChange]:
    """What has to move to get from one template to another."""
    before, after = dict(leaves(without_hash(now))), dict(leaves(without_hash(then)))
    for path in [*before, *(path for path in after if path not in before)]:
        if before.get(path) != after.get(path):
            change = FieldChange(words(path), dotted(path), before.get(path), after.get(path))
            yield change


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value that holds no other ones; members of lists stand under their name in brackets."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            name = inner.get("name") if isinstance(inner, dict) else None
            yield from leaves(inner, (*path, f"[{name or index}]"))
    elif path[-1:] != ("name",) or not path[-2:-1] or not path[-2].startswith("["):
        yield path, value


def dotted(path: Path) -> str:
    """spec.containers[web].image"""
    return ".".join(path).replace(".[", "[")


def words(path: Path) -> str:
    """A field in words: `the image of web`; its path where there are none."""
    if path[:2] == ("metadata", "labels"):
        return f"the label {path[-1]}"
    if path[:2] == ("metadata", "annotations"):
        return "the note of the last restart" if path[-1] == RESTARTED else f"the note {path[-1]}"
    for name, said in PLAIN.items():
        if path[:2] == ("spec", name):
            return f"{said} {path[2]}" if len(path) > 2 else said
    if path[:2] in (("spec", "containers"), ("spec", "initContainers")) and len(path) > 3:
        return of_container(path[2].strip("[]"), path[3:])
    return dotted(path)


def of_container(container: str, path: Path) -> str:
    """A field of a container."""
    first = path[0]
    if first == "image":
        return f"the image of {container}"
    if first == "env" and len(path) > 1:
        return f"the variable {path[1].strip('[]')} of {container}"
    if first == "resources" and len(path) == 3:
        return f"the {path[2]} {path[1].removesuffix('s')} of {container}"
    if first in PROBES:
        return f"the {PROBES[first]} of {container}, {dotted(path[1:])}"
    return f"{dotted(path)} of {container}"

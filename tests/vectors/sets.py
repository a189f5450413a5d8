"""Objects out of the short words of the vector files: Deployments and ReplicaSets."""

from __future__ import annotations

from cluster.core.controllers.deployment import notes
from cluster.core.controllers.deployment.sets import ReplicaSets
from tests.builders import a_deployment, a_replica_set, a_template

OLD_IMAGE = "web:old"


def deployment_of(given, **more):
    """A Deployment with `strategy`, `replicas`, `max_surge`, `max_unavailable`."""
    how = {"type": given["strategy"]}
    if given["strategy"] == "RollingUpdate":
        how["rollingUpdate"] = {
            "maxSurge": given.get("max_surge"),
            "maxUnavailable": given.get("max_unavailable"),
        }
    status = {"replicas": given.get("status_replicas", 0)}
    return a_deployment(replicas=given["replicas"], how=how, status=status, **more)


def set_of(given, name="new", image="web:v1"):
    """A ReplicaSet with `name`, `size`, `available`, `created`, `revision` and the size notes."""
    words = {
        notes.DESIRED: given.get("desired_note"),
        notes.MAXIMUM: given.get("max_note"),
        notes.REVISION: given.get("revision"),
    }
    annotations = {key: text for key, text in words.items() if text is not None}
    more = {"deletionTimestamp": "2033-01-01T00:00:00Z"} if given.get("deleted") else {}
    return a_replica_set(
        given.get("name", name),
        size=given["size"],
        counted=given.get("status_replicas"),
        available=given.get("available", 0),
        created=given.get("created", 0),
        template=a_template(image),
        annotations=annotations,
        **more,
    )


def old_sets(given):
    return [set_of(each, image=OLD_IMAGE) for each in given]


def sets_of(given):
    """The sets of a case with `new` (or null) and `old`."""
    new = None if given.get("new") is None else set_of(given["new"])
    return ReplicaSets(new, tuple(old_sets(given["old"])))


def sizes_after(sets, changed):
    """Every size by name, with the changed ones in."""
    return {each.name: changed.get(each.name, each.size) for each in sets}

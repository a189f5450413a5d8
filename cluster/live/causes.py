"""The cause chain of an object as a page asks for it: `/c/<id>/causes?uid=...&at=...`.

The chain is computed from the cluster's view at that moment (`cluster/core/causes`); for a
Deployment the sums that its next step is decided by come along, also when nothing is wrong.

Example: causes_at("k8x...", "d9d0...", None).links[-1].cure.kubectl is "kubectl rollout undo
deployment web" for a version that crashes.
"""

from __future__ import annotations

from msgspec import Struct

from cluster.core.causes.chain import causes_of, standing_of
from cluster.core.causes.model import Link, Scene
from cluster.core.sums import Sum
from cluster.store import moments


class Causes(Struct, frozen=True, rename="camel"):
    """From the symptom to the root. `standing` says in one or two sentences why the next step of a
    Deployment does not come, or that all is done; `sums` are its numbers."""

    uid: str
    revision: int
    time: float
    is_known: bool
    links: list[Link]
    standing: str
    sums: tuple[Sum, ...]


def causes_at(cluster_id: str, uid: str, revision: int | None) -> Causes:
    """Raises UnknownClusterError and journal.ExpiredError."""
    with moments.at(cluster_id, revision) as moment:
        view, now = moment.view, moment.now
        found = view.with_uid(uid)
        if found is None:
            return Causes(uid, view.revision, now, False, [], "", ())
        scene = Scene(view, now)
        links, said = causes_of(found, scene), standing_of(found, scene)
        text, sums = ("", ()) if said is None else (said.text, said.sums)
        return Causes(uid, view.revision, now, True, links, text, sums)

"""Kinds that are stored in the shape of another version.

Events are stored once, as those of v1; `events.k8s.io/v1` shows and takes the same ones with its
own field names. Autoscalers are stored as those of `autoscaling/v2`, and served as v1 too.
Example: `involvedObject` of a stored Event is `regarding` in `events.k8s.io/v1`.
"""

from __future__ import annotations

from collections.abc import Callable

from cluster.core.objects import Manifest
from cluster.kinds.base import Kind
from cluster.kinds.event import NEW_KIND, to_core_form, to_new_form
from cluster.kinds.horizontalpodautoscaler import V1_KIND, to_v1, to_v2

Shape = Callable[[Manifest], Manifest]
OUTGOING: dict[Kind, Shape] = {NEW_KIND: to_new_form, V1_KIND: to_v1}
INCOMING: dict[Kind, Shape] = {NEW_KIND: to_core_form, V1_KIND: to_v2}


def is_stored_as_shown(kind: Kind) -> bool:
    return kind not in OUTGOING


def shown(kind: Kind, manifest: Manifest) -> Manifest:
    """A stored manifest as the kind shows it."""
    shape = OUTGOING.get(kind)
    return manifest if shape is None else shape(manifest)


def stored(kind: Kind, manifest: Manifest) -> Manifest:
    """A manifest of the kind as it is stored."""
    shape = INCOMING.get(kind)
    return manifest if shape is None else shape(manifest)

"""Kinds that are stored in the shape of another version.

Events are stored once, as those of v1; `events.k8s.io/v1` shows and takes the same ones with its
own field names.
Example: `involvedObject` of a stored Event is `regarding` in `events.k8s.io/v1`.
"""

from __future__ import annotations

from collections.abc import Callable

from cluster.core.objects import Manifest
from cluster.kinds.base import Kind
from cluster.kinds.event import NEW_KIND, to_core_form, to_new_form

Shape = Callable[[Manifest], Manifest]
OUTGOING: dict[tuple[str, str], Shape] = {(NEW_KIND.group, NEW_KIND.kind): to_new_form}
INCOMING: dict[tuple[str, str], Shape] = {(NEW_KIND.group, NEW_KIND.kind): to_core_form}


def is_stored_as_shown(kind: Kind) -> bool:
    return (kind.group, kind.kind) not in OUTGOING


def shown(kind: Kind, manifest: Manifest) -> Manifest:
    """A stored manifest as the kind shows it."""
    shape = OUTGOING.get((kind.group, kind.kind))
    return manifest if shape is None else shape(manifest)


def stored(kind: Kind, manifest: Manifest) -> Manifest:
    """A manifest of the kind as it is stored."""
    shape = INCOMING.get((kind.group, kind.kind))
    return manifest if shape is None else shape(manifest)

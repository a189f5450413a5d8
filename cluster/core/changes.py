"""The ledger: every write of one commit, each with the next revision of its cluster.

API requests and controllers write by the same rules: uid, name, creation time, generation and
resourceVersion are given here and nowhere else.

Example: a ledger opened at revision 41 gives the first object written revision 42.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from cluster.core import deletion
from cluster.core.actions import Propagation, Why
from cluster.core.generation import first_generation, next_generation
from cluster.core.names import generated_name, new_uid
from cluster.core.objects import Manifest, Object, read
from cluster.core.timestamps import format_time

ChangeType = Literal["ADDED", "MODIFIED", "DELETED"]


@dataclass(slots=True)
class Change:
    """One write: what happened to which object, when, by whom and why.

    `old` is the object before the write, None when it is new."""

    type: ChangeType
    object: Object
    old: Object | None
    time: float
    by: str
    why: Why | None = None

    @property
    def revision(self) -> int:
        return self.object.revision


@dataclass(slots=True)
class Ledger:
    """Collects the changes of one commit and numbers them."""

    seed: str
    revision: int
    now: float
    changes: list[Change] = field(default_factory=list)

    def create(self, manifest: Manifest, by: str, why: Why | None, sim: Manifest | None) -> Object:
        """Store a new object; its name is drawn when only generateName is given."""
        self.revision += 1
        given = manifest["metadata"]
        metadata = {**given, "uid": new_uid(self.seed, self.revision)}
        if "name" not in given:
            metadata["name"] = generated_name(given["generateName"], self.seed, self.revision)
        metadata["creationTimestamp"] = format_time(self.now)
        generation = first_generation(manifest["kind"])
        if generation is not None:
            metadata["generation"] = generation
        metadata["resourceVersion"] = str(self.revision)
        created = read({**manifest, "metadata": metadata}, sim)
        self.changes.append(Change("ADDED", created, None, self.now, by, why))
        return created

    def update(
        self,
        old: Object,
        manifest: Manifest,
        by: str,
        why: Why | None,
        sim: Manifest | None = None,
    ) -> Object | None:
        """Replace an object; None when the write let go of the last finalizer and it is gone."""
        if old.is_deleting and deletion.is_held(old.manifest) and deletion.is_released(manifest):
            self.remove(old, by, why, manifest)
            return None
        generation = next_generation(old.manifest, manifest)
        if generation is not None:
            metadata = {**manifest["metadata"], "generation": generation}
            manifest = {**manifest, "metadata": metadata}
        return self.update_status(old, manifest, by, why, sim)

    def update_status(
        self,
        old: Object,
        manifest: Manifest,
        by: str,
        why: Why | None,
        sim: Manifest | None = None,
    ) -> Object:
        """Replace an object by a write that never moves its generation (A2)."""
        self.revision += 1
        metadata = {**manifest["metadata"], "resourceVersion": str(self.revision)}
        updated = read({**manifest, "metadata": metadata}, old.sim if sim is None else sim)
        updated.take_over(old)
        self.changes.append(Change("MODIFIED", updated, old, self.now, by, why))
        return updated

    def delete(
        self,
        old: Object,
        by: str,
        why: Why | None,
        grace: int | None = None,
        propagation: Propagation = "Background",
    ) -> Object | None:
        """DELETE as a client asks for it; the marked object, or None when it is gone."""
        manifest = deletion.delete(old, self.now, grace, propagation)
        if manifest is None:
            self.remove(old, by, why)
            return None
        if manifest is old.manifest:
            return old
        return self.update_status(old, manifest, by, why)

    def remove(self, old: Object, by: str, why: Why | None, last: Manifest | None = None) -> Object:
        """Take an object out; watchers see its last state under the revision of the removal."""
        self.revision += 1
        manifest = old.manifest if last is None else last
        metadata = {**manifest["metadata"], "resourceVersion": str(self.revision)}
        gone = read({**manifest, "metadata": metadata}, old.sim)
        self.changes.append(Change("DELETED", gone, old, self.now, by, why))
        return gone

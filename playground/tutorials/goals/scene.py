"""A cluster's objects at one revision, moved along its journal change by change.

Each object knows the revision it was created at, as far as the scene has seen it come; what was
there when the scene began counts as old. Manifests are decoded when somebody asks for them.
Example: scene.apply(change) for a new Pod at revision 42 makes `scene.of("Pod")` one longer, and
that Pod's `born` is 42.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

Name = tuple[str, str]
decode = msgspec.json.Decoder(dict).decode
SKIPPED = frozenset({"Lease"})


class Seen:
    """One object of a scene."""

    __slots__ = ("_manifest", "_raw", "born")

    def __init__(self, raw: bytes, born: int) -> None:
        self._raw = raw
        self._manifest: dict[str, Any] | None = None
        self.born = born

    @property
    def manifest(self) -> dict[str, Any]:
        if self._manifest is None:
            self._manifest = decode(self._raw)
        return self._manifest

    @property
    def name(self) -> str:
        return str(self.manifest["metadata"]["name"])


class Scene:
    """All objects at `revision`; `time` is the moment of the last change on the cluster's clock."""

    def __init__(self, revision: int = 0, time: float = 0.0) -> None:
        self.revision = revision
        self.time = time
        self._kinds: dict[str, dict[Name, Seen]] = {}

    def put(self, kind: str, name: Name, raw: bytes, born: int = 0) -> None:
        """Take in an object; one that is there already keeps its birth."""
        if kind in SKIPPED:
            return
        held = self._kinds.setdefault(kind, {})
        known = held.get(name)
        held[name] = Seen(raw, born if known is None else known.born)

    def drop(self, kind: str, name: Name) -> None:
        self._kinds.get(kind, {}).pop(name, None)

    def apply(self, change: Any) -> None:
        """Take in one change of the journal (cluster.store.journal.JournalChange)."""
        name = (change.namespace, change.name)
        if change.type == "DELETED":
            self.drop(change.kind, name)
        else:
            if change.type == "ADDED":
                self.drop(change.kind, name)
            self.put(change.kind, name, bytes(change.object), change.revision)
        self.revision = change.revision
        self.time = max(self.time, change.time)

    def of(self, kind: str) -> Iterator[Seen]:
        """Every object of a kind, oldest first."""
        return iter(self._kinds.get(kind, {}).values())

    def get(self, kind: str, namespace: str, name: str) -> Seen | None:
        return self._kinds.get(kind, {}).get((namespace, name))

"""A picture that follows a Lab: what the real controllers wrote, as the journal would carry it.

Example: painter = Painter(Lab(nodes=3)); painter.lab.run(5); painter.look()["web"].sentence
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from cluster.live.messages import Snapshot
from cluster.live.picture import News, Picture
from cluster.store import journal
from tests.lab import Lab

encoder = msgspec.json.Encoder()


class Painter:
    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.picture = Picture()
        self.seen = 0

    def changes(self) -> list[journal.JournalChange]:
        """The changes since the last look."""
        new = self.lab.changes[self.seen :]
        self.seen = len(self.lab.changes)
        return [as_journalled(change) for change in new]

    def follow(self) -> News:
        self.picture.follow(self.changes())
        return self.picture.flush()

    def cards(self) -> list[dict[str, Any]]:
        """Every card, as a page gets it in a snapshot."""
        self.follow()
        frame = self.picture.snapshot(None)  # type: ignore[arg-type]
        assert isinstance(frame, Snapshot)
        return [json.loads(bytes(raw)) for raw in frame.objects]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [card for card in self.cards() if card["kind"] == kind]

    def one(self, kind: str, name: str) -> dict[str, Any]:
        return next(card for card in self.of(kind) if card["name"] == name)

    def sentence(self, name: str = "web") -> str:
        return self.one("Deployment", name)["sentence"]


def as_journalled(change: Any) -> journal.JournalChange:
    found = change.object
    sim = None if found.sim is None else encoder.encode(found.sim)
    return journal.entry(change, encoder.encode(found.manifest), sim)

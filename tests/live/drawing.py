"""What a page shows: cards kept by the live feed's frames, as the browser's reducer keeps them.

Example: drawing.draw(snapshot); drawing.draw(delta); drawing.web["wanted"] is 3.
"""

from __future__ import annotations

from typing import Any


class Drawing:
    """Cards and events by uid, the revision they stand at, the clock."""

    def __init__(self) -> None:
        self.cards: dict[str, dict[str, Any]] = {}
        self.events: dict[str, dict[str, Any]] = {}
        self.revision = -1
        self.clock: dict[str, Any] | None = None

    def draw(self, frame: dict[str, Any]) -> None:
        """Take in a frame; one that is no picture changes nothing."""
        match frame["type"]:
            case "snapshot":
                self.cards = {card["uid"]: card for card in frame["objects"]}
                self.events = {event["uid"]: event for event in frame["events"]}
                self.revision, self.clock = frame["revision"], frame["clock"]
            case "delta":
                assert frame["from"] <= self.revision
                for card in frame["put"]:
                    self.cards[card["uid"]] = card
                for change in frame["services"]:
                    self._change_service(change)
                for gone in frame["gone"]:
                    self.cards.pop(gone["uid"], None)
                for event in frame["events"]:
                    self.events[event["uid"]] = event
                self.revision = frame["revision"]
                self.clock = frame["clock"] or self.clock

    def _change_service(self, change: dict[str, Any]) -> None:
        card = self.cards[change["uid"]]
        endpoints = {each["pod"]: each for each in card["endpoints"] + change["put"]}
        kept = [endpoints[pod] for pod in sorted(endpoints) if pod not in change["gone"]]
        self.cards[change["uid"]] = {**card, "endpoints": kept, "traffic": change["traffic"]}

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [card for card in self.cards.values() if card["kind"] == kind]

    @property
    def web(self) -> dict[str, Any]:
        return next(card for card in self.of("Deployment") if card["name"] == "web")

"""A channel layer that loses every second message: hints may be lost, changes may not."""

from __future__ import annotations

from typing import Any

from channels.layers import InMemoryChannelLayer


class LossyLayer(InMemoryChannelLayer):
    """Drops every second hint, the workers' and the watchers' alike."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = 0

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        if not self.is_lost(message):
            await super().send(channel, message)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        if not self.is_lost(message):
            await super().group_send(group, message)

    def is_lost(self, message: dict[str, Any]) -> bool:
        """Only hints are lost: a ping of /readyz is a question, not a hint."""
        if message["type"] != "cluster.moved":
            return False
        self.offered += 1
        return self.offered % 2 == 0

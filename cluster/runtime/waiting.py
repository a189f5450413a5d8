"""Clusters that wait for a slice: each once, those that a person has just changed before others.

A hint, a timer and the sweep may all name the same cluster; it gets one slice. After four of the
first sort one of the others has its turn, so nothing waits for ever.

Example: put("a"), put("b"), put("c", is_urgent=True), put("a") -> c, a, b.
"""

from __future__ import annotations

import asyncio

URGENT_IN_A_ROW = 4


class Waiting:
    """Who waits, in order of arrival."""

    def __init__(self) -> None:
        self._urgent: dict[str, None] = {}
        self._others: dict[str, None] = {}
        self._in_a_row = 0
        self._has_some = asyncio.Event()

    def __len__(self) -> int:
        return len(self._urgent) + len(self._others)

    def __contains__(self, cluster_id: str) -> bool:
        return cluster_id in self._urgent or cluster_id in self._others

    def put(self, cluster_id: str, *, is_urgent: bool = False) -> None:
        """Let a cluster wait, or wait in front."""
        if is_urgent:
            self._others.pop(cluster_id, None)
            self._urgent[cluster_id] = None
        elif cluster_id not in self._urgent:
            self._others[cluster_id] = None
        self._has_some.set()

    async def take(self) -> str:
        """Whose turn it is; waits until there is one."""
        while not self:
            self._has_some.clear()
            await self._has_some.wait()
        others_turn = self._in_a_row >= URGENT_IN_A_ROW and self._others
        line = self._urgent if self._urgent and not others_turn else self._others
        self._in_a_row = self._in_a_row + 1 if line is self._urgent else 0
        cluster_id = next(iter(line))
        del line[cluster_id]
        return cluster_id

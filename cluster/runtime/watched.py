"""Something whose changes are told to whoever watches it, within this process.

Example: the channel layer goes: each open page's watcher is called and pushes its notice.
"""

from __future__ import annotations

from collections.abc import Callable


class Watched:
    """Knows its watchers. Whoever inherits says when there is something to tell."""

    def __init__(self) -> None:
        self._watchers: set[Callable[[], None]] = set()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call it at each change."""
        self._watchers.add(watcher)

    def unwatch(self, watcher: Callable[[], None]) -> None:
        """Call it no more."""
        self._watchers.discard(watcher)

    def _tell(self) -> None:
        for watcher in list(self._watchers):
            watcher()

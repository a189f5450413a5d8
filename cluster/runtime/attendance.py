"""Is any worker there? Without one nothing moves, and a page that is live would not say why.

Who can ask notes what came of it; whoever shows it to people is told when the answer changes.
Example: the last worker is killed: two questions stay without an answer, `is_missing` is true until
one is answered again.
"""

from __future__ import annotations

from collections.abc import Callable

MISSES = 2
"""A worker may be busy for a moment: one question without an answer says nothing."""


class Attendance:
    """What this process knows of the workers."""

    def __init__(self) -> None:
        self._missed = 0
        self._watchers: set[Callable[[], None]] = set()

    @property
    def is_missing(self) -> bool:
        """The last questions stayed without an answer."""
        return self._missed >= MISSES

    def note(self, *, has_answered: bool) -> None:
        """A worker was asked."""
        was_missing = self.is_missing
        self._missed = 0 if has_answered else self._missed + 1
        if self.is_missing != was_missing:
            for watcher in list(self._watchers):
                watcher()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call it whenever the last worker goes or one is back."""
        self._watchers.add(watcher)

    def unwatch(self, watcher: Callable[[], None]) -> None:
        """Call it no more."""
        self._watchers.discard(watcher)


attendance = Attendance()

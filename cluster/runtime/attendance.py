"""Is any worker there? Without one nothing moves, and a page that is live would not say why.

Who can ask notes what came of it; whoever shows it to people is told when the answer changes.
Example: the last worker is killed: two questions stay without an answer, `is_missing` is true until
one is answered again.
"""

from __future__ import annotations

from cluster.runtime.watched import Watched

MISSES = 2
"""A worker may be busy for a moment: one question without an answer says nothing."""


class Attendance(Watched):
    """What this process knows of the workers."""

    def __init__(self) -> None:
        super().__init__()
        self._missed = 0

    @property
    def is_missing(self) -> bool:
        """The last questions stayed without an answer."""
        return self._missed >= MISSES

    def note(self, *, has_answered: bool) -> None:
        """A worker was asked."""
        was_missing = self.is_missing
        self._missed = 0 if has_answered else self._missed + 1
        if self.is_missing != was_missing:
            self._tell()


attendance = Attendance()

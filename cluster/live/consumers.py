"""The websocket of a page: it joins the feed of its cluster and passes frames on.

Who may look is decided before: `scope["cluster_access"]` is the cluster that this page has the
right to. The page may say `ping` and `resume`; anything else is answered by an error and the end of
the connection.

A page that reads too slowly is told to come back (4408, sending.py): its next connection begins
with a snapshot.

Example: {"type":"ping"} -> {"type":"pong","clock":{...},"revision":43}
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import msgspec

from cluster.live import hub
from cluster.live import messages as m
from cluster.live.feed import Feed
from cluster.live.sending import QueuedConsumer
from cluster.runtime.attendance import attendance
from cluster.runtime.reach import reach
from cluster.store.orm import UnknownClusterError

MAX_QUESTION_BYTES = 4096


class FeedConsumer(QueuedConsumer):
    """One page."""

    too_slow = "this page reads too slowly; connect again for a snapshot"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._feed: Feed | None = None

    # -- the page ----------------------------------------------------------------------------

    async def connect(self) -> None:
        await self.accept()
        self.start_sending()
        since = wanted_revision(self.scope)
        if since is not None and since < 0:
            self.hang_up(m.MALFORMED, "since must be a revision")
            return
        cluster_id = self.scope["cluster_access"].cluster.id
        try:
            self._feed = await hub.join(cluster_id, self, since)
        except UnknownClusterError:
            self.hang_up(m.UNKNOWN_CLUSTER, f"no cluster {cluster_id}")
            return
        for each in (reach, attendance):
            each.watch(self._tell_trouble)
        if trouble():
            self._tell_trouble()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self._feed is None or self._closing is not None:
            return
        try:
            question = m.decode_question(readable(text_data))
        except (msgspec.DecodeError, ValueError) as error:
            self.hang_up(m.MALFORMED, f"cannot read this frame: {error}")
            return
        if isinstance(question, m.Resume):
            await self._feed.resume(self, question.revision)
        else:
            self.push(m.text(self._feed.pong()))

    async def disconnect(self, code: int) -> None:
        for each in (reach, attendance):
            each.unwatch(self._tell_trouble)
        if self._feed is not None:
            hub.leave(self._feed, self)
            self._feed = None  # a closed connection lingers, and must not keep the picture
        await self.stop_sending()

    def _tell_trouble(self) -> None:
        """Something of the server is away, or back."""
        self.push(m.text(m.Notice(trouble())))

    # -- the feed ----------------------------------------------------------------------------

    def error_frame(self, code: int, message: str) -> str:
        return m.text(m.Error(CODE_WORDS[code], message))

    def hang_up(self, code: int, message: str) -> None:
        """Say why as the last frame, then close; the feed forgets this page at once."""
        if self._closing is None and self._feed is not None:
            self._feed.leave(self)
        super().hang_up(code, message)


def trouble() -> str:
    """What is away of what moves the picture; empty when all is there."""
    if reach.is_away:
        return m.LATE
    return m.UNATTENDED if attendance.is_missing else ""


CODE_WORDS = {
    m.MALFORMED: "Malformed",
    m.NOT_YOURS: "Forbidden",
    m.UNKNOWN_CLUSTER: "NotFound",
    m.TOO_SLOW: "TooSlow",
    m.UNAVAILABLE: "ServiceUnavailable",
}


def wanted_revision(scope: dict[str, Any]) -> int | None:
    """The revision in `?since=`; None without one, -1 when it is none."""
    values = parse_qs(scope.get("query_string", b"").decode("latin1")).get("since")
    if not values:
        return None
    text = values[-1]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1


def readable(text: str | None) -> str:
    """The text of a frame. Raises ValueError for binary frames and long ones."""
    if text is None:
        raise ValueError("only text frames are understood")
    if len(text) > MAX_QUESTION_BYTES:
        raise ValueError(f"longer than {MAX_QUESTION_BYTES} characters")
    return text

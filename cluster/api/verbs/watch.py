"""GET with `watch`: what changes, one JSON line for each write.

Without a resourceVersion (or with 0) the stream begins with an ADDED for every object; with one it
goes on behind it, or ends with one ERROR line (410) when the journal no longer reaches back. What a
selector lets in or out by a change is told as ADDED or DELETED.

Example: {"type":"MODIFIED","object":{"kind":"Pod",...}}
Without a selector stored bytes go out as they are. A client that does not read is dropped.
Mirrors: kubernetes apiserver/pkg/endpoints/handlers/watch.go, pkg/storage/cacher.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Iterator

import msgspec
from django.http import StreamingHttpResponse

from cluster.api import derived, table
from cluster.api.call import Call
from cluster.api.reading import Reader, encode, labels_of, matches_fields
from cluster.api.status import JSON
from cluster.api.tail import Tail, following
from cluster.api.verbs.list import refuse_unknown_fields, select
from cluster.kinds.errors import ApiError
from cluster.runtime.backlog import backlog_of
from cluster.runtime.closing import closing
from cluster.runtime.executors import read_picture, run_read
from cluster.store import orm
from cluster.store.journal import Commit, ExpiredError, JournalChange

DEFAULT_SECONDS = 3600.0
BOOKMARK_SECONDS = 60.0
BACKLOG_LIMIT = 16 * 1024 * 1024
FEW_COMMITS = 8
HEAP_BYTES = 16 * 1024
logger = logging.getLogger(__name__)


class Watch:
    """What one client has seen so far."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.revision = int(call.options.resource_version or 0)
        self._reader = Reader(call.cluster_id, call.kind, call.target.version)
        self._inside: set[tuple[str, str]] = set()
        self._is_first = True

    @property
    def is_raw(self) -> bool:
        """Stored bytes go out as they are: not worth the way to another thread and back."""
        call = self.call
        is_plain = not call.options.is_selective and not call.wants_table
        return self._reader.is_raw and is_plain and not derived.is_derived(call.kind)

    def begin(self) -> tuple[int, list[bytes]]:
        """(the cluster's revision, first lines). On a reader thread."""
        wants_all, is_selective = self.revision == 0, self.call.options.is_selective
        if not wants_all and not is_selective:
            return orm.current_revision(self.call.cluster_id), []
        revision, rows = select(self.call)
        if is_selective:
            self._inside = {(row.namespace, row.name) for row in rows}
        if not wants_all:
            return revision, []
        self.revision = revision
        return revision, [self._line("ADDED", row.body, row.sim) for row in rows]

    def lines(self, commits: Iterable[Commit]) -> list[bytes]:
        """The lines of some commits. On a reader thread when they have to be decoded."""
        told = []
        for commit in commits:
            for change in derived.changes(self.call.cluster_id, self.call.kind, commit):
                if change.revision > self.revision and self._is_about(change):
                    told += self._told(change)
            self.revision = max(self.revision, commit.last)
        return told

    def _is_about(self, change: JournalChange) -> bool:
        namespace = self.call.target.namespace
        return change.kind == self.call.kind.kind and namespace in ("", change.namespace)

    def _told(self, change: JournalChange) -> list[bytes]:
        if not self.call.options.is_selective:
            return [self._line(change.type, change.object, change.sim)]
        place = (change.namespace, change.name)
        was_inside = place in self._inside
        is_inside = change.type != "DELETED" and self._matches(change)
        if is_inside:
            self._inside.add(place)
            return [self._line("MODIFIED" if was_inside else "ADDED", change.object, change.sim)]
        self._inside.discard(place)
        return [self._line("DELETED", change.object, change.sim)] if was_inside else []

    def _matches(self, change: JournalChange) -> bool:
        options = self.call.options
        if not options.labels.matches(labels_of(change.object)):
            return False
        return matches_fields(options.fields, change.namespace, change.name, change.object)

    def _line(
        self, event: str, body: bytes | msgspec.Raw, sim: bytes | msgspec.Raw | None
    ) -> bytes:
        shown = self._reader.body(body, sim)
        if self.call.wants_table:
            shown = table.one(self.call, self._reader.anew(), shown, is_first=self._is_first)
            self._is_first = False
        return b'{"type":"%s","object":%s}\n' % (event.encode(), shown)

    def bookmark(self) -> bytes:
        """A line that only says how far the client has come."""
        target = self.call.target
        marked = {
            "kind": self.call.kind.kind,
            "apiVersion": target.api_version,
            "metadata": {"resourceVersion": str(self.revision), "creationTimestamp": None},
        }
        return b'{"type":"BOOKMARK","object":%s}\n' % encode(marked)


async def watch(call: Call) -> StreamingHttpResponse:
    """The stream. Raises ApiError before it begins."""
    refuse_unknown_fields(call)
    await run_read(orm.current_revision, call.cluster_id)
    response = StreamingHttpResponse(stream(call), content_type=JSON)
    response.headers["Cache-Control"] = "no-cache, private"
    response.headers["X-Accel-Buffering"] = "no"
    return response


async def stream(call: Call) -> AsyncIterator[bytes]:
    """Lines until the client goes, the time is over, or the client does not read."""
    watch = Watch(call)
    ends_at = now() + (call.options.timeout_seconds or DEFAULT_SECONDS)
    with following(call.cluster_id) as (tail, waker), closing.told(waker):
        try:
            revision, first = await run_read(watch.begin)
            await tail.start(min(revision, watch.revision))
            yield b""  # the headers go out at once, whether there is anything to tell or not
            for heap in heaps(first):
                yield heap
            async for chunk in follow(watch, tail, waker, ends_at):
                yield chunk
                if has_stopped_reading(call):
                    return
        except ExpiredError as expired:
            yield error_line(ApiError.gone(str(expired)))
        except Exception:
            logger.exception("watch of %s failed", call.cluster_id)
            yield error_line(ApiError.internal("this watch failed; the server's log says why"))


def heaps(lines: list[bytes]) -> Iterator[bytes]:
    """The lines in heaps, taken out of the list: a watch that waits holds the last heap only."""
    lines.reverse()
    while lines:
        heap, size = [], 0
        while lines and size < HEAP_BYTES:
            heap.append(lines.pop())
            size += len(heap[-1])
        yield b"".join(heap)


def has_stopped_reading(call: Call) -> bool:
    """True when too much waits for the client; its connection is ended then."""
    backlog = backlog_of(getattr(call.request, "scope", None))
    if backlog is None or backlog.unsent_bytes <= BACKLOG_LIMIT:
        return False
    logger.info("a watch of %s does not read; it is dropped", call.cluster_id)
    backlog.drop()
    return True


async def follow(
    watch: Watch, tail: Tail, waker: asyncio.Event, ends_at: float
) -> AsyncIterator[bytes]:
    """Chunks of lines, as the journal grows."""
    marks = watch.call.options.bookmarks
    next_mark = now() + BOOKMARK_SECONDS
    while (left := ends_at - now()) > 0 and not closing.has_begun:
        waker.clear()
        while commits := await tail.after(watch.revision):
            is_light = watch.is_raw and len(commits) <= FEW_COMMITS
            lines = watch.lines(commits) if is_light else await read_picture(watch.lines, commits)
            if lines:
                yield b"".join(lines)
        if marks and now() >= next_mark:
            next_mark = now() + BOOKMARK_SECONDS
            yield watch.bookmark()
        try:
            await asyncio.wait_for(waker.wait(), min(left, max(0.0, next_mark - now()) or left))
        except TimeoutError:
            continue
    if marks:
        yield watch.bookmark()


def now() -> float:
    """The event loop's time; a watch lasts real seconds, whatever the cluster's clock does."""
    return asyncio.get_running_loop().time()


def error_line(error: ApiError) -> bytes:
    return b'{"type":"ERROR","object":%s}\n' % encode(error.to_status())

"""`pods/log`: what the simulated container would have written, as plain text.

The facts of its life and the requests that it answered (container_log.py). `previous` tells the run
before, `tailLines` the last lines, `sinceSeconds` or `sinceTime` the newer ones, `limitBytes` no
more than so many bytes, `container` which one. With `follow` the answer goes on until the container
ends or the client leaves: it sleeps until the next request comes or the cluster moves.

Example: "web:v1 is listening on port 80", "GET / 200 (request 43 to Service web)".
Differs: requests of the last two minutes are told, at most 500; those that came through the API
server's proxy leave no line.
Mirrors: kubernetes pkg/registry/core/pod/rest/log.go, pkg/apis/core/validation
(ValidatePodLogOptions).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable

from django.http import HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse

from cluster.api.call import Call
from cluster.api.container_log import Line
from cluster.api.log_reader import LogReader
from cluster.api.options import flag, signed_number
from cluster.api.verbs.watch import has_stopped_reading
from cluster.core.timestamps import parse_time
from cluster.kinds.errors import ApiError, FieldError, invalid
from cluster.runtime.announce import subscribed, wait_at_most
from cluster.runtime.awake import Vigil
from cluster.runtime.closing import closing
from cluster.runtime.executors import run_read

PLAIN_TEXT = "text/plain"
PACE_SECONDS = 0.1
"""Lines that come closer together go out together."""
logger = logging.getLogger(__name__)


class Sheet:
    """Lines as the client wants them, up to `limitBytes`."""

    def __init__(self, query: QueryDict) -> None:
        """Raises ApiError 400."""
        limit = query.get("limitBytes", "")
        self.left = signed_number("limitBytes", limit) if limit else None
        tail = query.get("tailLines", "")
        self.tail = signed_number("tailLines", tail) if tail else None
        self._has_times = flag(query.get("timestamps", ""))

    @property
    def is_full(self) -> bool:
        return self.left == 0

    def check(self, pod: str) -> None:
        """Raises ApiError 422."""
        errors: list[FieldError] = []
        if self.tail is not None and self.tail < 0:
            why = "must be greater than or equal to 0"
            errors.append(invalid("tailLines", self.tail, why))
        if self.left is not None and self.left < 1:
            errors.append(invalid("limitBytes", self.left, "must be greater than 0"))
        if errors:
            raise ApiError.invalid("PodLogOptions", pod, errors)

    def last(self, lines: list[Line]) -> list[Line]:
        """Those that `tailLines` leaves."""
        return lines if self.tail is None else lines[max(0, len(lines) - self.tail) :]

    def write(self, lines: Iterable[Line]) -> bytes:
        text = "".join(
            f"{time} {text}\n" if self._has_times else f"{text}\n" for time, text in lines
        )
        written = text.encode()
        if self.left is not None:
            written = written[: self.left]
            self.left -= len(written)
        return written


async def log(call: Call) -> HttpResponseBase:
    """Plain text. Raises ApiError 400, 404, 422."""
    sheet = Sheet(call.request.GET)
    sheet.check(call.target.name)
    reader, text = await run_read(begin, call, sheet)
    if reader.is_over or sheet.is_full or not flag(call.request.GET.get("follow", "")):
        return HttpResponse(text, content_type=PLAIN_TEXT)
    response = StreamingHttpResponse(follow(call, reader, sheet, text), content_type=PLAIN_TEXT)
    response.headers["Cache-Control"] = "no-cache, private"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def begin(call: Call, sheet: Sheet) -> tuple[LogReader, bytes]:
    """The log up to now. On a reader thread."""
    reader = LogReader(call)
    lines = since(reader.first(), call.request.GET, reader.now)
    return reader, sheet.write(sheet.last(lines))


async def follow(call: Call, reader: LogReader, sheet: Sheet, text: bytes) -> AsyncIterator[bytes]:
    """The text so far, then what comes, until the container ends or the client leaves."""
    vigil = Vigil(call.cluster_id)
    with subscribed(call.cluster_id) as hint, closing.told(hint):
        try:
            yield text
            while not (reader.is_over or sheet.is_full or closing.has_begun):
                await vigil.keep()
                await wait_at_most(hint, await run_read(reader.wait_seconds))
                await asyncio.sleep(PACE_SECONDS)
                hint.clear()
                if written := sheet.write(await run_read(reader.next)):
                    yield written
                if has_stopped_reading(call):
                    return
        except Exception:
            logger.exception("a log of %s failed", call.cluster_id)


def since(lines: list[Line], query: QueryDict, now: float) -> list[Line]:
    """The lines of the last `sinceSeconds`, or from `sinceTime` on. Raises ApiError 400."""
    seconds, moment = query.get("sinceSeconds", ""), query.get("sinceTime", "")
    if seconds and moment:
        raise ApiError.bad_request("at most one of `sinceTime` or `sinceSeconds` may be specified")
    if not seconds and not moment:
        return lines
    try:
        first = now - signed_number("sinceSeconds", seconds) if seconds else parse_time(moment)
    except ValueError:
        raise ApiError.bad_request(f'sinceTime "{moment}" is no time of RFC 3339') from None
    return [line for line in lines if line[0] and parse_time(line[0]) >= int(first)]


METHODS = {"GET": log}

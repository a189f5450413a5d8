"""Static files, straight from the folders: no collecting, always the file on disk.

A class opens the page at the same moment, and without a bundle (playground/bundles.py) it is some
hundred small modules. So files are answered before Django is asked. The browser keeps every file
and asks whether it is still the same (`no-cache` with an ETag), so nobody ever sees a stale module
beside a new one. A file of a bundle has the hash of its content in its name: it is never asked for
again. Text is sent compressed to those who take it.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.utils.http import parse_etags

from playground import metrics
from playground.middleware import HEADERS
from playground.page_files import AGAIN, BUNDLE

TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".map": "application/json",
    ".woff2": "font/woff2",
}
CACHED_FILES = 512
WORTH_COMPRESSING_BYTES = 1000
NEVER_CHANGES = re.compile(rf"{BUNDLE}/[\w.-]+-[A-Z0-9]{{8}}\.(?:js|css)(?:\.map)?")
COMMON = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[Any]]


@dataclass(frozen=True)
class StaticFile:
    """A file as it is sent."""

    body: bytes
    etag: str
    type: str
    compressed: bytes | None


def static_first(inner: Application) -> Application:
    """Answer static addresses here and leave all others to `inner`."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith(settings.STATIC_URL):
            await answer(scope, send)
        else:
            await inner(scope, receive, send)

    return application


async def answer(scope: Scope, send: Send) -> None:
    """One answer: the file, "still the same", or why not."""
    started = time.perf_counter()
    status, headers, body = answer_to(scope)
    headers = [*headers, *COMMON, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
    metrics.note_request(scope["path"], status, time.perf_counter() - started)


def answer_to(scope: Scope) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Status, headers and body."""
    plain = [(b"content-type", b"text/plain; charset=utf-8")]
    if scope["method"] not in ("GET", "HEAD"):
        return 405, [*plain, (b"allow", b"GET, HEAD")], b"Only GET and HEAD.\n"
    path = scope["path"].removeprefix(settings.STATIC_URL)
    found = find(path)
    if found is None:
        return 404, plain, b"There is no such file.\n"
    asked = {name: value.decode("latin1") for name, value in scope["headers"]}
    is_small = found.compressed is not None and "gzip" in asked.get(b"accept-encoding", "")
    etag = f'"{found.etag}{"-gzip" if is_small else ""}"'
    headers = [
        (b"etag", etag.encode()),
        (b"cache-control", keeping(path)),
        (b"vary", b"Accept-Encoding"),
    ]
    if etag in parse_etags(asked.get(b"if-none-match", "")):
        return 304, headers, b""
    headers.append((b"content-type", found.type.encode()))
    if is_small:
        headers.append((b"content-encoding", b"gzip"))
    return 200, headers, found.compressed if is_small and found.compressed else found.body


def keeping(path: str) -> bytes:
    """How long a browser may use a file without asking."""
    if path == AGAIN:
        return b"public, max-age=86400"
    is_hashed = NEVER_CHANGES.fullmatch(path) is not None
    return b"public, max-age=31536000, immutable" if is_hashed else b"no-cache"


def find(path: str) -> StaticFile | None:
    """A file of a static folder. Small local files: no thread is needed."""
    try:
        found = finders.find(path)
    except (SuspiciousFileOperation, ValueError):
        return None
    if not isinstance(found, str) or not Path(found).is_file():
        return None
    stat = Path(found).stat()
    return load(found, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=CACHED_FILES)
def load(path: str, changed_ns: int, size: int) -> StaticFile:
    """Read a file; kept until the file changes."""
    body = Path(path).read_bytes()
    media_type = type_of(path)
    is_text = media_type.startswith(("text/", "application/json", "image/svg"))
    compressed = None
    if is_text and len(body) > WORTH_COMPRESSING_BYTES:
        compressed = gzip.compress(body, compresslevel=6, mtime=0)
    return StaticFile(body, hashlib.sha256(body).hexdigest()[:32], media_type, compressed)


def type_of(path: str) -> str:
    """The media type; ours first, since a system's own table may call JavaScript plain text."""
    ours = TYPES.get(Path(path).suffix)
    return ours or mimetypes.guess_type(path)[0] or "application/octet-stream"

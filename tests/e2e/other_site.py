"""Another site: a web server of its own on this machine, whose pages frame ours.

`localhost` and `127.0.0.1` are different sites to a browser, so a frame of one in a page of the
other has none of its cookies.
Example: with other_site() as site: page.goto(site.page_with("http://127.0.0.1:8000/embed/q7")).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit

PAGE = """<!doctype html><html lang="en"><title>A course</title><h1>Rolling updates</h1>
<iframe src="{address}" title="A cluster" width="800" height="500"
 sandbox="allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox">
</iframe></html>"""


class Handler(BaseHTTPRequestHandler):
    """Any address answers the page that frames what its query names."""

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query).get("frame", [""])[0]
        body = PAGE.format(address=asked).encode() if asked else b""
        self.send_response(200 if asked else 204)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@dataclass(frozen=True)
class Site:
    """The site under one of its names."""

    origin: str

    def page_with(self, address: str) -> str:
        """The address of a page that frames another one."""
        return f"{self.origin}/?frame={quote(address, safe='')}"


@contextmanager
def other_site() -> Iterator[tuple[Site, Site]]:
    """A server on a free port, as `localhost` and as `127.0.0.1`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        port = server.server_port
        yield Site(f"http://localhost:{port}"), Site(f"http://127.0.0.1:{port}")
    finally:
        server.shutdown()
        server.server_close()

"""What the program of an image answers to a web request: its words, or a page that shows them.

A browser gets a page that says which version, Pod and node answered, in the version's colour; every
other client gets the image's own body as text. Status and body are those of the image's
`spec.response`. The page may stand in a frame of ours and do nothing: no script, no file from
elsewhere, no cookie, and a sandbox around it.

Example: `web:v2` answers 200 with `web v2`; `curl .../proxy/` prints just that.
Differs: a simulated program answers at every port and address that it is reached at.
"""

from __future__ import annotations

from html import escape
from http import HTTPStatus
from typing import NamedTuple

from django.http import HttpResponse

from cluster.core.images import (
    DEFAULT_PORT_ANSWER,
    PLAIN,
    ImageBehaviour,
    normalised,
    split_reference,
)

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "sandbox",
    )
)
HEADERS = {"Content-Security-Policy": CONTENT_POLICY, "Cache-Control": "no-store"}
COLORS = {
    "v1": ("#0a74c9", "#4ea9f0"),
    "v2": ("#d46d04", "#ffac52"),
    "v3": ("#0c6a5c", "#1f9a78"),
    "v4": ("#bb2a8c", "#e45fb4"),
    "v5": ("#646b0c", "#f2e878"),
    "v6": ("#33307a", "#7f76dc"),
    "v7": ("#2f93ab", "#98e0ee"),
    "v8": ("#5f3a1a", "#b07d52"),
}
"""(on light ground, on dark ground): the versions' colours of the picture, since the page may load
nothing."""
NO_COLOR = ("#626a79", "#98a1b0")
STYLE = """
:root{color-scheme:light dark;--v:light-dark(%s,%s)}
*{box-sizing:border-box;margin:0}
body{min-height:100vh;display:grid;place-items:center;padding:20px;
background:color-mix(in srgb,var(--v) 9%%,light-dark(#fff,#0f1218));
color:light-dark(#14171f,#e8ebf1);font:16px/1.45 system-ui,sans-serif}
main{width:min(100%%,420px);padding:28px;border-radius:16px;border-top:6px solid var(--v);
background:light-dark(#fff,#171b23);box-shadow:0 8px 30px light-dark(#14171f1a,#0008)}
.v{display:inline-block;max-width:100%%;padding:2px 12px;border-radius:9px;background:var(--v);
color:light-dark(#fff,#0f1218);font-size:30px;font-weight:700;overflow-wrap:anywhere}
h1{margin:14px 0 4px;font-size:22px;line-height:1.25;overflow-wrap:anywhere;white-space:pre-wrap}
.s{display:inline-block;padding:1px 9px;border:1.5px solid;border-radius:99px;font-weight:600;
color:light-dark(#c3272d,#ff8080)}
dl{margin-top:18px;display:grid;grid-template-columns:auto 1fr;gap:5px 16px}
dt{color:light-dark(#5b6372,#9aa3b2)}
dd{font-family:ui-monospace,monospace;font-size:14px;overflow-wrap:anywhere}
"""
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title><style>{style}</style></head>
<body><main><span class="v">{version}</span><h1>{words}</h1>{trouble}
<dl><dt>Image</dt><dd>{image}</dd><dt>Pod</dt><dd>{pod}</dd><dt>Node</dt><dd>{node}</dd></dl>
</main></body></html>
"""


class Place(NamedTuple):
    """The container that answers, and where it runs."""

    image: str
    pod: str
    node: str


def answer_of(place: Place, found: ImageBehaviour | None, accept: str) -> HttpResponse:
    """The program's answer in the form that the client prefers; an image that left the catalogue
    while it ran answers like a plain one."""
    behaviour = found or PLAIN
    words = behaviour.response_body or DEFAULT_PORT_ANSWER.format(image=place.image)
    wants_page = "text/html" in accept.lower()
    response = HttpResponse(
        page_of(place, behaviour, words) if wants_page else words,
        status=behaviour.response_status,
        content_type=f"text/{'html' if wants_page else 'plain'}; charset=utf-8",
        headers=HEADERS,
    )
    response.headers["X-Kubeloop-Pod"] = place.pod
    response.headers["X-Kubeloop-Node"] = place.node
    return response


def page_of(place: Place, behaviour: ImageBehaviour, words: str) -> str:
    """The page as HTML. Nothing of it is trusted."""
    name, tag = split_reference(normalised(place.image))
    return PAGE.format(
        title=escape(place.image),
        style=STYLE % COLORS.get(behaviour.color, NO_COLOR),
        version=escape(tag or name.rpartition("/")[2]),
        words=escape(words),
        trouble=trouble(behaviour.response_status),
        image=escape(place.image),
        pod=escape(place.pod),
        node=escape(place.node),
    )


def trouble(status: int) -> str:
    """A mark for an answer that is none of the good ones."""
    if status < HTTPStatus.BAD_REQUEST:
        return ""
    known = status in {each.value for each in HTTPStatus}
    phrase = f" {HTTPStatus(status).phrase}" if known else ""
    return f'<p class="s">{status}{phrase}</p>'

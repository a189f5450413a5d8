"""What a page shows beside a cookie: the secret of a share, or who is a guest of one.

A frame in another site's page has no cookies of ours, so its page says with every request what it
was opened with. Scripts say it in headers; websockets and downloads cannot, and say it in the
query. A guest is a visitor whose signed secret is kept by the frame instead of by a cookie.

Example: `/ws/c/k7f2mq/?share=q7...` and a fetch with `X-Kubeloop-Share: q7...` show the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs

NAMES = ("share", "guest")
SHARE_HEADER = "x-kubeloop-share"
GUEST_HEADER = "x-kubeloop-guest"
PREFIX = "x-kubeloop-"


def in_query(query: str | bytes) -> dict[str, str]:
    """The passes of a query, as the headers that say the same."""
    text = query.decode("latin1") if isinstance(query, bytes) else query
    if not any(f"{name}=" in text for name in NAMES):
        return {}
    found = parse_qs(text)
    return {f"{PREFIX}{name}": found[name][-1] for name in NAMES if name in found}


def as_query(headers: Mapping[str, str]) -> str:
    """The other way: what a websocket's address must end with to show the same; may be empty."""
    shown = [f"{name}={headers[PREFIX + name]}" for name in NAMES if headers.get(PREFIX + name)]
    return f"?{'&'.join(shown)}" if shown else ""

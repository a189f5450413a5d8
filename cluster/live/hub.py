"""The feeds of this process: one per cluster and event loop, for as long as somebody looks.

Example: the second page on a cluster joins the feed of the first; when both are gone, so is the
feed with all it remembered.
"""

from __future__ import annotations

import asyncio
from weakref import WeakKeyDictionary

from cluster.live.feed import Feed, Socket

feeds: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Feed]] = WeakKeyDictionary()


async def join(cluster_id: str, socket: Socket, since: int | None) -> Feed:
    """Let a page look at a cluster. Raises UnknownClusterError."""
    here = feeds.setdefault(asyncio.get_running_loop(), {})
    feed = here.get(cluster_id)
    if feed is None:
        feed = here[cluster_id] = Feed(cluster_id)
    try:
        await feed.join(socket, since)
    except BaseException:
        leave(feed, socket)
        raise
    return feed


def leave(feed: Feed, socket: Socket) -> None:
    """A page looks away."""
    feed.leave(socket)
    here = feeds.get(asyncio.get_running_loop(), {})
    if feed.is_idle and here.get(feed.cluster_id) is feed:
        del here[feed.cluster_id]


def watched() -> int:
    """How many clusters are looked at from this event loop."""
    return len(feeds.get(asyncio.get_running_loop(), {}))

"""Is everything there? The database answers, the channel layer carries, the worker reacts.

A worker is asked over its own channel and replies to a channel made for the question; so the answer
is about any worker, in this process or in another.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from channels.exceptions import ChannelFull
from channels.layers import get_channel_layer
from django.db import connection

from cluster.runtime.announce import WORKER_CHANNEL
from cluster.runtime.attendance import attendance
from cluster.runtime.executors import run_read
from cluster.runtime.reach import LAYER_ERRORS, reach
from playground.worker import PING

PATIENCE_SECONDS = 5.0
LOOK_SECONDS = 5.0
logger = logging.getLogger(__name__)


async def readiness() -> dict[str, str]:
    """What each part says: `ok`, or one word for what is wrong."""
    layer, worker = await asyncio.gather(answer_of(ask_layer), answer_of(ask_worker))
    return {"database": await answer_of(ask_database), "channels": layer, "worker": worker}


async def answer_of(ask: Callable[[], Awaitable[None]]) -> str:
    """`ok` when the question is answered in time."""
    try:
        await asyncio.wait_for(ask(), PATIENCE_SECONDS)
    except TimeoutError:
        return "no answer"
    except Exception:
        logger.warning("%s failed", ask.__name__, exc_info=True)
        return "failed"
    return "ok"


async def ask_database() -> None:
    """Read something that migrations made."""
    await run_read(read_one_row)


def read_one_row() -> None:
    """One cheap query on our own table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM cluster_cluster LIMIT 1")
        cursor.fetchall()


async def ask_layer() -> None:
    """Send a message to ourselves."""
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.send(channel, {"type": "layer.echo"})
    await layer.receive(channel)


async def ask_worker() -> None:
    """Ping whichever worker hears it first."""
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.send(WORKER_CHANNEL, {"type": PING, "reply": channel})
    await layer.receive(channel)


async def look_for_workers() -> None:
    """Ask for a worker now and then, for ever; pages are told when none answers.

    A layer that is out of reach says nothing of the workers, and has a notice of its own."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            await reach.carry(ask_layer)
        except LAYER_ERRORS:
            continue
        try:
            await asyncio.wait_for(ask_worker(), PATIENCE_SECONDS)
        except (TimeoutError, ChannelFull):
            attendance.note(has_answered=False)
        except LAYER_ERRORS:
            continue
        else:
            attendance.note(has_answered=True)

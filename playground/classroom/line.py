"""Hints that a class changed, between processes; and the teacher's pointer, which is nowhere kept.

Like a cluster's hints they carry no state: whoever hears one reads the class. Only the pointer
travels as it is, and a lost one does no harm.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from channels.exceptions import ChannelFull
from channels.layers import get_channel_layer

from cluster.runtime.reach import LAYER_ERRORS, reach


def group_of(class_id: int) -> str:
    """The channel layer's group of everybody who shows this class."""
    return f"kubeloop.class.{class_id}"


async def tell(class_id: int) -> None:
    """Something about the class is new."""
    await send(class_id, {"type": "class.changed"})


async def point(class_id: int, where: dict[str, Any]) -> None:
    """The teacher points at something."""
    await send(class_id, {"type": "class.pointer", "where": where})


async def send(class_id: int, message: dict[str, Any]) -> None:
    """To every process; without an answer."""
    with suppress(*LAYER_ERRORS, ChannelFull):  # told by `reach`; rooms look by themselves too
        await reach.carry(lambda: get_channel_layer().group_send(group_of(class_id), message))

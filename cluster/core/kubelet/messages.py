"""The words of the kubelet's events and of the states it reports, as Kubernetes 1.36 prints them.

Example: go_duration(80) is "1m20s", as in `back-off 1m20s restarting failed container=web ...`.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from cluster.core.names import draw

EventType = Literal["Normal", "Warning"]
SMALLEST_IMAGE_BYTES = 9_000_000
IMAGE_BYTES_RANGE = 60_000_000


class Note(NamedTuple):
    """An event to be recorded about a container, or about the Pod when `container` is empty."""

    type: EventType
    reason: str
    message: str
    container: str = ""


def go_duration(seconds: float) -> str:
    """A duration as Go prints it: 812ms, 1.5s, 10s, 1m20s, 5m0s."""
    if seconds < 1:
        return f"{round(seconds * 1000)}ms" if seconds > 0 else "0s"
    minutes, rest = divmod(round(seconds, 3), 60)
    text = f"{rest:.3f}".rstrip("0").rstrip(".")
    return f"{int(minutes)}m{text}s" if minutes else f"{text}s"


def image_bytes(image: str) -> int:
    """The size of an image: it belongs to the name, not to the cluster."""
    return SMALLEST_IMAGE_BYTES + draw("image", image) % IMAGE_BYTES_RANGE


def pulled_text(image: str, seconds: float) -> str:
    took = go_duration(seconds)
    return (
        f'Successfully pulled image "{image}" in {took} ({took} including waiting). '
        f"Image size: {image_bytes(image)} bytes."
    )


def present_text(image: str) -> str:
    return f'Container image "{image}" already present on machine'

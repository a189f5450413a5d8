"""What an image does when the simulated machine pulls, starts, probes and stops it.

The cluster's `Image` objects are the catalogue. A name is looked up in this order:
1. an entry with exactly this image (`web:v1`); 2. the rules for tags, which hold for every name: a
tag that contains `badimage` cannot be pulled, `crash` exits 1 before it is ready, `notready` never
becomes ready; 3. an entry without tag (`nginx`), which stands for every tag of that name.
An image that nothing of this covers cannot be pulled.

Example: `nginx:1.27` behaves as the entry `nginx`, `nginx:1.161-badimage` cannot be pulled.
`docker.io/library/nginx` is the same image as `nginx`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from cluster.core.quantities import milli

NAME_PREFIXES = ("docker.io/library/", "docker.io/", "index.docker.io/library/", "library/")
NOT_FOUND = "failed to resolve image: {image}: not found"
DEFAULT_PORT_ANSWER = "Hello from {image}"


@dataclass(frozen=True, slots=True)
class ImageBehaviour:
    """Times in seconds on the cluster's clock, and what the program answers."""

    pull_seconds: float = 0.8
    start_seconds: float = 0.3
    ready_delay_seconds: float = 0.5
    stop_seconds: float = 0.5
    crash_after_seconds: float | None = None
    exit_code: int = 0
    never_ready: bool = False
    pull_error: str | None = None
    response_status: int = 200
    response_body: str = ""
    color: str = ""
    cpu_milli: int | None = None
    jitter: float = 0.2


PLAIN = ImageBehaviour()
CRASH_AFTER_SECONDS = 0.2


def behaviour(image: str, images: Iterable[dict[str, Any]]) -> ImageBehaviour | None:
    """How the image behaves; None when no entry covers it, so that it cannot be pulled."""
    wanted = normalised(image)
    name, tag = split_reference(wanted)
    exact: ImageBehaviour | None = None
    any_tag: ImageBehaviour | None = None
    for manifest in images:
        entry = normalised(manifest["spec"]["image"])
        if entry == wanted:
            exact = of_manifest(manifest)
        elif entry == name:
            any_tag = of_manifest(manifest)
    return exact or by_tag(image, tag, any_tag or PLAIN) or any_tag


def by_tag(image: str, tag: str, base: ImageBehaviour) -> ImageBehaviour | None:
    """The rules that hold for every name; None when the tag says nothing."""
    if "badimage" in tag:
        return replace(base, pull_error=NOT_FOUND.format(image=image))
    if "crash" in tag:
        return replace(base, crash_after_seconds=CRASH_AFTER_SECONDS, exit_code=1, never_ready=True)
    if "notready" in tag:
        return replace(base, never_ready=True)
    return None


def of_manifest(manifest: dict[str, Any]) -> ImageBehaviour:
    """The behaviour that an Image object describes; absent fields are those of a plain image."""
    spec = manifest["spec"]
    response = spec.get("response") or {}
    return ImageBehaviour(
        pull_seconds=spec.get("pullSeconds", PLAIN.pull_seconds),
        start_seconds=spec.get("startSeconds", PLAIN.start_seconds),
        ready_delay_seconds=spec.get("readyDelaySeconds", PLAIN.ready_delay_seconds),
        stop_seconds=spec.get("stopSeconds", PLAIN.stop_seconds),
        crash_after_seconds=spec.get("crashAfterSeconds"),
        exit_code=spec.get("exitCode", 1 if "crashAfterSeconds" in spec else 0),
        never_ready=spec.get("neverReady", False),
        pull_error=spec.get("pullError") or None,
        response_status=response.get("status", 200),
        response_body=response.get("body", DEFAULT_PORT_ANSWER.format(image=spec["image"])),
        color=spec.get("color", ""),
        cpu_milli=milli(spec["cpuUsage"]) if "cpuUsage" in spec else None,
        jitter=spec.get("jitter", PLAIN.jitter),
    )


def normalised(image: str) -> str:
    """The short name of an image of the public registry; others stay as they are."""
    for prefix in NAME_PREFIXES:
        if image.startswith(prefix):
            return image[len(prefix) :]
    return image


def split_reference(image: str) -> tuple[str, str]:
    """Name and tag: `reg:5000/web:v1` -> (`reg:5000/web`, `v1`); a digest is not part of either."""
    name = image.partition("@")[0]
    slash = name.rfind("/")
    colon = name.find(":", slash + 1)
    return (name, "") if colon < 0 else (name[:colon], name[colon + 1 :])

"""The images that every new cluster knows. Data only; times in seconds of the cluster's clock.

`web` is the example program in six versions, each with its own trouble. The public names are plain
and healthy in any tag, so that manifests from other tutorials run. What tags with `crash`,
`notready` or `badimage` do to every name is in `cluster.core.images`.
Example: a rollout of 10 Pods from web:v1 to web:v2 can be watched in about 15 s.
"""

from __future__ import annotations

from typing import Any

from cluster.core.objects import Manifest
from cluster.kinds.clock import GROUP, VERSION

SHORT: dict[str, Any] = {
    "pullSeconds": 0.8,
    "startSeconds": 0.3,
    "readyDelaySeconds": 0.7,
    "stopSeconds": 0.6,
}
WEB: dict[str, dict[str, Any]] = {
    "web:v1": {"color": "v1", "response": {"status": 200, "body": "web v1"}},
    "web:v2": {"color": "v2", "response": {"status": 200, "body": "web v2"}},
    "web:v3": {
        "color": "v3",
        "pullSeconds": 1.5,
        "readyDelaySeconds": 2.0,
        "response": {"status": 200, "body": "web v3"},
    },
    "web:v4-crash": {"color": "v4", "crashAfterSeconds": 0.2, "exitCode": 1},
    "web:v5-notready": {"color": "v5", "neverReady": True},
    "web:v6-errors": {"color": "v6", "response": {"status": 500, "body": "Internal Server Error"}},
}
PUBLIC = ("nginx", "httpd", "redis", "busybox")


def image_manifest(image: str, **spec: Any) -> Manifest:
    """The catalogue entry of an image; `web:v1` is named `web-v1`."""
    return {
        "apiVersion": f"{GROUP}/{VERSION}",
        "kind": "Image",
        "metadata": {"name": image.replace(":", "-").replace("/", "-")},
        "spec": {"image": image, **SHORT, **spec},
    }


def default_images() -> list[Manifest]:
    """The catalogue of a new cluster."""
    entries = [image_manifest(image, **spec) for image, spec in WEB.items()]
    return entries + [image_manifest(name) for name in PUBLIC]

"""Which container of a Pod a request means.

Example: no name for a Pod of two containers is 400, `a container name must be specified for pod p,
choose one of: [a b]`.
Mirrors: kubernetes pkg/registry/core/pod/strategy.go (validateContainer).
"""

from __future__ import annotations

from cluster.core.objects import Manifest
from cluster.kinds.errors import ApiError


def chosen(pod: Manifest, wanted: str) -> Manifest:
    """The container that is asked for. Raises ApiError 400."""
    spec, name = pod["spec"], pod["metadata"]["name"]
    starting = spec.get("initContainers") or []
    if not wanted and len(spec["containers"]) > 1:
        names = " ".join(each["name"] for each in spec["containers"])
        also = f" or one of the init containers: [{' '.join(s['name'] for s in starting)}]"
        raise ApiError.bad_request(
            f"a container name must be specified for pod {name}, "
            f"choose one of: [{names}]{also if starting else ''}"
        )
    if not wanted:
        return dict(spec["containers"][0])
    for each in (*starting, *spec["containers"]):
        if each["name"] == wanted:
            return dict(each)
    raise ApiError.bad_request(f"container {wanted} is not valid for pod {name}")

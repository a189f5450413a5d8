"""The wide cells that Deployments and ReplicaSets share: containers, images, selector."""

from __future__ import annotations

from cluster.core.objects import Manifest
from cluster.core.selectors import SelectorError, compile_selector
from cluster.kinds.base import Column

WIDE_COLUMNS = (
    Column("Containers", "Names of each container in the template.", priority=1),
    Column("Images", "Images referenced by each container in the template.", priority=1),
    Column("Selector", "Label selector for the pods.", priority=1),
)


def wide_cells(spec: Manifest) -> list[str]:
    containers = ((spec.get("template") or {}).get("spec") or {}).get("containers") or []
    return [
        ",".join(container.get("name", "") for container in containers),
        ",".join(container.get("image", "") for container in containers),
        selector_text(spec.get("selector")),
    ]


def selector_text(selector: Manifest | None) -> str:
    """A selector as tables print it."""
    if selector is None:
        return "<none>"
    try:
        return str(compile_selector(selector)) or "<none>"
    except SelectorError:
        return "<error>"

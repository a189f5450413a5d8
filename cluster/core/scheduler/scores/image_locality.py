"""A node that has the Pod's images already is better, the more so the larger they are.

The size counts in proportion to how many nodes have the image, from 23 MB (nothing) to 1,000 MB for
each container (100).

Mirrors: kubernetes scheduler/framework/plugins/imagelocality.
"""

from __future__ import annotations

from collections.abc import Sequence

from cluster.core.objects import Node
from cluster.core.scheduler.ask import Ask
from cluster.core.scheduler.plugin import Score
from cluster.core.view import ClusterView

MEGABYTE = 1024 * 1024
SMALLEST = 23 * MEGABYTE
LARGEST = 1000 * MEGABYTE


def applies(ask: Ask) -> bool:
    return True


def score(ask: Ask, nodes: Sequence[Node]) -> list[int]:
    names = tuple(container["image"] for container in ask.spec["containers"])
    tables = ask.view.once("Node", no_tables_yet)
    table = tables.get(names)
    if table is None:
        table = tables[names] = scores_of(names, ask.fleet.nodes)
    return [table.get(node.name, 0) for node in nodes]


def no_tables_yet(view: ClusterView) -> dict[tuple[str, ...], dict[str, int]]:
    """Tables by image names; they live until a Node changes."""
    return {}


def scores_of(images: tuple[str, ...], nodes: tuple[Node, ...]) -> dict[str, int]:
    """The score of each node that has any of the images."""
    totals: dict[str, int] = {}
    for image in images:
        sizes = {node.name: size for node in nodes if (size := size_on(node, image))}
        for name, size in sizes.items():
            totals[name] = totals.get(name, 0) + size * len(sizes) // len(nodes)
    largest = LARGEST * len(images)
    return {
        name: 100 * (min(max(total, SMALLEST), largest) - SMALLEST) // (largest - SMALLEST)
        for name, total in totals.items()
    }


def size_on(node: Node, image: str) -> int:
    for each in node.status.get("images") or ():
        if image in (each.get("names") or ()):
            return int(each.get("sizeBytes", 0))
    return 0


SCORE = Score("ImageLocality", 1, applies, score)

"""Pod addresses: 10.244.<node>.<number>, one for each Pod.

The node's share comes from its `spec.podCIDR`; the number is drawn from the seed and the Pod, and
counted up to the next free one, so that an address just given back is not handed out at once.

Example: a Pod on a node with podCIDR 10.244.2.0/24 may get 10.244.2.17.
Differs: a node with more than 254 Pods spills over into 10.245.
"""

from __future__ import annotations

from cluster.core.names import draw
from cluster.core.objects import Node, Pod
from cluster.core.view import ClusterView

SECOND_OCTET = 244
PER_BLOCK = 254


def node_index(node: Node, view: ClusterView) -> int:
    """The third octet of the node's Pods."""
    cidr = node.spec.get("podCIDR", "")
    parts = cidr.split(".")
    if len(parts) == 4:
        return int(parts[2])
    for index, each in enumerate(view.all("Node")):
        if each is node:
            return index
    return 0


def free_address(pod: Pod, node: Node, view: ClusterView) -> str:
    """An address of the node that no other Pod has."""
    size = PER_BLOCK * (1 + view.load(node.name).pods // PER_BLOCK)
    third = node_index(node, view)
    number = draw(view.seed, "address", pod.uid) % size
    while view.has_address(address := written(third, number)):
        number = (number + 1) % (size + PER_BLOCK)
    return address


def written(third: int, number: int) -> str:
    block, last = divmod(number, PER_BLOCK)
    return f"10.{SECOND_OCTET + block}.{third}.{last + 1}"

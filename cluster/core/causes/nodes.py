"""Why a Node does not serve: it is silent, cordoned or tainted; and who did that.

Example: "node-2 is silent, so nobody knows what its Pods do" because of the Fault
fault-node-2 of type PowerOff, which `kubectl delete fault fault-node-2` repairs.
Differs: the Fault is what a real cluster would leave to be found out at the machine itself.
"""

from __future__ import annotations

from cluster.core.causes.model import Chain, Cure, Fact, Link, Scene, command_for, link
from cluster.core.nodes import fault_on, is_silent
from cluster.core.objects import Node, Object
from cluster.core.timestamps import parse_time
from cluster.core.tolerations import BLOCKING

FAULTS = {
    "PowerOff": "The power of {node} is off: the machine stands still with all that runs on it.",
    "NetworkPartition": "{node} is cut off from the network: its Pods may run, nobody hears them.",
}


def explain(node: Node, scene: Scene) -> Chain:
    """Silent first, then whatever keeps new Pods away."""
    if is_lost(node, scene):
        yield silent(node, scene)
        yield from faulty(node, scene)
    elif node.is_unschedulable:
        yield cordoned(node)
    else:
        yield from tainted(node)


def is_lost(node: Node, scene: Scene) -> bool:
    return not node.is_ready or is_silent(scene.view, node)


def silent(node: Node, scene: Scene) -> Link:
    heard = heard_at(node)
    state = "still counts as Ready" if node.is_ready else "NotReady"
    pods = str(len(scene.view.pods_on(node.name)))
    facts = [Fact("state", state), Fact("Pods there", pods)]
    if heard is not None:
        facts.append(Fact("last heard", "", heard))
    text = f"{node.name} is silent, so nobody knows what its Pods do."
    return link(node, text, facts=tuple(facts))


def heard_at(node: Node) -> float | None:
    """When the control plane last heard from the node."""
    sim = node.sim or {}
    heard = sim.get("lastRenewal", sim.get("faultSince"))
    if heard is not None:
        return float(heard)
    for each in node.status.get("conditions") or ():
        if each["type"] == "Ready" and each["status"] != "True" and "lastTransitionTime" in each:
            return parse_time(each["lastTransitionTime"])
    return None


def faulty(node: Node, scene: Scene) -> Chain:
    fault = fault_on(scene.view, node.name)
    if fault is not None:
        yield blamed(fault, node)


def blamed(fault: Object, node: Node) -> Link:
    words = FAULTS.get(fault.spec.get("type", ""), "{node} has a fault.")
    later = "until then its Pods are replaced elsewhere when their toleration ends"
    cure = Cure(f"Repair {node.name}; {later}.", command_for("delete", fault))
    return link(fault, words.format(node=node.name), command_for("get", fault), cure=cure)


def cordoned(node: Node) -> Link:
    cure = Cure(f"Let {node.name} take Pods again.", f"kubectl uncordon {node.name}")
    return link(node, f"{node.name} is cordoned: it takes no new Pods.", cure=cure)


def tainted(node: Node) -> Chain:
    taint = next((each for each in node.taints if each.get("effect") in BLOCKING), None)
    if taint is None:
        return
    name = f"{taint['key']}:{taint['effect']}"
    command = f"kubectl taint nodes {node.name} {name}-"
    text = f"{node.name} has the taint {name}, which keeps Pods away that do not tolerate it."
    yield link(node, text, cure=Cure("Take the taint away, or tolerate it in the Pod.", command))

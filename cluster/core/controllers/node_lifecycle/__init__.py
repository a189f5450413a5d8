"""The node controller: registration, silence, loss, taints and return of nodes (SPEC section 9).

The first step that has something to do wins:
1. a new Node is registered: conditions, addresses, Pod network, Lease;
2. a Fault silences it: the last renewal of its Lease is written down, nothing else can be seen;
3. the Fault is gone: its kubelet reports that all is well, after a PowerOff with a new boot;
4. 50 s after the last renewal, at the controller's next look: all conditions Unknown (N3);
5. its Pods are not ready (their containers still read as before, N10);
6. NoSchedule taints follow the conditions (N5);
7. a NoExecute taint when it is the node's turn (N6, N7), and its removal after the return (N14).

Example: last renewal at 8, looks at 2, 7, 12 ...: the node is NotReady at 62, the first look from
58 on.
Mirrors: kubernetes pkg/controller/nodelifecycle.
Differs: a healthy node writes no heartbeats (leases.py); the event RemovingNode is not recorded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cluster.core.actions import NOTHING_TO_DO, Action, Create, Emit, Plan, Update, Why
from cluster.core.controller import Controller, itself
from cluster.core.controllers.node_lifecycle import health, taints
from cluster.core.leases import GRACE_SECONDS, LEASE_SECONDS, NAMESPACE, lost_at, monitor_tick
from cluster.core.leases import renewed as renewed_at
from cluster.core.nodes import UNSCHEDULABLE, boot_of, fault_on, with_taints
from cluster.core.objects import Key, Manifest, Node, Object, Pod
from cluster.core.timestamps import format_micro_time, format_time
from cluster.core.tolerations import NO_EXECUTE, eviction_due
from cluster.core.view import ClusterView

NAME = "node-controller"
POWER_OFF = "PowerOff"
SILENCE = ("fault", "faultSince", "lastRenewal", "notReadyAt")


def reconcile(key: Key, view: ClusterView, now: float) -> Plan:
    """One step for one Node."""
    node = view.get(key)
    if not isinstance(node, Node):
        return NOTHING_TO_DO
    sim = node.sim or {}
    if "registered" not in sim:
        return register(node, view, now)
    fault = fault_on(view, node.name)
    if fault is not None and "fault" not in sim:
        return fall_silent(node, fault, view, now)
    if fault is None and "fault" in sim:
        return come_back(node, sim, now)
    due = None
    if fault is not None and taints.conditions_of(node).get("Ready") != "Unknown":
        due = sim["notReadyAt"]
        if now >= due:
            return declare_lost(node, sim, now)
    plan = (
        pods_not_ready(node, view, now)
        or follow_conditions(node, now)
        or drive_out(node, sim, view, now)
        or NOTHING_TO_DO
    )
    return plan if due is None else sooner(plan, due)


def sooner(plan: Plan, due: float) -> Plan:
    """The plan, looked at again at that moment at the latest."""
    return replace(plan, requeue_at=min(due, plan.requeue_at or due))


def register(node: Node, view: ClusterView, now: float) -> Plan:
    """The kubelet's first report, and the Lease."""
    manifest = health.registered(node, view, now)
    why = Why("N1", f"the kubelet of {node.name} reports for the first time", {})
    sim: Manifest = {**(node.sim or {}), "registered": now, "boot": boot_of(node)}
    text = f"Node {node.name} event: Registered Node {node.name} in Controller"
    actions: list[Action] = [
        Update(node, manifest, why, sim, status_only=True),
        Emit(node, "Normal", "RegisteredNode", text),
    ]
    key = ("Lease", NAMESPACE, node.name)
    if not view.is_namespace_closed(NAMESPACE) and view.get(key) is None:
        actions.append(Create(lease_of(node, now), why))
    return Plan(tuple(actions))


def lease_of(node: Node, now: float) -> Manifest:
    owner = {"apiVersion": "v1", "kind": "Node", "name": node.name, "uid": node.uid}
    return {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {"name": node.name, "namespace": NAMESPACE, "ownerReferences": [owner]},
        "spec": {
            "holderIdentity": node.name,
            "leaseDurationSeconds": LEASE_SECONDS,
            "renewTime": format_micro_time(now),
        },
    }


def fall_silent(node: Node, fault: Object, view: ClusterView, now: float) -> Plan:
    """Write down the last sign of life: from here on there is none."""
    last = max(node.created, renewed_at(view.seed, node.name, now))
    lost = lost_at(view.seed, last)
    sim = {
        **(node.sim or {}),
        "fault": fault.spec.get("type", POWER_OFF),
        "faultSince": now,
        "lastRenewal": last,
        "notReadyAt": lost,
    }
    ago = round(now - last, 1)
    why = Why("N1", f"{node.name} is silent, its last renewal was {ago} s ago", {"ago": ago})
    actions: list[Action] = [
        Update(node, health.with_heartbeats(node, last), why, sim, status_only=True)
    ]
    lease = view.get(("Lease", NAMESPACE, node.name))
    if lease is not None:
        spec = {**lease.spec, "renewTime": format_micro_time(last)}
        actions.append(Update(lease, {**lease.manifest, "spec": spec}, why))
    return Plan(tuple(actions), lost)


def come_back(node: Node, sim: Manifest, now: float) -> Plan:
    """The kubelet reports again (N14)."""
    has_rebooted = sim["fault"] == POWER_OFF
    boot = boot_of(node) + has_rebooted
    status = node.status
    info = status.get("nodeInfo") or {}
    if has_rebooted:
        info = {**info, "bootID": health.boot_id(node.name, boot)}
    new = {**status, "conditions": health.well(status.get("conditions") or [], now)}
    new["nodeInfo"] = info
    kept = {key: value for key, value in sim.items() if key not in SILENCE}
    silent = round(now - sim["lastRenewal"], 1)
    text = f"the kubelet of {node.name} reports again after {silent} s"
    why = Why("N14", text, {"seconds": silent, "rebooted": has_rebooted})
    actions: list[Action] = [
        Update(
            node,
            {**node.manifest, "status": new},
            why,
            {**kept, "boot": boot, "returnedAt": now},
            status_only=True,
        )
    ]
    if has_rebooted:
        message = f"Node {node.name} has been rebooted, boot id: {info['bootID']}"
        actions.append(Emit(node, "Warning", "Rebooted", message))
    if not node.is_ready:
        actions.append(Emit(node, "Normal", "NodeReady", status_text(node, "NodeReady")))
    return Plan(tuple(actions), by=f"kubelet/{node.name}")


def declare_lost(node: Node, sim: Manifest, now: float) -> Plan:
    """All conditions Unknown: the grace period is over."""
    silent = round(now - sim["lastRenewal"], 1)
    conditions = health.unknown(node.status.get("conditions") or [], now)
    text = f"no renewal for {silent} s, {GRACE_SECONDS:g} s are allowed: {node.name} is lost"
    why = Why("N3", text, {"silent": silent, "grace": GRACE_SECONDS})
    manifest = {**node.manifest, "status": {**node.status, "conditions": conditions}}
    return Plan(
        (
            Update(node, manifest, why, status_only=True),
            Emit(node, "Normal", "NodeNotReady", status_text(node, "NodeNotReady")),
        )
    )


def status_text(node: Node, reason: str) -> str:
    return f"Node {node.name} status is now: {reason}"


def pods_not_ready(node: Node, view: ClusterView, now: float) -> Plan | None:
    """The Pods of a lost node leave the traffic (N10)."""
    if node.is_ready:
        return None
    actions: list[Action] = []
    why = Why("N10", f"{node.name} is lost, so nobody knows whether its Pods are ready", {})
    for pod in view.pods_on(node.name):
        if pod.is_ready:
            actions.append(Update(pod, not_ready(pod, now), why, status_only=True))
            actions.append(Emit(pod, "Warning", "NodeNotReady", "Node is not ready"))
    return Plan(tuple(actions), now) if actions else None


def not_ready(pod: Pod, now: float) -> Manifest:
    """Only the condition turns; what the kubelet reported of the containers stays."""
    conditions = [
        {**each, "status": "False", "lastTransitionTime": format_time(now)}
        if each.get("type") == "Ready"
        else each
        for each in pod.status["conditions"]
    ]
    return {**pod.manifest, "status": {**pod.status, "conditions": conditions}}


def follow_conditions(node: Node, now: float) -> Plan | None:
    """NoSchedule taints, and the kubelet's word on a cordon (N5, N16)."""
    changed = taints.no_schedule_change(node, now)
    if changed is None:
        return None
    keys = [taint["key"] for taint in changed if taint.get("effect") == taints.NO_SCHEDULE]
    text = f"NoSchedule taints of {node.name} follow its state: {', '.join(keys) or 'none'}"
    actions: list[Action] = [
        Update(node, with_taints(node.manifest, changed), Why("N5", text, {"taints": keys}))
    ]
    was_cordoned = any(taint["key"] == UNSCHEDULABLE for taint in node.taints)
    if was_cordoned != node.is_unschedulable and node.is_ready:
        reason = "NodeNotSchedulable" if node.is_unschedulable else "NodeSchedulable"
        source = f"kubelet/{node.name}"
        actions.append(Emit(node, "Normal", reason, status_text(node, reason), component=source))
    return Plan(tuple(actions))


def drive_out(node: Node, sim: Manifest, view: ClusterView, now: float) -> Plan | None:
    """Put the NoExecute taint on when it is the node's turn, take it off when it has to go."""
    present = taints.driving_taints(node)
    wanted = taints.driving_key(node)
    if wanted is None or (present and taints.is_dark(view)):
        if not present:
            return None
        due = monitor_tick(view.seed, sim.get("returnedAt", now)) if wanted is None else now
        return release(node, sim, view, now) if due <= now else Plan(requeue_at=due)
    if [taint["key"] for taint in present] == [wanted]:
        return None
    turn = now if present else taints.turn_of(node, view, now)
    if turn is None or turn > now:
        return None if turn is None else Plan(requeue_at=turn)
    seen = sim.get("seen", {})
    since = min((seen[taint["key"]] for taint in present if taint["key"] in seen), default=now)
    others = [taint for taint in node.taints if taint not in present]
    manifest = with_taints(node.manifest, [*others, taints.taint_of(wanted, NO_EXECUTE, now)])
    why = Why("N6", f"Pods that do not tolerate {wanted} have to leave {node.name}", {})
    return Plan((Update(node, manifest, why, {**sim, "taintedAt": now, "seen": {wanted: since}}),))


def release(node: Node, sim: Manifest, view: ClusterView, now: float) -> Plan:
    """Nobody is driven out any more: evictions that were pending are called off (N9)."""
    gone = taints.driving_taints(node)
    manifest = with_taints(node.manifest, [each for each in node.taints if each not in gone])
    text = f"{node.name} is back, its Pods may stay"
    if not node.is_ready:
        text = "no node of the cluster is ready, so nobody is driven out"
    kept = {key: value for key, value in sim.items() if key != "seen"}
    actions: list[Action] = [Update(node, manifest, Why("N14", text, {}), kept)]
    for pod in view.pods_on(node.name):
        if pod.is_active and eviction_due(pod, node) is not None:
            message = f"Cancelling deletion of Pod {pod.namespace}/{pod.name}"
            actions.append(
                Emit(
                    pod,
                    "Normal",
                    "TaintManagerEviction",
                    message,
                    component="taint-eviction-controller",
                )
            )
    return Plan(tuple(actions))


def on_node(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """The Node; and all lost ones when a node is lost, returns, comes or goes (zone rule)."""
    before = isinstance(old, Node) and old.is_ready
    after = isinstance(new, Node) and new.is_ready
    if before == after and old is not None and new is not None:
        return itself(old, new, view)
    others = [node.key for node in view.nodes() if not node.is_ready]
    return [*itself(old, new, view), *others]


def on_fault(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """The Node that the Fault is about."""
    changed = new or old
    return () if changed is None else [("Node", "", changed.spec.get("node", ""))]


CONTROLLER = Controller(NAME, reconcile, {"Node": on_node, "Fault": on_fault})

"""A machine for core tests that are not about nodes: it binds Pods and makes them ready.

Every Pod goes to one node at once and is ready `delay` seconds after that, unless its image says
`bad`; a Pod that is being deleted is gone `stop` seconds after the mark.
"""

from __future__ import annotations

from cluster.core.actions import NOTHING_TO_DO, Plan, Remove, Update
from cluster.core.controller import Controller, itself
from cluster.core.controllers import deployment, replicaset
from cluster.core.engine import Engine
from cluster.core.objects import Deployment, Pod, ReplicaSet
from cluster.core.timestamps import format_time
from tests.builders import START, a_view


def a_machine(delay: float = 1.0, stop: float = 0.5) -> Controller:
    def reconcile(key, view, now) -> Plan:
        pod = view.find(Pod, key[1], key[2])
        if pod is None:
            return NOTHING_TO_DO
        if pod.is_deleting:
            gone_at = (pod.sim or {}).get("gone_at")
            if gone_at is None:
                return Plan((Update(pod, pod.manifest, sim={"gone_at": now + stop}),))
            return Plan((Remove(pod),)) if gone_at <= now else Plan(requeue_at=gone_at)
        if not pod.node_name:
            spec = {**pod.manifest["spec"], "nodeName": "node-1"}
            bound = {**pod.manifest, "spec": spec}
            return Plan((Update(pod, bound, sim={"ready_at": now + delay}),))
        if pod.is_ready or "bad" in pod.spec["containers"][0]["image"]:
            return NOTHING_TO_DO
        ready_at = (pod.sim or {}).get("ready_at", now)
        if ready_at > now:
            return Plan(requeue_at=ready_at)
        ready = {"type": "Ready", "status": "True", "lastTransitionTime": format_time(now)}
        status = {**pod.status, "phase": "Running", "conditions": [ready]}
        return Plan((Update(pod, {**pod.manifest, "status": status}, status_only=True),))

    return Controller("machine", reconcile, {"Pod": itself})


def an_engine(*objects, delay: float = 1.0, stop: float = 0.5, more=(), limits=None) -> Engine:
    """An engine with the Deployment and ReplicaSet controllers and the machine."""
    view = a_view(*objects, limits=limits)
    controllers = (deployment.CONTROLLER, replicaset.CONTROLLER, a_machine(delay, stop), *more)
    engine = Engine(view, controllers, START)
    engine.look_at_everything()
    return engine


def sizes_of(engine: Engine) -> dict[str, int]:
    """The wanted size of every set by its uid, in order of creation."""
    return {each.uid: each.size for each in engine.view.every(ReplicaSet)}


def trace_of(engine, start):
    """Each distinct vector of wanted sizes since `start` (uid to size), as they were written."""
    state = dict(start)
    trace = [list(state.values())]
    for change in engine.ledger.changes:
        if isinstance(change.object, ReplicaSet):
            state[change.object.uid] = change.object.size
            if list(state.values()) != trace[-1]:
                trace.append(list(state.values()))
    return trace


def find(engine, name="web"):
    return engine.view.find(Deployment, "default", name)


def edit(engine, **spec):
    """Write the Deployment's spec as a user would."""
    manifest = find(engine).manifest
    write(engine, find(engine), {**manifest, "spec": {**manifest["spec"], **spec}})


def write(engine, target, manifest):
    """Write an object as a user would."""
    engine.observe(engine.ledger.update(target, manifest, "user", None), is_deleted=False)

"""One look of the autoscaler: every 15 s it compares, decides, and writes the size (SPEC H1-H6).

The first look comes 15 s after the autoscaler was made, as in the real controller. It writes the
workload's size as the scale subresource does: a change of the spec, so the generation moves. An
autoscaler at rest writes nothing; without autoscalers there is no timer.

Example: 3 Pods at 100% of their request with a target of 50%: `New size: 6; reason: cpu resource
utilization (percentage of request) above target`.
Mirrors: kubernetes pkg/controller/podautoscaler/horizontal.go (reconcileAutoscaler).
Differs: scales Deployments and ReplicaSets only; two autoscalers that choose the same Pods are not
found out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cluster.core import autoscaler_memory as memory
from cluster.core.actions import NOTHING_TO_DO, Action, Plan, Update, Why
from cluster.core.autoscaler_memory import PERIOD_SECONDS, Runs
from cluster.core.controller import Controller
from cluster.core.controllers.horizontal_pod_autoscaler.limits import (
    Past,
    allowed_size,
    longest_window,
)
from cluster.core.controllers.horizontal_pod_autoscaler.metrics import (
    Measuring,
    Wanted,
    wanted_by,
)
from cluster.core.controllers.horizontal_pod_autoscaler.notes import ABLE, ACTIVE, Notes
from cluster.core.leases import last_before
from cluster.core.load import usage_of
from cluster.core.objects import Deployment, Key, Manifest, Object, Pod, ReplicaSet
from cluster.core.selectors import compile_selector
from cluster.core.timestamps import format_time
from cluster.core.view import ClusterView

NAME = "horizontal-pod-autoscaler"
KIND = "HorizontalPodAutoscaler"
LATE_SECONDS = 5.0
SCALED = {"Deployment": Deployment, "ReplicaSet": ReplicaSet}
SCALED_GROUPS = ("apps", "")


class Decision(NamedTuple):
    """The size to set, and the controller's words for it; the sum behind it is `why`."""

    size: int
    reason: str
    why: Why


def reconcile(key: Key, view: ClusterView, now: float) -> Plan:
    """Look when it is time to, and come back 15 s later."""
    autoscaler = view.get(key)
    if autoscaler is None or autoscaler.is_deleting:
        return NOTHING_TO_DO
    tick = last_before(now, offset=autoscaler.created, period=PERIOD_SECONDS)
    looked = (autoscaler.sim or {}).get(memory.LOOKED_AT, autoscaler.created)
    if tick <= looked or now - tick > LATE_SECONDS:
        return Plan(requeue_at=tick + PERIOD_SECONDS)
    return Plan(tuple(look(autoscaler, view, now, tick)), requeue_at=tick + PERIOD_SECONDS)


def look(autoscaler: Object, view: ClusterView, now: float, tick: float) -> Iterable[Action]:
    """What follows from what is."""
    notes = Notes(autoscaler, now, autoscaler.status.get("conditions") or [])
    runs = memory.runs_in(autoscaler.sim)
    target = target_of(autoscaler, view)
    if isinstance(target, str):
        notes.tell("Warning", "FailedGetScale", target)
        text = f"the HPA controller was unable to get the target's current scale: {target}"
        notes.condition(ABLE, False, "FailedGetScale", text)
        return written(notes, {}, memory.closed(runs, tick), tick)
    text = "the HPA controller was able to get the target's current scale"
    notes.condition(ABLE, True, "SucceededGetScale", text)
    current = target.spec.get("replicas", 1)
    runs = runs or ((current, tick),)
    statuses: list[Manifest] = []
    decision = without_metrics(autoscaler.spec, current, notes)
    if decision is not None:
        runs = memory.closed(runs, tick)
    else:
        wanted, statuses = measured(target, autoscaler, view, notes)
        if wanted is None:
            before = autoscaler.status.get("desiredReplicas", 0)
            status = status_of(current, before, statuses)
            return written(notes, status, memory.closed(runs, tick), tick)
        decision = decide(autoscaler.spec, wanted, current, memory.ages(runs, tick), notes)
        window = longest_window(autoscaler.spec)
        runs = memory.extended(runs, wanted.size, tick, window)
    actions = rescale(target, decision, current, notes)
    status = status_of(current, decision.size, statuses)
    if actions:
        status["lastScaleTime"] = format_time(now)
    return [*actions, *written(notes, status, runs, tick)]


def target_of(autoscaler: Object, view: ClusterView) -> Object | str:
    """The workload, or why there is none."""
    reference = autoscaler.spec.get("scaleTargetRef") or {}
    group = reference.get("apiVersion", "").rpartition("/")[0]
    kind, name = reference.get("kind", ""), reference.get("name", "")
    if kind not in SCALED or group not in SCALED_GROUPS:
        return f'no matches for kind "{kind}" in group "{group}"'
    found = view.get((kind, autoscaler.namespace, name))
    return found or f'{kind.lower()}s/scale.apps "{name}" not found'


def without_metrics(spec: Manifest, current: int, notes: Notes) -> Decision | None:
    """What needs no measuring: a workload that is switched off or out of bounds (H4, H5)."""
    smallest, largest = spec.get("minReplicas", 1), spec["maxReplicas"]
    if current == 0 and smallest != 0:
        text = "scaling is disabled since the replica count of the target is zero"
        notes.condition(ACTIVE, False, "ScalingDisabled", text)
        return Decision(0, "", Why("H4", "it has size 0, which switches autoscaling off"))
    if current > largest:
        why = Why("H5", f"size {current} is above the maximum {largest}", {"size": current})
        return Decision(largest, "Current number of replicas above Spec.MaxReplicas", why)
    if current < smallest:
        why = Why("H5", f"size {current} is below the minimum {smallest}", {"size": current})
        return Decision(smallest, "Current number of replicas below Spec.MinReplicas", why)
    return None


def measured(
    target: Object, autoscaler: Object, view: ClusterView, notes: Notes
) -> tuple[Wanted | None, list[Manifest]]:
    """What the metrics ask for, and what they show."""
    matches = compile_selector(target.spec.get("selector")).matches
    pods = [
        pod for pod in view.every(Pod) if pod.namespace == target.namespace and matches(pod.labels)
    ]
    usage = usage_of(pods, target, view)
    current = target.spec.get("replicas", 1)
    metrics = autoscaler.spec.get("metrics") or []
    return wanted_by(metrics, Measuring(pods, usage, current, notes.now), notes)


def decide(spec: Manifest, wanted: Wanted, current: int, past: Past, notes: Notes) -> Decision:
    """The size for now, with the arithmetic that led there."""
    size = allowed_size(spec, notes, past, current=current, wanted=wanted.size)
    reason = f"{wanted.metric} above target" if wanted.size > current else ""
    if wanted.size < current:
        reason = "All metrics below target"
    proposal = wanted.proposal
    busy = f"{proposal.average_milli}m of cpu"
    if proposal.utilization is not None:
        busy = f"{proposal.utilization}% of their cpu requests"
    text = (
        f"{proposal.pods} Pods use {busy} on average, so {wanted.size} are wanted; "
        f"stabilised and within the limits that is {size}"
    )
    numbers = {"size": current, "wanted": wanted.size, "allowed": size, "pods": proposal.pods}
    return Decision(size, reason, Why("H6", text, numbers))


def rescale(target: Object, decision: Decision, current: int, notes: Notes) -> list[Action]:
    """Write the size where it differs, and say so."""
    if decision.size == current:
        return []
    size = decision.size
    text = f"the HPA controller was able to update the target scale to {size}"
    notes.condition(ABLE, True, "SucceededRescale", text)
    notes.tell("Normal", "SuccessfulRescale", f"New size: {size}; reason: {decision.reason}")
    manifest = {**target.manifest, "spec": {**target.spec, "replicas": size}}
    return [Update(target, manifest, decision.why)]


def status_of(current: int, desired: int, statuses: list[Manifest]) -> Manifest:
    status: Manifest = {"currentReplicas": current, "desiredReplicas": desired}
    if statuses:
        status["currentMetrics"] = statuses
    return status


def written(notes: Notes, status: Manifest, runs: Runs, tick: float) -> list[Action]:
    """The events, and the autoscaler's own status and memory where they changed."""
    about = notes.about
    kept = about.status
    if status:
        kept = {key: kept[key] for key in ("lastScaleTime",) if key in kept}
    new = {**kept, **status, "conditions": list(notes.conditions)}
    actions: list[Action] = list(notes.events)
    if new != about.status or runs != memory.runs_in(about.sim):
        text = f"looked at its workload: {new.get('currentReplicas', 0)} Pods wanted so far"
        manifest = {**about.manifest, "status": new}
        why = Why("H1", text, {"desired": new.get("desiredReplicas", 0)})
        sim = memory.sim_with(runs, tick)
        actions.append(Update(about, manifest, why, sim, status_only=True))
    return actions


def born_or_gone(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """Only the clock wakes an autoscaler: a change of it is seen at the next look."""
    changed = new or old
    return (changed.key,) if changed is not None and (old is None or new is None) else ()


CONTROLLER = Controller(NAME, reconcile, {KIND: born_or_gone})

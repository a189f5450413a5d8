"""What each metric of an autoscaler asks for; the largest size wins (SPEC H1).

A metric without data is noted. When it is the only one, or when the others would shrink the
workload, nothing is done.
Example: cpu asks for 6, memory has no data: 6 from 3 is done, 2 from 3 is not.
Mirrors: kubernetes pkg/controller/podautoscaler/horizontal.go (computeReplicasForMetrics).
Differs: there is data about cpu only; other metrics fail as in a cluster without their servers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cluster.core.controllers.horizontal_pod_autoscaler.notes import ACTIVE, Notes
from cluster.core.load import Usage
from cluster.core.objects import Manifest, Pod
from cluster.core.quantities import milli
from cluster.core.replica_calculator import (
    NO_METRICS,
    NO_METRICS_API,
    NOTHING_RETURNED,
    Goal,
    NoMetricError,
    Proposal,
    propose,
    requests_of,
)

NO_CUSTOM = (
    "unable to fetch metrics from custom metrics API: "
    "no custom metrics API (custom.metrics.k8s.io) registered"
)
NO_EXTERNAL = (
    "unable to fetch metrics from external metrics API: the server could not find the requested "
    "resource (get {name}.external.metrics.k8s.io)"
)


class Wanted(NamedTuple):
    """The size that the metrics ask for, by which one, and what was measured for each."""

    size: int
    metric: str
    statuses: list[Manifest]
    proposal: Proposal


class MetricFailureError(Exception):
    """A metric without data: the event's reason and text, and the name for the summary."""

    def __init__(self, reason: str, text: str, label: str) -> None:
        super().__init__(text)
        self.reason, self.text, self.label = reason, text, label


@dataclass(frozen=True, slots=True)
class Measuring:
    """What the metrics are worked out from."""

    pods: Sequence[Pod]
    usage: Usage | None
    current: int
    now: float


def wanted_by(
    metrics: Sequence[Manifest], measuring: Measuring, notes: Notes
) -> tuple[Wanted | None, list[Manifest]]:
    """(the size wanted or None, the status of each metric). Sets ScalingActive."""
    best: tuple[str, Proposal] | None = None
    failures: list[MetricFailureError] = []
    statuses: list[Manifest] = []
    for metric in metrics:
        try:
            label, proposal = proposal_of(metric, measuring)
        except MetricFailureError as failure:
            notes.tell("Warning", failure.reason, failure.text)
            failures.append(failure)
            statuses.append({"type": ""})
            continue
        statuses.append(status_of(proposal))
        if best is None or proposal.size > best[1].size:
            best = (label, proposal)
    if best is None or (failures and best[1].size < measuring.current):
        note_failure(failures, len(metrics), notes)
        return None, statuses
    message = f"the HPA was able to successfully calculate a replica count from {best[0]}"
    notes.condition(ACTIVE, True, "ValidMetricFound", message)
    return Wanted(best[1].size, best[0], statuses, best[1]), statuses


def note_failure(failures: Sequence[MetricFailureError], count: int, notes: Notes) -> None:
    first = failures[0]
    message = f"the HPA was unable to compute the replica count: {first.text}"
    notes.condition(ACTIVE, False, first.reason, message)
    summary = (
        f"invalid metrics ({len(failures)} invalid out of {count}), "
        f"first error is: failed to get {first.label} metric value: {first.text}"
    )
    notes.tell("Warning", "FailedComputeMetricsReplicas", summary)


def proposal_of(metric: Manifest, measuring: Measuring) -> tuple[str, Proposal]:
    """(what is measured, the size it asks for). Raises MetricFailureError."""
    if metric["type"] != "Resource":
        raise without_server(metric)
    resource = metric["resource"]
    name, target = resource["name"], resource["target"]
    is_share = "averageUtilization" in target
    what = "utilization" if is_share else "usage"
    try:
        if name != "cpu":
            why = NO_METRICS_API if measuring.usage is None else NOTHING_RETURNED
            raise NoMetricError(NO_METRICS.format(resource=name, why=why))
        proposal = propose(
            measuring.pods,
            measuring.usage,
            goal_of(target, measuring),
            measuring.current,
            measuring.now,
        )
    except NoMetricError as error:
        text = f"failed to get {name} {what}: {error}"
        raise MetricFailureError("FailedGetResourceMetric", text, f"{name} resource") from error
    tail = " utilization (percentage of request)" if is_share else ""
    return f"{name} resource{tail}", proposal


def goal_of(target: Mapping[str, object], measuring: Measuring) -> Goal:
    """The target of a resource metric. Raises NoMetricError when a Pod has no request."""
    if measuring.usage and "averageUtilization" in target:
        return Goal(int(str(target["averageUtilization"])), True, requests_of(measuring.pods))
    if "averageValue" in target:
        return Goal(max(1, milli(str(target["averageValue"]))), False, {})
    return Goal(1, True, {})


def without_server(metric: Manifest) -> MetricFailureError:
    """How a metric fails whose server the cluster lacks."""
    kind = metric["type"]
    if kind == "ContainerResource":
        name = metric["containerResource"]["name"]
        why = NO_METRICS.format(resource=name, why=NO_METRICS_API)
        text = f"failed to get {name} utilization: {why}"
        label = f"{name} container resource"
        return MetricFailureError("FailedGetContainerResourceMetric", text, label)
    name = metric[kind.lower()]["metric"]["name"]
    if kind == "External":
        text = f"unable to get external metric {name}: {NO_EXTERNAL.format(name=name)}"
        return MetricFailureError("FailedGetExternalMetric", text, "external")
    text = f"unable to get metric {name}: {NO_CUSTOM}"
    return MetricFailureError(f"FailedGet{kind}Metric", text, kind.lower())


def status_of(proposal: Proposal) -> Manifest:
    """What was measured, as the status shows it."""
    current: Manifest = {"averageValue": f"{proposal.average_milli}m"}
    if proposal.average_milli % 1000 == 0:
        current["averageValue"] = str(proposal.average_milli // 1000)
    if proposal.utilization is not None:
        current["averageUtilization"] = proposal.utilization
    return {"type": "Resource", "resource": {"name": "cpu", "current": current}}

"""Pod: the smallest thing that runs (SPEC D3-D6, D16, K3, K11, K12).

Example: `{"containers": [{"name": "c", "image": "web:v1"}]}` becomes a Pod of phase Pending with a
grace period of 30 s, the two 300 s tolerations of lost nodes, and QoS class BestEffort.
Mirrors: kubernetes pkg/registry/core/pod/strategy.go, pkg/printers/internalversion/printers.go.
Differs: ephemeral containers and resizing in place are not offered.
"""

from __future__ import annotations

from typing import Any

from cluster.core.objects import Manifest
from cluster.core.pod_defaults import complete_spec, qos_class
from cluster.core.pod_status import pod_status
from cluster.kinds import pod_defaults
from cluster.kinds.base import AGE, NAME, Column, Context, Kind, age, since, without
from cluster.kinds.errors import FieldError, forbidden
from cluster.kinds.fields.pods import POD
from cluster.kinds.rules.pod_spec import validate_pod_spec

CHANGEABLE = ("activeDeadlineSeconds", "terminationGracePeriodSeconds", "tolerations")
UPDATE_REFUSAL = (
    "pod updates may not change fields other than `spec.containers[*].image`,"
    "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
    "`spec.tolerations` (only additions to existing tolerations),"
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
)
TOLERATION_REFUSAL = "existing toleration can not be modified except its tolerationSeconds"


def defaults(manifest: Manifest) -> Manifest:
    """D3-D6 and what every Pod is given beyond a template."""
    spec = pod_defaults.pod_spec(manifest.get("spec") or {})
    if spec.get("containers"):
        spec = complete_spec(spec)
    return {**manifest, "spec": spec}


def rules(manifest: Manifest) -> list[FieldError]:
    return validate_pod_spec(manifest["spec"], "spec")


def update_rules(new: Manifest, old: Manifest) -> list[FieldError]:
    """Only images, deadlines and further tolerations may change."""
    errors = []
    kept = [_without_seconds(each) for each in new["spec"].get("tolerations") or []]
    for toleration in old["spec"].get("tolerations") or []:
        if _without_seconds(toleration) not in kept:
            errors.append(forbidden("spec.tolerations", TOLERATION_REFUSAL))
            break
    if _fixed(new["spec"]) != _fixed(old["spec"]) or _grace_moved(new["spec"], old["spec"]):
        errors.append(forbidden("spec", UPDATE_REFUSAL))
    return errors


def _without_seconds(toleration: Manifest) -> Manifest:
    return without(toleration, "tolerationSeconds")


def _grace_moved(new: Manifest, old: Manifest) -> bool:
    after, before = (each.get("terminationGracePeriodSeconds", 30) for each in (new, old))
    return bool(after != before and not (before < 0 and after == 1))


def _fixed(spec: Manifest) -> Manifest:
    """The spec without what may change."""
    fixed = without(spec, *CHANGEABLE)
    for group in ("containers", "initContainers"):
        if group in spec:
            fixed[group] = [without(container, "image") for container in spec[group]]
    return fixed


def on_create(manifest: Manifest, context: Context) -> Manifest:
    status = {"phase": "Pending", "qosClass": "BestEffort"}
    if manifest["spec"].get("containers"):
        status["qosClass"] = qos_class(manifest["spec"])
    return {**manifest, "status": status}


COLUMNS = (
    NAME,
    Column("Ready", "The aggregate readiness state of this pod for accepting traffic."),
    Column("Status", "The aggregate status of the containers in this pod."),
    Column("Restarts", "The number of times the containers in this pod have been restarted."),
    AGE,
    Column("IP", "The address of the pod.", priority=1),
    Column("Node", "The node that the pod runs on.", priority=1),
    Column("Nominated Node", "The node that a preempting pod waits for.", priority=1),
    Column("Readiness Gates", "Additional conditions that readiness needs.", priority=1),
)


def cells(manifest: Manifest, now: float) -> list[Any]:
    row = pod_status(manifest)
    restarts = str(row.restarts)
    if row.restarts and row.last_restart:
        restarts += f" ({since(row.last_restart, now)} ago)"
    return [
        manifest["metadata"]["name"],
        f"{row.ready}/{row.total}",
        row.word,
        restarts,
        age(manifest, now),
        *wide_cells(manifest),
    ]


def wide_cells(manifest: Manifest) -> list[str]:
    spec, status = manifest["spec"], manifest.get("status") or {}
    addresses = [each["ip"] for each in status.get("podIPs") or ()] or [status.get("podIP")]
    gates = [gate["conditionType"] for gate in spec.get("readinessGates") or ()]
    true = {c["type"] for c in status.get("conditions") or () if c["status"] == "True"}
    return [
        addresses[0] or "<none>",
        spec.get("nodeName") or "<none>",
        status.get("nominatedNodeName") or "<none>",
        f"{sum(gate in true for gate in gates)}/{len(gates)}" if gates else "<none>",
    ]


KIND = Kind(
    group="",
    kind="Pod",
    plural="pods",
    schema=POD,
    short_names=("po",),
    subresources=(
        "status",
        "eviction",
        "binding",
        "log",
        "exec",
        "attach",
        "portforward",
        "proxy",
    ),
    categories=("all",),
    field_labels=(
        "spec.nodeName",
        "spec.restartPolicy",
        "spec.schedulerName",
        "spec.serviceAccountName",
        "spec.hostNetwork",
        "status.phase",
        "status.podIP",
        "status.nominatedNodeName",
    ),
    fill_defaults=defaults,
    rules=rules,
    update_rules=update_rules,
    on_create=on_create,
    columns=COLUMNS,
    cells=cells,
)

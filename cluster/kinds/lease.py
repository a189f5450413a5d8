"""Lease: a kubelet's sign of life (SPEC N1).

Example: new_lease("node-1", now) in `kube-node-lease` is renewed every 10 s and lasts 40 s.
Mirrors: kubernetes staging/src/k8s.io/api/coordination/v1/types.go.
"""

from __future__ import annotations

from typing import Any

from cluster.core.objects import Manifest
from cluster.core.timestamps import format_micro_time
from cluster.kinds.base import AGE, NAME, Column, Kind, age
from cluster.kinds.errors import FieldError, invalid
from cluster.kinds.fields.meta import top_level
from cluster.kinds.schema import INT32_KEPT, MICRO_TIME, STRING_KEPT, record

NAMESPACE = "kube-node-lease"
DURATION_SECONDS = 40
SCHEMA = top_level(
    "Lease",
    spec=record(
        "LeaseSpec",
        holderIdentity=STRING_KEPT,
        leaseDurationSeconds=INT32_KEPT,
        acquireTime=MICRO_TIME,
        renewTime=MICRO_TIME,
        leaseTransitions=INT32_KEPT,
        strategy=STRING_KEPT,
        preferredHolder=STRING_KEPT,
    ),
)


def rules(manifest: Manifest) -> list[FieldError]:
    duration = (manifest.get("spec") or {}).get("leaseDurationSeconds")
    if duration is None or duration > 0:
        return []
    return [invalid("spec.leaseDurationSeconds", duration, "must be greater than 0")]


def new_lease(node_name: str, now: float) -> Manifest:
    return {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {"name": node_name, "namespace": NAMESPACE},
        "spec": {
            "holderIdentity": node_name,
            "leaseDurationSeconds": DURATION_SECONDS,
            "renewTime": format_micro_time(now),
        },
    }


def cells(manifest: Manifest, now: float) -> list[Any]:
    holder = (manifest.get("spec") or {}).get("holderIdentity", "")
    return [manifest["metadata"]["name"], holder, age(manifest, now)]


KIND = Kind(
    group="coordination.k8s.io",
    kind="Lease",
    plural="leases",
    schema=SCHEMA,
    has_status=False,
    rules=rules,
    columns=(NAME, Column("Holder", "Who holds the lease."), AGE),
    cells=cells,
)

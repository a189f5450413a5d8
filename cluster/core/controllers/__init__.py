"""The controllers, in the order in which the engine asks them: one literal list.

To add one: write its module with `reconcile` and `CONTROLLER`, add its line here, and a test beside
the others (docs/how-to-add.md).
"""

from __future__ import annotations

from cluster.core.controller import Controller
from cluster.core.controllers import (
    deployment,
    disruption,
    endpoints,
    event_expiry,
    garbage_collector,
    horizontal_pod_autoscaler,
    namespace,
    node_lifecycle,
    pod_garbage,
    replicaset,
    taint_eviction,
)
from cluster.core.kubelet import sync as kubelet
from cluster.core.scheduler import cycle as scheduler

CONTROLLERS: tuple[Controller, ...] = (
    namespace.CONTROLLER,
    deployment.CONTROLLER,
    replicaset.CONTROLLER,
    scheduler.CONTROLLER,
    kubelet.CONTROLLER,
    endpoints.CONTROLLER,
    node_lifecycle.CONTROLLER,
    taint_eviction.CONTROLLER,
    pod_garbage.CONTROLLER,
    horizontal_pod_autoscaler.CONTROLLER,
    disruption.CONTROLLER,
    garbage_collector.CONTROLLER,
    event_expiry.CONTROLLER,
)

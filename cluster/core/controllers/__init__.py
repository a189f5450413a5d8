"""The controllers, in the order in which the engine asks them: one literal list.

To add one: write its module with `reconcile` and `CONTROLLER`, add its line here, and a test beside
the others (docs/how-to-add.md).
"""

from __future__ import annotations

from cluster.core.controller import Controller
from cluster.core.controllers import deployment, replicaset

CONTROLLERS: tuple[Controller, ...] = (
    deployment.CONTROLLER,
    replicaset.CONTROLLER,
)

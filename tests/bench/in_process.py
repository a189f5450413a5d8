"""What only shows from inside: the cost of looking at everything when nothing is to be done."""

from __future__ import annotations

import time

from cluster.core.actions import Create
from cluster.core.controllers import CONTROLLERS
from cluster.core.engine import Engine
from cluster.core.view import ClusterView
from cluster.kinds import deployment as deployment_kind
from cluster.kinds.base import Context
from cluster.kinds.seeds import first_manifests
from tests.server import deployment, fast_image

START = 1_767_225_600.0
NODES = 20
HORIZON_SECONDS = 30.0


def engine_at_rest(pods: int) -> Engine:
    """An engine without a database whose one Deployment has all its Pods Ready."""
    engine = Engine(ClusterView("bench"), CONTROLLERS, START)
    for manifest in first_manifests("bench", NODES, START, 1.0):
        engine._carry_out(Create(manifest), "bench")
    image = fast_image("fast:v1")
    engine._carry_out(Create(image), "bench")
    wanted = deployment("web", "fast:v1", pods)
    wanted["metadata"]["namespace"] = "default"
    admitted = deployment_kind.KIND.admit_create(wanted, Context(now=START))
    engine._carry_out(Create(admitted), "bench")
    engine.advance(START + HORIZON_SECONDS)
    return engine


def no_op_pass_ms(pods: int = 1000) -> float:
    """Milliseconds to ask every controller about every object when all is at rest."""
    engine = engine_at_rest(pods)
    engine.open_ledger()
    engine.look_at_everything()
    started = time.perf_counter()
    engine.advance(engine.now)
    took = time.perf_counter() - started
    assert not engine.ledger.changes, "a cluster at rest must plan nothing"
    return took * 1000

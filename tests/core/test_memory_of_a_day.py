"""A cluster that is busy all day takes as much memory in the evening as in the morning."""

from __future__ import annotations

import gc

from tests.harness import Simulation

HOUR = 3600.0
ROLLOUTS_AN_HOUR = 12
MOST_MORE = 50
"""Each roll-out that is remembered for good would be some ten dicts more."""


def an_hour_of_rollouts(simulation: Simulation) -> int:
    """How many dicts there are after it: manifests are made of nothing else."""
    for number in range(ROLLOUTS_AN_HOUR):
        simulation.set_image("web", f"web:v{1 + number % 2}")
        simulation.run(HOUR / ROLLOUTS_AN_HOUR)
        simulation.engine.open_ledger()
    gc.collect()
    return sum(type(each) is dict for each in gc.get_objects())


def test_rollouts_leave_nothing_behind_but_what_is_there():
    simulation = Simulation()
    simulation.create_deployment(replicas=3)
    for _ in range(2):  # Events stay for an hour
        morning = an_hour_of_rollouts(simulation)
    for _ in range(3):
        evening = an_hour_of_rollouts(simulation)
    assert evening - morning < MOST_MORE

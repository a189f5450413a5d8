"""The promise of a rolling update, for any size, limits and speed, while no Pod fails by itself.

At every step of any chain of healthy images: never fewer ready Pods than replicas - maxUnavailable,
never more wanted than replicas + maxSurge; and in the end everything is new, ready and complete.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cluster.core import invariants
from cluster.core.intstr import max_surge, min_available
from tests.harness import Simulation

limits = st.one_of(
    st.integers(0, 5), st.sampled_from(("0%", "10%", "25%", "34%", "50%", "99%", "100%"))
)
IMAGES = {
    name: {
        "pullSeconds": 0.4,
        "startSeconds": 0.2,
        "readyDelaySeconds": delay,
        "stopSeconds": 0.5,
    }
    for name, delay in (("web:v1", 0.1), ("web:v2", 0.3), ("web:v3", 3.0), ("web:v4", 8.0))
}
changes = st.lists(
    st.tuples(st.sampled_from(sorted(IMAGES)), st.sampled_from((0.0, 0.7, 1.5, 4.0, 30.0))),
    min_size=1,
    max_size=4,
)


def may_move(surge, unavailable):
    return not {surge, unavailable} <= {0, "0%"}


@settings(max_examples=150, deadline=None, print_blob=True)
@given(
    replicas=st.integers(1, 12),
    surge=limits,
    unavailable=limits,
    rollouts=changes,
    seed=st.sampled_from(("s1", "s2", "s3", "s4")),
    min_ready=st.sampled_from((0, 0, 0, 2)),
)
def test_rolling_update_keeps_its_promise(replicas, surge, unavailable, rollouts, seed, min_ready):
    if not may_move(surge, unavailable):
        unavailable = 1
    rolling = {"maxSurge": surge, "maxUnavailable": unavailable}
    simulation = Simulation(nodes=3, seed=seed, images=IMAGES)
    simulation.create_deployment(
        replicas=replicas,
        minReadySeconds=min_ready,
        strategy={"type": "RollingUpdate", "rollingUpdate": rolling},
    )
    simulation.run(60)
    spec = simulation.deployment().spec
    floor, ceiling = min_available(spec), replicas + max_surge(spec)

    def look(changes):
        sets = simulation.sets()
        assert invariants.check_step(changes, simulation.view) == []
        assert sum(each.size for each in sets) <= ceiling
        assert sum(simulation.view.tally(each.uid).ready for each in sets) >= floor

    simulation.after_pass = look
    for image, seconds in rollouts:
        simulation.set_image("web", image)
        simulation.run(seconds)
    simulation.run(600)
    status = simulation.deployment().status
    assert status["updatedReplicas"] == status["replicas"] == replicas
    assert status["availableReplicas"] == replicas
    assert status["conditions"][-1]["reason"] == "NewReplicaSetAvailable"

"""The status of disruption budgets follows the Pods, and costs nothing where there are none."""

from __future__ import annotations

import pytest

from cluster.core.budgets import health_of
from cluster.core.controllers.disruption import on_pod, on_workload
from cluster.kinds import by_kind
from tests.builders import a_pod, a_view
from tests.lab import Lab, a_deployment, an_image, bare_pod, condition


def a_budget(**spec: object) -> dict:
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "b", "namespace": "default"},
        "spec": {"selector": {"matchLabels": {"app": "web"}}, **spec},
    }


def numbers(lab: Lab) -> tuple[int, ...]:
    """(allowed, healthy, needed, expected)"""
    status = lab.get("PodDisruptionBudget", "b").status
    keys = ("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods")
    return tuple(status[key] for key in keys)


def test_the_status_follows_the_pods():
    lab = Lab()
    lab.create(a_budget(minAvailable=2))
    lab.create(a_deployment(replicas=3))
    lab.run(0.1)
    assert numbers(lab) == (0, 0, 2, 3)
    lab.run(5)
    assert numbers(lab) == (1, 3, 2, 3)
    budget = lab.get("PodDisruptionBudget", "b")
    allowed = condition(budget, "DisruptionAllowed")
    assert (allowed["status"], allowed["reason"]) == ("True", "SufficientPods")
    assert budget.status["observedGeneration"] == budget.generation == 1
    kind = by_kind("PodDisruptionBudget")
    assert kind is not None
    assert kind.row(budget.manifest, lab.engine.now)[:4] == ["b", "2", "N/A", 1]
    lab.delete("Pod", lab.pods[0].name)
    lab.run(0.1)
    assert numbers(lab)[:3] == (0, 2, 2)
    allowed = condition(lab.get("PodDisruptionBudget", "b"), "DisruptionAllowed")
    assert (allowed["status"], allowed["reason"]) == ("False", "InsufficientPods")
    lab.run(5)
    assert numbers(lab) == (1, 3, 2, 3)
    lab.assert_at_rest()


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"maxUnavailable": 1}, (1, 4, 3, 4)),
        ({"maxUnavailable": "50%"}, (2, 4, 2, 4)),
        ({"minAvailable": "60%"}, (1, 4, 3, 4)),
        ({"minAvailable": 0}, (4, 4, 0, 4)),
        ({}, (0, 4, 0, 0)),
    ],
)
def test_counts_and_percentages(spec: dict, expected: tuple[int, ...]):
    lab = Lab()
    lab.create(a_deployment(replicas=4))
    lab.run(5)
    lab.create(a_budget(**spec))
    lab.run(0)
    assert numbers(lab) == expected


def test_expected_is_the_deployments_size_also_during_a_rollout():
    lab = Lab(images=(an_image("web:v1"), an_image("web:v2", neverReady=True)))
    lab.create(a_deployment(replicas=4))
    lab.create(a_budget(maxUnavailable=1))
    lab.run(5)
    web = lab.get("Deployment", "web")
    template = web.spec["template"]
    containers = [{"name": "web", "image": "web:v2"}]
    new = {**template, "spec": {**template["spec"], "containers": containers}}
    lab.edit_spec("Deployment", "web", template=new)
    lab.run(5)
    assert len(lab.pods) > 4
    assert numbers(lab) == (0, 3, 3, 4)


def test_a_new_size_and_new_labels_are_seen():
    lab = Lab()
    lab.create(a_deployment(replicas=2))
    lab.create(a_budget(maxUnavailable=1))
    lab.run(5)
    assert numbers(lab) == (1, 2, 1, 2)
    lab.edit_spec("Deployment", "web", replicas=4)
    lab.run(0)
    assert numbers(lab) == (0, 2, 3, 4)
    budget = lab.get("PodDisruptionBudget", "b")
    lab.edit_spec("PodDisruptionBudget", "b", maxUnavailable=4)
    lab.run(5)
    assert numbers(lab) == (4, 4, 0, 4)
    assert lab.get("PodDisruptionBudget", "b").status["observedGeneration"] == (
        budget.generation + 1
    )


def test_without_pods_it_says_so_once_and_allows_nothing():
    lab = Lab()
    lab.create(a_budget(maxUnavailable=1))
    lab.run(60)
    assert numbers(lab) == (0, 0, 0, 0)
    (event,) = lab.events("b", "NoPods")
    assert (event["type"], event["message"]) == ("Normal", "No matching pods found")
    assert event["count"] == 1


def test_pods_that_nobody_controls_are_not_expected():
    lab = Lab()
    lab.create(bare_pod())
    lab.create(a_budget(maxUnavailable=1))
    lab.run(5)
    assert numbers(lab) == (0, 1, 0, 0)
    found = health_of({"maxUnavailable": 1}, lab.pods, lab.view.with_uid)
    assert found.unmanaged == 1


def test_clusters_without_budgets_pay_nothing():
    pod = a_pod()
    view = a_view(pod)
    assert on_pod(None, pod, view) == ()
    assert on_workload(None, pod, view) == ()

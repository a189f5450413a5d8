"""Descriptions of autoscalers and budgets, as the real kubectl prints them."""

from __future__ import annotations

from playground.kubectl.describers.policies import budget_lines, metric_text
from tests.kubectl_terminal.terminal import Terminal

CPU = {
    "type": "Resource",
    "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50}},
}


async def test_an_autoscaler_tells_what_it_measures(terminal: Terminal):
    await terminal.run("autoscale deployment web --min=2 --max=9 --cpu-percent=50")
    told = (await terminal.run("describe hpa web")).out
    assert "Reference:                                             Deployment/web\n" in told
    assert (
        "  resource cpu on pods  (as a percentage of request):  <unknown> / 50%\n"
        "Min replicas:                                          2\n"
        "Max replicas:                                          9\n"
        "Deployment pods:                                       "
    ) in told


def test_what_was_measured_stands_beside_the_target():
    current = {"averageUtilization": 300, "averageValue": "300m"}
    found = {"type": "Resource", "resource": {"name": "cpu", "current": current}}
    assert metric_text(CPU, found).endswith("request):\t300% (300m) / 50%")
    plain = {"name": "cpu", "target": {"type": "AverageValue", "averageValue": "50m"}}
    told = metric_text({"type": "Resource", "resource": plain}, found)
    assert told == "resource cpu on pods:\t300m / 50m"


async def test_a_budget_tells_how_it_stands():
    budget = {
        "metadata": {"name": "b", "namespace": "default"},
        "spec": {"minAvailable": 2, "selector": {"matchLabels": {"app": "web"}}},
        "status": {
            "disruptionsAllowed": 1,
            "currentHealthy": 3,
            "desiredHealthy": 2,
            "expectedPods": 3,
        },
    }
    assert await budget_lines(None, budget, 0) == [
        "Name:\tb",
        "Namespace:\tdefault",
        "Min available:\t2",
        "Selector:\tapp=web",
        "Status:",
        "    Allowed disruptions:\t1",
        "    Current:\t3",
        "    Desired:\t2",
        "    Total:\t3",
    ]

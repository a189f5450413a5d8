"""What a new Pod gets beyond its template."""

from __future__ import annotations

import pytest

from cluster.core.pod_defaults import complete_spec, qos_class, with_node_tolerations

ALL = {"cpu": "1", "memory": "1Gi"}


def spec(*resources):
    return {
        "containers": [{"name": f"c{i}", "resources": each} for i, each in enumerate(resources)]
    }


def test_own_toleration_of_a_node_trouble_is_kept():
    own = {
        "key": "node.kubernetes.io/unreachable",
        "operator": "Exists",
        "effect": "NoExecute",
        "tolerationSeconds": 10,
    }
    seconds = {each["key"]: each["tolerationSeconds"] for each in with_node_tolerations([own])}
    assert seconds == {
        "node.kubernetes.io/unreachable": 10,
        "node.kubernetes.io/not-ready": 300,
    }


def test_toleration_of_everything_leaves_nothing_to_add():
    everything = {"operator": "Exists"}
    assert with_node_tolerations([everything]) == [everything]


def test_containers_without_limits_are_shared_and_not_copied():
    given = {**spec({}), "automountServiceAccountToken": False}
    assert complete_spec(given)["containers"][0] is given["containers"][0]


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        pytest.param([{}], "BestEffort", id="nothing said"),
        pytest.param([{"limits": ALL, "requests": ALL}], "Guaranteed", id="limits are requests"),
        pytest.param([{"limits": ALL}], "Guaranteed", id="limits become requests"),
        pytest.param([{"requests": {"cpu": "1"}}], "Burstable", id="a request alone"),
        pytest.param([{"limits": {"cpu": "1"}}], "Burstable", id="no memory limit"),
        pytest.param([{"limits": ALL}, {}], "Burstable", id="one container without"),
        pytest.param([{"requests": {"cpu": "0"}}], "BestEffort", id="zero is nothing"),
    ],
)
def test_quality_of_service(resources, expected):
    assert qos_class(complete_spec(spec(*resources))) == expected

"""When a set has the template of its Deployment."""

from __future__ import annotations

from cluster.core.controllers.deployment.sets import split
from cluster.core.controllers.deployment.template import is_equal
from tests.builders import a_deployment, a_replica_set, a_template


def template_of(given):
    metadata = {key: given[key] for key in ("name", "annotations", "labels")}
    return {"metadata": metadata, "spec": {"nodeName": given["node"], "containers": []}}


def sets_of(given):
    return [
        a_replica_set(
            each["name"],
            size=each.get("size", 1),
            created=each["created"],
            template=a_template("web:v1" if each["same"] else f"web:{each['name']}"),
        )
        for each in given["sets"]
    ]


def equal(given):
    one, other = (a_deployment(template=template_of(given[name])) for name in "ab")
    return {"equal": is_equal(one, other)}


def newest(given):
    new = split(sets_of(given), a_deployment()).new
    return {"newest": None if new is None else new.name}


def split_sets(given):
    sets = split(sets_of(given), a_deployment())
    return {
        "old": sorted(each.name for each in sets.old),
        "old_wanting_pods": sorted(each.name for each in sets.active_old),
    }


OPERATIONS = {"equal": equal, "newest": newest, "split": split_sets}


def test_template_match(case):
    assert OPERATIONS[case["given"]["op"]](case["given"]) == case["expect"]

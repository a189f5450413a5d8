"""Names of ReplicaSets and Pods, and the letters of a hash."""

from __future__ import annotations

from cluster.core.controllers.deployment.template import set_name
from cluster.core.controllers.replicaset.pods import name_prefix
from cluster.core.names import encode_hash

OPERATIONS = {
    "rs_name": lambda given: {"name": set_name(given["deployment"], given["hash"])},
    "encode": lambda given: {"text": encode_hash(given["number"])},
    "pod_prefix": lambda given: {"prefix": name_prefix(given["replicaset"])},
}


def test_rs_name_and_hash(case):
    assert OPERATIONS[case["given"]["op"]](case["given"]) == case["expect"]

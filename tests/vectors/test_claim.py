"""Adoption and release by selector."""

from __future__ import annotations

from cluster.core.ownership import claim
from tests.builders import a_pod, a_replica_set

OWNERS = {"me": "web-1", "other": "web-2", None: None}
MATCHING = {"app": "web"}


def pod_of(given):
    labels = MATCHING if given["matches"] else {"app": "else"}
    return a_pod(given["name"], owned_by=OWNERS[given["owner"]], labels=labels)


def test_claim(case):
    given = case["given"]
    more = {"deletionTimestamp": "2033-01-01T00:00:00Z"} if given["controller_deleting"] else {}
    me = a_replica_set("web-1", **more)
    pods = [pod_of(each) for each in given["objects"]]
    claimed = claim(me, lambda labels: labels == MATCHING, pods)
    assert [pod.name for pod in claimed.claimed] == case["expect"]["claimed"]
    assert len(claimed.adopted) + len(claimed.released) == case["expect"]["writes"]

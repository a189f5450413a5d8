"""Lists: selectors, pages, tables, discovery."""

from __future__ import annotations

import pytest

from cluster.kinds import KINDS
from tests.api.client import DEPLOYMENTS, PODS, TABLE, Api, a_pod


async def make_pods(api: Api, count: int) -> None:
    for number in range(count):
        pod = a_pod(f"pod-{number}")
        tier = "even" if number % 2 == 0 else "odd"
        pod["metadata"]["labels"] = {"app": "x", "tier": tier}
        assert (await api.post(PODS, pod)).code == 201


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("labelSelector=tier%3Deven", ["pod-0", "pod-2", "pod-4"]),
        ("labelSelector=tier!%3Deven", ["pod-1", "pod-3"]),
        ("labelSelector=tier%20in%20(odd,none),app%3Dx", ["pod-1", "pod-3"]),
        ("labelSelector=!app", []),
        ("fieldSelector=metadata.name%3Dpod-3", ["pod-3"]),
        (
            "fieldSelector=spec.nodeName%3D,metadata.name!%3Dpod-3",
            ["pod-0", "pod-1", "pod-2", "pod-4"],
        ),
        ("fieldSelector=status.phase%3DRunning", []),
    ],
)
async def test_selectors_choose(api: Api, query: str, expected: list[str]):
    await make_pods(api, 5)
    assert (await api.get(f"{PODS}?{query}")).names == expected
    assert (await api.get(f"api/v1/pods?{query}")).names == expected


async def test_pages_follow_one_another_until_the_last(api: Api):
    await make_pods(api, 5)
    seen: list[str] = []
    token, counts = "", []
    while True:
        page = (await api.get(f"{PODS}?limit=2&continue={token}")).json
        seen += [item["metadata"]["name"] for item in page["items"]]
        counts.append(page["metadata"].get("remainingItemCount", 0))
        token = page["metadata"].get("continue", "")
        if not token:
            break
    assert seen == [f"pod-{number}" for number in range(5)]
    assert counts == [3, 1, 0]


async def test_a_list_names_its_kind_and_its_revision(api: Api):
    listed = (await api.get(DEPLOYMENTS)).json
    assert (listed["kind"], listed["apiVersion"]) == ("DeploymentList", "apps/v1")
    assert int(listed["metadata"]["resourceVersion"]) == await api.revision()
    assert (await api.get("api/v1/namespaces/kube-public/pods")).json["items"] == []


async def test_a_table_has_a_row_for_each_object(api: Api):
    await api.run()
    table = (await api.get(f"{PODS}?limit=500", Accept=TABLE)).json
    assert table["kind"] == "Table"
    names = [column["name"] for column in table["columnDefinitions"]]
    assert names[:5] == ["Name", "Ready", "Status", "Restarts", "Age"]
    assert len(table["rows"]) == 3
    for row in table["rows"]:
        assert row["cells"][1:3] == ["1/1", "Running"]
        assert row["object"]["kind"] == "PartialObjectMetadata"
        assert row["object"]["metadata"]["name"] == row["cells"][0]
    one = (await api.get(f"{DEPLOYMENTS}/web", Accept=TABLE)).json
    assert one["rows"][0]["cells"][:2] == ["web", "3/3"]
    assert (await api.get(PODS)).json["kind"] == "PodList"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.plural}.{kind.group}")
async def test_every_kind_is_discovered_and_can_be_listed_as_a_table(api: Api, kind):
    await api.run()
    root = f"apis/{kind.group}/{kind.version}" if kind.group else f"api/{kind.version}"
    found = (await api.get(root)).json["resources"]
    assert kind.plural in [resource["name"] for resource in found]
    listed = await api.get(f"{root}/{kind.plural}")
    assert listed.code == 200
    assert listed.json["kind"] == f"{kind.kind}List"
    table = (await api.get(f"{root}/{kind.plural}", Accept=TABLE)).json
    assert len(table["rows"]) == len(listed.json["items"])
    assert all(len(row["cells"]) == len(table["columnDefinitions"]) for row in table["rows"])


async def test_groups_and_version_are_told(api: Api):
    groups = [group["name"] for group in (await api.get("apis")).json["groups"]]
    assert "apps" in groups
    assert "sim.kubeloop.dev" in groups
    assert "" not in groups
    assert (await api.get("api")).json["versions"] == ["v1"]
    assert (await api.get("version")).json["minor"] == "36"
    pods = (await api.get("api/v1")).json["resources"]
    eviction = next(each for each in pods if each["name"] == "pods/eviction")
    assert (eviction["group"], eviction["kind"]) == ("policy", "Eviction")


async def test_events_are_shown_in_both_of_their_versions(api: Api):
    await api.run()
    old = (await api.get("api/v1/namespaces/default/events")).json["items"]
    new = (await api.get("apis/events.k8s.io/v1/namespaces/default/events")).json["items"]
    assert len(old) == len(new) > 0
    assert new[0]["regarding"] == old[0]["involvedObject"]
    assert new[0]["apiVersion"] == "events.k8s.io/v1"
    uid = (await api.get(f"{DEPLOYMENTS}/web")).json["metadata"]["uid"]
    about = await api.get(f"api/v1/events?fieldSelector=involvedObject.uid%3D{uid}")
    assert {each["involvedObject"]["kind"] for each in about.json["items"]} == {"Deployment"}


async def test_who_reads_endpoints_is_warned_that_slices_follow_them(api: Api):
    await api.run()
    base = "api/v1/namespaces/default"
    for path in ("endpoints", "endpoints/web"):
        assert "EndpointSlice" in (await api.get(f"{base}/{path}")).headers["Warning"]
    assert "Warning" not in (await api.get(f"{base}/services")).headers

"""Discovery in one piece holds what the plain documents say, and only who asks for it gets it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import Answer, Api

PLAIN = "application/json"


def form(version: str) -> str:
    return f"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList"


KUBECTL = f"{form('v2')},{form('v2beta1')},application/json"
KUBECTL_1_27 = f"{form('v2beta1')},application/json"


async def ask(api: Api, path: str, accept: str) -> Answer:
    return await api.get(path, Accept=accept)


def flat(answer: Answer) -> dict[str, dict[str, Any]]:
    """{group/version/resource[/subresource]: (kind, verbs)} of an aggregated document."""
    found = {}
    for group in answer.json["items"]:
        for version in group["versions"]:
            for each in version["resources"]:
                place = f"{group['metadata'].get('name', '')}/{version['version']}"
                found[f"{place}/{each['resource']}"] = each
                for below in each.get("subresources", ()):
                    found[f"{place}/{each['resource']}/{below['subresource']}"] = below
    return found


@pytest.mark.parametrize(
    ("accept", "version"),
    [(KUBECTL, "v2"), (KUBECTL_1_27, "v2beta1"), (form("v2").replace(";", "; "), "v2")],
)
async def test_who_asks_gets_the_version_it_likes_best(api: Api, accept: str, version: str):
    for path in ("api", "apis"):
        answer = await ask(api, path, accept)
        assert answer.headers["Content-Type"] == form(version)
        assert answer.json["apiVersion"] == f"apidiscovery.k8s.io/{version}"
        assert answer.json["kind"] == "APIGroupDiscoveryList"


@pytest.mark.parametrize(
    "accept", [PLAIN, "*/*", f"application/json,{form('v2')}", form("v9") + "," + PLAIN]
)
async def test_others_get_the_plain_documents(api: Api, accept: str):
    assert (await ask(api, "api", accept)).json["kind"] == "APIVersions"
    groups = await ask(api, "apis", accept)
    assert groups.json["kind"] == "APIGroupList"
    assert groups.headers["Content-Type"] == PLAIN
    assert (await ask(api, "apis/apps/v1", accept)).json["kind"] == "APIResourceList"


async def test_both_forms_name_the_same_resources_with_the_same_verbs(api: Api):
    found = flat(await ask(api, "api", KUBECTL)) | flat(await ask(api, "apis", KUBECTL))
    roots = {"/v1": "api/v1"}
    for group in (await api.get("apis")).json["groups"]:
        for version in group["versions"]:
            roots[version["groupVersion"]] = f"apis/{version['groupVersion']}"
    plain = {}
    for place, path in roots.items():
        for entry in (await api.get(path)).json["resources"]:
            plain[f"{place}/{entry['name']}"] = (entry["kind"], entry["verbs"])
    said = {name: (each["responseKind"]["kind"], each["verbs"]) for name, each in found.items()}
    assert said == plain


async def test_a_resource_tells_its_scope_its_short_names_and_what_lies_below(api: Api):
    found = flat(await ask(api, "apis", KUBECTL)) | flat(await ask(api, "api", KUBECTL))
    deployments = found["apps/v1/deployments"]
    assert deployments["scope"] == "Namespaced"
    assert deployments["shortNames"] == ["deploy"]
    assert deployments["categories"] == ["all"]
    assert found["/v1/nodes"]["scope"] == "Cluster"
    scale = found["apps/v1/deployments/scale"]["responseKind"]
    assert scale == {"group": "autoscaling", "version": "v1", "kind": "Scale"}
    assert found["/v1/pods/eviction"]["responseKind"]["group"] == "policy"

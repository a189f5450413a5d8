"""OpenAPI documents and access reviews, as kubectl asks for them."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import yaml

from cluster.api.access_review import PATH, WHO_PATH
from cluster.api.body import PROTOBUF_TYPE
from cluster.api.openapi import CHECKED_BY_SERVER
from cluster.kinds import KINDS
from cluster.runtime.executors import run_write
from tests.api.client import Api
from tests.people import Person

OPENAPI_V2 = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
CASES = Path(__file__).parent / "cases"


async def test_every_group_and_version_has_its_document(api: Api):
    paths = (await api.get("openapi/v3")).json["paths"]
    assert set(paths) == {
        f"apis/{kind.group}/{kind.version}" if kind.group else f"api/{kind.version}"
        for kind in KINDS
    }
    for place in paths.values():
        address = place["serverRelativeURL"]
        assert address.startswith(f"{api.base}openapi/v3/")
        document = (await api.get(address.removeprefix(api.base))).json
        assert document["openapi"].startswith("3.")
        assert document["components"]["schemas"]


async def test_the_root_tells_which_addresses_there_are(api: Api):
    for root in ("", "/"):
        answer = await api.client.get(api.base.removesuffix("/") + root)
        assert {"/api/v1", "/apis/apps/v1", "/openapi/v3"} <= set(answer.json()["paths"])


async def test_kubectl_learns_that_fields_are_checked_here(api: Api):
    document = (await api.get("openapi/v3/apis/apps/v1")).json
    patch = document["paths"]["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]["patch"]
    wanted = {"group": "apps", "version": "v1", "kind": "Deployment"}
    assert patch["x-kubernetes-group-version-kind"] == wanted
    assert patch["parameters"] == CHECKED_BY_SERVER
    schema = document["components"]["schemas"]["io.k8s.api.apps.v1.DeploymentSpec"]
    assert schema["properties"]["replicas"] == {"type": "integer", "format": "int32"}


async def test_old_clients_get_an_empty_document(api: Api):
    answer = await api.get("openapi/v2", Accept=OPENAPI_V2)
    assert (answer.code, answer.text) == (200, "")
    assert "@" not in answer.headers["Content-Type"]
    assert (await api.get("openapi/v2", Accept="application/json")).json["swagger"] == "2.0"


async def test_an_unknown_document_is_404(api: Api):
    for path in ("openapi/v3/apis/apps/v9", "openapi/v4", "openapi"):
        assert (await api.get(path)).code == 404


async def test_the_owner_may_do_everything(api: Api):
    cases = yaml.safe_load((CASES / "protobuf.yaml").read_text(encoding="utf-8"))
    (sent,) = [case for case in cases if "can-i" in case["command"]]
    answer = await api.ask("POST", PATH, b64decode(sent["body"]), PROTOBUF_TYPE)
    assert (answer.code, answer.json["status"]) == (201, {"allowed": True})
    assert answer.json["spec"]["resourceAttributes"]["verb"] == "create"


async def test_a_review_that_asks_nothing_is_400(api: Api):
    for body in ({}, [], {"spec": 3}):
        assert (await api.post(PATH, body)).code == 400
    assert (await api.get(PATH)).code == 405


async def test_the_owner_and_a_viewer_are_told_who_they_are(
    alice: Person, api: Api, charlie: Person
):
    from playground.access import grant
    from playground.models import Role

    await run_write(grant, charlie.visitor.digest, alice.cluster, Role.VIEWER)
    viewer = Api(charlie, api.cluster_id)
    for asking, name in ((api, "kubeloop:owner"), (viewer, "kubeloop:viewer")):
        answer = await asking.post(WHO_PATH, {"kind": "SelfSubjectReview"})
        assert (answer.code, answer.json["status"]["userInfo"]["username"]) == (201, name)
        assert (await asking.post(WHO_PATH, [])).code == 400

"""OpenAPI documents and access reviews, as kubectl asks for them."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import yaml

from cluster.api.body import PROTOBUF_TYPE
from cluster.api.openapi import CHECKED_BY_SERVER
from cluster.kinds import KINDS
from cluster.runtime.executors import run_write
from playground.access import grant
from playground.models import Role
from tests.api.client import DEPLOYMENTS, PODS, WEB, Api
from tests.people import Person

OPENAPI_V2 = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
ACCESS = "apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
RULES = "apis/authorization.k8s.io/v1/selfsubjectrulesreviews"
IDENTITY = "apis/authentication.k8s.io/v1/selfsubjectreviews"
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
    assert schema["properties"]["replicas"] == {
        "type": "integer",
        "format": "int32",
        "description": "How many Pods are wanted. 1 when it is left out; 0 is allowed.",
    }
    rolling = document["components"]["schemas"]["io.k8s.api.apps.v1.RollingUpdateDeployment"]
    shared = "#/components/schemas/io.k8s.apimachinery.pkg.util.intstr.IntOrString"
    assert rolling["properties"]["maxSurge"]["allOf"] == [{"$ref": shared}]
    assert shared.rpartition("/")[2] in document["components"]["schemas"]


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
    answer = await api.ask("POST", ACCESS, b64decode(sent["body"]), PROTOBUF_TYPE)
    assert (answer.code, answer.json["status"]) == (201, {"allowed": True})
    assert answer.json["spec"]["resourceAttributes"]["verb"] == "create"
    rules = (await api.post(RULES, {"spec": {"namespace": "default"}})).json["status"]
    assert rules["resourceRules"] == [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}]
    assert (await api.post(IDENTITY, {})).json["status"]["userInfo"]["username"] == "kubeloop:owner"


async def test_a_viewer_may_ask_and_may_only_look(api: Api, alice: Person, bob: Person):
    await run_write(grant, bob.visitor.digest, alice.cluster, Role.VIEWER)
    viewer = Api(bob, api.cluster_id)
    for verb, allowed in (("list", True), ("create", False)):
        spec = {"resourceAttributes": {"verb": verb, "resource": "pods"}}
        assert (await viewer.post(ACCESS, {"spec": spec})).json["status"]["allowed"] is allowed
    rules = (await viewer.post(RULES, {"spec": {"namespace": "default"}})).json["status"]
    assert rules["resourceRules"][0]["verbs"] == ["get", "list", "watch"]
    assert (await viewer.post(IDENTITY, {})).json["status"]["userInfo"][
        "username"
    ] == "kubeloop:viewer"


async def test_a_viewer_is_refused_in_the_words_of_an_authorizer(
    api: Api, alice: Person, bob: Person
):
    await run_write(grant, bob.visitor.digest, alice.cluster, Role.VIEWER)
    viewer = Api(bob, api.cluster_id)
    why = "this cluster may only be looked at: the role here is viewer"
    cases = (
        ("POST", DEPLOYMENTS, "deployments.apps is forbidden", "create", '"deployments"'),
        (
            "PATCH",
            f"{WEB}/scale",
            'deployments.apps "web" is forbidden',
            "patch",
            '"deployments/scale"',
        ),
        ("DELETE", PODS, "pods is forbidden", "deletecollection", '"pods"'),
    )
    for method, path, subject, verb, resource in cases:
        answer = await viewer.ask(method, path, {})
        group = "apps" if "apps" in path else ""
        assert (answer.code, answer.reason) == (403, "Forbidden")
        assert answer.message == (
            f'{subject}: User "kubeloop:viewer" cannot {verb} resource {resource} '
            f'in API group "{group}" in the namespace "default": {why}'
        )
    node = await viewer.ask("PATCH", "api/v1/nodes/node-1", {})
    assert 'nodes "node-1" is forbidden' in node.message
    assert "at the cluster scope" in node.message
    assert 'cannot create path "/apply"' in (await viewer.ask("POST", "apply", {})).message


async def test_a_review_that_asks_nothing_is_400(api: Api):
    for body in ({}, [], {"spec": 3}):
        assert (await api.post(ACCESS, body)).code == 400
    assert (await api.get(ACCESS)).code == 405


async def test_reviews_are_discovered(api: Api):
    groups = [group["name"] for group in (await api.get("apis")).json["groups"]]
    assert {"authorization.k8s.io", "authentication.k8s.io"} <= set(groups)
    found = (await api.get("apis/authorization.k8s.io/v1")).json["resources"]
    assert {each["kind"] for each in found} == {
        "SelfSubjectAccessReview",
        "SelfSubjectRulesReview",
    }

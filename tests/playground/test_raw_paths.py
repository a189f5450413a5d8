"""`kubectl get --raw`: addresses without a cluster, where the token says which one is meant."""

from __future__ import annotations

import base64

import pytest
from django.test import AsyncClient

from cluster.runtime.executors import run_write
from playground.models import Role
from tests.people import Person

DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"


async def ask(path: str, header: str = "", method: str = "GET", body: str = ""):
    headers = {"Authorization": header} if header else {}
    return await AsyncClient().generic(
        method, path, data=body, content_type="application/json", headers=headers
    )


async def token_of(person: Person) -> str:
    return f"Bearer {await run_write(person.token)}"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", '"/apis/apps/v1"'),
        ("/version", '"minor":"36"'),
        ("/livez", "ok"),
        ("/readyz", "ok"),
        ("/healthz", "ok"),
        ("/api", '"versions":["v1"]'),
        ("/apis", '"APIGroupList"'),
        ("/apis/apps/v1", '"deployments/scale"'),
        ("/openapi/v3", '"/openapi/v3/apis/apps/v1?hash='),
        (f"{DEPLOYMENTS}/web", '"name":"web"'),
    ],
)
async def test_a_token_is_enough_to_find_the_cluster(alice: Person, path: str, said: str):
    answer = await ask(path, await token_of(alice))
    assert answer.status_code == 200
    assert said in answer.content.decode().replace(" ", "")


async def test_basic_is_as_good_as_bearer(alice: Person):
    secret = await run_write(alice.token)
    encoded = base64.b64encode(f"kubeloop:{secret}".encode()).decode()
    assert (await ask("/version", f"Basic {encoded}")).status_code == 200


async def test_everybody_sees_the_cluster_of_their_own_token(alice: Person, bob: Person):
    path = "/api/v1/namespaces/default/configmaps"
    made = await ask(path, await token_of(alice), "POST", '{"metadata": {"name": "mine"}}')
    assert made.status_code == 201
    assert (await ask(f"{path}/mine", await token_of(alice))).status_code == 200
    assert (await ask(f"{path}/mine", await token_of(bob))).status_code == 404


@pytest.mark.parametrize("path", ["/version", "/api/v1/pods", "/readyz", "/healthz", DEPLOYMENTS])
async def test_a_token_that_is_not_good_is_refused(alice: Person, path: str):
    for header in ("Bearer kl_wrong", "Bearer", "Basic !!!", "Digest x"):
        answer = await ask(path, header)
        assert (answer.status_code, answer.json()["reason"]) == (401, "Unauthorized")
        assert "WWW-Authenticate" in answer.headers


async def test_a_viewers_token_may_look_and_not_change(alice: Person):
    viewer = Person(cluster=alice.cluster, role=Role.VIEWER)
    header = await token_of(viewer)
    assert (await ask(DEPLOYMENTS, header)).status_code == 200
    refused = await ask(f"{DEPLOYMENTS}/web", header, "DELETE")
    assert (refused.status_code, refused.json()["reason"]) == (403, "Forbidden")


@pytest.mark.parametrize("path", ["/version", "/livez", "/api", "/apis/apps/v1", DEPLOYMENTS])
async def test_a_cookie_alone_says_no_cluster(alice: Person, path: str):
    for client in (alice.client, AsyncClient()):
        answer = await client.get(path)
        assert answer.status_code == 404
        assert b"kind" not in answer.content


async def test_health_without_a_token_is_that_of_the_server(alice: Person):
    assert (await ask("/healthz")).content == b"ok\n"
    assert "ready" in (await ask("/readyz")).json()


async def test_what_the_api_does_not_have_is_a_status(alice: Person):
    answer = await ask("/api/v1/nosuch", await token_of(alice))
    assert (answer.status_code, answer.json()["kind"]) == (404, "Status")
    for path in ("/versions", "/apix", "/openapiv2"):
        assert (await ask(path, await token_of(alice))).status_code == 404

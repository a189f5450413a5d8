"""The way in, a cluster's page, its kubeconfig, error pages and headers."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from django.conf import settings
from django.db import OperationalError
from django.test import AsyncClient
from django.utils import timezone

from cluster.runtime import awake
from cluster.runtime.executors import run_read, run_write
from cluster.store import clusters
from playground import access
from playground.models import Grant, Role
from playground.own_clusters import TooManyClustersError, create_own
from tests.people import Person


def config_of(html: str) -> dict[str, str]:
    found = re.search(r'<script[^>]*id="config"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert found, html
    return json.loads(found[1])


async def test_a_newcomer_gets_a_cluster_and_finds_it_again(transactional_db: None):
    browser = AsyncClient()
    first = await browser.get("/")
    assert first.status_code == 302
    assert re.fullmatch(r"/c/[a-z0-9]+/", first["Location"])
    cookie = first.cookies[settings.VISITOR_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert (await browser.get("/"))["Location"] == first["Location"]
    assert (await browser.get(first["Location"])).status_code == 200
    assert (await AsyncClient().get("/"))["Location"] != first["Location"]


async def test_the_first_cluster_has_a_deployment_and_a_service(transactional_db: None):
    browser = AsyncClient()
    cluster_id = (await browser.get("/"))["Location"].split("/")[2]
    answer = await browser.get(f"/k8s/{cluster_id}/apis/apps/v1/namespaces/default/deployments/web")
    spec = answer.json()["spec"]
    assert spec["replicas"] == 3
    assert spec["template"]["spec"]["containers"][0]["image"] == "web:v1"
    service = await browser.get(f"/k8s/{cluster_id}/api/v1/namespaces/default/services/web")
    assert service.status_code == 200


async def test_a_forged_cookie_makes_a_fresh_visitor(alice: Person):
    browser = AsyncClient()
    browser.cookies[settings.VISITOR_COOKIE] = f"{alice.visitor.secret}:{'A' * 43}"
    answer = await browser.get("/")
    assert answer.status_code == 302
    assert alice.cluster.id not in answer["Location"]
    assert settings.VISITOR_COOKIE in answer.cookies


async def test_the_page_tells_its_script_where_everything_is(alice: Person):
    answer = await alice.client.get(f"/c/{alice.cluster.id}/?view=node")
    assert config_of(answer.content.decode()) == {
        "cluster": alice.cluster.id,
        "name": "alice",
        "api": f"/k8s/{alice.cluster.id}",
        "feed": f"/ws/c/{alice.cluster.id}/",
        "role": "owner",
        "view": "node",
        "lesson": "",
        "share": "",
        "guest": "",
    }


async def test_a_page_is_for_those_who_have_a_right(alice: Person, bob: Person, charlie: Person):
    path = f"/c/{alice.cluster.id}/"
    for other in (bob.client, charlie.client, AsyncClient()):
        answer = await other.get(path)
        assert answer.status_code == 403
        assert "somebody else" in answer.content.decode()
    assert (await alice.client.get("/c/nosuchcluster/")).status_code == 404


async def test_a_link_gives_the_right_and_leaves_the_address(alice: Person, charlie: Person):
    token = await run_write(access.issue_page_token, alice.cluster, Role.OWNER)
    browser = charlie.client
    answer = await browser.get(f"/c/{alice.cluster.id}/?token={token}&view=node")
    assert (answer.status_code, answer["Location"]) == (302, f"/c/{alice.cluster.id}/?view=node")
    assert (await browser.get(answer["Location"])).status_code == 200


async def test_a_link_is_good_for_its_own_cluster_only(alice: Person, bob: Person):
    token = await run_write(access.issue_page_token, alice.cluster, Role.OWNER)
    for path in (f"/c/{bob.cluster.id}/?token={token}", f"/c/{alice.cluster.id}/?token=klp_x"):
        answer = await AsyncClient().get(path)
        assert answer.status_code == 403
        assert settings.VISITOR_COOKIE not in answer.cookies


async def test_a_kubeconfig_carries_a_token_that_works(alice: Person, bob: Person):
    path = f"/c/{alice.cluster.id}/kubeconfig"
    answer = await alice.client.get(path)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    server = yaml.safe_load(answer.content)["clusters"][0]["cluster"]["server"]
    match = re.fullmatch(r"http://kubeloop:(kl_[\w-]+)@testserver(/k8s/\w+)", server)
    assert match
    headers = {"authorization": f"Bearer {match[1]}"}
    namespaces = await AsyncClient().get(f"{match[2]}/api/v1/namespaces", headers=headers)
    assert namespaces.status_code == 200
    assert (await bob.client.get(path)).status_code == 403


async def test_over_tls_the_token_stands_where_tokens_belong(alice: Person):
    answer = await alice.client.get(
        f"/c/{alice.cluster.id}/kubeconfig", headers={"x-forwarded-proto": "https"}
    )
    config = yaml.safe_load(answer.content)
    assert config["clusters"][0]["cluster"]["server"] == (
        f"https://testserver/k8s/{alice.cluster.id}"
    )
    assert config["users"][0]["user"]["token"].startswith("kl_")


async def test_a_viewer_gets_a_kubeconfig_that_only_reads(alice: Person, bob: Person):
    await run_write(access.grant, bob.visitor.digest, alice.cluster, Role.VIEWER)
    answer = await bob.client.get(f"/c/{alice.cluster.id}/kubeconfig")
    token = re.search(rb"kl_[\w-]+", answer.content)[0].decode()
    entered = await run_read(access.enter, alice.cluster.id, access.Credentials(token=token))
    assert entered.role == Role.VIEWER


def test_a_visitor_has_a_limited_number_of_clusters(transactional_db: None, settings):
    settings.KUBELOOP_LIMITS = {**settings.KUBELOOP_LIMITS, "clusters_per_visitor": 2}
    create_own("visitor")
    create_own("visitor")
    with pytest.raises(TooManyClustersError):
        create_own("visitor")
    assert Grant.objects.filter(visitor="visitor").count() == 2


@pytest.mark.parametrize("path", ["/nothing", "/static/nothing.js", "/c/x", "/static/../manage.py"])
async def test_what_is_not_there_is_a_small_page(path: str, transactional_db: None):
    answer = await AsyncClient().get(path)
    assert answer.status_code == 404
    assert b"Traceback" not in answer.content
    assert b"Go to my cluster" in answer.content


async def test_a_strange_host_is_a_bad_request(transactional_db: None):
    answer = await AsyncClient().get("/healthz", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert b"Traceback" not in answer.content


async def test_a_mistake_of_ours_is_a_small_page_and_a_status_at_the_api(
    alice: Person, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(access, "enter", broken)
    alice_client = alice.client
    alice_client.raise_request_exception = False
    page = await alice_client.get(f"/c/{alice.cluster.id}/")
    assert page.status_code == 500
    assert b"secret detail" not in page.content
    api = await alice_client.get(f"/k8s/{alice.cluster.id}/api")
    assert (api.status_code, api.json()["reason"]) == (500, "InternalError")


def away(*_: object, **__: object) -> None:
    raise OperationalError("the connection is closed")


async def test_a_page_that_meets_an_absent_database_says_so_and_asks_again(
    alice: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(access, "enter", away)
    page = await alice.client.get(f"/c/{alice.cluster.id}/")
    assert (page.status_code, page["Refresh"]) == (503, "5")
    assert "The database does not answer" in page.content.decode()
    form = await alice.client.post(f"/c/{alice.cluster.id}/tokens", {"name": "ci"})
    assert (form.status_code, form.has_header("Refresh")) == (503, False)


async def test_a_program_that_meets_an_absent_database_gets_a_status(
    alice: Person, monkeypatch: pytest.MonkeyPatch
):
    """Also where the door let it in a moment before, and at an address without a cluster."""
    token = await run_write(access.issue_token, alice.cluster, Role.OWNER)
    pods = f"/k8s/{alice.cluster.id}/api/v1/namespaces/default/pods"
    assert (await alice.client.get(pods)).status_code == 200
    monkeypatch.setattr(awake, "keep_awake", away)
    monkeypatch.setattr(clusters, "touch_seconds", lambda: -1.0)
    at_the_api = await alice.client.get(pods)
    monkeypatch.setattr(access, "enter_by_token", away)
    bearer = {"authorization": f"Bearer {token}"}
    at_the_root = await AsyncClient().get("/version", headers=bearer)
    monkeypatch.setattr(access, "enter", away)
    by_the_page = await AsyncClient().get("/c/other/history", headers={"x-kubeloop": "page"})
    for answer in (at_the_api, at_the_root, by_the_page):
        assert (answer.status_code, answer.json()["reason"]) == (503, "ServiceUnavailable")
        assert answer.json()["message"] == "The database does not answer."


async def test_every_answer_has_the_security_headers(alice: Person):
    for path in ("/healthz", f"/c/{alice.cluster.id}/", f"/k8s/{alice.cluster.id}/api", "/nothing"):
        answer = await alice.client.get(path)
        policy = answer["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert answer["X-Content-Type-Options"] == "nosniff"


async def test_pages_have_no_inline_script(alice: Person):
    html = (await alice.client.get(f"/c/{alice.cluster.id}/")).content.decode()
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL):
        assert "application/json" in attributes or not body.strip()
    assert not re.search(r"<[^>]+\son\w+=", html)


def put_to_sleep(cluster_id: str) -> None:
    """What the worker does to a cluster that nobody touched for long."""
    clusters.touch(cluster_id, 0.0)
    later = timezone.now().timestamp() + 365 * 24 * 3600
    assert cluster_id in clusters.put_idle_to_sleep(later)


@pytest.mark.parametrize("path", ["/c/{}/", "/k8s/{}/api/v1/namespaces"])
async def test_a_sleeping_cluster_wakes_when_somebody_comes(alice: Person, path: str):
    await run_write(put_to_sleep, alice.cluster.id)
    assert (await run_read(clusters.find, alice.cluster.id)).asleep
    assert (await alice.client.get(path.format(alice.cluster.id))).status_code == 200
    assert not (await run_read(clusters.find, alice.cluster.id)).asleep


async def test_a_stranger_wakes_nobody(alice: Person, charlie: Person):
    await run_write(put_to_sleep, alice.cluster.id)
    await charlie.client.get(f"/c/{alice.cluster.id}/")
    assert (await run_read(clusters.find, alice.cluster.id)).asleep

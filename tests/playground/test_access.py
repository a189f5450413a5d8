"""The one door: owner, viewer, another owner, a stranger, a forger, a token, an unknown cluster."""

from __future__ import annotations

import base64
import datetime

import pytest
from django.conf import settings
from django.test import AsyncClient
from django.utils import timezone

from playground import access
from playground.access import Credentials, Forbidden, NotFound, Unauthorized
from playground.models import Grant, Role, Token
from playground.visitors import hash_of
from tests.people import Person

API = "/k8s/{}/api/v1/namespaces"


def shown(person: Person) -> Credentials:
    return Credentials(visitor=person.visitor.digest)


def test_the_owner_enters_and_the_others_do_not(alice: Person, bob: Person, charlie: Person):
    entered = access.enter(alice.cluster.id, shown(alice))
    assert (entered.cluster, entered.role, entered.may_change) == (alice.cluster, "owner", True)
    for other in (bob, charlie):
        with pytest.raises(Forbidden):
            access.enter(alice.cluster.id, shown(other))


def test_who_shows_nothing_is_asked_for_credentials(alice: Person):
    with pytest.raises(Unauthorized):
        access.enter(alice.cluster.id, Credentials())


def test_a_forged_cookie_is_refused_before_anything_is_looked_up(alice: Person):
    name = settings.VISITOR_COOKIE
    forged = access.credentials_of({}, {name: alice.visitor.secret + ":" + "x" * 43})
    assert forged.is_forged
    with pytest.raises(Unauthorized):
        access.enter("nosuchcluster", forged)


def test_an_unknown_cluster_is_not_found(alice: Person):
    with pytest.raises(NotFound):
        access.enter("nosuchcluster", shown(alice))


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(lambda token: f"Bearer {token}", id="bearer"),
        pytest.param(
            lambda token: "Basic " + base64.b64encode(f"kubeloop:{token}".encode()).decode(),
            id="basic, as kubectl sends it without TLS",
        ),
    ],
)
def test_a_token_opens_its_own_cluster_only(alice: Person, bob: Person, header):
    token = alice.token()
    credentials = access.credentials_of({"authorization": header(token)}, {})
    assert credentials.token == token
    assert access.enter(alice.cluster.id, credentials).cluster == alice.cluster
    with pytest.raises(Forbidden):
        access.enter(bob.cluster.id, credentials)


@pytest.mark.parametrize("header", ["Bearer", "Basic !!!", "Basic " + "eA==", "Digest x", "x"])
def test_a_malformed_header_is_no_way_in_even_with_a_good_cookie(alice: Person, header: str):
    credentials = access.credentials_of({"authorization": header}, alice.cookies)
    with pytest.raises(Unauthorized):
        access.enter(alice.cluster.id, credentials)


def test_a_token_is_stored_as_a_hash_and_can_be_revoked(alice: Person):
    token = alice.token()
    assert not Token.objects.filter(digest__contains=token).exists()
    assert access.good_token(token) is not None
    assert access.revoke_token(token)
    with pytest.raises(Unauthorized):
        access.enter(alice.cluster.id, Credentials(token=token))
    assert not access.revoke_token(token)


def test_a_page_token_is_of_no_use_at_the_api(alice: Person):
    token = access.issue_page_token(alice.cluster, Role.OWNER)
    with pytest.raises(Unauthorized):
        access.enter(alice.cluster.id, Credentials(token=token))
    assert access.good_token(token, Token.Use.PAGE) is not None


def test_an_expired_token_is_no_token(alice: Person):
    token = access.issue_page_token(alice.cluster, Role.OWNER)
    past = timezone.now() - datetime.timedelta(seconds=1)
    Token.objects.filter(digest=hash_of(token)).update(expires_at=past)
    assert access.good_token(token, Token.Use.PAGE) is None


def test_a_holder_keeps_only_the_newest_tokens(alice: Person):
    issued = [
        access.issue_token(alice.cluster, Role.OWNER, holder="h")
        for _ in range(access.TOKENS_KEPT + 2)
    ]
    good = [token for token in issued if access.good_token(token)]
    assert good == issued[2:]


def test_an_owner_is_never_turned_into_a_viewer(alice: Person, bob: Person):
    access.grant(alice.visitor.digest, alice.cluster, Role.VIEWER)
    assert access.enter(alice.cluster.id, shown(alice)).role == Role.OWNER
    access.grant(bob.visitor.digest, alice.cluster, Role.VIEWER)
    access.grant(bob.visitor.digest, alice.cluster, Role.OWNER)
    assert access.enter(alice.cluster.id, shown(bob)).role == Role.OWNER
    assert Grant.objects.filter(cluster=alice.cluster).count() == 2


@pytest.mark.parametrize(
    ("headers", "is_own"),
    [
        pytest.param({"origin": "http://testserver", "host": "testserver"}, True, id="same"),
        pytest.param({"origin": "https://a:1", "host": "a:1"}, True, id="behind a TLS proxy"),
        pytest.param({"origin": "http://evil", "host": "testserver"}, False, id="another site"),
        pytest.param({"origin": "null", "host": "testserver"}, False, id="sandboxed frame"),
        pytest.param({"host": "testserver"}, False, id="no origin, no header"),
        pytest.param({"host": "t", "x-kubeloop": "page"}, True, id="the header of our page"),
        pytest.param(
            {"host": "t", "origin": "http://evil", "x-kubeloop": "page"}, False, id="header is late"
        ),
    ],
)
def test_only_our_own_page_changes_things_by_cookie(headers: dict[str, str], is_own: bool):
    assert access.is_own_page(headers) is is_own


async def status_of(person: Person | None, cluster_id: str, **headers: str) -> tuple[int, dict]:
    client = person.client if person else AsyncClient()
    answer = await client.get(API.format(cluster_id), headers=headers)
    return answer.status_code, answer.json()


async def test_the_api_answers_the_owner_and_refuses_the_others(
    alice: Person, bob: Person, charlie: Person
):
    code, body = await status_of(alice, alice.cluster.id)
    assert (code, body["kind"]) == (200, "NamespaceList")
    for other in (bob, charlie):
        code, body = await status_of(other, alice.cluster.id)
        assert (code, body["kind"], body["reason"]) == (403, "Status", "Forbidden")
    code, body = await status_of(None, alice.cluster.id)
    assert (code, body["reason"]) == (401, "Unauthorized")
    code, body = await status_of(alice, "nosuchcluster")
    assert (code, body["reason"]) == (404, "NotFound")


async def test_the_api_refuses_a_forged_cookie(alice: Person):
    client = AsyncClient()
    client.cookies[settings.VISITOR_COOKIE] = f"{alice.visitor.secret}:{'A' * 43}"
    answer = await client.get(API.format(alice.cluster.id))
    assert (answer.status_code, answer.json()["reason"]) == (401, "Unauthorized")


async def test_a_token_works_at_the_api_until_it_is_revoked(alice: Person, charlie: Person):
    from cluster.runtime.executors import run_write

    token = await run_write(alice.token)
    bearer = {"authorization": f"Bearer {token}"}
    assert (await status_of(charlie, alice.cluster.id, **bearer))[0] == 200
    await run_write(access.revoke_token, token)
    assert (await status_of(charlie, alice.cluster.id, **bearer))[0] == 401


async def test_a_change_by_cookie_must_come_from_our_page(alice: Person):
    body = {"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": "new"}}
    path = API.format(alice.cluster.id)
    plain = await alice.client.post(path, body, content_type="application/json")
    assert plain.status_code == 403
    foreign = {"origin": "http://evil.example"}
    refused = await alice.client.post(path, body, content_type="application/json", headers=foreign)
    assert refused.status_code == 403
    own = {"x-kubeloop": "page"}
    accepted = await alice.client.post(path, body, content_type="application/json", headers=own)
    assert accepted.status_code == 201


async def test_a_viewer_looks_and_does_not_touch(alice: Person, bob: Person):
    from cluster.runtime.executors import run_write

    await run_write(access.grant, bob.visitor.digest, alice.cluster, Role.VIEWER)
    assert (await status_of(bob, alice.cluster.id))[0] == 200
    body = {"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": "new"}}
    answer = await bob.client.post(
        API.format(alice.cluster.id),
        body,
        content_type="application/json",
        headers={"x-kubeloop": "page"},
    )
    assert (answer.status_code, answer.json()["reason"]) == (403, "Forbidden")
    assert "viewer" in answer.json()["message"]


async def test_an_unknown_api_address_is_a_status_and_needs_the_right_too(
    alice: Person, bob: Person
):
    path = f"/k8s/{alice.cluster.id}/no/such/thing"
    assert (await bob.client.get(path)).status_code == 403
    answer = await alice.client.get(path)
    assert (answer.status_code, answer.json()["kind"]) == (404, "Status")

"""Tokens: the owner lists, makes and revokes them, by page, by JSON and by command."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import AsyncClient

from cluster.runtime.executors import run_read, run_write
from playground import access, losing, tokens
from playground.models import Role, Token
from tests.people import Person

OWN = {"Origin": "http://testserver"}


def address(person: Person) -> str:
    return f"/c/{person.cluster.id}/tokens"


async def make(person: Person, name: str, role: str) -> Any:
    body = json.dumps({"name": name, "role": role})
    return await person.client.post(
        address(person), body, content_type="application/json", headers=OWN
    )


async def reach(person: Person, secret: str, method: str = "GET") -> int:
    path = f"/k8s/{person.cluster.id}/api/v1/namespaces/default/pods"
    headers = {"Authorization": f"Bearer {secret}"}
    return (await AsyncClient().generic(method, path, headers=headers)).status_code


async def test_a_token_is_shown_once_works_and_is_revoked(alice: Person):
    made = await make(alice, "projector", "viewer")
    assert (made.status_code, made["Cache-Control"]) == (201, "no-store")
    secret, number = made.json()["token"], made.json()["id"]
    assert await reach(alice, secret) == 200
    assert await reach(alice, secret, "DELETE") == 403
    listed = await alice.client.get(address(alice), headers={"Accept": "application/json"})
    (entry,) = listed.json()["tokens"]
    assert (entry["id"], entry["name"], entry["role"]) == (number, "projector", "viewer")
    assert secret not in listed.content.decode()
    stored = await run_read(lambda: Token.objects.get(id=number))
    assert secret not in str(vars(stored))
    gone = await alice.client.delete(f"{address(alice)}/{number}", headers=OWN)
    assert gone.status_code == 204
    assert await reach(alice, secret) == 401


async def test_a_watch_ends_when_its_token_is_revoked(
    alice: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(losing, "ASK_AGAIN_SECONDS", 0.05)
    made = [(await make(alice, name, "viewer")).json() for name in ("stays", "goes")]
    stays, goes = [await watch(alice, each["token"]) for each in made]
    await alice.client.delete(f"{address(alice)}/{made[1]['id']}", headers=OWN)
    with pytest.raises(StopAsyncIteration):
        while True:
            await asyncio.wait_for(anext(goes), 5)
    coming = asyncio.ensure_future(anext(stays))
    await asyncio.wait({coming}, timeout=0.5)
    assert not coming.done(), "a good token's watch goes on"
    coming.cancel()


async def watch(person: Person, secret: str) -> AsyncIterator[bytes]:
    """The lines of a watch of the Pods, behind its first empty one."""
    bearer = {"Authorization": f"Bearer {secret}"}
    path = f"/k8s/{person.cluster.id}/api/v1/pods?watch=1"
    response = await AsyncClient().get(path, headers=bearer)
    assert response.status_code == 200
    lines = aiter(response)
    await anext(lines)
    return lines


async def test_the_page_makes_and_revokes_without_a_script(alice: Person):
    made = await alice.client.post(
        address(alice), {"name": "<b>me</b>", "role": "owner"}, headers=OWN
    )
    text = made.content.decode()
    assert made.status_code == 201 and "<b>me</b>" not in text
    secret = re.search(r"kl_[\w-]+", text)[0]
    assert await reach(alice, secret) == 200
    again = (await alice.client.get(address(alice))).content.decode()
    assert secret not in again
    number = re.search(r"/tokens/(\d+)\"", again)[1]
    done = await alice.client.post(f"{address(alice)}/{number}", headers=OWN)
    assert done.status_code == 302
    assert await reach(alice, secret) == 401


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"name": "", "role": "owner"}, "name must have"),
        ({"name": "x" * 64, "role": "owner"}, "name must have"),
        ({"name": "x", "role": "king"}, "choose owner or viewer"),
        ({"name": 3, "role": "owner"}, "must be texts"),
        ([], "must be texts"),
    ],
)
async def test_a_wish_that_cannot_be_is_told_and_makes_nothing(alice: Person, body: Any, said: str):
    answer = await alice.client.post(
        address(alice), json.dumps(body), content_type="application/json", headers=OWN
    )
    assert answer.status_code == 400
    assert said in answer.json()["message"]
    assert await run_read(tokens.listed, alice.cluster.id) == []


async def test_only_an_owner_and_only_by_our_own_page(alice: Person, bob: Person, charlie: Person):
    await run_write(access.grant, bob.visitor.digest, alice.cluster, Role.VIEWER)
    for person in (bob, charlie):
        assert (await person.client.get(address(alice))).status_code == 403
    foreign = await alice.client.post(
        address(alice),
        {"name": "x", "role": "owner"},
        headers={"Origin": "http://elsewhere.example"},
    )
    assert foreign.status_code == 403
    _, number = await run_write(tokens.create, alice.cluster, "viewer", "x")
    other = await bob.client.delete(f"{address(bob)}/{number}", headers=OWN)
    assert other.status_code == 404
    assert len(await run_read(tokens.listed, alice.cluster.id)) == 1


async def test_an_owner_may_download_a_kubeconfig_that_only_reads(alice: Person, bob: Person):
    path = f"/c/{alice.cluster.id}/kubeconfig?role="
    text = (await alice.client.get(f"{path}viewer")).content.decode()
    assert "may look at it" in text
    secret = re.search(r"token: (kl_[\w-]+)", text)[1]
    assert await reach(alice, secret, "DELETE") == 403
    assert (await alice.client.get(f"{path}king")).status_code == 400
    await run_write(access.grant, bob.visitor.digest, alice.cluster, Role.VIEWER)
    assert (await bob.client.get(f"{path}owner")).status_code == 403


def token(*arguments: str) -> str:
    output = StringIO()
    call_command("token", *arguments, stdout=output)
    return output.getvalue().strip()


def test_the_command_lists_makes_and_revokes(alice: Person):
    home = alice.cluster.id
    made = json.loads(token("create", home, "--role", "viewer", "--name", "ci", "--json"))
    assert access.good_token(made["token"]).role == "viewer"
    assert re.fullmatch(rf"{made['id']} +viewer +\S+Z +ci", token("list", home))
    assert token("revoke", home, str(made["id"])) == f"Token {made['id']} is revoked."
    assert access.good_token(made["token"]) is None
    for bad in (
        ("list", "nosuch"),
        ("revoke", home),
        ("revoke", home, "1"),
        ("create", home, "--name", ""),
    ):
        with pytest.raises(CommandError):
            token(*bad)

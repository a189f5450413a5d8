"""Who was let in a moment ago: the memory saves queries and never outlives a right."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import AsyncClient

from cluster.models import Cluster
from cluster.runtime.executors import run_write
from playground import access
from playground.access import Credentials, Refusal
from playground.let_in import KEPT_SECONDS, MOST_KEPT, LetIn, let_in
from playground.models import Grant, Hold, Role, Token
from playground.pages.views import enter
from playground.visitors import hash_of
from tests.people import Person

API = "/k8s/{}/api/v1/namespaces"
KEY = ("c1", Credentials(token="t"))


def an_access(role: str = "owner") -> access.Access:
    return access.Access(Cluster(id="c1"), role, by_cookie=False)


def test_an_answer_holds_for_a_second():
    now = [100.0]
    memory = LetIn(lambda: now[0])
    memory.keep(KEY, an_access(), memory.generation)
    now[0] += KEPT_SECONDS
    assert memory.find(KEY) is not None
    assert memory.find(("c2", KEY[1])) is None
    now[0] += 0.001
    assert memory.find(KEY) is None


def test_an_answer_looked_up_while_something_was_revoked_is_not_kept():
    memory = LetIn(lambda: 0.0)
    generation = memory.generation
    memory.forget()
    memory.keep(KEY, an_access(), generation)
    assert memory.find(KEY) is None


def test_the_memory_is_bounded():
    memory = LetIn(lambda: 0.0)
    for number in range(MOST_KEPT + 1):
        memory.keep((f"c{number}", KEY[1]), an_access(), 0)
    assert memory.find(("c0", KEY[1])) is None
    assert memory.find((f"c{MOST_KEPT}", KEY[1])) is not None


async def test_the_second_request_asks_the_database_nothing(
    alice: Person, monkeypatch: pytest.MonkeyPatch
):
    shown = Credentials(visitor=alice.visitor.digest)
    first = await enter(alice.cluster.id, shown)
    monkeypatch.setattr(access, "enter", None)
    assert await enter(alice.cluster.id, shown) is first


def revoke(alice: Person, token: str) -> None:
    assert access.revoke_token(token)


def delete_row(alice: Person, token: str) -> None:
    Token.objects.get(digest=hash_of(token)).delete()


def delete_cluster(alice: Person, token: str) -> None:
    Cluster.objects.filter(id=alice.cluster.id).delete()


@pytest.mark.parametrize("end", [revoke, delete_row, delete_cluster])
async def test_a_token_ends_with_its_very_end(alice: Person, end: Callable[[Person, str], None]):
    token = await run_write(alice.token)
    bearer = {"authorization": f"Bearer {token}"}
    address = API.format(alice.cluster.id)
    assert (await AsyncClient().get(address, headers=bearer)).status_code == 200
    await run_write(end, alice, token)
    assert (await AsyncClient().get(address, headers=bearer)).status_code == 401


async def test_a_right_that_is_taken_is_gone_with_the_commit(alice: Person):
    def take() -> None:
        with transaction.atomic():
            Grant.objects.filter(cluster=alice.cluster).update(role=Role.VIEWER)

    shown = Credentials(visitor=alice.visitor.digest)
    assert (await enter(alice.cluster.id, shown)).may_change
    await run_write(take)
    assert not (await enter(alice.cluster.id, shown)).may_change
    await run_write(lambda: Grant.objects.filter(cluster=alice.cluster).delete())
    with pytest.raises(Refusal):
        await enter(alice.cluster.id, shown)


async def test_what_is_looked_up_before_the_commit_is_not_kept(alice: Person):
    shown = Credentials(visitor=alice.visitor.digest)

    def take() -> int:
        with transaction.atomic():
            Grant.objects.filter(cluster=alice.cluster).update(role=Role.VIEWER)
            return let_in.generation

    during = await run_write(take)
    let_in.keep((alice.cluster.id, shown), an_access(), during)
    assert not (await enter(alice.cluster.id, shown)).may_change


async def test_a_class_that_is_frozen_is_frozen_at_once(alice: Person):
    def hold() -> None:
        with transaction.atomic():
            Hold.objects.bulk_create([Hold(cluster=alice.cluster, words="wait")])

    shown = Credentials(visitor=alice.visitor.digest)
    assert (await enter(alice.cluster.id, shown)).may_change
    await run_write(hold)
    assert (await enter(alice.cluster.id, shown)).hold == "wait"
    await run_write(lambda: Hold.objects.filter(cluster=alice.cluster).delete())
    assert (await enter(alice.cluster.id, shown)).may_change

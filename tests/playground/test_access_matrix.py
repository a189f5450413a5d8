"""Who may do what in a class: the table of docs/classroom.md, asked of the server cell by cell."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from channels.testing import WebsocketCommunicator
from django.test import AsyncClient

from cluster.runtime.executors import run_write
from playground import access
from playground.asgi import websocket_application
from playground.classroom import rights
from playground.classroom.classes import delete_class
from playground.classroom.models import Classroom, Seat, Staff
from playground.models import Role
from playground.sharing import shares
from playground.sharing.models import Share
from playground.sharing.shares import Wish
from tests.classroom import Member, a_class, a_helper, a_learner, a_teacher
from tests.sharing import start

TABLE = Path(__file__).resolve().parents[2] / "docs" / "classroom.md"
PEOPLE = ("teacher", "helper", "learner", "another learner", "other class", "anonymous")
OWN_PAGE = {"origin": "http://testserver"}
WEB = "/apis/apps/v1/namespaces/default/deployments/web"
QUESTION = {"text": "How many?", "choices": ["2", "3"], "right": 1}


def rows() -> dict[str, tuple[str, ...]]:
    """The table as it stands in the document."""
    text = TABLE.read_text(encoding="utf-8").partition("## Who may do what")[2]
    found = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in re.findall(r"^\|.*\|$", text, re.MULTILINE)
    ]
    assert found[0][1:] == PEOPLE
    return {row[0]: row[1:] for row in found[2:]}


class World:
    """One class with everybody in it, and another one beside it."""

    def __init__(self) -> None:
        self.classroom = a_class()
        self.seat, learner = a_learner(self.classroom, "Grete")
        other_class = a_class("mr_klein", "Another")
        self.people: dict[str, Member | None] = {
            "teacher": a_teacher(),
            "helper": a_helper(self.classroom),
            "learner": learner,
            "another learner": a_learner(self.classroom, "Rosa")[1],
            "other class": a_learner(other_class, "Eve")[1],
            "anonymous": None,
        }
        self.code, self.cluster = self.classroom.code, str(self.seat.cluster_id)
        self.own = str(self.classroom.cluster_id)

    def client(self, person: str) -> AsyncClient:
        found = self.people[person]
        return found.client if found else AsyncClient()

    async def gets(self, person: str, path: str, headers: dict[str, str] | None = None) -> bool:
        answer = await self.client(person).get(path, headers=headers)
        if answer.streaming:
            answer.close()
        return answer.status_code == 200

    async def changes(
        self, person: str, cluster: str, headers: dict[str, str] | None = None
    ) -> bool:
        answer = await self.client(person).patch(
            f"/k8s/{cluster}{WEB}",
            json.dumps({"spec": {"replicas": 4 + PEOPLE.index(person)}}),
            content_type="application/merge-patch+json",
            headers={**OWN_PAGE, **(headers or {})},
        )
        assert answer.status_code in (200, 401, 403)
        return answer.status_code == 200

    async def does(self, person: str, verb: str, **body: object) -> bool:
        path = f"/class/{self.code}/do/{verb}"
        answer = await self.client(person).post(
            path, json.dumps(body), content_type="application/json", headers=OWN_PAGE
        )
        assert answer.status_code in (200, 403, 404), answer.content
        return answer.status_code == 200

    async def connects(self, person: str, path: str) -> bool:
        """A refused socket is accepted, told why, and closed."""
        headers = [(b"host", b"testserver")]
        if found := self.people[person]:
            headers.append((b"cookie", found.cookie_header.encode()))
        socket = WebsocketCommunicator(websocket_application, path, headers=headers)
        await socket.connect()
        if "terminal" in path:
            await socket.send_to(text_data='{"type":"run","line":"version"}')
        frame = json.loads(await socket.receive_from(timeout=5))
        await socket.disconnect()
        return frame["type"] != "error"


Ask = Callable[[World, str], Awaitable[bool]]


async def with_consent(world: World, person: str) -> bool:
    def agree() -> None:
        staff = Staff.objects.get(classroom=world.classroom, role=Staff.Role.TEACHER)
        Seat.objects.filter(pk=world.seat.pk).update(help=Seat.Help.GIVEN, helper=staff)
        rights.let_change(world.seat, staff)

    await run_write(agree)
    return await world.changes(person, world.cluster)


async def frozen(world: World, person: str) -> bool:
    await run_write(rights.hold, [world.cluster])
    return await world.changes(person, world.cluster)


async def while_shown(world: World) -> None:
    visitors = await run_write(rights.visitors_in, world.classroom)
    await run_write(rights.show_to, world.classroom, visitors)


async def shown_page(world: World, person: str) -> bool:
    await while_shown(world)
    return await world.gets(person, f"/c/{world.own}/")


async def shown_change(world: World, person: str) -> bool:
    await while_shown(world)
    return await world.changes(person, world.own)


async def old_link(world: World, person: str) -> bool:
    token = await run_write(access.issue_page_token, world.seat.cluster, Role.VIEWER)
    await run_write(access.revoke_token, token)
    return await world.gets(person, f"/c/{world.cluster}/?token={token}")


async def makes_share(world: World, person: str) -> bool:
    path, body = f"/c/{world.cluster}/shares", json.dumps({"kind": "view"})
    answer = await world.client(person).post(
        path, body, content_type="application/json", headers=OWN_PAGE
    )
    assert answer.status_code in (201, 401, 403)
    return answer.status_code == 201


@dataclass
class Shared:
    """A share that somebody holds, of the learner's cluster or of another one."""

    kind: str = "view"
    is_revoked: bool = False
    is_other: bool = False

    def make(self, world: World) -> Share:
        cluster = world.classroom.cluster if self.is_other else world.seat.cluster
        assert cluster is not None
        share = shares.create(cluster, "", Wish(kind=self.kind))
        if self.is_revoked:
            shares.revoke(share)
        return share

    def page(self) -> Ask:
        async def ask(world: World, person: str) -> bool:
            share = await run_write(self.make, world)
            return await world.gets(person, f"/share/{share.secret}")

        return ask

    def gets(self, path: str) -> Ask:
        async def ask(world: World, person: str) -> bool:
            share = await run_write(self.make, world)
            headers = {"x-kubeloop-share": share.secret}
            return await world.gets(person, path.format(cluster=world.cluster), headers)

        return ask

    def connects(self, path: str) -> Ask:
        async def ask(world: World, person: str) -> bool:
            share = await run_write(self.make, world)
            address = path.format(cluster=world.cluster)
            return await world.connects(person, f"{address}?share={share.secret}")

        return ask

    async def changes(self, world: World, person: str) -> bool:
        share = await run_write(self.make, world)
        return await world.changes(person, world.cluster, {"x-kubeloop-share": share.secret})

    async def copies(self, world: World, person: str) -> bool:
        share = await run_write(self.make, world)
        answer = await world.client(person).post(
            f"/embed/{share.secret}/start",
            "{}",
            content_type="application/json",
            headers=OWN_PAGE,
        )
        assert answer.status_code in (201, 403)
        return answer.status_code == 201

    def with_copy(self, *, is_original: bool) -> Ask:
        async def ask(world: World, person: str) -> bool:
            share = await run_write(self.make, world)
            copy = (await start(share.secret)).json()
            target = world.cluster if is_original else copy["cluster"]
            return await world.changes(person, target, {"x-kubeloop-guest": copy["guest"]})

        return ask


LOOK, TRY = Shared(), Shared("sandbox")
REVOKED, OTHER = Shared(is_revoked=True), Shared(is_other=True)


def act(verb: str, **body: object) -> Ask:
    async def ask(world: World, person: str) -> bool:
        return await world.does(person, verb, **body)

    return ask


def one(verb: str, **body: object) -> Ask:
    async def ask(world: World, person: str) -> bool:
        return await world.does(person, verb, **body, seat=world.seat.pk)

    return ask


QUESTIONS: dict[str, Ask] = {
    "page of the learner's cluster": lambda w, p: w.gets(p, f"/c/{w.cluster}/"),
    "kubeconfig of the learner's cluster": lambda w, p: w.gets(p, f"/c/{w.cluster}/kubeconfig"),
    "read the learner's cluster by the API": lambda w, p: w.gets(p, f"/k8s/{w.cluster}{WEB}"),
    "watch the learner's cluster by the API": lambda w, p: w.gets(
        p, f"/k8s/{w.cluster}/api/v1/pods?watch=1&timeoutSeconds=1"
    ),
    "change the learner's cluster by the API": lambda w, p: w.changes(p, w.cluster),
    "change it with consent": with_consent,
    "change it while the class is frozen": frozen,
    "websocket of the learner's cluster": lambda w, p: w.connects(p, f"/ws/c/{w.cluster}/"),
    "terminal of the learner's cluster": lambda w, p: w.connects(p, f"/ws/terminal/{w.cluster}/"),
    "a link to the learner's cluster, used up": old_link,
    "share the learner's cluster": makes_share,
    "page by a share to look at": LOOK.page(),
    "read by the API by a share to look at": LOOK.gets("/k8s/{cluster}" + WEB),
    "watch by the API by a share to look at": LOOK.gets(
        "/k8s/{cluster}/api/v1/pods?watch=1&timeoutSeconds=1"
    ),
    "change by the API by a share to look at": LOOK.changes,
    "websocket by a share to look at": LOOK.connects("/ws/c/{cluster}/"),
    "terminal by a share to look at": LOOK.connects("/ws/terminal/{cluster}/"),
    "kubeconfig by a share to look at": LOOK.gets("/c/{cluster}/kubeconfig"),
    "a copy by a share to look at": LOOK.copies,
    "a copy by a share to try out": TRY.copies,
    "change one's copy by the API": TRY.with_copy(is_original=False),
    "change the shared cluster by the copy's key": TRY.with_copy(is_original=True),
    "page by a revoked share": REVOKED.page(),
    "read by the API by a revoked share": REVOKED.gets("/k8s/{cluster}" + WEB),
    "websocket by a revoked share": REVOKED.connects("/ws/c/{cluster}/"),
    "read the cluster by another cluster's share": OTHER.gets("/k8s/{cluster}" + WEB),
    "websocket of the cluster by another cluster's share": OTHER.connects("/ws/c/{cluster}/"),
    "page of the teacher's cluster": lambda w, p: w.gets(p, f"/c/{w.own}/"),
    "page of the teacher's cluster while shown": shown_page,
    "change the teacher's cluster while shown": shown_change,
    "the wall": lambda w, p: w.gets(p, f"/class/{w.code}/"),
    "websocket of the wall": lambda w, p: w.connects(p, f"/ws/class/{w.code}/wall/"),
    "websocket of the class for pages": lambda w, p: w.connects(p, f"/ws/class/{w.code}/page/"),
    "results as CSV": lambda w, p: w.gets(p, f"/class/{w.code}/results.csv"),
    "raise a hand": act("hand", up=True),
    "ask to help the learner": one("help"),
    "send the learner a hint": one("hint", text="Look at the node."),
    "rename the learner": one("rename", nickname="Greta"),
    "take the learner out": one("take-out"),
    "freeze all": act("freeze"),
    "fail a node everywhere": act("fail-node", node="node-2"),
    "limit the Pods of all": act("limit", pods=50),
    "reset all": act("reset"),
    "ask a prediction": act("ask", **QUESTION),
    "end the class": act("end"),
    "delete everything": act("delete"),
}


def test_the_document_and_the_test_ask_about_the_same_things():
    assert list(rows()) == list(QUESTIONS)


@pytest.mark.parametrize("what", list(QUESTIONS))
async def test_each_may_what_the_table_says(transactional_db: None, what: str):
    expected = dict(zip(PEOPLE, rows()[what], strict=True))
    found = {}
    for person in PEOPLE:
        world = await run_write(World)
        found[person] = "yes" if await QUESTIONS[what](world, person) else "no"
        await run_write(forget, world)
    assert found == expected


def forget(_: World) -> None:
    for classroom in Classroom.objects.all():
        delete_class(classroom)

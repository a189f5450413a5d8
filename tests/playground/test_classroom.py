"""What is done in a class: hands, help with consent, freeze, shown clusters, faults, questions."""

from __future__ import annotations

import asyncio
import csv
import datetime
import io
import json
import re
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator
from django.db import OperationalError
from django.utils import timezone

from cluster.live.messages import LATE
from cluster.runtime.executors import run_read, run_write
from cluster.runtime.reach import reach
from cluster.runtime.reconciler import Reconciler
from cluster.store.orm import edit, read_list
from playground.access import Forbidden
from playground.asgi import websocket_application
from playground.classroom import classes, rights, room
from playground.classroom.models import Classroom, Seat
from tests.classroom import Member, a_class, a_helper, a_learner, a_teacher

OWN_PAGE = {"origin": "http://testserver"}
HOST = (b"host", b"testserver")
DEPLOYMENT = "/apis/apps/v1/namespaces/default/deployments/web"


async def do(person: Member, classroom: Classroom, verb: str, **body: Any) -> tuple[int, dict]:
    """One act; gives status and answer."""
    path = f"/class/{classroom.code}/do/{verb}"
    text = json.dumps(body)
    answer = await person.client.post(path, text, content_type="application/json", headers=OWN_PAGE)
    return answer.status_code, answer.json()


async def scale(person: Member, cluster_id: str, replicas: int) -> tuple[int, dict]:
    """What the buttons of the page send."""
    answer = await person.client.patch(
        f"/k8s/{cluster_id}{DEPLOYMENT}",
        json.dumps({"spec": {"replicas": replicas}}),
        content_type="application/merge-patch+json",
        headers=OWN_PAGE,
    )
    return answer.status_code, answer.json()


def token_in(kubeconfig: str) -> str:
    found = re.search(r"kl_[\w-]+", kubeconfig)
    assert found, kubeconfig
    return found[0]


class Cast:
    """ms_weber teaches Grete and Rosa, with a helper."""

    def __init__(self) -> None:
        self.classroom = a_class()
        self.teacher = a_teacher()
        self.seat, self.grete = a_learner(self.classroom, "Grete")
        self.other, self.rosa = a_learner(self.classroom, "Rosa")
        self.helper = a_helper(self.classroom)

    def do(self, person: Member, verb: str, **body: Any):
        return do(person, self.classroom, verb, **body)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast()


class Line:
    """A websocket of the class in tests; remembers what it was told last, by type."""

    def __init__(self, person: Member, path: str) -> None:
        cookie = (b"cookie", person.cookie_header.encode())
        self.socket = WebsocketCommunicator(websocket_application, path, headers=[HOST, cookie])
        self.told: dict[str, Any] = {}
        self.seats: dict[int, dict] = {}

    async def open(self) -> Line:
        assert (await self.socket.connect())[0]
        return self

    async def until(self, is_so, seconds: float = 8.0) -> None:
        async with asyncio.timeout(seconds):
            while not is_so(self):
                frame = json.loads(await self.socket.receive_from(timeout=seconds))
                self.told[frame["type"]] = frame
                if frame["type"] == "seats":
                    self.seats |= {card["id"]: card for card in frame["put"]}
                    for gone in frame["gone"]:
                        self.seats.pop(gone)

    async def close(self) -> None:
        await self.socket.disconnect()


async def test_help_needs_consent_and_ends_on_either_side(cast: Cast):
    cluster_id = cast.seat.cluster_id
    assert (await scale(cast.teacher, cluster_id, 4))[0] == 403
    assert (await cast.do(cast.grete, "accept"))[0] == 422
    assert (await cast.do(cast.teacher, "help", seat=cast.seat.pk))[0] == 200
    assert (await scale(cast.teacher, cluster_id, 4))[0] == 403
    assert (await cast.do(cast.grete, "accept"))[0] == 200
    assert (await scale(cast.teacher, cluster_id, 4))[0] == 200
    assert (await scale(cast.grete, cluster_id, 5))[0] == 200
    assert (await scale(cast.helper, cluster_id, 6))[0] == 403
    assert (await cast.do(cast.grete, "end-help"))[0] == 200
    assert (await scale(cast.teacher, cluster_id, 7))[0] == 403
    await cast.do(cast.helper, "help", seat=cast.seat.pk)
    await cast.do(cast.grete, "accept")
    assert (await scale(cast.helper, cluster_id, 8))[0] == 200
    assert (await cast.do(cast.helper, "end-help", seat=cast.seat.pk))[0] == 200
    assert (await scale(cast.helper, cluster_id, 9))[0] == 403


async def test_a_kubeconfig_made_while_helping_is_worth_nothing_after(cast: Cast):
    cluster_id = cast.seat.cluster_id
    await cast.do(cast.teacher, "help", seat=cast.seat.pk)
    await cast.do(cast.grete, "accept")
    text = (await cast.teacher.client.get(f"/c/{cluster_id}/kubeconfig")).content.decode()
    token = token_in(text)
    bearer = {"authorization": f"Bearer {token}"}
    path = f"/k8s/{cluster_id}/api/v1/namespaces"
    assert (await cast.rosa.client.get(path, headers=bearer)).status_code == 200
    await cast.do(cast.grete, "end-help")
    assert (await cast.rosa.client.get(path, headers=bearer)).status_code == 401


async def test_a_frozen_class_may_look_and_is_told_why_it_may_not_change(cast: Cast):
    assert (await cast.do(cast.teacher, "freeze"))[0] == 200
    code, status = await scale(cast.grete, cast.seat.cluster_id, 5)
    assert (code, status["reason"], status["message"]) == (403, "Forbidden", rights.FROZEN)
    looked = await cast.grete.client.get(f"/k8s/{cast.seat.cluster_id}{DEPLOYMENT}")
    assert looked.status_code == 200
    late, person = await run_write(a_learner, cast.classroom, "Late")
    assert (await scale(person, late.cluster_id, 5))[0] == 403
    assert (await cast.do(cast.teacher, "unfreeze"))[0] == 200
    assert (await scale(cast.grete, cast.seat.cluster_id, 5))[0] == 200
    assert (await scale(person, late.cluster_id, 5))[0] == 200


async def test_a_frozen_class_holds_kubectl_too(cast: Cast):
    cluster_id = cast.seat.cluster_id
    text = (await cast.grete.client.get(f"/c/{cluster_id}/kubeconfig")).content.decode()
    token = token_in(text)
    await cast.do(cast.teacher, "freeze")
    answer = await cast.grete.client.delete(
        f"/k8s/{cluster_id}{DEPLOYMENT}", headers={"authorization": f"Bearer {token}"}
    )
    assert (answer.status_code, answer.json()["message"]) == (403, rights.FROZEN)


async def test_the_shown_cluster_can_be_looked_at_until_it_is_hidden(cast: Cast):
    shown = cast.classroom.cluster_id
    path = f"/c/{shown}/"
    assert (await cast.grete.client.get(path)).status_code == 403
    await cast.do(cast.teacher, "show")
    assert (await cast.grete.client.get(path)).status_code == 200
    assert (await scale(cast.grete, shown, 5))[0] == 403
    late, person = await run_write(a_learner, cast.classroom, "Late")
    assert (await person.client.get(path)).status_code == 200
    await cast.do(cast.teacher, "hide")
    assert (await cast.grete.client.get(path)).status_code == 403
    assert (await scale(cast.teacher, shown, 5))[0] == 200


def faults_of(cluster_id: str) -> int:
    return len(read_list(cluster_id, "Fault")[1])


async def test_a_fault_comes_everywhere_and_is_repaired_everywhere(cast: Cast):
    code, answer = await cast.do(cast.teacher, "fail-node", node="node-2")
    assert (code, answer) == (200, {"changed": 2, "refused": []})
    assert (await cast.do(cast.teacher, "fail-node", node="node-2"))[1]["refused"] == []
    for seat in (cast.seat, cast.other):
        assert await run_read(faults_of, seat.cluster_id) == 1
    assert (await cast.do(cast.teacher, "repair"))[1]["changed"] == 2
    assert await run_read(faults_of, cast.seat.cluster_id) == 0
    code, answer = await cast.do(cast.teacher, "fail-node", node="node-9")
    assert answer == {"changed": 0, "refused": ["there is no node node-9"] * 2}
    assert (await cast.do(cast.teacher, "fail-node"))[0] == 422


async def test_speed_for_all_and_reset_for_all(cast: Cast):
    cluster_id = cast.seat.cluster_id
    assert (await cast.do(cast.teacher, "speed", speed=10))[1]["changed"] == 2
    clock = await cast.grete.client.get(
        f"/k8s/{cluster_id}/apis/sim.kubeloop.dev/v1alpha1/clocks/clock"
    )
    assert clock.json()["spec"]["speed"] == 10
    assert (await cast.do(cast.teacher, "speed", speed=7))[0] == 422
    await scale(cast.grete, cluster_id, 9)
    await cast.do(cast.teacher, "fail-node", node="node-1")
    await run_write(Reconciler().run_until_quiet, cluster_id, 30)
    assert (await cast.do(cast.teacher, "reset"))[1] == {"changed": 2, "refused": []}
    await run_write(Reconciler().run_until_quiet, cluster_id, 30)
    assert await run_read(as_new, cluster_id)


async def test_a_learner_has_as_many_pods_as_the_teacher_allows(cast: Cast):
    """From the beginning, and for who is here already; the teacher's cluster is no learner's."""
    cluster_id = str(cast.seat.cluster_id)
    code, refused = await scale(cast.grete, cluster_id, 101)
    assert code == 403
    assert "requested 101 replicas, at most 100 Pods are allowed" in refused["message"]
    assert (await scale(cast.teacher, str(cast.classroom.cluster_id), 101))[0] == 200
    assert (await cast.do(cast.teacher, "limit", pods=30)) == (200, {})
    assert (await scale(cast.grete, cluster_id, 31))[0] == 403
    assert (await cast.do(cast.teacher, "limit", pods=120))[0] == 200
    assert (await scale(cast.grete, cluster_id, 101))[0] == 200
    assert (await cast.do(cast.teacher, "end"))[0] == 200
    assert (await scale(cast.grete, cluster_id, 500))[0] == 200


@pytest.mark.parametrize("pods", [19, 6001, 0, -1, "many", None, True, 50.5])
async def test_a_wrong_limit_is_refused(cast: Cast, pods: Any):
    code, answer = await cast.do(cast.teacher, "limit", pods=pods)
    assert (code, answer["details"]["causes"][0]["field"]) == (422, "pods")
    assert "from 20 to 6000" in answer["message"]
    await cast.classroom.arefresh_from_db()
    assert cast.classroom.most_pods == 100


def as_new(cluster_id: str) -> bool:
    with edit(cluster_id) as editing:
        web = editing.get("Deployment", "default", "web")
        nodes = editing.list("Node")
        assert web is not None
        assert web.manifest["status"]["readyReplicas"] == 3
        assert not editing.list("Fault")
        assert editing.count("Pod") == 3
        assert editing.count("ReplicaSet") == 1
        return [node.name for node in nodes] == ["node-1", "node-2", "node-3"]


async def test_a_reset_is_the_same_for_who_had_it_open(cast: Cast):
    """A worker that held the cluster goes on with the new objects."""
    cluster_id, worker = cast.seat.cluster_id, Reconciler()
    await run_write(worker.run_until_quiet, cluster_id, 30)
    await cast.do(cast.teacher, "reset", seat=cast.seat.pk)
    await run_write(worker.run_until_quiet, cluster_id, 30)
    assert await run_read(as_new, cluster_id)


QUESTION = {
    "text": "How many Pods?",
    "choices": ["2", "3", "4"],
    "right": 2,
    "command": "kubectl scale deployment/web --replicas=6",
}


async def test_the_class_predicts_and_the_run_is_played_on_the_teachers_cluster(cast: Cast):
    question = (await cast.do(cast.teacher, "ask", **QUESTION))[1]["question"]
    page = await Line(cast.grete, f"/ws/class/{cast.classroom.code}/page/").open()
    wall = await Line(cast.teacher, f"/ws/class/{cast.classroom.code}/wall/").open()
    await page.until(lambda line: line.told.get("seat", {}).get("question"))
    seen = page.told["seat"]["question"]
    assert (seen["right"], seen["counts"], seen["mine"]) == (None, None, None)
    assert (await cast.do(cast.grete, "answer", question=question, choice=1))[0] == 200
    assert (await cast.do(cast.grete, "answer", question=question, choice=2))[0] == 200
    assert (await cast.do(cast.rosa, "answer", question=question, choice=0))[0] == 200
    await wall.until(
        lambda line: (line.told.get("class", {}).get("question") or {}).get("counts") == [1, 0, 1]
    )
    assert wall.told["class"]["question"]["right"] is None
    code, answer = await cast.do(cast.teacher, "play")
    assert (code, answer["output"]) == (200, "deployment.apps/web scaled")
    assert (await cast.do(cast.rosa, "answer", question=question, choice=2))[0] == 422
    await cast.do(cast.teacher, "show-answer")
    await page.until(lambda line: line.told["seat"]["question"]["right"] == 2)
    text = (await cast.teacher.client.get(f"/class/{cast.classroom.code}/results.csv")).content
    rows = list(csv.reader(io.StringIO(text.decode())))
    assert rows[0][4:] == ["1. How many Pods?", "1 right", "right in all"]
    assert [[row[0], *row[4:]] for row in rows[1:]] == [
        ["Grete", "4", "yes", "1"],
        ["Rosa", "2", "no", "0"],
    ]
    for line in (page, wall):
        await line.close()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({"text": ""}, "text", id="no question"),
        pytest.param({"choices": ["one"]}, "choices", id="one choice"),
        pytest.param({"choices": [""] * 3}, "choices", id="blank choices"),
        pytest.param({"right": 3}, "right", id="right is none of them"),
        pytest.param({"right": True}, "right", id="right is no number"),
    ],
)
async def test_a_bad_question_is_refused_at_its_field(cast: Cast, body: dict, field: str):
    code, status = await cast.do(cast.teacher, "ask", **{**QUESTION, **body})
    assert (code, status["details"]["causes"][0]["field"]) == (422, field)


async def test_the_wall_shows_hands_stuck_and_who_is_here(cast: Cast):
    seat, code = cast.seat.pk, cast.classroom.code
    wall = await Line(cast.teacher, f"/ws/class/{code}/wall/").open()
    await wall.until(lambda line: seat in line.seats)
    assert wall.seats[seat]["state"] == "away"
    page = await Line(cast.grete, f"/ws/class/{code}/page/").open()
    await wall.until(lambda line: line.seats[seat]["state"] == "working")
    await cast.do(cast.grete, "hand", up=True)
    await wall.until(lambda line: line.seats[seat]["words"] == "has a question")
    for _ in range(3):
        assert (await scale(cast.grete, cast.seat.cluster_id, -1))[0] == 422
    await wall.until(lambda line: line.seats[seat]["words"] == "same refusal 3 times")
    await wall.until(lambda line: line.told["class"]["order"][0] == seat)
    await cast.do(cast.helper, "helped", seat=seat)
    await wall.until(lambda line: line.seats[seat]["state"] == "working")
    await page.close()
    await wall.until(lambda line: line.seats[seat]["state"] == "away")
    await wall.until(lambda line: any(each["seat"] == seat for each in line.told["minis"]["put"]))
    await wall.close()


async def test_hints_names_and_taking_out(cast: Cast):
    seat, code = cast.seat.pk, cast.classroom.code
    page = await Line(cast.grete, f"/ws/class/{code}/page/").open()
    await cast.do(cast.helper, "hint", seat=seat, text="Look at the node.")
    await page.until(lambda line: line.told.get("seat", {}).get("me", {}).get("hint"))
    assert page.told["seat"]["me"]["hint"] == "Look at the node."
    assert (await cast.do(cast.teacher, "hint", seat=seat, text=" "))[0] == 422
    assert (await cast.do(cast.teacher, "rename", seat=seat, nickname="rosa"))[0] == 422
    assert (await cast.do(cast.teacher, "rename", seat=seat, nickname="Greta"))[0] == 200
    assert (await cast.do(cast.teacher, "take-out", seat=seat))[0] == 200
    await page.until(lambda line: "error" in line.told)
    with pytest.raises(Forbidden):
        await run_read(cast.teacher.enter, cast.seat.cluster_id)
    assert (await scale(cast.grete, cast.seat.cluster_id, 5))[0] == 200
    await page.close()


async def test_after_the_bell_clusters_are_the_learners_to_keep(cast: Cast):
    cluster_id = cast.seat.cluster_id
    await cast.do(cast.teacher, "freeze")
    await cast.do(cast.teacher, "show")
    assert (await cast.do(cast.teacher, "end"))[0] == 200
    assert (await scale(cast.grete, cluster_id, 5))[0] == 200
    assert (await cast.teacher.client.get(f"/c/{cluster_id}/")).status_code == 403
    assert (await cast.helper.client.get(f"/c/{cluster_id}/")).status_code == 403
    shown = await cast.grete.client.get(f"/c/{cast.classroom.cluster_id}/")
    assert shown.status_code == 403
    assert (await cast.do(cast.grete, "hand", up=True))[0] == 422


async def test_one_click_deletes_seats_answers_and_clusters(cast: Cast):
    from cluster.store import clusters

    assert (await cast.do(cast.teacher, "delete"))[0] == 200
    assert await run_read(Seat.objects.count) == 0
    assert await run_read(clusters.count) == (0, 0)
    assert (await cast.grete.client.get(f"/c/{cast.seat.cluster_id}/")).status_code == 404


def test_a_class_that_nobody_uses_is_forgotten_and_clusters_stay(cast: Cast, settings):
    old = timezone.now() - datetime.timedelta(days=settings.KUBELOOP_LIMITS["class_days"] + 1)
    assert classes.forget_old_classes() == 0
    Classroom.objects.update(used_at=old)
    assert classes.forget_old_classes() == 1
    assert Classroom.objects.count() == 0
    assert cast.grete.enter(cast.seat.cluster_id).may_change
    with pytest.raises(Forbidden):
        cast.teacher.enter(cast.seat.cluster_id)


async def test_only_the_teacher_points_and_learners_see_where(cast: Cast):
    code = cast.classroom.code
    page = await Line(cast.grete, f"/ws/class/{code}/page/").open()
    desk = await Line(cast.teacher, f"/ws/class/{code}/page/").open()
    await page.until(lambda line: "seat" in line.told)
    await desk.until(lambda line: "seat" in line.told)
    point = {"type": "point", "kind": "Pod", "name": "web-1", "x": 2, "y": 0.5}
    await page.socket.send_to(text_data=json.dumps({**point, "name": "mine"}))
    await desk.socket.send_to(text_data=json.dumps(point))
    await page.until(lambda line: "pointer" in line.told)
    found = page.told["pointer"]
    assert (found["name"], found["x"], found["y"]) == ("web-1", 1.0, 0.5)
    for line in (page, desk):
        await line.close()


async def test_a_wall_says_when_bus_or_database_are_away(cast: Cast, monkeypatch):
    wall = await Line(cast.teacher, f"/ws/class/{cast.classroom.code}/wall/").open()
    await wall.until(lambda line: "class" in line.told)
    assert "notice" not in wall.told
    reach.note_failure(ConnectionRefusedError())
    try:
        await wall.until(lambda line: line.told.get("notice", {}).get("message") == LATE)
    finally:
        reach.note_success()
    await wall.until(lambda line: line.told["notice"]["message"] == "")

    def away(class_id: int) -> None:
        raise OperationalError("the connection is closed")

    with monkeypatch.context() as patch:
        patch.setattr(room, "read_class", away)
        await wall.until(lambda line: line.told["notice"]["message"] == room.NO_DATABASE)
    await wall.until(lambda line: line.told["notice"]["message"] == "")
    await wall.close()

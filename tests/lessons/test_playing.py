"""A learner plays lessons over HTTP; the cluster's clock is moved by hand, nobody waits."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import AsyncClient

from cluster.runtime.executors import run_write
from cluster.runtime.reconciler import Reconciler
from playground.tutorials import followers
from playground.tutorials.models import Progress
from playground.tutorials.summary import summaries, summaries_by_cluster
from tests.kubectl_terminal.terminal import Terminal
from tests.people import Person

FIRST, SECOND = "01-desired-state", "02-delete-a-pod"
PAGE = {"headers": {"x-kubeloop": "page"}}


class Player:
    """A person in a lesson."""

    def __init__(self, person: Person, slug: str) -> None:
        self.person, self.slug = person, slug
        self.client: AsyncClient = person.client
        self.state: dict[str, Any] = {}

    async def open(self) -> str:
        """The cluster that the lesson leads to."""
        response = await self.client.get(f"/lessons/{self.slug}/")
        assert response.status_code == 302, response.content
        await self.look()
        return response.headers["Location"]

    async def look(self, step: int | None = None) -> dict[str, Any]:
        query = "" if step is None else f"?step={step}"
        response = await self.client.get(f"/lessons/{self.slug}/state{query}")
        assert response.status_code == 200, response.content
        self.state = response.json()
        return self.state

    async def do(self, verb: str, status: int = 200, **wish: Any) -> dict[str, Any]:
        response = await self.client.post(
            f"/lessons/{self.slug}/do/{verb}", wish, content_type="application/json", **PAGE
        )
        assert response.status_code == status, response.content
        if status == 200:
            self.state = response.json()
        return response.json()

    async def kubectl(self, line: str) -> None:
        terminal = Terminal(self.person, cluster_id=self.state["cluster"])
        done = await terminal.run(line)
        assert done.code == 0, done.err

    async def pass_seconds(self, seconds: float) -> dict[str, Any]:
        await run_write(Reconciler().run_for, self.state["cluster"], seconds)
        return await self.look()


@pytest.fixture
async def player(alice: Person) -> Player:
    made = Player(alice, FIRST)
    await made.open()
    return made


async def test_a_lesson_has_a_cluster_of_its_own(alice: Person):
    player = Player(alice, FIRST)
    where = await player.open()
    assert where == f"/c/{player.state['cluster']}/?lesson={FIRST}"
    assert player.state["cluster"] != alice.cluster.id
    assert (await alice.client.get(where)).status_code == 200
    assert await player.open() == where, "opened again it goes on where it was"


async def test_nobody_else_gets_into_it(player: Player, bob: Person, charlie: Person):
    for person in (bob, charlie):
        answer = await person.client.get(f"/lessons/{FIRST}/state")
        assert answer.status_code == 404
        page = await person.client.get(f"/c/{player.state['cluster']}/")
        assert page.status_code == 403


async def test_a_step_is_refused_before_and_accepted_after_any_route(player: Player):
    await player.do("next")
    assert player.state["step"]["id"] == "reborn"
    refusal = await player.do("next", status=409)
    assert refusal["message"] == "This step is not done yet."
    assert [goal["met"] for goal in player.state["step"]["goals"]] == [False, True]
    await player.kubectl("kubectl delete pods -l app=web --wait=false")
    state = await player.pass_seconds(20)
    assert state["step"]["done"]
    assert state["step"]["canGoOn"]
    await player.do("next")
    assert player.state["index"] == 2


async def test_the_gap_is_told_in_words(player: Player):
    await player.do("next")
    await player.kubectl("kubectl scale deployment web --replicas=1")
    state = await player.pass_seconds(10)
    words = {goal["id"]: goal["words"] for goal in state["step"]["goals"]}
    assert words == {
        "new": "No new Pod is ready yet.",
        "three": "1 of 3 ready Pods with app=web.",
    }


@pytest.mark.parametrize(
    ("choice", "words", "reasons"),
    [
        (0, "You said 2, it was 3.", 2),
        (1, "You said 3, and it was 3.", 1),
        (2, "You said 0, it was 3.", 2),
    ],
)
async def test_an_answer_is_held_against_the_run(
    alice: Person, choice: int, words: str, reasons: int
):
    player = Player(alice, SECOND)
    await player.open()
    assert player.state["step"]["prediction"]["verdict"] is None
    await player.do("answer", choice=choice)
    assert not player.state["step"]["done"], "the run has only begun"
    state = await player.pass_seconds(6)
    verdict = state["step"]["prediction"]["verdict"]
    assert verdict["words"] == words
    assert verdict["right"] is (choice == 1)
    assert len(verdict["because"]) == reasons
    assert state["step"]["done"]
    assert (await player.do("answer", status=409, choice=1))["message"] == (
        "Your answer is locked in."
    )


async def test_an_answer_that_is_none_is_refused(alice: Person):
    player = Player(alice, SECOND)
    await player.open()
    await player.do("answer", status=409, choice=7)
    assert (await player.look())["step"]["prediction"]["chosen"] is None


async def test_a_goal_that_was_lost_stays_lost_until_the_step_begins_again(alice: Person):
    player = Player(alice, SECOND)
    await player.open()
    for _ in range(2):
        await player.do("answer", choice=0)
        await player.pass_seconds(10)
        await player.do("next")
    assert player.state["step"]["id"] == "proof"
    before = player.state["cluster"]
    await player.kubectl("kubectl delete pods -l app=web --wait=false")
    state = await player.pass_seconds(20)
    goals = {goal["id"]: goal for goal in state["step"]["goals"]}
    assert goals["all-new"]["met"]
    assert goals["never-none"]["lost"]
    assert not state["step"]["done"]
    await player.do("again")
    assert player.state["cluster"] != before, "a fork of the moment at which the step began"
    assert not any(goal["lost"] for goal in player.state["step"]["goals"])
    await player.kubectl("kubectl rollout restart deployment web")
    assert (await player.pass_seconds(30))["step"]["done"]


async def test_requests_that_fail_lose_a_goal_and_are_counted_in_words(alice: Person):
    player = Player(alice, "10-recreate")
    await player.open()
    await player.do("next")
    for _ in range(2):
        await player.do("answer", choice=0)
        await player.pass_seconds(120)
        await player.do("next")
    goals = {goal["id"]: goal for goal in player.state["step"]["goals"]}
    assert goals["no-failures"]["met"]
    await player.kubectl("kubectl set image deployment/web web=web:v2")
    state = await player.pass_seconds(30)
    goal = next(each for each in state["step"]["goals"] if each["id"] == "no-failures")
    assert goal["lost"]
    assert re.fullmatch(r"[1-9]\d* requests failed, wanted 0\.", goal["words"])
    followers.held.clear()
    again = next(each for each in (await player.look())["step"]["goals"] if each["lost"])
    assert again["lost"], "what was counted is not forgotten"


async def test_hints_come_one_by_one_and_then_the_solution(player: Player):
    await player.do("next")
    for count in (1, 2, 3):
        await player.do("hint")
        assert len(player.state["step"]["hints"]) == count
        assert player.state["step"]["solution"] == []
    await player.do("hint")
    (line,) = player.state["step"]["solution"]
    assert line.startswith("kubectl delete pod web-")


async def test_an_earlier_step_can_be_read_again(player: Player):
    await player.do("next")
    state = await player.look(step=0)
    assert (state["shown"], state["index"], state["step"]["id"]) == (0, 1, "look")


async def test_restart_makes_a_new_cluster_from_the_start(player: Player):
    await player.do("next")
    before = player.state["cluster"]
    await player.do("restart")
    assert player.state["index"] == 0
    assert player.state["cluster"] != before
    gone = await player.client.get(f"/c/{before}/")
    assert gone.status_code == 404


async def test_progress_survives_the_loss_of_all_memory(player: Player):
    await player.do("next")
    await player.kubectl("kubectl delete pods -l app=web --wait=false")
    await player.pass_seconds(2)
    followers.held.clear()
    state = await player.pass_seconds(20)
    assert state["step"]["id"] == "reborn"
    assert state["step"]["done"], "the Pods that came before are still known as new"


async def test_a_code_carries_progress_to_another_browser(player: Player, charlie: Person):
    await player.do("next")
    made = await player.client.post("/lessons/code", {}, content_type="application/json", **PAGE)
    code = made.json()["code"]
    answer = await charlie.client.post("/lessons/resume", {"code": f" {code.upper()} "})
    assert answer.status_code == 302
    other = Player(charlie, FIRST)
    await other.open()
    assert other.state["cluster"] == player.state["cluster"]
    assert other.state["index"] == 1


async def test_a_code_that_nobody_has_is_refused(charlie: Person, transactional_db: None):
    answer = await charlie.client.post("/lessons/resume", {"code": "bbbb-bbbb"})
    assert answer.status_code == 400
    assert b"No learner has this code" in answer.content


async def test_a_foreign_page_changes_nothing(player: Player):
    answer = await player.client.post(
        f"/lessons/{FIRST}/do/next",
        {},
        content_type="application/json",
        headers={"origin": "https://elsewhere.example"},
    )
    assert answer.status_code == 403
    assert (await player.look())["index"] == 0


async def test_the_list_shows_what_there_is_and_what_was_begun(player: Player):
    page = (await player.client.get("/lessons/")).content.decode()
    assert "Desired state and the loop" in page
    assert "Go on" in page
    unknown = await player.client.get("/lessons/99-nothing/")
    assert unknown.status_code == 404


async def test_the_classroom_can_ask_how_far_everybody_is(player: Player, bob: Person):
    await player.do("next")
    digest = player.person.visitor.digest
    found = await run_write(summaries, [digest, bob.visitor.digest])
    assert list(found) == [digest]
    assert (found[digest].slug, found[digest].done, found[digest].total) == (FIRST, 1, 6)
    assert found[digest].step_title == "One Pod is missing"
    by_cluster = await run_write(summaries_by_cluster, [player.state["cluster"], "nothing"])
    assert list(by_cluster) == [player.state["cluster"]]
    assert await run_write(Progress.objects.count) == 1

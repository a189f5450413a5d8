"""The live feed over its websocket: snapshot, deltas, resume, refusals, lost hints."""

from __future__ import annotations

import asyncio
import json
import random

import pytest

from cluster.live import consumers, hub, messages, sending
from cluster.runtime import announce
from cluster.runtime.executors import run_write
from cluster.runtime.reach import reach
from tests.api.client import PODS, SIM, WEB, Api, a_pod
from tests.live.page import Page
from tests.people import Person


@pytest.fixture
def api(alice: Person) -> Api:
    return Api(alice)


async def run_and_tell(api: Api, seconds: float = 60.0) -> None:
    """Let the controllers work and hint, as the worker does."""
    await api.run(seconds)
    await announce.tell_watchers(api.cluster_id)


async def fresh_cards(alice: Person) -> dict:
    page = await Page.open(alice)
    await page.close()
    return page.cards


async def test_a_snapshot_then_deltas_that_join_without_gap(alice: Person, api: Api):
    page = await Page.open(alice)
    assert page.frames[0]["type"] == "snapshot"
    assert page.frames[0]["v"] == 1
    assert page.revision == await api.revision()
    assert page.clock["paused"] is False
    await api.patch(f"{WEB}/scale", {"spec": {"replicas": 5}})
    await run_and_tell(api)
    await page.until(lambda page: len(page.of("Pod")) == 5 and page.web["complete"])
    assert page.web["wanted"] == 5
    revisions = [(frame["from"], frame["revision"]) for frame in page.frames[1:]]
    assert all(
        former[1] == later[0] for former, later in zip(revisions, revisions[1:], strict=False)
    )
    writes = [write for frame in page.frames[1:] for write in frame["writes"]]
    assert writes[0]["by"] == "user"
    assert writes[0]["why"]["text"] == "scaled web from 3 to 5"
    assert {event["reason"] for event in page.events.values()} >= {"ScalingReplicaSet", "Started"}
    assert page.cards == await fresh_cards(alice)
    await page.close()


async def test_a_page_that_is_opened_later_gets_the_last_writes_too(alice: Person, api: Api):
    first = await Page.open(alice)
    await api.patch(f"{WEB}/scale", {"spec": {"replicas": 5}})
    await run_and_tell(api)
    await first.until(lambda page: page.web["complete"])
    await first.close()
    second = await Page.open(alice)
    writes = second.frames[0]["writes"]
    revisions = [write["revision"] for write in writes]
    assert revisions == sorted(set(revisions)) and revisions[-1] <= second.revision
    assert 0 < len(writes) <= 50
    scaled = next(write for write in writes if write["by"] == "user" and write["why"])
    assert (scaled["namespace"], scaled["name"]) == ("default", "web")
    assert "scaled web from 3 to 5" in [(write["why"] or {}).get("text") for write in writes]
    await second.close()


async def test_a_deleted_object_is_gone_from_the_page(alice: Person, api: Api):
    await api.post(PODS, a_pod("short"))
    page = await Page.open(alice)
    assert [pod["name"] for pod in page.of("Pod")] == ["short"]
    await api.delete(f"{PODS}/short")
    await page.until(lambda page: not page.of("Pod"))
    await page.close()


async def test_a_page_resumes_where_it_was(alice: Person, api: Api):
    page = await Page.open(alice)
    await page.close()
    await api.patch(f"{WEB}/scale", {"spec": {"replicas": 4}})
    await api.run()
    again = Page(alice, alice.cluster.id, f"?since={page.revision}")
    again.cards, again.events, again.revision = page.cards, page.events, page.revision
    await again.socket.connect()
    frame = await again.take()
    assert (frame["type"], frame["from"]) == ("delta", page.revision)
    assert frame["clock"] is not None
    assert again.cards == await fresh_cards(alice)
    await again.close()


async def test_resume_can_be_asked_for_on_an_open_connection(alice: Person, api: Api):
    page = await Page.open(alice)
    first = page.revision
    await api.post(PODS, a_pod("one"))
    await page.until(lambda page: bool(page.of("Pod")))
    await page.say({"type": "resume", "revision": first})
    frame = await page.take()
    assert (frame["type"], frame["from"]) == ("delta", first)
    assert [card["name"] for card in frame["put"] if card["kind"] == "Pod"] == ["one"]
    await page.close()


async def test_out_of_reach_means_a_snapshot(alice: Person, api: Api):
    await api.run()
    await api.post(PODS, a_pod("one"))

    def forget() -> None:
        from cluster import models

        rows = models.Journal.objects.filter(cluster_id=api.cluster_id).order_by("-last")
        rows.filter(last__lt=rows[0].last).delete()

    await run_write(forget)
    for since in (1, 10**9):
        page = await Page.open(alice, f"?since={since}")
        assert page.frames[0]["type"] == "snapshot"
        assert len(page.of("Pod")) == 4
        await page.close()


async def test_ping_tells_the_time_and_the_revision(alice: Person, api: Api):
    page = await Page.open(alice)
    await page.say({"type": "ping"})
    pong = await page.take()
    assert pong["type"] == "pong"
    assert pong["revision"] == page.revision
    assert pong["clock"]["now"] >= page.clock["now"]
    await page.close()


async def test_a_changed_clock_is_told_at_once(alice: Person, api: Api):
    page = await Page.open(alice)
    await api.patch(f"{SIM}/clocks/clock", {"spec": {"paused": True, "speed": 5}})
    await page.until(lambda page: page.clock["paused"] and page.clock["speed"] == 5)
    await page.close()


@pytest.mark.parametrize(
    "frame",
    [
        "{",
        "[]",
        "null",
        " ",
        '{"type": "dance"}',
        '{"type": "resume"}',
        '{"type": "resume", "revision": "x"}',
        '{"type": "ping", "more": 1}',
        '{"type": "ping"' + " " * 5000 + "}",
    ],
)
async def test_a_malformed_frame_ends_the_connection_with_its_reason(alice: Person, frame: str):
    page = await Page.open(alice)
    await page.say(frame)
    error = await page.take()
    assert (error["type"], error["code"]) == ("error", "Malformed")
    assert error["message"]
    assert await page.close_code() == 4400
    await page.close()


async def test_a_binary_frame_is_malformed(alice: Person):
    page = await Page.open(alice)
    await page.socket.send_to(bytes_data=b"\x00\x01")
    assert (await page.take())["code"] == "Malformed"
    assert await page.close_code() == 4400
    await page.close()


@pytest.mark.parametrize("since", ["x", "-1", "1.5", "9" * 30])
async def test_a_since_that_is_no_revision_is_malformed(alice: Person, since: str):
    page = await Page.open(alice, f"?since={since}")
    assert page.frames[0]["code"] == "Malformed"
    assert await page.close_code() == 4400
    await page.close()


async def test_a_stranger_is_refused(alice: Person, bob: Person, charlie: Person):
    for person in (bob, charlie):
        page = await Page.open(person, cluster_id=alice.cluster.id)
        assert page.frames[0]["code"] == "Forbidden"
        assert await page.close_code() == 4403
        await page.close()


async def test_a_page_that_does_not_read_is_sent_away(alice: Person, api: Api, monkeypatch):
    monkeypatch.setattr(consumers.FeedConsumer, "max_waiting_bytes", 1_000)
    page = Page(alice, alice.cluster.id)
    await page.socket.connect()
    error = await page.take()
    assert (error["type"], error["code"]) == ("error", "TooSlow")
    assert await page.close_code() == 4408
    await page.close()


async def test_a_backlog_of_the_server_sends_a_page_away_too(alice: Person, api: Api, monkeypatch):
    page = await Page.open(alice)
    monkeypatch.setattr(sending, "unsent_in", lambda scope: 10**9)
    await api.post(PODS, a_pod("one"))
    await page.until(lambda page: page.frames[-1]["type"] == "error")
    assert page.frames[-1]["code"] == "TooSlow"
    assert await page.close_code() == 4408
    await page.close()


async def test_all_pages_of_a_cluster_share_one_feed_that_ends_with_the_last(
    alice: Person, bob: Person, api: Api
):
    pages = [await Page.open(alice) for _ in range(3)]
    other = await Page.open(bob)
    assert hub.watched() == 2
    await api.post(PODS, a_pod("one"))
    for page in pages:
        await page.until(lambda page: bool(page.of("Pod")))
    assert not other.of("Pod")
    for page in (*pages, other):
        await page.close()
    await asyncio.sleep(0)
    assert hub.watched() == 0


async def test_pages_that_come_and_go_in_a_hurry_leave_nothing_behind(alice: Person, api: Api):
    dice = random.Random(3)

    async def visit(number: int) -> None:
        page = Page(alice, alice.cluster.id)
        await page.socket.connect()
        if number % 3:
            await page.take()
        await asyncio.sleep(dice.random() * 0.05)
        await page.close()

    for _ in range(4):
        await asyncio.gather(*(visit(number) for number in range(8)))
        await api.patch(f"{WEB}/scale", {"spec": {"replicas": dice.randint(1, 5)}})
    assert hub.watched() == 0
    page = await Page.open(alice)
    assert page.web["wanted"] == (await api.get(WEB)).json["spec"]["replicas"]
    await page.close()


async def test_half_of_all_hints_lost_changes_nothing_in_the_end(
    alice: Person, api: Api, monkeypatch
):
    dice, send = random.Random(5), announce.tell_watchers
    lost = []

    async def lossy(cluster_id: str) -> None:
        if dice.random() < 0.5:
            lost.append(cluster_id)
        else:
            await send(cluster_id)

    monkeypatch.setattr(announce, "tell_watchers", lossy)
    page = await Page.open(alice)
    for replicas in (5, 2, 7, 4):
        await api.patch(f"{WEB}/scale", {"spec": {"replicas": replicas}})
        for _ in range(5):
            await api.run(0.5)
            await lossy(api.cluster_id)
    await api.run(30)
    assert lost
    revision = await api.revision()
    await page.until(lambda page: page.revision >= revision, seconds=10)
    assert page.web["ready"] == 4
    assert page.cards == await fresh_cards(alice)
    await page.close()


async def test_a_gone_cluster_ends_its_pages(alice: Person, api: Api):
    page = await Page.open(alice)

    def remove() -> None:
        from cluster import models

        models.Cluster.objects.filter(id=api.cluster_id).delete()

    await run_write(remove)
    await announce.tell_watchers(api.cluster_id)
    await page.until(lambda page: page.frames[-1]["type"] == "error")
    assert page.frames[-1]["code"] == "NotFound"
    assert await page.close_code() == 4404
    await page.close()


async def test_frames_of_one_burst_are_one_frame(alice: Person, api: Api):
    page = await Page.open(alice)
    for number in range(20):
        await api.post(PODS, a_pod(f"pod-{number}"))
    await page.until(lambda page: len(page.of("Pod")) == 20)
    assert len(page.frames) < 20
    assert json.dumps(page.frames[0])
    await page.close()


async def test_a_page_is_told_when_hints_are_lost_and_when_they_come_again(alice: Person):
    early = await Page.open(alice)
    reach.note_failure(ConnectionRefusedError())
    try:
        late = await Page.open(alice)
        for page in (early, late):
            await page.until(lambda page: page.frames[-1]["type"] == "notice")
            assert page.frames[-1]["message"] == messages.LATE
    finally:
        reach.note_success()
    for page in (early, late):
        await page.until(lambda page: page.frames[-1]["message"] == "")
        await page.close()
    reach.note_failure(ConnectionRefusedError())
    reach.note_success()

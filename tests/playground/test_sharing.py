"""Share links: what they show, what they refuse, and that taking one back is heard at once."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Q
from django.test import AsyncClient

from cluster import models
from cluster.runtime.executors import run_read, run_write
from cluster.store import clusters
from cluster.store.checkpoints import present
from playground import losing
from playground.own_clusters import newest_first
from playground.sharing import shares
from playground.sharing.models import Copy, Share
from playground.tutorials.models import Progress
from tests.people import Person
from tests.sharing import OWN_PAGE, a_share, a_socket, first_frame, run_in_terminal, start
from tests.store.test_forks import run, update_image

WEB = "/apis/apps/v1/namespaces/default/deployments/web"
READ_ONLY = "shared to look at"


async def make(person: Person, body: Any, cluster_id: str = "") -> Any:
    path = f"/c/{cluster_id or person.cluster.id}/shares"
    return await person.client.post(
        path, json.dumps(body), content_type="application/json", headers=OWN_PAGE
    )


async def images_of(client: AsyncClient, path: str, **headers: str) -> set[str]:
    """What the Pods there run."""
    answer = await client.get(path, headers=headers)
    assert answer.status_code == 200, answer.content
    pods = answer.json()["items"]
    return {pod["spec"]["containers"][0]["image"] for pod in pods}


async def test_an_owner_makes_lists_and_revokes_links_and_nobody_else_does(alice, bob, charlie):
    made = await make(alice, {"kind": "view", "origins": ["https://Course.example.org/"]})
    assert made.status_code == 201
    body = made.json()
    assert (body["kind"], body["title"], body["revision"]) == ("view", "alice", None)
    assert body["origins"] == ["https://course.example.org"]
    assert len(body["secret"]) == 32
    path = f"/c/{alice.cluster.id}/shares"
    for person, status in ((alice, 200), (bob, 403), (charlie, 403)):
        assert (await person.client.get(path)).status_code == status
    assert (await make(bob, {"kind": "view"}, alice.cluster.id)).status_code == 403
    one = f"{path}/{body['id']}"
    assert (await bob.client.delete(one, headers=OWN_PAGE)).status_code == 403
    assert (await alice.client.delete(one)).status_code == 403, "not from our own page"
    assert (await alice.client.delete(one, headers=OWN_PAGE)).status_code == 204
    assert (await alice.client.get(path)).json() == {"shares": []}
    assert (await alice.client.delete(one, headers=OWN_PAGE)).status_code == 404


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param({"kind": "gift"}, "kind: must be view, sandbox or lesson", id="kind"),
        pytest.param(
            {"kind": "view", "title": "x" * 64}, "title: must have at most 63", id="title"
        ),
        pytest.param({"kind": "view", "revision": "soon"}, "revision", id="revision"),
        pytest.param({"kind": "view", "colour": 1}, "colour", id="unknown field"),
        pytest.param({"kind": "lesson", "lesson": "99"}, 'no lesson "99"', id="lesson"),
        pytest.param(
            {"kind": "lesson", "lesson": "05-scaling", "step": 99}, "has the steps 1 to", id="step"
        ),
        pytest.param(
            {"kind": "view", "origins": ["https://a.org; script-src *"]}, "is no site", id="origin"
        ),
        pytest.param({"kind": "view", "origins": ["a.org"]}, "is no site", id="no scheme"),
        pytest.param({"kind": "view", "origins": ["*"]}, "is no site", id="star"),
    ],
)
async def test_what_cannot_be_shared_is_told_and_shares_nothing(alice, body, words):
    answer = await make(alice, body)
    assert answer.status_code == 400
    assert words in answer.json()["message"]
    assert await run_read(Share.objects.count) == 0


async def test_a_moment_that_is_not_there_cannot_be_shared(alice: Person):
    answer = await make(alice, {"kind": "view", "revision": 99_999_999})
    assert answer.status_code == 404
    assert await run_read(models.Cluster.objects.count) == 1


async def test_a_cluster_has_no_more_links_than_the_quota(alice: Person, monkeypatch):
    monkeypatch.setitem(settings.KUBELOOP_LIMITS, "shares_per_cluster", 1)
    assert (await make(alice, {"kind": "view"})).status_code == 201
    answer = await make(alice, {"kind": "view"})
    assert (answer.status_code, answer.json()["message"]) == (
        400,
        "this cluster has 1 links: revoke one first",
    )


async def test_a_share_to_look_at_shows_the_living_cluster_and_refuses_each_change(alice, bob):
    await run_read(run, alice.cluster.id)
    share = await run_write(a_share, alice)
    shown = {"x-kubeloop-share": share.secret}
    stranger = AsyncClient()
    page = await stranger.get(f"/share/{share.secret}")
    assert page.status_code == 200
    assert f'"share": "{share.secret}"' in page.content.decode()
    assert '"role": "viewer"' in page.content.decode()
    assert settings.VISITOR_COOKIE not in page.cookies
    base = f"/k8s/{alice.cluster.id}"
    assert await images_of(stranger, f"{base}/api/v1/pods", **shown) == {"web:v1"}
    for client in (stranger, alice.client):
        answer = await client.patch(
            f"{base}{WEB}",
            json.dumps({"spec": {"replicas": 5}}),
            content_type="application/merge-patch+json",
            headers={**shown, **OWN_PAGE},
        )
        assert answer.status_code == 403
        assert READ_ONLY in answer.json()["message"]
    assert (await stranger.get(f"{base}{WEB}", headers=shown)).json()["spec"]["replicas"] == 3
    assert (await stranger.get(f"/k8s/{bob.cluster.id}{WEB}", headers=shown)).status_code == 403
    assert (await stranger.get(f"{base}{WEB}")).status_code == 401


async def test_what_the_page_itself_offers_works_by_a_share_or_says_why_not(alice: Person):
    await run_read(run, alice.cluster.id)
    share = await run_write(a_share, alice)
    shown = {"x-kubeloop-share": share.secret}
    base, client = f"/c/{alice.cluster.id}", AsyncClient()
    assert (await client.get(f"{base}/history", headers=shown)).status_code == 200
    export = await client.get(f"{base}/export.yaml?share={share.secret}")
    assert "kind: Deployment" in export.content.decode()
    config = await client.get(f"{base}/kubeconfig?share={share.secret}")
    assert (config.status_code, "no kubeconfig" in config.content.decode()) == (403, True)
    fork = await client.post(f"{base}/fork", headers={**shown, **OWN_PAGE})
    assert (fork.status_code, fork.json()["message"]) == (
        403,
        "This is shared to look at. Nothing here can be changed.",
    )
    listed = await client.get(f"{base}/shares", headers=shown)
    assert listed.status_code == 403


async def test_the_terminal_reads_by_a_share_and_is_refused_what_changes(alice: Person):
    await run_read(run, alice.cluster.id)
    share = await run_write(a_share, alice)
    path = f"/ws/terminal/{alice.cluster.id}/?share={share.secret}"
    seen, _ = await run_in_terminal(path, "kubectl get deployment web")
    code, words = await run_in_terminal(path, "kubectl scale deployment web --replicas=5")
    assert (seen, code) == (0, 1)
    assert READ_ONLY in words


async def test_the_live_feed_opens_by_a_share_also_in_a_frame_and_not_for_another_site(alice):
    share = await run_write(a_share, alice)
    path = f"/ws/c/{alice.cluster.id}/?share={share.secret}"
    assert (await first_frame(path))["type"] == "snapshot"
    assert (await first_frame(path, origin="http://testserver"))["type"] == "snapshot"
    refused = await first_frame(path, origin="https://course.example.org")
    assert (refused["type"], refused["code"]) == ("error", "Forbidden")
    other = await first_frame(f"/ws/c/{alice.cluster.id}/?share=made-up")
    assert (other["type"], other["code"]) == ("error", "Unauthorized")


async def test_a_moment_stays_as_it_was_when_the_cluster_moves_on(alice: Person):
    await run_read(run, alice.cluster.id)
    await run_read(alice.cluster.refresh_from_db)
    share = await run_write(lambda: a_share(alice, revision=alice.cluster.revision))
    await run_read(update_image, alice.cluster.id, "web:v2")
    await run_read(run, alice.cluster.id)
    shown = {"x-kubeloop-share": share.secret}
    past = await images_of(AsyncClient(), f"/k8s/{share.kept_id}/api/v1/pods", **shown)
    live = await images_of(alice.client, f"/k8s/{alice.cluster.id}/api/v1/pods")
    assert (past, live) == ({"web:v1"}, {"web:v2"})
    other = await AsyncClient().get(f"/k8s/{alice.cluster.id}/api/v1/pods", headers=shown)
    assert other.status_code == 403, "a moment shows nothing of what came later"
    kept = await run_read(clusters.find, share.kept_id)
    assert kept.paused


async def test_a_revoked_link_says_so_and_its_moment_is_gone(alice: Person):
    await run_read(run, alice.cluster.id)
    await run_read(alice.cluster.refresh_from_db)
    revision = alice.cluster.revision
    for share in (
        await run_write(a_share, alice),
        await run_write(lambda: a_share(alice, revision=revision)),
    ):
        shown = {"x-kubeloop-share": share.secret}
        target = share.kept_id or alice.cluster.id
        assert (await AsyncClient().get(f"/k8s/{target}{WEB}", headers=shown)).status_code == 200
        path = f"/c/{alice.cluster.id}/shares/{share.pk}"
        assert (await alice.client.delete(path, headers=OWN_PAGE)).status_code == 204
        page = await AsyncClient().get(f"/share/{share.secret}")
        assert page.status_code == 410
        assert "taken back" in page.content.decode()
        assert "alice" not in page.content.decode()
        answer = await AsyncClient().get(f"/k8s/{target}{WEB}", headers=shown)
        assert answer.status_code == (404 if share.kept_id else 401)
    assert await run_read(models.Cluster.objects.count) == 1
    unknown = await AsyncClient().get(f"/share/{'x' * 32}")
    assert (unknown.status_code, "leads nowhere" in unknown.content.decode()) == (404, True)


async def test_taking_a_link_back_closes_its_sockets_at_once(alice: Person, monkeypatch):
    monkeypatch.setattr(losing, "ASK_AGAIN_SECONDS", 3_600.0)
    share = await run_write(a_share, alice)
    shared = a_socket(f"/ws/c/{alice.cluster.id}/?share={share.secret}")
    await shared.connect()
    assert json.loads(await shared.receive_from(timeout=5))["type"] == "snapshot"
    await asyncio.sleep(0)
    path = f"/c/{alice.cluster.id}/shares/{share.pk}"
    assert (await alice.client.delete(path, headers=OWN_PAGE)).status_code == 204
    while (frame := json.loads(await shared.receive_from(timeout=5)))["type"] != "error":
        pass
    assert frame["message"] == "this share is not valid any more"
    assert (await shared.receive_output(timeout=5))["code"] == 4403


async def test_who_opens_a_share_to_try_out_gets_one_copy_after_pressing_the_button(alice, charlie):
    await run_read(run, alice.cluster.id)
    share = await run_write(a_share, alice, "sandbox")
    path = f"/share/{share.secret}"
    page = await charlie.client.get(path)
    assert "Try it yourself" in page.content.decode()
    assert await run_read(models.Cluster.objects.count) == 1, "a preview of the link makes nothing"
    foreign = await charlie.client.post(path, headers={"origin": "https://elsewhere.example"})
    assert foreign.status_code == 403
    taken = [await charlie.client.post(path, headers=OWN_PAGE) for _ in range(2)]
    assert taken[0]["Location"] == taken[1]["Location"]
    copy = taken[0]["Location"].split("/")[2]
    assert copy != alice.cluster.id
    answer = await charlie.client.patch(
        f"/k8s/{copy}{WEB}",
        json.dumps({"spec": {"replicas": 5}}),
        content_type="application/merge-patch+json",
        headers=OWN_PAGE,
    )
    assert answer.status_code == 200
    original = await alice.client.get(f"/k8s/{alice.cluster.id}{WEB}")
    assert original.json()["spec"]["replicas"] == 3
    assert await run_read(newest_first(charlie.visitor.digest).count) == 1
    assert (await alice.client.get(f"/c/{copy}/")).status_code == 403


async def test_the_copy_of_a_moment_runs_on_from_there(alice: Person, charlie: Person):
    await run_read(run, alice.cluster.id)
    await run_read(alice.cluster.refresh_from_db)
    share = await run_write(lambda: a_share(alice, "sandbox", revision=alice.cluster.revision))
    await run_read(update_image, alice.cluster.id, "web:v2")
    taken = await charlie.client.post(f"/share/{share.secret}", headers=OWN_PAGE)
    copy = await run_read(clusters.find, taken["Location"].split("/")[2])
    assert (copy.revision, copy.paused) == (alice.cluster.revision, False)
    state = await run_read(present, copy.id)
    assert b"web:v1" in bytes(state.state["Deployment", "default", "web"].object)


async def test_a_guest_in_a_frame_has_a_copy_without_any_cookie(alice: Person):
    await run_read(run, alice.cluster.id)
    share = await run_write(a_share, alice, "sandbox")
    begun = await start(share.secret)
    assert begun.status_code == 201
    guest, copy = begun.json()["guest"], begun.json()["cluster"]
    shown = {"x-kubeloop-guest": guest, **OWN_PAGE}
    answer = await AsyncClient().patch(
        f"/k8s/{copy}{WEB}",
        json.dumps({"spec": {"replicas": 5}}),
        content_type="application/merge-patch+json",
        headers=shown,
    )
    assert answer.status_code == 200
    assert (await first_frame(f"/ws/c/{copy}/?guest={guest}"))["type"] == "snapshot"
    terminal = f"/ws/terminal/{copy}/?guest={guest}"
    assert (await run_in_terminal(terminal, "kubectl scale deployment web --replicas=4"))[0] == 0
    original = await AsyncClient().get(f"/k8s/{alice.cluster.id}{WEB}", headers=shown)
    assert original.status_code == 403
    again = await start(share.secret, guest=guest, resume=True)
    assert again.json() == begun.json()
    other = (await start(share.secret)).json()
    assert other["cluster"] != copy
    stranger = await AsyncClient().get(
        f"/k8s/{copy}{WEB}", headers={"x-kubeloop-guest": other["guest"]}
    )
    assert stranger.status_code == 403
    forged = await AsyncClient().get(f"/k8s/{copy}{WEB}", headers={"x-kubeloop-guest": "x:y"})
    assert forged.status_code == 401


async def test_what_a_frame_may_not_start_is_told(alice: Person, monkeypatch):
    await run_read(run, alice.cluster.id)
    look = await run_write(a_share, alice)
    assert (await start(look.secret)).status_code == 403
    assert (await start("x" * 32)).status_code == 404
    share = await run_write(a_share, alice, "sandbox")
    foreign = await AsyncClient().post(
        f"/embed/{share.secret}/start", headers={"origin": "https://elsewhere.example"}
    )
    assert foreign.status_code == 403
    assert (await start(share.secret, resume=True, guest="made-up")).status_code == 404
    assert (await start(share.secret, wish=1)).status_code == 400
    monkeypatch.setitem(settings.KUBELOOP_LIMITS, "copies_per_share", 1)
    assert (await start(share.secret)).status_code == 201
    full = await start(share.secret)
    assert (full.status_code, "in use" in full.json()["message"]) == (429, True)
    await run_write(leave_all_copies)
    assert (await start(share.secret)).status_code == 201, "what was left makes room"
    await run_write(shares.revoke, share)
    assert (await start(share.secret)).status_code == 410


def leave_all_copies() -> None:
    """Nobody has looked at them for long."""
    copies = Copy.objects.filter(cluster__isnull=False).values("cluster_id")
    lessons = Progress.objects.values("cluster_id")
    left = models.Cluster.objects.filter(Q(id__in=copies) | Q(id__in=lessons))
    left.update(asleep=True, touched_at=0.0)


async def test_a_lesson_that_guests_have_left_makes_room_too(alice: Person, monkeypatch):
    monkeypatch.setitem(settings.KUBELOOP_LIMITS, "copies_per_share", 1)
    share = (await make(alice, {"kind": "lesson", "lesson": "05-scaling"})).json()
    first = (await start(share["secret"])).json()
    assert (await start(share["secret"])).status_code == 429
    await run_write(leave_all_copies)
    assert (await start(share["secret"])).status_code == 201
    assert await run_read(clusters.find, first["cluster"]) is None


async def test_revoking_ends_guests_copies_and_leaves_what_browsers_took(alice, charlie):
    await run_read(run, alice.cluster.id)
    share = await run_write(a_share, alice, "sandbox")
    guest = (await start(share.secret)).json()
    leaving = (await start(share.secret)).json()
    config = await AsyncClient().get(f"/c/{leaving['cluster']}/kubeconfig?guest={leaving['guest']}")
    (token,) = re.findall(r"kl_[\w-]+", config.content.decode())[:1]
    by_token = {"authorization": f"Bearer {token}"}
    path = f"/k8s/{leaving['cluster']}{WEB}"
    assert (await AsyncClient().get(path, headers=by_token)).status_code == 200
    taken = await charlie.client.post(
        f"/share/{share.secret}", {"guest": guest["guest"]}, headers=OWN_PAGE
    )
    assert taken["Location"] == f"/c/{guest['cluster']}/", "the guest's copy came along"
    await run_write(shares.revoke, share)
    assert (await AsyncClient().get(path, headers=by_token)).status_code == 401
    for found in (guest, leaving):
        shown = {"x-kubeloop-guest": found["guest"]}
        answer = await AsyncClient().get(f"/k8s/{found['cluster']}{WEB}", headers=shown)
        assert answer.status_code == 403
    assert (await charlie.client.get(f"/c/{guest['cluster']}/")).status_code == 200


async def test_a_shared_lesson_gives_each_guest_a_start_of_their_own(alice, charlie):
    wish = {"kind": "lesson", "lesson": "05-scaling", "step": 2}
    share = (await make(alice, wish)).json()
    assert (share["lesson"], share["step"]) == ("05-scaling", 2)
    begun = [(await start(share["secret"])).json() for _ in range(2)]
    assert begun[0]["cluster"] != begun[1]["cluster"]
    shown = {"x-kubeloop-guest": begun[0]["guest"], **OWN_PAGE}
    state = await AsyncClient().get("/lessons/05-scaling/state", headers=shown)
    assert state.status_code == 200
    assert state.json()["index"] == 1
    pods = await AsyncClient().get(f"/k8s/{begun[0]['cluster']}/api/v1/pods", headers=shown)
    assert pods.status_code == 200
    again = await start(share["secret"], guest=begun[0]["guest"], resume=True)
    assert again.json()["cluster"] == begun[0]["cluster"]
    taken = await charlie.client.post(
        f"/share/{share['secret']}", {"guest": begun[0]["guest"]}, headers=OWN_PAGE
    )
    assert taken["Location"] == "/lessons/05-scaling/"
    own = await charlie.client.get("/lessons/05-scaling/state")
    assert own.json()["index"] == 1, "what the guest did goes on in the browser"

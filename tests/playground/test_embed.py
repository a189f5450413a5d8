"""The frame: which sites may show it, what it tells of a link that has ended."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import AsyncClient

from cluster.runtime.executors import run_write
from cluster.store import clusters
from playground.sharing import shares
from playground.sharing.shares import Wish, create
from tests.people import Person
from tests.sharing import OWN_PAGE, a_share


def ancestors(answer: Any) -> str:
    """What the policy says about who may frame it; nothing means everybody."""
    found = re.search(r"frame-ancestors ([^;]*)", answer["Content-Security-Policy"])
    return found[1] if found else ""


def config_in(answer: Any) -> dict[str, Any]:
    found = re.search(r'<script id="config"[^>]*>(.*?)</script>', answer.content.decode())
    assert found is not None
    config: dict[str, Any] = json.loads(found[1])
    return config


@pytest.mark.parametrize(
    ("origins", "said"),
    [
        pytest.param([], "", id="every site"),
        pytest.param(["https://a.example.org"], "'self' https://a.example.org", id="one"),
        pytest.param(
            ["https://*.example.org", "http://localhost:8123"],
            "'self' https://*.example.org http://localhost:8123",
            id="several",
        ),
    ],
)
async def test_only_the_sites_of_a_share_may_frame_it(alice: Person, origins, said):
    share = await run_write(lambda: a_share(alice, origins=origins))
    answer = await AsyncClient().get(f"/embed/{share.secret}")
    assert answer.status_code == 200
    assert ancestors(answer) == said
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert answer["X-Robots-Tag"] == "noindex"
    assert settings.VISITOR_COOKIE not in answer.cookies


async def test_every_other_page_stays_in_our_own_frames(alice: Person):
    share = await run_write(a_share, alice)
    for path in (f"/share/{share.secret}", f"/c/{alice.cluster.id}/", "/lessons/"):
        assert ancestors(await alice.client.get(path)) == "'self'"


async def test_the_sites_can_be_changed_later_and_a_bad_one_changes_nothing(alice: Person):
    share = await run_write(a_share, alice)
    path = f"/c/{alice.cluster.id}/shares/{share.pk}"

    async def change(origins: list[str]) -> Any:
        body = json.dumps({"origins": origins})
        return await alice.client.patch(
            path, body, content_type="application/json", headers=OWN_PAGE
        )

    assert (await change(["https://a.example.org"])).json()["origins"] == ["https://a.example.org"]
    assert (await change(["javascript:x"])).status_code == 400
    answer = await AsyncClient().get(f"/embed/{share.secret}")
    assert ancestors(answer) == "'self' https://a.example.org"


async def test_the_frame_knows_its_cluster_and_that_of_a_lesson_comes_later(alice: Person):
    share = await run_write(a_share, alice)
    config = config_in(await AsyncClient().get(f"/embed/{share.secret}"))
    assert config["cluster"] == alice.cluster.id
    assert config["feed"] == f"/ws/c/{alice.cluster.id}/?share={share.secret}"
    assert config["role"] == "viewer"
    wish = Wish(kind="lesson", lesson="05-scaling")
    lesson = await run_write(create, alice.cluster, alice.visitor.digest, wish)
    config = config_in(await AsyncClient().get(f"/embed/{lesson.secret}"))
    assert config["cluster"] == ""
    assert config["shared"]["lesson"] == "05-scaling"
    assert alice.cluster.id not in json.dumps(config), "where it was shared is not told"


async def test_a_frame_of_a_link_that_ended_says_so_and_leaks_nothing(alice: Person):
    unknown = await AsyncClient().get(f"/embed/{'x' * 32}")
    assert (unknown.status_code, ancestors(unknown)) == (404, "")
    share = await run_write(lambda: a_share(alice, origins=["https://a.example.org"]))
    await run_write(shares.revoke, share)
    revoked = await AsyncClient().get(f"/embed/{share.secret}")
    assert (revoked.status_code, ancestors(revoked)) == (410, "'self' https://a.example.org")
    for answer in (unknown, revoked):
        assert alice.cluster.id not in answer.content.decode()
        assert "alice" not in answer.content.decode()


async def test_a_share_whose_cluster_was_removed_says_so(alice: Person):
    share = await run_write(a_share, alice)
    await run_write(clusters.delete, [alice.cluster.id])
    for path in (f"/embed/{share.secret}", f"/share/{share.secret}"):
        answer = await AsyncClient().get(path)
        assert (answer.status_code, "no longer there" in answer.content.decode()) == (410, True)

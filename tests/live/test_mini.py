"""The small pictures of the wall: what they say, and that following equals painting."""

from __future__ import annotations

import asyncio

from cluster.live.mini import MiniCard
from cluster.live.mini_watch import MiniWatch, paint, read_on
from cluster.runtime.executors import run_write
from cluster.runtime.reconciler import Reconciler
from cluster.store.clusters import create_cluster
from cluster.store.orm import edit


def scale(cluster_id: str, replicas: int, image: str = "web:v1") -> None:
    with edit(cluster_id) as editing:
        web = editing.get("Deployment", "default", "web")
        assert web is not None
        container = {**web.manifest["spec"]["template"]["spec"]["containers"][0], "image": image}
        template = {**web.manifest["spec"]["template"], "spec": {"containers": [container]}}
        spec = {**web.manifest["spec"], "replicas": replicas, "template": template}
        editing.ledger.update(web, {**web.manifest, "spec": spec}, "user", None)


def card_of(picture) -> MiniCard:
    return picture.card(0.0, 1.0, paused=False)


def stages(card: MiniCard) -> list[list[str]]:
    return [[pod.stage for pod in each.pods] for each in card.sets]


def test_a_cluster_at_rest_is_solid(transactional_db: None):
    cluster = create_cluster("mini", demo=True, seed="mini")
    Reconciler().run_until_quiet(cluster.id, 60)
    card = card_of(paint(cluster.id))
    assert (card.wanted, card.ready, card.health, card.trouble) == (3, 3, "at rest", "")
    assert stages(card) == [["ready"] * 3]
    assert card.sets[0].colour == 1


def test_following_the_journal_gives_the_picture_that_painting_gives(transactional_db: None):
    cluster = create_cluster("mini", demo=True, seed="mini")
    picture = paint(cluster.id)
    for replicas, image in ((5, "web:v1"), (5, "web:v2"), (2, "web:v4-crash")):
        scale(cluster.id, replicas, image)
        Reconciler().run_until_quiet(cluster.id, 20)
        followed, painted = card_of(read_on(cluster.id, picture)), card_of(paint(cluster.id))
        assert (followed.sets, followed.trouble) == (painted.sets, painted.trouble)


def test_a_crash_is_trouble_since_it_began(transactional_db: None):
    cluster = create_cluster("mini", demo=True, seed="mini")
    Reconciler().run_until_quiet(cluster.id, 60)
    scale(cluster.id, 3, "web:v4-crash")
    now = Reconciler().run_until_quiet(cluster.id, 120)
    card = card_of(paint(cluster.id))
    assert (card.trouble, card.health) == ("crash", "crash")
    assert 60 < now - card.trouble_since <= 121
    assert stages(card)[0] == ["crash"]


async def test_the_watch_tells_what_moved_and_what_is_gone(transactional_db: None):
    first = await run_write(create_cluster, "one", demo=True)
    told: asyncio.Queue[dict] = asyncio.Queue()
    watch = MiniWatch(told.put_nowait)
    try:
        watch.want({first.id, "nosuchcluster"})
        found: dict = {}
        while len(found) < 2:
            found |= await asyncio.wait_for(told.get(), 5)
        assert found["nosuchcluster"] is None
        assert found[first.id].wanted == 3
        await run_write(scale, first.id, 7)
        while (await asyncio.wait_for(told.get(), 5)).get(first.id, found[first.id]).wanted != 7:
            pass
    finally:
        watch.want(set())

"""What shares leave behind goes in time, and nothing else does."""

from __future__ import annotations

import datetime

from django.utils import timezone

from cluster import models
from cluster.runtime.executors import run_read, run_write
from cluster.store.clock import wall_time
from playground.sharing.culling import cull
from playground.sharing.models import Copy, Share
from playground.sharing.shares import Wish, create
from playground.tutorials.models import Learner
from tests.people import Person
from tests.sharing import OWN_PAGE, a_share, start
from tests.store.test_forks import run

DAY = 86_400.0


def leave(cluster_ids: list[str], days: float) -> None:
    """Nobody has looked at them for so long."""
    rows = models.Cluster.objects.filter(id__in=cluster_ids)
    rows.update(asleep=True, touched_at=wall_time() - days * DAY)


def exist() -> set[str]:
    return set(models.Cluster.objects.values_list("id", flat=True))


async def test_a_guests_copy_goes_after_a_day_and_what_a_browser_took_stays(alice, charlie):
    await run_read(run, alice.cluster.id)
    share = await run_write(a_share, alice, "sandbox")
    left, taken, used = [(await start(share.secret)).json() for _ in range(3)]
    own_page = {"guest": taken["guest"]}
    await charlie.client.post(f"/share/{share.secret}", own_page, headers=OWN_PAGE)
    await run_write(leave, [left["cluster"], taken["cluster"]], 2)
    assert await run_write(cull, wall_time()) == [left["cluster"]]
    assert await run_read(exist) == {alice.cluster.id, taken["cluster"], used["cluster"]}
    assert await run_write(cull, wall_time()) == []


async def test_a_guest_who_left_a_lesson_is_forgotten(alice: Person):
    wish = Wish(kind="lesson", lesson="05-scaling")
    share = await run_write(create, alice.cluster, alice.visitor.digest, wish)
    begun = (await start(share.secret)).json()
    assert await run_write(cull, wall_time() + 2 * DAY) == [], "somebody may still look at it"
    await run_write(leave, [begun["cluster"]], 2)
    assert await run_write(cull, wall_time() + DAY) == [begun["cluster"]]
    assert await run_read(Learner.objects.count) == 0
    assert await run_read(Copy.objects.count) == 0


async def test_revoking_ends_copies_and_a_link_nobody_opens_goes_with_its_moment(alice: Person):
    await run_read(run, alice.cluster.id)
    await run_read(alice.cluster.refresh_from_db)
    sandbox = await run_write(a_share, alice, "sandbox")
    copy = (await start(sandbox.secret)).json()["cluster"]
    await run_write(Share.objects.filter(pk=sandbox.pk).update, revoked_at=timezone.now())
    assert await run_write(cull, wall_time()) == [copy]
    moment, opened = await run_write(two_moments, alice)
    long_ago = timezone.now() - datetime.timedelta(days=91)
    rows = Share.objects.filter(pk__in=[moment.pk, opened.pk])
    await run_write(rows.update, created_at=long_ago)
    await run_write(Share.objects.filter(pk=opened.pk).update, opened_at=timezone.now())
    assert await run_write(cull, wall_time()) == [moment.kept_id]
    assert await run_read(exist) == {alice.cluster.id, opened.kept_id}
    assert not await run_read(Share.objects.filter(pk=moment.pk).exists)


def two_moments(alice: Person) -> tuple[Share, Share]:
    revision = alice.cluster.revision
    return a_share(alice, revision=revision), a_share(alice, revision=revision)

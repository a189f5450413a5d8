"""A teacher signs in by password or by a link that works once, and opens a class in one click."""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib.auth.models import User
from django.test import AsyncClient
from django.utils import timezone

from cluster.runtime.executors import run_read, run_write
from playground.classroom import guesses, sign_in
from playground.classroom.models import Classroom, SignInLink
from playground.models import SignIn
from tests.classroom import a_teacher
from tests.people import Person

OWN_PAGE = {"origin": "http://testserver"}
PASSWORD = "correct horse"


def an_account() -> User:
    return User.objects.create_user("ms_weber", password=PASSWORD)


async def post(browser: AsyncClient, path: str, **typed: str):
    return await browser.post(path, typed, headers=OWN_PAGE)


async def test_name_and_password_sign_in_and_one_click_opens_a_class(transactional_db: None):
    await run_write(an_account)
    browser = AsyncClient()
    assert "Sign in" in (await browser.get("/class/new")).content.decode()
    answer = await post(browser, "/class/sign-in", name="ms_weber", password=PASSWORD)
    assert (answer.status_code, answer["Location"]) == (303, "/class/new")
    opened = await post(browser, "/class/new", title=" Deployments,  Tuesday ")
    classroom = await run_read(Classroom.objects.get)
    assert opened["Location"] == f"/class/{classroom.code}/"
    assert classroom.title == "Deployments, Tuesday"
    assert re.fullmatch(r"[1-9][0-9]{5}", classroom.code)
    assert "Deployments, Tuesday" in (await browser.get("/class/new")).content.decode()


async def test_a_class_opens_with_the_limit_that_is_typed_and_refuses_a_wrong_one(
    transactional_db: None,
):
    await run_write(an_account)
    browser = AsyncClient()
    await post(browser, "/class/sign-in", name="ms_weber", password=PASSWORD)
    refused = await post(browser, "/class/new", title="Monday", pods="5")
    text = refused.content.decode()
    assert (refused.status_code, await run_read(Classroom.objects.count)) == (422, 0)
    assert "Pods for each learner: a whole number from 20 to 6000." in text
    assert 'value="Monday"' in text, "what was typed stays"
    await post(browser, "/class/new", title="Monday", pods="60")
    assert (await run_read(Classroom.objects.get)).most_pods == 60


async def test_a_wrong_password_is_refused_and_too_many_lock(transactional_db: None):
    await run_write(an_account)
    for name in ("ms_weber", "nobody"):
        answer = await post(AsyncClient(), "/class/sign-in", name=name, password="wrong")
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()
    for _ in range(guesses.MOST_BY_ADDRESS):
        await run_write(guesses.note_wrong, "password", "127.0.0.1")
    answer = await post(AsyncClient(), "/class/sign-in", name="ms_weber", password=PASSWORD)
    assert answer.status_code == 429
    assert await run_read(SignIn.objects.count) == 0


async def test_a_visitor_cannot_open_a_class(charlie: Person, transactional_db: None):
    await charlie.client.post("/class/new", {"title": "Mine"}, headers=OWN_PAGE)
    assert await run_read(Classroom.objects.count) == 0


async def test_a_link_signs_in_once_and_looking_at_it_uses_nothing_up(transactional_db: None):
    secret = await run_write(sign_in.new_link)
    browser, thief = AsyncClient(), AsyncClient()
    for _ in range(2):
        assert (await browser.get(f"/class/sign-in/{secret}")).status_code == 200
    assert (await post(browser, f"/class/sign-in/{secret}")).status_code == 303
    assert (await post(thief, f"/class/sign-in/{secret}")).status_code == 403
    assert "Open a class" in (await browser.get("/class/new")).content.decode()
    assert "Open a class" not in (await thief.get("/class/new")).content.decode()


async def test_a_late_link_is_no_link_and_is_stored_as_a_hash(transactional_db: None):
    secret = await run_write(sign_in.new_link)
    assert secret not in await run_read(lambda: SignInLink.objects.get().digest)
    await run_write(lambda: SignInLink.objects.update(expires_at=timezone.now()))
    assert (await post(AsyncClient(), f"/class/sign-in/{secret}")).status_code == 403


async def test_signing_in_changes_the_cookie_and_keeps_the_cluster(alice: Person):
    secret = await run_write(sign_in.new_link)
    browser = alice.client
    answer = await post(browser, f"/class/sign-in/{secret}")
    assert answer.cookies[settings.VISITOR_COOKIE].value != alice.cookies[settings.VISITOR_COOKIE]
    assert (await browser.get("/"))["Location"] == f"/c/{alice.cluster.id}/"
    planted = AsyncClient()
    planted.cookies.load(alice.cookies)
    assert (await planted.get(f"/c/{alice.cluster.id}/")).status_code == 403
    assert "Open a class" not in (await planted.get("/class/new")).content.decode()


async def test_who_signs_out_is_a_visitor_again(transactional_db: None):
    teacher = await run_write(a_teacher)
    assert "Open a class" in (await teacher.client.get("/class/new")).content.decode()
    await post(teacher.client, "/class/sign-out")
    assert "Open a class" not in (await teacher.client.get("/class/new")).content.decode()


async def test_a_foreign_page_cannot_open_a_class(transactional_db: None):
    teacher = await run_write(a_teacher)
    evil = {"origin": "http://evil"}
    answer = await teacher.client.post("/class/new", {"title": "x"}, headers=evil)
    assert answer.status_code == 403
    assert await run_read(Classroom.objects.count) == 0

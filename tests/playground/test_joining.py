"""Coming into a class: code and nickname, the same seat again, a second device, wrong tries."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import AsyncClient
from django.utils import timezone

from cluster.runtime.executors import run_read, run_write
from playground.classroom import classes, guesses, seats
from playground.classroom.errors import ClassError
from playground.classroom.models import Classroom, Guesses, Seat
from tests.classroom import A_TITLE, a_class, a_learner

OWN_PAGE = {"origin": "http://testserver"}


async def post_join(browser: AsyncClient, code: str, nickname: str = "", **more: str):
    typed = {"code": code, "nickname": nickname, **more}
    return await browser.post("/join", typed, headers=OWN_PAGE)


def alert_of(answer) -> str:
    found = re.search(r'role="alert".*?<span>(.*?)</span>', answer.content.decode(), re.DOTALL)
    return found[1] if found else ""


async def test_a_code_and_a_nickname_give_a_seat_and_a_cluster(transactional_db: None):
    classroom = await run_write(a_class)
    browser = AsyncClient()
    answer = await post_join(browser, classroom.spaced_code, "  Grete   B. ")
    assert answer.status_code == 303
    seat = await run_read(lambda: Seat.objects.get(classroom=classroom))
    assert (seat.nickname, answer["Location"]) == ("Grete B.", f"/c/{seat.cluster_id}/")
    assert settings.VISITOR_COOKIE in answer.cookies
    assert (await browser.get(answer["Location"])).status_code == 200
    assert (await browser.get("/"))["Location"] == answer["Location"]


async def test_the_same_browser_finds_the_same_seat_again(transactional_db: None):
    classroom = await run_write(a_class)
    browser = AsyncClient()
    first = await post_join(browser, classroom.code, "Grete")
    again = await post_join(browser, classroom.code, "Somebody else")
    by_address = await browser.get(f"/join/{classroom.code}")
    assert first["Location"] == again["Location"] == by_address["Location"]
    assert await run_read(Seat.objects.count) == 1


async def test_a_second_device_sits_down_by_seat_code_once(transactional_db: None):
    classroom = await run_write(a_class)
    seat, first = await run_write(a_learner, classroom, "Grete")
    code = await run_write(seats.new_seat_code, seat)
    phone, thief = AsyncClient(), AsyncClient()
    answer = await post_join(phone, classroom.code, seat_code=code.lower())
    assert answer["Location"] == f"/c/{seat.cluster_id}/"
    assert (await phone.get(answer["Location"])).status_code == 200
    refused = await post_join(thief, classroom.code, seat_code=code)
    assert (refused.status_code, alert_of(refused)) == (404, seats.WRONG_SEAT_CODE)
    assert (await first.client.get(answer["Location"])).status_code == 200
    assert code.replace(" ", "") not in await run_read(lambda: Seat.objects.get().code_digest)


async def test_an_old_seat_code_opens_nothing(transactional_db: None):
    classroom = await run_write(a_class)
    seat, _ = await run_write(a_learner, classroom, "Grete")
    code = await run_write(seats.new_seat_code, seat)
    await run_write(lambda: Seat.objects.update(code_until=timezone.now()))
    assert (await post_join(AsyncClient(), classroom.code, seat_code=code)).status_code == 404


@pytest.mark.parametrize(
    ("nickname", "words"),
    [
        pytest.param("", "Type the name", id="none"),
        pytest.param("   ", "Type the name", id="blank"),
        pytest.param("x" * 25, "at most 24", id="long"),
        pytest.param("<b>Eve</b>", "Use letters", id="markup"),
        pytest.param("a\u202eb", "Use letters", id="turns the direction of text"),
        pytest.param("- . -", "at least one letter", id="signs only"),
        pytest.param("GRETE", "is here already", id="taken"),
    ],
)
async def test_a_bad_nickname_is_refused_at_its_field(
    transactional_db: None, nickname: str, words: str
):
    classroom = await run_write(a_class)
    await run_write(a_learner, classroom, "Grete")
    answer = await post_join(AsyncClient(), classroom.code, nickname)
    assert answer.status_code == 422
    assert words in alert_of(answer)
    assert f'value="{classroom.code}"' in answer.content.decode()
    assert await run_read(Seat.objects.count) == 1


async def test_names_of_many_scripts_are_names(transactional_db: None):
    classroom = await run_write(a_class)
    for name in ("José", "李雷", "O’Neill", "Anne-Marie 2", "Zoë B."):
        assert (await post_join(AsyncClient(), classroom.code, name)).status_code == 303


async def test_a_form_of_another_site_is_refused(transactional_db: None):
    classroom = await run_write(a_class)
    typed = {"code": classroom.code, "nickname": "Eve"}
    answer = await AsyncClient().post("/join", typed, headers={"origin": "http://evil"})
    assert answer.status_code == 403
    assert await run_read(Seat.objects.count) == 0


async def test_codes_cannot_be_found_by_trying(transactional_db: None):
    classroom = await run_write(a_class)
    wrong = str(1_000_000 - int(classroom.code)).zfill(6)[:6]
    browser = AsyncClient()
    for _ in range(guesses.MOST_BY_ADDRESS):
        answer = await post_join(browser, wrong, "Eve")
        assert (answer.status_code, alert_of(answer)) == (404, seats.WRONG_CODE)
    for code in (wrong, classroom.code):
        answer = await post_join(browser, code, "Eve")
        assert answer.status_code == 429
        assert "Too many wrong tries. Wait 5 min" in alert_of(answer)
    await run_write(lambda: Guesses.objects.update(begin_at=timezone.now() - guesses.WINDOW))
    assert (await post_join(browser, classroom.code, "Rosa")).status_code == 303


def test_the_proxys_word_about_an_address_counts_only_from_this_machine():
    forwarded = {"x-forwarded-for": "6.6.6.6, 10.0.0.9"}
    assert guesses.address_of("127.0.0.1", forwarded) == "10.0.0.9"
    assert guesses.address_of("203.0.113.5", forwarded) == "203.0.113.5"


async def test_all_addresses_together_are_limited_too(transactional_db: None):
    classroom = await run_write(a_class)
    await run_write(
        lambda: Guesses.objects.create(
            key="code everywhere", begin_at=timezone.now(), count=guesses.MOST_IN_ALL
        )
    )
    assert (await post_join(AsyncClient(), classroom.code, "Rosa")).status_code == 429


def test_a_full_class_and_an_ended_one_take_nobody(transactional_db: None):
    classroom = a_class()
    Classroom.objects.update(max_seats=1)
    a_learner(classroom, "Grete")
    with pytest.raises(ClassError, match="full: it has 1 seats"):
        seats.join(classroom.code, "Rosa", "r" * 64, "")
    classes.end_class(classroom)
    with pytest.raises(ClassError, match="No class has this code"):
        seats.join(classroom.code, "Rosa", "r" * 64, "")


def test_who_was_taken_out_keeps_the_cluster_and_cannot_come_back(transactional_db: None):
    classroom = a_class()
    seat, person = a_learner(classroom, "Grete")
    seats.take_out(seat)
    with pytest.raises(ClassError, match="taken you out"):
        seats.join(classroom.code, "Grete", person.visitor.digest, "")
    assert person.enter(seat.cluster_id).may_change


async def test_the_qr_code_is_a_picture_and_tells_nothing(transactional_db: None):
    classroom = await run_write(a_class)
    for code in (classroom.code, "100000"):
        answer = await AsyncClient().get(f"/join/{code}/qr.svg")
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
        assert b"<svg" in answer.content


async def test_the_title_of_a_class_is_not_shown_to_who_is_not_in_it(transactional_db: None):
    classroom = await run_write(a_class)
    answer = await AsyncClient().get(f"/join/{classroom.code}")
    assert A_TITLE not in answer.content.decode()

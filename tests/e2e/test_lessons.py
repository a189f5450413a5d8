"""Lessons in a real browser: with the mouse, by keyboard only, on a phone, on two devices."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from playground.tutorials import catalogue
from playground.tutorials.lesson import DO, PREDICT, Lesson, Step
from tests.e2e.playground_page import PATIENCE_MS, READY, PlaygroundPage
from tests.server import Server, running_server

WOW_SECONDS = 60.0


class LessonPage(PlaygroundPage):
    """A window with a lesson's panel."""

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("complementary", name="Lesson")

    def enter(self, slug: str, base: str = "") -> Lesson:
        self.page.goto(f"{base}/lessons/{slug}/")
        self.expect_live()
        lesson = catalogue.find(slug)
        assert lesson is not None
        return lesson

    def expect_step(self, step: Step) -> None:
        heading = self.panel.get_by_role("heading", name=step.title, exact=True)
        expect(heading).to_be_visible(timeout=PATIENCE_MS)

    @property
    def next(self) -> Locator:
        return self.panel.get_by_role("button", name=re.compile("^(Next|Finish)$"))

    def expect_done(self) -> None:
        expect(self.next).to_be_enabled(timeout=PATIENCE_MS)

    def answer(self, index: int, button: str) -> None:
        self.panel.get_by_role("radio").nth(index).check()
        self.panel.get_by_role("button", name=button).click()
        expect(self.panel.locator(".verdict")).to_be_visible(timeout=PATIENCE_MS)

    def take_all_help(self) -> Locator:
        """Ask for hints until the solution is there; gives its commands."""
        for name in ("Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "Show a solution"):
            self.panel.get_by_role("button", name=name).click()
        return self.panel.locator(".lesson-hint").last.locator(".command-button")

    def play(self, step: Step) -> None:
        """Do what a step asks, by the help that the panel gives."""
        self.expect_step(step)
        if step.type == PREDICT:
            assert step.prediction is not None
            right = [each.is_right for each in step.prediction.choices].index(True)
            self.answer(right, step.prediction.button)
        if step.type == DO:
            expect(self.next).to_be_disabled()
            commands = self.take_all_help()
            expect(commands).to_have_count(len([each for each in step.solution if each.line]))
            for index in range(commands.count()):
                commands.nth(index).click()
                self.close_drawer()
        self.expect_done()

    def close_drawer(self) -> None:
        expect(self.page.locator(".screen .xterm-rows")).to_contain_text(
            "$ kubectl", timeout=PATIENCE_MS
        )
        self.press("Close drawer")


@pytest.fixture
def window(page: Page) -> Iterator[LessonPage]:
    made = LessonPage(page)
    yield made
    assert made.complaints == []


def test_a_newcomer_sees_a_pod_reborn_within_a_minute(window: LessonPage):
    began = time.monotonic()
    window.open("/")
    window.page.get_by_role("link", name="Lesson 1, Desired state and the loop").click()
    window.expect_live()
    window.expect_ready(3)
    before = window.pod_names()
    window.next.click()
    window.panel.locator(".command-button").first.click()
    window.expect_done()
    assert time.monotonic() - began < WOW_SECONDS
    assert len(window.pod_names() - before) == 1
    expect(window.panel.locator(".checks .ok")).to_have_count(2)


def test_the_first_lesson_is_played_to_its_end(window: LessonPage):
    lesson = window.enter("01-desired-state")
    for step in lesson.steps:
        window.play(step)
        window.next.click()
    expect(window.panel.get_by_role("heading", name="What stays")).to_be_visible()
    window.panel.get_by_role("link", name=re.compile("^Next lesson")).click()
    expect(window.page).to_have_url(re.compile("lesson=02-"))


def press_until_focused(page: Page, target: Locator) -> None:
    """Tab on until the target has the focus."""
    for _ in range(120):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("no number of Tabs leads there")


def test_a_lesson_is_played_by_keyboard_only(window: LessonPage):
    lesson = window.enter("02-delete-a-pod")
    window.expect_ready(3)
    page = window.page
    for step in lesson.steps[:2]:
        window.expect_step(step)
        assert step.prediction is not None
        press_until_focused(page, window.panel.get_by_role("radio").first)
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        press_until_focused(page, window.panel.get_by_role("button", name=step.prediction.button))
        page.keyboard.press("Enter")
        expect(window.panel.locator(".verdict")).to_be_visible(timeout=PATIENCE_MS)
        press_until_focused(page, window.next)
        page.keyboard.press("Enter")
    window.expect_step(lesson.steps[2])
    restart = window.page.get_by_role("button", name="Restart", exact=True)
    press_until_focused(page, restart)
    page.keyboard.press("Enter")
    window.expect_done()
    press_until_focused(page, window.next)
    page.keyboard.press("Enter")
    expect(window.panel.get_by_role("heading", name="What stays")).to_be_visible()


def test_a_lesson_is_played_on_a_phone(window: LessonPage):
    window.page.set_viewport_size({"width": 390, "height": 844})
    lesson = window.enter("03-pods-alone")
    for step in lesson.steps:
        window.play(step)
        wide = window.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, "nothing sticks out at the side"
        window.next.click()
    expect(window.panel.get_by_role("heading", name="What stays")).to_be_visible()


def test_progress_survives_reload_restart_and_a_move_to_another_browser(browser: Browser):
    with running_server() as server:
        base = f"http://127.0.0.1:{server.port}"
        window = LessonPage(browser.new_page())
        lesson = window.enter("01-desired-state", base)
        window.next.click()
        window.expect_step(lesson.steps[1])
        window.page.reload()
        window.expect_step(lesson.steps[1])
        server.kill_and_restart()
        finish_second_step(window, lesson)
        code = take_code(window.page, base)
        other = LessonPage(browser.new_context().new_page())
        other.page.goto(f"{base}/lessons/")
        other.page.get_by_label("Code from another device").fill(code)
        other.page.get_by_role("button", name="Take it over").click()
        other.page.get_by_role("link", name=re.compile("Go on with lesson 1")).click()
        other.expect_live()
        other.expect_step(lesson.steps[2])
        other.expect_ready(3)
        other.page.context.close()
        window.page.close()


def finish_second_step(window: LessonPage, lesson: Lesson) -> None:
    window.page.reload()
    window.expect_live()
    window.expect_step(lesson.steps[1])
    expect(window.pods(READY)).to_have_count(3, timeout=PATIENCE_MS)
    window.panel.locator(".command-button").first.click()
    window.expect_done()
    window.next.click()
    window.expect_step(lesson.steps[2])


def take_code(page: Page, base: str) -> str:
    page.goto(f"{base}/lessons/")
    page.get_by_role("button", name="Get a code").click()
    place = page.locator("#code")
    expect(place).to_have_text(re.compile(r"^\w{4}-\w{4}$"))
    return place.inner_text()


def test_a_server_that_is_gone_is_told_in_the_panel(server_of_its_own: Server, browser: Browser):
    window = LessonPage(browser.new_page())
    lesson = window.enter("01-desired-state", f"http://127.0.0.1:{server_of_its_own.port}")
    window.expect_step(lesson.steps[0])
    server_of_its_own.stop()
    window.next.click()
    expect(window.panel.get_by_role("alert")).to_have_text("The server does not answer.")
    window.page.close()


@pytest.fixture
def server_of_its_own() -> Iterator[Server]:
    with running_server() as server:
        yield server

"""A class in real browsers: one teacher and three learners, each in a context of their own.

They join, predict together, watch the teacher's cluster, are frozen, one is helped with consent, a
node fails for all, all are reset, the results are exported, and the class ends.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.playground_page import PATIENCE_MS, READY, PlaygroundPage
from tests.server import Server

NAMES = ("Grete", "Rosa", "Lena")
REFUSED = re.compile("status of 4(03|22)")


class Window(PlaygroundPage):
    """A page whose console may say that the server refused, which it was asked to do."""

    def expect_calm(self) -> None:
        assert [each for each in self.complaints if not REFUSED.search(each)] == []


@pytest.fixture
def windows(browser: Browser) -> Iterator[Any]:
    """Opens windows, each a person of its own; at the end no console has said anything."""
    opened: list[Window] = []

    def open_window() -> Window:
        window = Window(browser.new_context().new_page())
        opened.append(window)
        return window

    yield open_window
    for window in opened:
        window.expect_calm()
        window.page.context.close()


def open_class(window: Window, server: Server) -> str:
    """Sign in by link and open a class; gives its code."""
    link = server.manage("createteacher", "ms_weber", "--link").strip()
    page = window.page
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Title").fill("Deployments, Tuesday")
    page.get_by_role("button", name="Open the class").click()
    expect(page.locator(".code").first).to_have_text(re.compile(r"\d{3} \d{3}"))
    return page.locator(".code").first.inner_text().replace(" ", "")


def join(window: Window, address: str, code: str, name: str) -> None:
    page = window.page
    page.goto(f"{address}/join")
    page.get_by_label("Class code").fill(code)
    page.get_by_label("Your first name").fill(name)
    page.get_by_role("button", name="Join").click()
    window.expect_live()
    window.expect_ready(3)
    expect(page.get_by_role("complementary", name="Class")).to_contain_text(name)


def card(wall: Page, name: str) -> Locator:
    return wall.get_by_role("button", name=re.compile(f"^{name}"))


def for_all(wall: Page, button: str, *, twice: bool = False) -> None:
    """Press a button of the dialog "For everybody"; some ask first."""
    wall.get_by_role("button", name="More", exact=True).click()
    dialog = wall.get_by_role("dialog", name="For everybody")
    pressed = dialog.get_by_role("button", name=button)
    pressed.click()
    if twice:
        dialog.locator("button:focus").click()
    expect(wall.get_by_role("status").last).to_contain_text("in 3 clusters")
    dialog.get_by_role("button", name="Close").click()


def predict_together(wall: Page, learners: list[Window]) -> None:
    """Everybody answers, the run is played, the right answer is shown."""
    grete, rosa, lena = learners
    wall.get_by_role("button", name="Ask a prediction").click()
    asking = wall.get_by_role("dialog", name="Ask a prediction")
    asking.get_by_role("button", name=re.compile("scaled from 3 to 6")).click()
    asking.get_by_role("button", name="Ask everybody").click()
    for window, choice in ((grete, "none"), (rosa, "all of them"), (lena, "none")):
        window.page.get_by_role("group", name="Answers").get_by_role("button", name=choice).click()
    question = wall.get_by_role("region", name="Prediction")
    expect(question).to_contain_text("3 of 3 answered")
    question.get_by_role("button", name="Play it").click()
    run = wall.frame_locator("iframe")
    expect(run.locator(f'[data-kind="Pod"]{READY}')).to_have_count(6, timeout=PATIENCE_MS)
    question.get_by_role("button", name="Show the answer").click()
    expect(grete.page.get_by_role("region", name="Predict")).to_contain_text("You said so")
    question.get_by_role("button", name="Take down").click()


def show_the_teachers_cluster(wall: Page, learners: list[Window]) -> None:
    """Learners see it with the teacher's pointer, then go on by themselves."""
    rosa = learners[1]
    with wall.expect_popup() as popup:
        wall.get_by_role("button", name="Show my cluster").click()
    own = popup.value
    shown = rosa.page.get_by_role("region", name="The teacher's cluster", exact=True)
    expect(shown).to_be_visible()
    pods = rosa.page.frame_locator("iframe").locator(f'[data-kind="Pod"]{READY}')
    expect(pods).to_have_count(6, timeout=PATIENCE_MS)
    expect(own.get_by_role("complementary", name="Class")).to_contain_text("The class sees this")
    own.mouse.move(400, 300)
    own.mouse.move(420, 310)
    expect(rosa.page.locator(".class-pointer")).to_be_visible(timeout=PATIENCE_MS)
    own.get_by_role("button", name="Stop showing").click()
    expect(shown).to_be_hidden()


def freeze(wall: Page, learners: list[Window]) -> None:
    """Changes are refused with the reason until the class goes on."""
    lena = learners[2]
    wall.get_by_role("button", name="Freeze all").click()
    expect(lena.page.get_by_role("complementary", name="Class")).to_contain_text("paused the class")
    lena.press("Scale up")
    lena.expect_refusal("The teacher has paused the class")
    wall.get_by_role("button", name="Unfreeze all").click()
    expect(lena.page.get_by_role("complementary", name="Class")).not_to_contain_text("paused")
    lena.press("Scale up")
    lena.expect_ready(4)


def help_with_consent(wall: Page, learners: list[Window]) -> None:
    """Both act; the learner ends it."""
    grete = learners[0]
    card(wall, "Grete").click()
    dialog = wall.get_by_role("dialog", name="Grete")
    dialog.get_by_role("button", name="Ask to help").click()
    grete.page.get_by_role("button", name="Accept").click()
    with wall.expect_popup() as popup:
        dialog.get_by_role("link", name="Open").click()
    helping = Window(popup.value)
    helping.expect_live()
    expect(helping.page.get_by_role("complementary", name="Class")).to_contain_text("both act")
    helping.press("Scale up")
    grete.expect_ready(4)
    grete.press("End help")
    expect(helping.page.get_by_role("complementary", name="Class")).to_contain_text("You may look")
    expect(helping.button("Scale up")).to_be_disabled()
    dialog.get_by_role("button", name="Close").click()


def break_and_reset(wall: Page, learners: list[Window]) -> None:
    """A node fails for all, all are as new."""
    for_all(wall, "Fail node")
    for window in learners:
        expect(window.object("Node", "node-2")).to_have_attribute(
            "data-status", re.compile("NotReady|Ready"), timeout=PATIENCE_MS
        )
    for_all(wall, "Reset all", twice=True)
    for window in learners:
        window.expect_ready(3)


def export_and_end(wall: Page, learners: list[Window], results: str) -> None:
    """Results as CSV; clusters are the learners' to keep."""
    grete = learners[0]
    answer = wall.request.get(results)
    rows = list(csv.reader(io.StringIO(answer.text())))
    assert [(row[0], row[-1]) for row in rows[1:]] == [("Grete", "1"), ("Lena", "1"), ("Rosa", "0")]
    wall.get_by_role("button", name="More", exact=True).click()
    ending = wall.get_by_role("dialog", name="For everybody")
    ending.get_by_role("button", name="End the class").click()
    ending.locator("button:focus").click()
    expect(grete.page.get_by_role("complementary", name="Class")).to_contain_text("yours to keep")
    grete.press("Scale up")
    grete.expect_ready(4)


def test_a_class_from_joining_to_the_bell(windows: Any, live_server_process: Server, base_url: str):
    teacher = windows()
    wall = teacher.page
    code = open_class(teacher, live_server_process)
    learners = [windows() for _ in NAMES]
    for window, name in zip(learners, NAMES, strict=True):
        join(window, base_url, code, name)
        expect(card(wall, name)).to_be_visible(timeout=PATIENCE_MS)

    learners[0].page.get_by_role("button", name="Raise hand").click()
    expect(card(wall, "Grete")).to_have_attribute("data-state", "hand", timeout=PATIENCE_MS)
    predict_together(wall, learners)
    show_the_teachers_cluster(wall, learners)
    freeze(wall, learners)
    help_with_consent(wall, learners)
    break_and_reset(wall, learners)
    export_and_end(wall, learners, f"{base_url}/class/{code}/results.csv")

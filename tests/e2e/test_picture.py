"""The picture in a real browser: Pods keep their identity, requests are drawn and counted."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.playground_page import PlaygroundPage


@pytest.fixture
def visitor(page: Page) -> PlaygroundPage:
    return PlaygroundPage(page).open()


def test_a_pod_is_the_same_element_by_owner_and_by_node(visitor: PlaygroundPage) -> None:
    pod = visitor.pods().first
    before = pod.element_handle()
    top = (pod.bounding_box() or {})["y"]
    visitor.press("Nodes")
    expect(visitor.button("Nodes")).to_have_attribute("aria-pressed", "true")
    assert before.evaluate("element => element.isConnected")
    name = before.get_attribute("data-name") or ""
    after = visitor.object("Pod", name).element_handle()
    assert visitor.page.evaluate("([a, b]) => a === b", [before, after])
    box = after.bounding_box() or {}
    node = visitor.object("Node", before.get_attribute("data-node") or "").bounding_box() or {}
    assert box["y"] > max(top, node["y"]), "it stands in its node now"


def test_the_service_says_what_its_users_got(visitor: PlaygroundPage) -> None:
    service = visitor.page.locator(".service")
    expect(service).to_contain_text("6 requests/s")
    expect(service.locator(".failed")).to_have_text("0")
    visitor.update("web:v6-errors")
    expect(service.locator(".failed.bad")).to_be_visible(timeout=60_000)


def test_pods_are_found_by_the_keyboard(visitor: PlaygroundPage) -> None:
    keys = visitor.page.keyboard
    visitor.scale(6)
    visitor.expect_ready(6)
    keys.press("Escape")
    visitor.page.evaluate("document.activeElement.blur()")
    keys.press("/")
    field = visitor.page.get_by_role("searchbox", name="Find Pods")
    expect(field).to_be_focused()
    keys.type("v1 node-2")
    on_node = visitor.pods('[data-node="node-2"]')
    expect(visitor.page.locator(".find output")).to_have_text(str(on_node.count()))
    keys.press("Enter")
    expect(visitor.pods('[aria-selected="true"]')).to_have_attribute("data-node", "node-2")
    expect(visitor.page.locator(".find output")).to_have_text(f"1 of {on_node.count()}")
    keys.press("Escape")
    expect(field).to_be_hidden()
    expect(visitor.button("Find Pods")).to_be_focused()


def test_problems_only_is_offered_when_there_are_any(visitor: PlaygroundPage) -> None:
    problems = visitor.page.get_by_role("button", name="Problems only")
    expect(problems).to_be_hidden()
    visitor.update("web:v4-crash")
    expect(problems).to_have_text("1", timeout=60_000)
    problems.click()
    expect(problems).to_have_attribute("aria-pressed", "true")
    chosen = visitor.pods('[aria-selected="true"]')
    deadline = time.monotonic() + 30
    while not chosen.count():  # for a moment after each start the Pod runs, and nothing is wrong
        assert time.monotonic() < deadline, "no match was chosen"
        visitor.page.keyboard.press("n")
        visitor.page.wait_for_timeout(100)
    expect(chosen).to_have_attribute("data-image", "web:v4-crash")
    assert not visitor.complaints


def test_the_picture_comes_nearer_and_back_by_keyboard_and_button(visitor: PlaygroundPage) -> None:
    visitor.scale(20)
    visitor.expect_ready(20)
    width = "element => element.offsetWidth"
    at_rest = visitor.pods().first.evaluate(width)
    visitor.press("Zoom in")
    expect(visitor.button("Zoom to fit")).to_be_enabled()
    nearer = visitor.pods().first.evaluate(width)
    assert nearer > at_rest
    visitor.pods().last.click()
    expect(visitor.pods('[aria-selected="true"]')).to_have_count(1)
    visitor.page.keyboard.press("o")
    expect(visitor.button("Zoom to fit")).to_be_disabled()
    assert visitor.pods().first.evaluate(width) == at_rest
    visitor.page.keyboard.press("i")
    visitor.page.keyboard.press("0")
    expect(visitor.button("Zoom to fit")).to_be_disabled()
    assert not visitor.complaints

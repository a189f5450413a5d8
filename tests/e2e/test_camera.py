"""The picture is moved and brought nearer: by keys, with Space held, by two fingers, on the map."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.e2e.playground_page import PlaygroundPage


@pytest.fixture
def near(page: Page) -> PlaygroundPage:
    """Many Pods, seen so near that they do not all fit."""
    page.set_viewport_size({"width": 1024, "height": 768})
    window = PlaygroundPage(page).open()
    window.set_speed("10")
    window.scale(60)
    window.expect_ready(60)
    for _ in range(4):
        window.press("Zoom in")
    expect(page.locator(".minimap")).to_be_visible()
    page.locator("#stage").evaluate("stage => stage.scrollTo(0, 0)")
    return window


def expect_scrolled(page: Page, condition: str) -> None:
    """Wait for where the stage stands; `top` is in whole pixels."""
    top = "Math.round(document.querySelector('#stage').scrollTop)"
    page.wait_for_function(f"() => {{ const top = {top}; return {condition}; }}")


def test_keys_space_and_the_map_move_the_picture(near: PlaygroundPage) -> None:
    page = near.page
    page.locator("#stage").focus()
    page.keyboard.press("Shift+ArrowDown")
    expect_scrolled(page, "top > 100")
    page.keyboard.press("Shift+ArrowUp")
    expect_scrolled(page, "top === 0")
    page.mouse.move(300, 600)
    page.keyboard.down(" ")
    page.mouse.down()
    page.mouse.move(300, 450, steps=4)
    page.mouse.up()
    page.keyboard.up(" ")
    expect_scrolled(page, "top === 150")
    expect(near.button("Pause time")).to_be_visible()
    expect(near.button("Close panel")).to_have_count(0)
    small = page.locator(".minimap")
    box = small.bounding_box()
    assert box is not None
    small.click(position={"x": box["width"] / 2, "y": box["height"] - 2})
    expect_scrolled(page, "top > 200")
    near.press("Zoom to fit")
    expect(small).to_be_hidden()
    page.locator("#stage").press(" ")
    expect(near.button("Resume time")).to_be_visible()
    assert near.complaints == []


def touch(session: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    session.send(
        "Input.dispatchTouchEvent",
        {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]},
    )


def test_two_fingers_bring_the_picture_nearer(browser: Browser, base_url: str) -> None:
    with browser.new_context(
        base_url=base_url, has_touch=True, viewport={"width": 390, "height": 844}
    ) as context:
        window = PlaygroundPage(context.new_page()).open()
        tile = window.pods().first.bounding_box()
        assert tile is not None
        x, y = tile["x"] + tile["width"] / 2, tile["y"] + tile["height"] / 2
        session = context.new_cdp_session(window.page)
        touch(session, "touchStart", (x, y), (x + 40, y))
        for gap in (50, 60, 75):
            touch(session, "touchMove", (x, y), (x + gap, y))
        touch(session, "touchEnd")
        wider = f"pod => pod.getBoundingClientRect().width > {tile['width']}"
        pod = window.pods().first.element_handle()
        window.page.wait_for_function(wider, arg=pod)
        assert window.page.evaluate("visualViewport.scale") == 1
        assert window.complaints == []

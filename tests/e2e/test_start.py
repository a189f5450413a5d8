"""How a page starts: the picture is on its way before the page's modules are."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, Route, WebSocket

from tests.e2e.playground_page import PATIENCE_MS, PlaygroundPage

MAIN = re.compile(r"/static/(?:js/main|vendor/page/playground-[A-Z0-9]{8})\.js$")


def test_the_picture_comes_while_the_modules_are_still_on_their_way(page: Page):
    feeds: list[WebSocket] = []
    frames: list[str | bytes] = []
    held: list[Route] = []

    def listen(socket: WebSocket) -> None:
        if "/ws/c/" in socket.url:
            feeds.append(socket)
            socket.on("framereceived", lambda frame: frames.append(frame))

    page.on("websocket", listen)
    page.route(MAIN, lambda route: held.append(route))
    visitor = PlaygroundPage(page)
    page.goto("/", wait_until="commit")
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not (frames and held):
        assert time.monotonic() < deadline, f"{len(frames)} frames, {len(held)} scripts"
        page.wait_for_timeout(20)
    assert page.locator("html").get_attribute("data-live") is None
    for route in held:
        route.continue_()
    visitor.expect_live()
    visitor.expect_ready(3)
    assert len(feeds) == 1
    assert visitor.complaints == []

"""A page of which a file is missing at the server that was asked: loaded once more, then told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.playground_page import PlaygroundPage


def missing(page: Page, pattern: str, times: int | None) -> list[str]:
    """Let so many requests for it fail as an old server would answer; gives what was asked."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=404, content_type="text/plain", body="There is no such file.\n")

    if times is None:
        page.route(pattern, answer)
    else:
        page.route(pattern, answer, times=times)
    return asked


def part(page: Page, selector: str) -> str:
    """The address of a part of the page, as it is sent now."""
    page.goto("/")
    found: str = page.locator(selector).first.evaluate("each => each.src || each.href")
    return found


PARTS = {
    "script": 'script[type="module"]:not([async])',
    "module": 'link[rel="modulepreload"]',
    "sheet": 'link[rel="stylesheet"]',
}


@pytest.mark.parametrize("kind", PARTS)
def test_a_page_without_one_of_its_files_is_loaded_again_and_runs(page: Page, kind: str):
    address = part(page, PARTS[kind])
    page.context.clear_cookies()
    page.goto("about:blank")
    asked = missing(page, address, 1)
    PlaygroundPage(page).open()
    assert asked == [address]
    expect(page.get_by_text("did not come whole")).to_have_count(0)


def test_a_page_whose_file_stays_away_says_so_and_does_not_go_round(page: Page):
    address = part(page, PARTS["script"])
    page.goto("about:blank")
    asked = missing(page, address, None)
    page.goto("/")
    told = page.get_by_role("alert").filter(has_text="did not come whole")
    expect(told).to_be_visible(timeout=60_000)
    expect(told).to_contain_text("Reload the page in a minute.")
    page.wait_for_load_state("networkidle")
    assert asked == [address] * 2

"""axe finds nothing on any page or panel, light and dark: one window walks through them all.

A panel that lies over a page that was looked at before is looked at alone, which is quick.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.playground_page import PATIENCE_MS, PlaygroundPage
from tests.e2e.screenshots import broken_version
from tests.server import ROOT, Server

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FIND = """async where => {
  const found = await axe.run(where, { resultTypes: ["violations"] });
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(node => `${id}: ${node.target} ${node.failureSummary}`));
}"""
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
ADDRESSES = ("/fidelity/", "/lessons/", "/join", "/class/new", "/class/123456/", "/nothing-here")
REFUSED_MANIFEST = "kind: Deployment\napiVersion: apps/v1\nmetadata: {name: Shop}\n"


def violations(page: Page, where: str = "html") -> list[str]:
    """What axe finds in both themes, once nothing on the page is fading in or out."""
    found: list[str] = []
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found += [f"{where} {theme} {line}" for line in page.evaluate(FIND, where)]
    return found


def inspector_tabs(window: PlaygroundPage) -> list[str]:
    found = []
    for select in (window.object("Deployment", "web"), window.pods().first):
        select.click()
        for tab in ("Overview", "Why", "Loop", "YAML", "Events"):
            window.page.get_by_role("tab", name=tab).click()
            expect(window.page.locator("#inspector-body > div > *").first).to_be_attached()
            if tab == "YAML":
                field = window.page.get_by_role("textbox", name="YAML of the selected object")
                expect(field).to_contain_text("metadata:", timeout=PATIENCE_MS)
                window.press("Who wrote it")
            found += violations(window.page, "#inspector")
    window.page.get_by_role("tab", name="Overview").click()
    window.press("Close panel")
    return found


def deploy_form(window: PlaygroundPage) -> list[str]:
    window.press("Deploy")
    window.page.get_by_label("Name").fill("Not A Name")
    window.press("Create")
    expect(window.page.get_by_role("alert")).to_be_visible()
    found = violations(window.page, ".deploy-place")
    window.press("Cancel")
    return found


def yaml_drawer(window: PlaygroundPage) -> list[str]:
    window.press("YAML")
    field = window.page.get_by_role("textbox", name="Manifest")
    field.fill(REFUSED_MANIFEST)
    expect(window.page.locator(".verdict")).to_contain_text("would refuse it")
    found = violations(window.page, "#drawer")
    window.press("Insert an example")
    expect(window.page.locator(".verdict")).to_contain_text("Apply would do this")
    window.press("Show changes")
    return found + violations(window.page, "#drawer")


def terminal_drawer(window: PlaygroundPage) -> list[str]:
    window.page.locator('#bar [data-action="terminal"]').click()
    expect(window.page.locator(".screen .xterm-rows")).to_contain_text("$")
    window.page.keyboard.type("kubectl get pods\n")
    found = violations(window.page, "#drawer")
    window.page.locator('#bar [data-action="terminal"]').click()
    return found


def help_sheet(window: PlaygroundPage) -> list[str]:
    window.page.locator("#stage").press("?")
    found = violations(window.page, "dialog[open]")
    window.page.keyboard.press("Escape")
    return found


def past_view(window: PlaygroundPage) -> list[str]:
    window.press("Previous change")
    expect(window.page.locator("html")).to_have_attribute("data-live", "past")
    found = violations(window.page)
    window.press("Values")
    found += violations(window.page, "dialog[open]")
    window.page.keyboard.press("Escape")
    window.press("Back to live")
    window.expect_live()
    return found


def trouble(window: PlaygroundPage) -> list[str]:
    """A version that crashes, and a node that is gone."""
    broken_version(window)
    window.pods('[data-status="CrashLoopBackOff"]').first.click()
    window.set_speed("30")
    node = window.object("Node", "node-2")
    node.click()
    window.press("Fail node")
    expect(node).to_have_attribute("data-status", "NotReady", timeout=PATIENCE_MS)
    window.press("Pause time")
    found = violations(window.page)
    window.press("Nodes")
    return found + violations(window.page, "#stage")


PANELS: tuple[Callable[[PlaygroundPage], list[str]], ...] = (
    lambda window: violations(window.page),
    inspector_tabs,
    deploy_form,
    yaml_drawer,
    terminal_drawer,
    help_sheet,
    past_view,
    trouble,
)


def test_axe_finds_nothing_on_the_playground_and_its_panels(page: Page) -> None:
    window = PlaygroundPage(page).open()
    found = [line for panel in PANELS for line in panel(window)]
    cluster = window.cluster_id
    page.goto(f"/c/{cluster}/tokens")
    found += violations(page)
    page.goto(f"/c/{cluster}/compare")
    expect(page.get_by_role("combobox", name="Left strategy")).to_be_visible()
    found += violations(page)
    assert found == []


def test_axe_finds_nothing_in_a_lesson(page: Page) -> None:
    window = PlaygroundPage(page)
    page.goto("/lessons/01-desired-state/")
    window.expect_live()
    expect(page.get_by_role("complementary", name="Lesson")).to_be_visible()
    found = violations(page)
    page.goto("/lessons/")
    assert found + violations(page) == []


def test_axe_finds_nothing_in_a_class(
    page: Page, browser: Browser, live_server_process: Server
) -> None:
    page.goto(live_server_process.manage("createteacher", "mr_axe", "--link").strip())
    found = violations(page)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Title").fill("Access")
    found += violations(page)
    page.get_by_role("button", name="Open the class").click()
    expect(page.locator(".code").first).to_have_text(re.compile(r"\d{3} \d{3}"))
    code = page.locator(".code").first.inner_text().replace(" ", "")
    context = browser.new_context(base_url=page.url.partition("/class")[0])
    learner = PlaygroundPage(context.new_page())
    learner.page.goto(f"/join/{code}")
    found += violations(learner.page)
    learner.page.get_by_label("Your first name").fill("Ada")
    learner.page.get_by_role("button", name="Join").click()
    learner.expect_live()
    learner.expect_ready(3)
    found += violations(learner.page)
    card = page.get_by_role("button", name=re.compile("^Ada"))
    expect(card).to_be_visible(timeout=PATIENCE_MS)
    found += violations(page)
    card.click()
    found += violations(page, "dialog[open]")
    page.keyboard.press("Escape")
    for button, dialog in (("More", "For everybody"), ("Ask a prediction", "Ask a prediction")):
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("dialog", name=dialog)).to_be_visible()
        found += violations(page, "dialog[open]")
        page.keyboard.press("Escape")
    context.close()
    assert found == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_nothing_on_the_other_pages(page: Page, address: str) -> None:
    page.goto(address)
    assert violations(page) == []


def test_axe_finds_what_is_wrong(page: Page) -> None:
    page.goto("/fidelity/")
    page.evaluate("document.body.append(document.createElement('button'))")
    assert any("button-name" in line for line in violations(page))

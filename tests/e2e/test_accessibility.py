"""axe finds nothing on any page or panel, light and dark, wide and as a phone shows it.

One window walks through them all. A panel that lies over a page that was looked at before is looked
at alone, which is quick.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.playground_page import PATIENCE_MS, PlaygroundPage
from tests.e2e.screenshots import broken_version
from tests.server import ROOT, Server

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FIND = """async ([where, rules]) => {
  const runOnly = rules.length ? { type: "rule", values: rules } : undefined;
  const found = await axe.run(where, { resultTypes: ["violations"], runOnly });
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(node => `${id}: ${node.target} ${node.failureSummary}`));
}"""
THEMES: dict[Literal["light", "dark"], list[str]] = {"light": [], "dark": ["color-contrast"]}
"""Every rule in one theme; of all of them only the contrast is another in the other theme."""
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
ADDRESSES = (
    *("/fidelity/", "/lessons/", "/join", "/class/new", "/class/123456/"),
    *("/join/123456", "/share/nothing", "/embed/nothing", "/class/sign-in/stale"),
)
ERRORS = (400, 403, 404, 500)
ERROR_PAGES = (
    "import json; from playground.pages.errors import error_page;"
    f"print(json.dumps([error_page(status).content.decode() for status in {ERRORS}]))"
)
REFUSED_MANIFEST = "kind: Deployment\napiVersion: apps/v1\nmetadata: {name: Shop}\n"


def violations(page: Page, where: str = "html") -> list[str]:
    """What axe finds in both themes, once nothing on the page is fading in or out."""
    found: list[str] = []
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    for theme, rules in THEMES.items():
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found += [f"{where} {theme} {line}" for line in page.evaluate(FIND, [where, rules])]
    return found


def wide_and_narrow(page: Page) -> list[str]:
    """A whole page, at a desk and on a phone."""
    found = violations(page)
    page.set_viewport_size(PHONE)
    found += [f"390 px {line}" for line in violations(page)]
    page.set_viewport_size(DESK)
    return found


def select(window: PlaygroundPage, kind: str) -> None:
    """By keyboard, which works at every width."""
    window.page.locator(f'[data-kind="{kind}"]').first.press("Enter")
    expect(window.button("Close panel")).to_be_visible()


def open_tab(window: PlaygroundPage, tab: str) -> None:
    """Its piece may be fetched only now: wait for what it shows."""
    window.page.get_by_role("tab", name=tab, exact=True).click()
    body = window.page.locator("#inspector-body")
    expect(body.locator("> div > *").first).to_be_attached(timeout=PATIENCE_MS)
    if tab == "YAML":
        field = window.page.get_by_role("textbox", name="YAML of the selected object")
        expect(field).to_contain_text("metadata:", timeout=PATIENCE_MS)
        window.press("Who wrote it")
    if tab == "Page":
        answers = window.page.get_by_role("list", name="The last answers")
        expect(answers.get_by_role("listitem").first).to_be_attached(timeout=PATIENCE_MS)


def inspector_tabs(window: PlaygroundPage, kinds: dict[str, tuple[str, ...]]) -> list[str]:
    found = []
    for kind, tabs in kinds.items():
        select(window, kind)
        for tab in tabs:
            open_tab(window, tab)
            found += violations(window.page, "#inspector")
    window.page.get_by_role("tab", name="Overview").click()
    window.press("Close panel")
    return found


def every_tab(window: PlaygroundPage) -> list[str]:
    every = ("Overview", "Why", "Loop", "YAML", "Events")
    some = ("Overview", "Why", "Events")
    kinds = {"Deployment": every, "Pod": every, "Service": (*some, "Page"), "Node": some}
    return inspector_tabs(window, kinds)


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


def share_sheet(window: PlaygroundPage) -> list[str]:
    window.press("Share")
    dialog = window.page.get_by_role("dialog", name="Share")
    expect(dialog.get_by_role("button", name="SVG", exact=True)).to_be_visible()
    found = violations(window.page, "dialog[open]")
    window.page.keyboard.press("Escape")
    return found


def find_box(window: PlaygroundPage) -> list[str]:
    window.page.locator("#stage").press("/")
    window.page.keyboard.type("web")
    found = violations(window.page, "#stage")
    window.page.keyboard.press("Escape")
    return found


def past_view(window: PlaygroundPage) -> list[str]:
    window.press("Previous change")
    expect(window.page.locator("html")).to_have_attribute("data-live", "past")
    found = wide_and_narrow(window.page)
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
    window.fail_node("node-2")
    window.press("Pause time")
    window.press("Close panel")
    expect(window.page.get_by_role("heading", name="Control loop")).to_be_visible()
    expect(window.page.locator(".phases")).to_be_visible(timeout=PATIENCE_MS)
    found = wide_and_narrow(window.page)
    select(window, "Pod")
    open_tab(window, "Why")
    found += violations(window.page, "#inspector")
    window.press("Nodes")
    return found + violations(window.page, "#stage")


def phone_panels(window: PlaygroundPage) -> list[str]:
    """What a phone shows in a sheet of its own or in another form."""
    window.page.set_viewport_size(PHONE)
    found = inspector_tabs(window, {"Pod": ("Overview", "Loop", "YAML", "Timeline")})
    window.press("More controls")
    found += violations(window.page, "#bar")
    found += [line for panel in (terminal_drawer, deploy_form) for line in panel(window)]
    window.press("More controls")
    window.page.set_viewport_size(DESK)
    return [f"390 px {line}" for line in found]


PANELS: tuple[Callable[[PlaygroundPage], list[str]], ...] = (
    lambda window: wide_and_narrow(window.page),
    every_tab,
    deploy_form,
    yaml_drawer,
    terminal_drawer,
    help_sheet,
    share_sheet,
    find_box,
    phone_panels,
    past_view,
    trouble,
)


def test_axe_finds_nothing_on_the_playground_and_its_panels(page: Page) -> None:
    window = PlaygroundPage(page).open()
    found = [line for panel in PANELS for line in panel(window)]
    cluster = window.cluster_id
    page.goto(f"/c/{cluster}/tokens")
    found += wide_and_narrow(page)
    page.goto(f"/c/{cluster}/compare")
    expect(page.get_by_role("combobox", name="Left strategy")).to_be_visible()
    found += wide_and_narrow(page)
    window.press("Start both")
    expect(page.get_by_role("table")).to_be_visible(timeout=PATIENCE_MS)
    found += wide_and_narrow(page)
    assert found == []


def test_axe_finds_nothing_on_what_is_shared(page: Page, browser: Browser) -> None:
    owner = PlaygroundPage(page).open()
    made = page.request.post(
        f"/c/{owner.cluster_id}/shares", data={"kind": "sandbox"}, headers={"X-Kubeloop": "page"}
    ).json()
    with browser.new_context(base_url=page.url.partition("/c/")[0]) as context:
        guest = PlaygroundPage(context.new_page())
        guest.page.goto(f"/share/{made['secret']}")
        found = wide_and_narrow(guest.page)
        guest.page.goto(f"/embed/{made['secret']}")
        guest.expect_ready(3)
        assert found + wide_and_narrow(guest.page) == []


def test_axe_finds_nothing_in_a_lesson(page: Page) -> None:
    window = PlaygroundPage(page)
    page.goto("/lessons/01-desired-state/")
    window.expect_live()
    expect(page.get_by_role("complementary", name="Lesson")).to_be_visible()
    found = wide_and_narrow(page)
    page.goto("/lessons/")
    assert found + wide_and_narrow(page) == []


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
    found += wide_and_narrow(learner.page)
    card = page.get_by_role("button", name=re.compile("^Ada"))
    expect(card).to_be_visible(timeout=PATIENCE_MS)
    found += wide_and_narrow(page)
    card.click()
    expect(page.get_by_role("dialog", name="Ada")).to_be_visible()
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
    assert wide_and_narrow(page) == []


def test_axe_finds_nothing_on_any_error_page(page: Page, live_server_process: Server) -> None:
    """As the server writes them; what leads to them is tested beside the pages."""
    texts = json.loads(live_server_process.manage("shell", "-v", "0", "-c", ERROR_PAGES))
    for status, text in zip(ERRORS, texts, strict=True):
        page.route("**/broken", partial(answer_with, status, text))
        page.goto("/broken")
        expect(page.get_by_role("link", name="Go to my cluster")).to_be_visible()
        assert wide_and_narrow(page) == []
        page.unroute("**/broken")


def answer_with(status: int, text: str, route: Route) -> None:
    route.fulfill(status=status, body=text, content_type="text/html")


def test_axe_finds_what_is_wrong(page: Page) -> None:
    page.goto("/fidelity/")
    page.evaluate("document.body.append(document.createElement('button'))")
    assert any("button-name" in line for line in violations(page))

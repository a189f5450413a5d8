"""What leaves a cluster's page, seen by who gets it: files, links, and frames in another site."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, ConsoleMessage, FrameLocator, Page, expect

from tests.e2e.other_site import Site, other_site
from tests.e2e.playground_page import PATIENCE_MS, READY, PlaygroundPage
from tests.e2e.test_accessibility import violations

SVG = "{http://www.w3.org/2000/svg}"
POD = '[data-kind="Pod"]'


@pytest.fixture
def owner(page: Page) -> PlaygroundPage:
    """A visitor with a cluster at rest."""
    return PlaygroundPage(page).open()


@pytest.fixture
def stranger(browser: Browser, base_url: str) -> Iterator[Page]:
    """Another browser, which has never been here."""
    with browser.new_context(base_url=base_url) as context:
        yield context.new_page()


@pytest.fixture(scope="module")
def sites() -> Iterator[tuple[Site, Site]]:
    with other_site() as found:
        yield found


def share(owner: PlaygroundPage, **wish: Any) -> dict[str, Any]:
    """A new link of the owner's cluster, as the panel makes it."""
    answer = owner.page.request.post(
        f"/c/{owner.cluster_id}/shares", data=wish, headers={"X-Kubeloop": "page"}
    )
    assert answer.status == 201, answer.text()
    made: dict[str, Any] = answer.json()
    return made


def frame_in(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def open_panel(owner: PlaygroundPage) -> None:
    owner.press("Share")
    expect(owner.page.get_by_role("dialog", name="Share")).to_be_visible()


def test_the_picture_and_the_objects_are_files(owner: PlaygroundPage, tmp_path: Path) -> None:
    names = owner.pod_names()
    open_panel(owner)
    files = {}
    for role, name in (("link", "YAML"), ("button", "SVG"), ("button", "PNG")):
        with owner.page.expect_download() as download:
            owner.page.get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type]
        files[name] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[name])
    assert [path.suffix for path in files.values()] == [".yaml", ".svg", ".png"]
    assert all(path.name.startswith("kubeloop-my-cluster") for path in files.values())
    assert "kind: Deployment" in files["YAML"].read_text()
    drawing = ElementTree.parse(files["SVG"]).getroot()
    said = {text.text for text in drawing.iter(f"{SVG}text")}
    assert {name.rpartition("-")[2] for name in names} <= said
    assert len(list(drawing.iter(f"{SVG}path"))) > 20
    head = files["PNG"].read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:24])
    assert (width, height > 400) == (2400, True)
    assert owner.complaints == []


def test_a_frame_shows_the_living_cluster_to_a_site_that_is_named_and_to_no_other(
    owner: PlaygroundPage, stranger: Page, sites: tuple[Site, Site], base_url: str
) -> None:
    named, other = sites
    link = share(owner, kind="view", origins=[named.origin])
    address = f"{base_url}/embed/{link['secret']}"
    stranger.goto(named.page_with(address))
    pods = frame_in(stranger).locator(POD + READY)
    expect(pods).to_have_count(3, timeout=PATIENCE_MS)
    owner.scale(5)
    expect(pods).to_have_count(5, timeout=PATIENCE_MS)
    expect(frame_in(stranger).get_by_role("button", name="Scale up")).to_have_count(0)

    def is_refusal(message: ConsoleMessage) -> bool:
        return "frame-ancestors" in message.text

    with stranger.expect_console_message(is_refusal):
        stranger.goto(other.page_with(address))
    expect(frame_in(stranger).locator("#embed")).to_have_count(0)


def test_a_copy_is_tried_out_in_a_frame_without_a_cookie_and_taken_along(
    owner: PlaygroundPage, stranger: Page, sites: tuple[Site, Site], base_url: str
) -> None:
    link = share(owner, kind="sandbox")
    stranger.goto(sites[0].page_with(f"{base_url}/embed/{link['secret']}"))
    frame = frame_in(stranger)
    frame.get_by_role("button", name="Try it yourself").click()
    frame.get_by_role("button", name="Scale up").click()
    expect(frame.locator(POD + READY)).to_have_count(4, timeout=PATIENCE_MS)
    assert stranger.context.cookies() == []
    owner.expect_ready(3)
    with stranger.context.expect_page() as opened:
        frame.get_by_role("button", name="Open in Kubeloop").click()
    whole = PlaygroundPage(opened.value)
    whole.expect_live()
    whole.expect_ready(4)
    assert whole.cluster_id != owner.cluster_id


def test_a_lesson_is_played_in_a_frame(
    owner: PlaygroundPage, stranger: Page, sites: tuple[Site, Site], base_url: str
) -> None:
    link = share(owner, kind="lesson", lesson="05-scaling", step=2)
    stranger.goto(sites[0].page_with(f"{base_url}/embed/{link['secret']}"))
    frame = frame_in(stranger)
    frame.get_by_role("button", name="Start the lesson").click()
    expect(frame.locator(".lesson-top")).to_contain_text("Scaling up and down", timeout=PATIENCE_MS)
    expect(frame.locator(POD + READY).first).to_be_attached(timeout=PATIENCE_MS)
    assert stranger.context.cookies() == []


def test_a_moment_stays_and_a_link_taken_back_says_so(
    owner: PlaygroundPage, stranger: Page
) -> None:
    open_panel(owner)
    owner.page.get_by_label("This moment").check()
    owner.press("Make a link")
    field = owner.page.get_by_role("textbox", name="Link", exact=True)
    expect(field).to_have_count(1)
    address = field.input_value()
    owner.press("Close")
    owner.update("web:v2")
    owner.expect_ready(3, '[data-image="web:v2"]')
    stranger.goto(address)
    past = PlaygroundPage(stranger)
    past.expect_live()
    past.expect_ready(3, '[data-image="web:v1"]')
    expect(past.button("Update")).to_be_disabled()
    open_panel(owner)
    owner.press("Revoke")
    owner.press("Revoke for good")
    expect(field).to_have_count(0)
    expect(stranger.locator(".live")).to_have_text("not connected", timeout=PATIENCE_MS)
    stranger.reload()
    expect(stranger.get_by_role("heading")).to_have_text("This link has ended")


def test_axe_finds_nothing_on_the_share_panel(owner: PlaygroundPage) -> None:
    share(owner, kind="view")
    open_panel(owner)
    owner.page.get_by_text("Show it in another site's page").click()
    assert violations(owner.page) == []


def test_axe_finds_nothing_in_the_frames_and_pages_of_a_link(
    owner: PlaygroundPage, stranger: Page
) -> None:
    link = share(owner, kind="sandbox")
    stranger.set_viewport_size({"width": 800, "height": 500})
    stranger.goto(f"/embed/{link['secret']}")
    expect(stranger.locator(POD + READY)).to_have_count(3, timeout=PATIENCE_MS)
    assert violations(stranger) == []
    stranger.get_by_role("button", name="Try it yourself").click()
    expect(stranger.locator(POD + READY)).to_have_count(3, timeout=PATIENCE_MS)
    expect(stranger.get_by_role("button", name="Scale up")).to_be_visible()
    stranger.locator(POD).first.click()
    assert violations(stranger) == []
    stranger.set_viewport_size({"width": 390, "height": 560})
    expect(stranger.get_by_role("button", name="Delete pod")).to_be_in_viewport()
    width = stranger.evaluate("() => document.documentElement.scrollWidth")
    assert width == 390, "nothing is wider than the frame"
    stranger.reload()
    expect(stranger.get_by_role("button", name="Scale up")).to_be_visible()
    for address in (f"/share/{link['secret']}", f"/embed/{'x' * 32}"):
        stranger.goto(address)
        assert violations(stranger) == []

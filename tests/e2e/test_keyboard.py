"""The whole story of a Deployment with the keyboard alone, the focus always to be seen.

Nothing here clicks, and nothing puts the focus anywhere: Tab, arrows, Enter, Delete and typing.
"""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.e2e.playground_page import PATIENCE_MS, PlaygroundPage

FOCUSED = "element => element === document.activeElement && element.matches(':focus-visible')"
MOST_STEPS = 90
MOST_ARROWS = 12
SHOP = '[data-owner^="shop-"]'
V1, V2 = (f'{SHOP}[data-image="web:{tag}"]' for tag in ("v1", "v2"))


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there and shown."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if wanted.count() and wanted.first.evaluate(FOCUSED):
            return
    raise AssertionError(f"Tab does not come to {wanted}")


def press(page: Page, wanted: Locator) -> None:
    reach(page, wanted)
    page.keyboard.press("Enter")


def walk_to(page: Page, key: str, kind: str) -> str:
    """From an object of the picture by one arrow to one of that kind; gives its name."""
    for _ in range(MOST_ARROWS):
        page.keyboard.press(key)
        found: dict[str, str] = page.evaluate("({...document.activeElement.dataset})")
        if found.get("kind") == kind:
            return found["name"]
    raise AssertionError(f"{key} does not come to a {kind}")


def replace_text(page: Page, text: str) -> None:
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def test_the_whole_story_by_keyboard_alone(page: Page) -> None:
    window = PlaygroundPage(page).open()
    picture = page.locator('[data-kind][tabindex="0"]')

    press(page, window.button("Deploy"))
    expect(page.get_by_label("Name")).to_be_focused()
    replace_text(page, "shop")
    reach(page, page.get_by_label("Image", exact=True))
    replace_text(page, "web:v1")
    page.keyboard.press("Enter")
    shop = window.object("Deployment", "shop")
    expect(shop).to_have_attribute("aria-selected", "true")
    window.expect_ready(3, SHOP)

    reach(page, picture)
    walk_to(page, "ArrowDown", "ReplicaSet")
    victim = walk_to(page, "ArrowRight", "Pod")
    assert victim.startswith("shop-")
    page.keyboard.press("Enter")
    expect(window.object("Pod", victim)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Delete")
    expect(window.object("Pod", victim)).to_have_count(0, timeout=PATIENCE_MS)
    window.expect_ready(3, SHOP)

    reach(page, page.get_by_role("spinbutton", name="Replicas"))
    replace_text(page, "5")
    page.keyboard.press("Enter")
    window.expect_ready(5, SHOP)

    reach(page, page.get_by_role("combobox", name="Image"))
    page.keyboard.type("web:v2")
    press(page, window.button("Update"))
    window.expect_ready(5, V2)
    expect(window.pods(V1)).to_have_count(0, timeout=PATIENCE_MS)

    press(page, window.button("Roll back").first)
    window.expect_ready(5, V1)
    expect(window.pods(V2)).to_have_count(0, timeout=PATIENCE_MS)

    reach(page, picture)
    node = window.object("Node", walk_to(page, "ArrowDown", "Node"))
    page.keyboard.press("Enter")
    expect(node).to_have_attribute("aria-selected", "true")
    press(page, window.button("Fail node"))
    silent = page.locator(".node .countdown").filter(has_text="until it counts as NotReady")
    expect(silent).to_be_visible(timeout=PATIENCE_MS)
    reach(page, page.get_by_role("combobox", name="Speed"))
    page.keyboard.type("30x")
    expect(node).to_have_attribute("data-status", "NotReady", timeout=PATIENCE_MS)
    press(page, window.button("Repair node"))
    expect(node).to_have_attribute("data-status", "Ready", timeout=PATIENCE_MS)
    window.expect_ready(5, SHOP)
    assert window.complaints == []

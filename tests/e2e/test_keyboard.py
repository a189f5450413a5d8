"""Scale, update and delete with the keyboard alone, the focus always to be seen."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.e2e.playground_page import PlaygroundPage

FOCUSED = "element => element === document.activeElement && element.matches(':focus-visible')"
MOST_STEPS = 80


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there and shown."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if wanted.count() and wanted.first.evaluate(FOCUSED):
            return
    raise AssertionError(f"Tab does not come to {wanted}")


def test_scale_update_and_delete_by_keyboard_alone(page: Page) -> None:
    window = PlaygroundPage(page).open()
    reach(page, page.get_by_role("spinbutton", name="Replicas"))
    page.keyboard.press("Control+a")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    window.expect_ready(4)
    reach(page, page.get_by_role("combobox", name="Image"))
    page.keyboard.type("web:v2")
    reach(page, window.button("Update"))
    page.keyboard.press("Enter")
    window.expect_ready(4, '[data-image="web:v2"]')
    window.expect_ready(4)
    before = window.pod_names()
    reach(page, page.locator('[data-kind][tabindex="0"]'))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.kind") == "Pod"
    page.keyboard.press("Enter")
    reach(page, window.button("Delete pod"))
    page.keyboard.press("Enter")
    page.wait_for_function(
        "names => names.some(name => !document.querySelector(`[data-name='${name}']`))",
        arg=sorted(before),
    )
    window.expect_ready(4)

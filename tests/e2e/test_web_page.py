"""The Service's web page beside the picture: it changes with a rollout, and says when it fails."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.playground_page import PATIENCE_MS, PlaygroundPage

DEPLOYMENT = "/apis/apps/v1/namespaces/default/deployments/web"
V1, V2 = '[data-image="web:v1"]', '[data-image="web:v2"]'


def versions(page: Page) -> list[str]:
    """What the answers say, oldest first."""
    texts = page.get_by_role("list", name="The last answers").get_by_role("listitem")
    return [text.split(" ")[0] for text in texts.all_inner_texts()]


def recreate(window: PlaygroundPage) -> None:
    answer = window.page.request.patch(
        f"/k8s/{window.cluster_id}{DEPLOYMENT}",
        data={"spec": {"strategy": {"type": "Recreate", "rollingUpdate": None}}},
        headers={"Content-Type": "application/merge-patch+json", "X-Kubeloop": "page"},
    )
    assert answer.status == 200


def test_a_rolling_update_changes_the_page_without_an_error_and_recreate_fails(page: Page):
    visitor = PlaygroundPage(page).open()
    visitor.press("Open its page")
    expect(page.get_by_role("tab", name="Page")).to_have_attribute("aria-selected", "true")
    shown = page.locator(".web-page")
    version = shown.frame_locator("iframe:not([hidden])").locator(".v")
    expect(version).to_have_text("v1", timeout=PATIENCE_MS)
    assert versions(page)[-1] == "web:v1"
    visitor.update("web:v2")
    visitor.expect_ready(3, V2)
    expect(visitor.pods(V1)).to_have_count(0, timeout=PATIENCE_MS)
    expect(version).to_have_text("v2", timeout=PATIENCE_MS)
    expect(shown).to_contain_text(re.compile(r"\d+ requests from here, 0 failed\."))
    assert versions(page)[-1] == "web:v2"
    recreate(visitor)
    visitor.set_speed("0.25")
    visitor.update("web:v1")
    trouble = shown.locator(".page-trouble")
    expect(trouble).to_be_visible(timeout=PATIENCE_MS)
    expect(trouble).to_have_text(re.compile(r'^503.*no endpoints available for service "web:80"'))
    visitor.set_speed("5")
    expect(version).to_have_text("v1", timeout=PATIENCE_MS)
    assert visitor.complaints == []

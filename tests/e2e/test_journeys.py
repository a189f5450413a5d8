"""What a learner does on the page, in a real browser against a real server.

Every journey starts as a new visitor with a cluster of their own, which runs the Deployment `web`
(3 x web:v1), and ends with a console that has said nothing.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.playground_page import PATIENCE_MS, READY, PlaygroundPage
from tests.server import Server

NGINX = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: nginx-deployment
  labels:
    app: nginx
spec:
  replicas: 3
  selector:
    matchLabels:
      app: nginx
  template:
    metadata:
      labels:
        app: nginx
    spec:
      containers:
      - name: nginx
        image: nginx:1.14.2
        ports:
        - containerPort: 80
"""
V1, V2, BROKEN = (f'[data-image="web:{tag}"]' for tag in ("v1", "v2", "v4-crash"))
OFFLINE_SECONDS = 10


@pytest.fixture
def visitor(page: Page) -> Iterator[PlaygroundPage]:
    """A new visitor's window, at rest."""
    window = PlaygroundPage(page).open()
    yield window
    assert window.complaints == []


def second_window(first: PlaygroundPage, browser: Browser) -> PlaygroundPage:
    """The same visitor in another browser window."""
    context = browser.new_context()
    context.add_cookies(first.page.context.cookies())
    return PlaygroundPage(context.new_page()).open(first.page.url)


def test_a_deployment_is_made_from_the_form(visitor: PlaygroundPage) -> None:
    visitor.press("Deploy")
    visitor.page.get_by_label("Name").fill("shop")
    visitor.page.get_by_label("Image").fill("web:v1")
    visitor.page.get_by_label("Replicas").fill("3")
    visitor.press("Create")
    expect(visitor.object("Deployment", "shop")).to_have_attribute("aria-selected", "true")
    expect(visitor.pods(READY)).to_have_count(6, timeout=PATIENCE_MS)
    expect(visitor.object("Deployment", "shop")).to_have_attribute("data-status", "3/3")


def test_a_deleted_pod_is_replaced_in_its_place(visitor: PlaygroundPage) -> None:
    before = visitor.pod_names()
    victim = sorted(before)[1]
    place = visitor.object("Pod", victim).bounding_box()
    visitor.object("Pod", victim).click()
    expect(visitor.object("Pod", victim)).to_have_attribute("aria-selected", "true")
    visitor.press("Delete pod")
    expect(visitor.object("Pod", victim)).to_have_count(0, timeout=PATIENCE_MS)
    visitor.expect_ready(3)
    (newcomer,) = visitor.pod_names() - before
    expect(visitor.page.locator(".ruler.at-rest")).to_have_css("height", "0px")
    # The boxes around it fold a little longer than the ruler; the Pod goes with them.
    visitor.page.wait_for_function(
        "([name, y]) => document.querySelector(`[data-kind=Pod][data-name='${name}']`)"
        ".getBoundingClientRect().y === y",
        arg=[newcomer, place and place["y"]],
    )
    assert visitor.object("Pod", newcomer).bounding_box() == place


def test_the_number_of_pods_follows_the_field_and_the_buttons(visitor: PlaygroundPage) -> None:
    visitor.scale(10)
    visitor.expect_ready(10)
    visitor.scale(2)
    visitor.expect_ready(2)
    visitor.press("Scale up")
    visitor.press("Scale up")
    visitor.expect_ready(4)
    visitor.press("Scale down")
    visitor.expect_ready(3)
    expect(visitor.page.get_by_role("spinbutton", name="Replicas")).to_have_value("3")


def test_a_rollout_replaces_all_pods_and_keeps_the_floor(
    visitor: PlaygroundPage, live_server_process: Server
) -> None:
    visitor.scale(10)
    visitor.expect_ready(10)
    begin = int(visitor.revision() or 0)
    visitor.update("web:v2")
    assert visitor.fewest_ready_until(visitor.pods(READY + V2), 10) >= 8
    expect(visitor.pods(V1)).to_have_count(0, timeout=PATIENCE_MS)
    visitor.expect_ready(10, V2)
    check_the_promise(live_server_process.journal(visitor.cluster_id), begin)


def check_the_promise(changes: list[dict[str, Any]], begin: int) -> None:
    """At every revision since `begin`: at most 13 wanted in all sets, at least 8 Pods available."""
    wanted: dict[str, int] = {}
    available: set[str] = set()
    sizes: list[list[int]] = []
    for change in changes:
        if change["kind"] == "ReplicaSet":
            wanted[change["name"]] = change["object"]["spec"]["replicas"]
        elif change["kind"] == "Pod":
            is_available = change["type"] != "DELETED" and is_ready_pod(change["object"])
            (available.add if is_available else available.discard)(change["name"])
        if change["revision"] >= begin:
            assert sum(wanted.values()) <= 13, change["revision"]
            assert len(available) >= 8, change["revision"]
            if sizes[-1:] != [list(wanted.values())]:
                sizes.append(list(wanted.values()))
    assert sizes[:4] == [[10], [10, 3], [8, 3], [8, 5]]
    assert sizes[-1] == [0, 10]


def is_ready_pod(pod: dict[str, Any]) -> bool:
    conditions = pod.get("status", {}).get("conditions", [])
    is_ready = any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)
    return is_ready and "deletionTimestamp" not in pod["metadata"]


def test_a_broken_version_stops_at_the_floor_and_is_rolled_back(visitor: PlaygroundPage) -> None:
    visitor.scale(10)
    visitor.expect_ready(10)
    visitor.update("web:v4-crash")
    crashed = visitor.pods('[data-status="CrashLoopBackOff"]')
    assert visitor.fewest_ready_until(crashed, 3) >= 8
    expect(visitor.page.locator(".sentence")).to_contain_text("web:v1 keep answering")
    visitor.press("Roll back")
    visitor.expect_ready(10, V1)
    expect(visitor.pods(BROKEN)).to_have_count(0, timeout=PATIENCE_MS)


def test_a_dead_node_is_noticed_emptied_and_repaired(visitor: PlaygroundPage) -> None:
    node = visitor.fail_node("node-2")
    evicting = visitor.page.locator(".taints dd").filter(has_text="NoExecute")
    expect(evicting).to_have_text("node.kubernetes.io/unreachable NoExecute")
    lost = visitor.pods('[data-node="node-2"]')
    expect(lost.first).to_have_attribute("data-ready", "false")
    expect(visitor.pods(READY)).to_have_count(3, timeout=PATIENCE_MS)
    expect(lost.first).to_have_attribute("data-status", "Terminating")
    visitor.press("Repair node")
    expect(node).to_have_attribute("data-status", "Ready", timeout=PATIENCE_MS)
    visitor.expect_ready(3)


def test_a_well_known_manifest_runs(visitor: PlaygroundPage) -> None:
    visitor.press("YAML")
    visitor.page.get_by_role("textbox", name="Manifest").fill(NGINX)
    visitor.press("Apply")
    expect(visitor.page.locator(".applied")).to_have_text("deployment/nginx-deployment created")
    nginx = visitor.pods('[data-image="nginx:1.14.2"]' + READY)
    expect(nginx).to_have_count(3, timeout=PATIENCE_MS)


def test_two_windows_show_the_same(visitor: PlaygroundPage, browser: Browser) -> None:
    other = second_window(visitor, browser)
    visitor.scale(5)
    for window in (visitor, other):
        window.expect_ready(5)
    assert visitor.pod_names() == other.pod_names()
    expect(other.page.locator("html")).to_have_attribute("data-revision", visitor.revision() or "")
    assert other.complaints == []


def test_a_window_that_was_offline_catches_up(visitor: PlaygroundPage, browser: Browser) -> None:
    other = second_window(visitor, browser)
    other.page.evaluate("window.wasNeverReloaded = true")
    other.page.context.set_offline(True)
    root = other.page.locator("html")
    expect(root).to_have_attribute("data-live", "stale")
    expect(other.page.get_by_role("status").first).to_contain_text("Connection lost.")
    visitor.scale(6)
    visitor.expect_ready(6)
    moment = other.page.get_by_role("slider", name="Moment shown")
    expect(moment).to_have_attribute("aria-valuetext", re.compile("reconnecting"))
    stood = moment.get_attribute("aria-valuetext")
    time.sleep(OFFLINE_SECONDS)
    assert other.pods().count() == 3
    assert moment.get_attribute("aria-valuetext") == stood
    other.page.context.set_offline(False)
    other.expect_live()
    expect(moment).to_have_attribute("aria-valuetext", re.compile("live.*6 available"))
    other.expect_ready(6)
    expect(root).to_have_attribute("data-revision", visitor.revision() or "")
    assert other.page.evaluate("window.wasNeverReloaded") is True


def test_a_refusal_is_told_at_its_control(visitor: PlaygroundPage) -> None:
    before = visitor.pod_names()
    visitor.scale(-1)
    visitor.expect_refusal("must be greater than or equal to 0.*Set Replicas to 0 or more")
    visitor.press("Deploy")
    visitor.page.get_by_label("Name").fill("Not A Name")
    visitor.press("Create")
    visitor.expect_refusal("RFC 1123")
    visitor.press("Cancel")
    visitor.press("YAML")
    visitor.page.get_by_role("textbox", name="Manifest").fill("kind: Deployment\n bad: [")
    visitor.press("Apply")
    visitor.expect_refusal("Refused: .+")
    expect(visitor.page.locator('[data-kind="Deployment"]')).to_have_count(1)
    assert visitor.pod_names() == before
    # The browser itself writes each refused request to the console.
    assert all("status of 4" in complaint for complaint in visitor.complaints)
    visitor.complaints.clear()


def test_time_is_in_the_visitors_hands(visitor: PlaygroundPage) -> None:
    visitor.press("Pause time")
    visitor.scale(5)
    expect(visitor.object("Deployment", "web")).to_have_attribute("data-status", "3/5")
    assert visitor.pods(READY).count() == 3
    visitor.press("Step")
    visitor.press("Resume time")
    visitor.expect_ready(5)
    visitor.press("Undo")
    visitor.expect_ready(3)

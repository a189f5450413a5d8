"""What journeys wait for: a finished rollout, and a page that shows the cluster's revision."""

from __future__ import annotations

import time

from playwright.sync_api import Page

from tests.server import Client

DEPLOYMENT = "/apis/apps/v1/namespaces/default/deployments/web"
PODS = "/api/v1/namespaces/default/pods"
COUNTS = ("replicas", "updatedReplicas", "availableReplicas")


def wait_until_rolled_out(client: Client, replicas: int, seconds: float = 30) -> None:
    """The Deployment `web` has all its Pods updated and available, and no other."""
    deadline = time.monotonic() + seconds
    status: dict[str, object] = {}
    while time.monotonic() < deadline:
        found = client.send("GET", DEPLOYMENT)
        status = found.get("status", {})
        is_seen = status.get("observedGeneration") == found["metadata"]["generation"]
        if is_seen and [status.get(name) for name in COUNTS] == [replicas] * 3:
            return
        time.sleep(0.05)
    raise AssertionError(f"the rollout did not complete: {status}")


def wait_until_page_shows(page: Page, client: Client, seconds: float = 20) -> None:
    """The page stands live at the cluster's own revision."""
    deadline = time.monotonic() + seconds
    shown = expected = ""
    while time.monotonic() < deadline:
        expected = client.send("GET", PODS)["metadata"]["resourceVersion"]
        shown, live = page.evaluate(
            "[document.documentElement.dataset.revision, document.documentElement.dataset.live]"
        )
        if shown == expected and live == "live":
            return
        time.sleep(0.05)
    raise AssertionError(f"the page shows revision {shown}, the cluster has {expected}")

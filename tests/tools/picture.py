"""`make picture`: draw docs/images/kubeloop.png, the README's picture of a rollout half-way.

Starts a real server, makes a cluster with a Deployment of ten, updates its image and takes the
picture when the new ReplicaSet has some ready Pods and the old one still has some. The cluster's
seed is fixed, so the picture shows the same story each time.
"""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.server import ROOT, Client, Server, deployment, running_server
from tests.tools.browser import FLAGS, find_browser

PICTURE = ROOT / "docs" / "images" / "kubeloop.png"
SIZE = {"width": 1440, "height": 860}
WEB = "/apis/apps/v1/namespaces/default/deployments/web"
HALF_WAY = """() => {
  const pods = [...document.querySelectorAll('[data-kind="Pod"][data-ready="true"]')];
  const ready = (image) => pods.filter((pod) => pod.dataset.image === image).length;
  return ready("web:v2") >= 3 && ready("web:v1") >= 3;
}"""


def ready_pods(count: int) -> str:
    """A script that is true when so many Pods are ready."""
    return (
        '() => document.querySelectorAll(\'[data-kind="Pod"][data-ready="true"]\').length '
        f">= {count}"
    )


def draw(page: Page, client: Client, path: Path) -> None:
    """Roll out and take the picture half-way."""
    client.send("POST", WEB.rpartition("/")[0], deployment("web", "web:v1", 10))
    page.wait_for_function(ready_pods(10), timeout=60_000)
    containers = [{"name": "web", "image": "web:v2"}]
    change = {"spec": {"template": {"spec": {"containers": containers}}}}
    client.send("PATCH", WEB, change, kind="merge")
    page.wait_for_function(HALF_WAY, timeout=60_000)
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)


def new_cluster(server: Server) -> dict[str, str]:
    """A cluster without any Deployment."""
    made: dict[str, str] = json.loads(
        server.manage("newcluster", "my cluster", "--seed", "picture", "--json")
    )
    return made


def main() -> None:
    """Draw the picture."""
    # Looked for first: it starts a Playwright of its own, and there can be only one at a time.
    browser_path = find_browser()
    with running_server() as server, sync_playwright() as playwright:
        made = new_cluster(server)
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(
            viewport=SIZE, device_scale_factor=1, color_scheme="light", bypass_csp=True
        )
        page.goto(made["page"])
        draw(page, Client(made["api"], made["token"]), PICTURE)
        browser.close()
    print(f"wrote {PICTURE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

"""Half of all channel messages are lost, and neither the cluster nor two windows end up wrong."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser

from tests.e2e.waiting import wait_until_page_shows, wait_until_rolled_out
from tests.server import Client, deployment, running_server

pytestmark = pytest.mark.slow

DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
REPLICAS = 10


def test_lost_hints_change_nothing_in_the_end(browser: Browser) -> None:
    with running_server(DJANGO_SETTINGS_MODULE="tests.lossy_settings") as server:
        made = json.loads(server.manage("newcluster", "lossy", "--speed", "10", "--json"))
        client = Client(f"http://127.0.0.1:{server.port}/k8s/{made['id']}", made["token"])
        windows = [browser.new_page() for _ in range(2)]
        windows[0].goto(made["page"])
        windows[1].context.add_cookies(windows[0].context.cookies())
        windows[1].goto(windows[0].url)
        client.send("POST", DEPLOYMENTS, deployment("web", "web:v1", REPLICAS))
        wait_until_rolled_out(client, REPLICAS)
        for image in ("web:v2", "web:v1", "web:v2"):
            containers = [{"name": "web", "image": image}]
            patch = {"spec": {"template": {"spec": {"containers": containers}}}}
            client.send("PATCH", f"{DEPLOYMENTS}/web", patch, "merge")
        wait_until_rolled_out(client, REPLICAS)
        for window in windows:
            wait_until_page_shows(window, client)
            ready = window.locator('[data-kind="Pod"][data-ready="true"][data-image="web:v2"]')
            assert ready.count() == REPLICAS
            window.close()

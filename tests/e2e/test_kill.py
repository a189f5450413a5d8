"""Nothing is lost: the server dies by SIGKILL in the middle of a rollout, twenty times."""

from __future__ import annotations

import json
import time

import pytest
from playwright.sync_api import Page

from tests.e2e.waiting import wait_until_page_shows, wait_until_rolled_out
from tests.server import Client, Server, deployment, running_server

pytestmark = pytest.mark.slow

ROUNDS = 20
REPLICAS = 10
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"


def test_a_killed_server_loses_nothing_and_the_open_page_catches_up(page: Page) -> None:
    with running_server() as server:
        made = json.loads(server.manage("newcluster", "kill", "--speed", "20", "--json"))
        client = Client(f"http://127.0.0.1:{server.port}/k8s/{made['id']}", made["token"])
        client.send("POST", DEPLOYMENTS, deployment("web", "web:v1", REPLICAS))
        page.goto(made["page"])
        wait_until_rolled_out(client, REPLICAS)
        for number in range(ROUNDS):
            image = "web:v2" if number % 2 == 0 else "web:v1"
            containers = [{"name": "web", "image": image}]
            patch = {"spec": {"template": {"spec": {"containers": containers}}}}
            client.send("PATCH", f"{DEPLOYMENTS}/web", patch, "merge")
            time.sleep(0.02 * number)
            server.kill_and_restart()
            wait_until_rolled_out(client, REPLICAS)
            wait_until_page_shows(page, client)
        check_revisions(server, made["id"])


def check_revisions(server: Server, cluster_id: str) -> None:
    """The journal holds each revision exactly once."""
    revisions = [change["revision"] for change in server.journal(cluster_id)]
    assert revisions == list(range(1, len(revisions) + 1))

"""Nothing is lost: the server dies by SIGKILL in the middle of a rollout, twenty times."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time

import pytest
import zstandard
from playwright.sync_api import Page

from tests.server import Client, Server, deployment, running_server

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

ROUNDS = 20
REPLICAS = 10
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"


def test_a_killed_server_loses_nothing_and_the_open_page_catches_up(page: Page) -> None:
    with running_server() as server:
        made = json.loads(server.manage("newcluster", "kill", "--speed", "20", "--json"))
        client = Client(f"http://127.0.0.1:{server.port}/k8s/{made['id']}", made["token"])
        client.send("POST", DEPLOYMENTS, deployment("web", "web:v1", REPLICAS))
        page.goto(made["page"])
        wait_until_rolled_out(client)
        for number in range(ROUNDS):
            image = "web:v2" if number % 2 == 0 else "web:v1"
            containers = [{"name": "web", "image": image}]
            patch = {"spec": {"template": {"spec": {"containers": containers}}}}
            client.send("PATCH", f"{DEPLOYMENTS}/web", patch, "merge")
            time.sleep(0.02 * number)
            server.kill_and_restart()
            wait_until_rolled_out(client)
            wait_until_page_shows(page, client)
        check_revisions(server, made["id"])


def wait_until_rolled_out(client: Client) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        found = client.send("GET", f"{DEPLOYMENTS}/web")
        status = found.get("status", {})
        counts = [status.get(name) for name in ("replicas", "updatedReplicas", "availableReplicas")]
        is_seen = status.get("observedGeneration") == found["metadata"]["generation"]
        if is_seen and counts == [REPLICAS] * 3:
            return
        time.sleep(0.05)
    raise AssertionError(f"the rollout did not complete: {status}")


def wait_until_page_shows(page: Page, client: Client) -> None:
    """The page stands live at the cluster's own revision, without a reload."""
    deadline = time.monotonic() + 20
    shown = expected = ""
    while time.monotonic() < deadline:
        expected = client.send("GET", "/api/v1/namespaces/default/pods")["metadata"][
            "resourceVersion"
        ]
        shown = page.evaluate("document.documentElement.dataset.revision")
        if shown == expected and page.evaluate("document.documentElement.dataset.live") == "live":
            return
        time.sleep(0.05)
    raise AssertionError(f"the page shows revision {shown}, the cluster has {expected}")


def check_revisions(server: Server, cluster_id: str) -> None:
    """The journal holds each revision exactly once."""
    revisions = []
    with contextlib.closing(sqlite3.connect(server.data_dir / "kubeloop.sqlite3")) as database:
        rows = database.execute(
            "SELECT body FROM cluster_journal WHERE cluster_id = ? ORDER BY last", [cluster_id]
        )
        for (body,) in rows:
            changes = json.loads(zstandard.ZstdDecompressor().decompress(body))
            revisions += [change["revision"] for change in changes]
    assert revisions == list(range(1, len(revisions) + 1))

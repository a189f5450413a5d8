"""Several processes: Daphne and two workers share one cluster through Redis; one worker dies."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.waiting import wait_until_rolled_out
from tests.processes.running import process, wait_until_ready
from tests.server import ROOT, Client, deployment, free_port

pytestmark = pytest.mark.slow

DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
REPLICAS = 10
TAKEOVER_SECONDS = 5.0


def test_another_worker_goes_on_when_one_is_killed(folder: Path, redis_url: str) -> None:
    port = free_port()
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "REDIS_URL": redis_url,
        "DJANGO_SETTINGS_MODULE": "playground.settings",
    }
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "--verbosity", "0"], env=environment, cwd=ROOT, check=True)
    daphne = ["-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "playground.asgi:application"]
    with ExitStack() as processes:
        for arguments in ([sys.executable, *daphne], [*manage, "runworker"]):
            processes.enter_context(process(arguments, environment, folder / "log"))
        doomed = processes.enter_context(
            process([*manage, "runworker"], environment, folder / "log")
        )
        wait_until_ready(port, folder / "log")
        found = subprocess.run(
            [*manage, "newcluster", "many", "--speed", "10", "--json"],
            env=environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        made = json.loads(found.stdout)
        client = Client(f"http://127.0.0.1:{port}/k8s/{made['id']}", made["token"])
        client.send("POST", DEPLOYMENTS, deployment("web", "web:v1", REPLICAS))
        wait_until_rolled_out(client, REPLICAS)
        containers = [{"name": "web", "image": "web:v2"}]
        patch = {"spec": {"template": {"spec": {"containers": containers}}}}
        client.send("PATCH", f"{DEPLOYMENTS}/web", patch, "merge")
        time.sleep(0.3)
        doomed.kill()
        before = revision(client)
        deadline = time.monotonic() + TAKEOVER_SECONDS
        while revision(client) == before and time.monotonic() < deadline:
            time.sleep(0.05)
        wait_until_rolled_out(client, REPLICAS)


def revision(client: Client) -> str:
    found = client.send("GET", "/api/v1/namespaces/default/pods")
    return str(found["metadata"]["resourceVersion"])

"""Several processes: Daphne and two workers share one cluster through Redis; one worker dies."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.e2e.waiting import wait_until_rolled_out
from tests.server import ROOT, Client, deployment, free_port

pytestmark = pytest.mark.slow

DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
REPLICAS = 10
TAKEOVER_SECONDS = 5.0


@contextmanager
def process(
    arguments: list[str], environment: dict[str, str], log: Path
) -> Iterator[subprocess.Popen]:
    with open(log, "a") as out:
        started = subprocess.Popen(arguments, env=environment, cwd=ROOT, stdout=out, stderr=out)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture
def redis_url(folder: Path) -> Iterator[str]:
    server = shutil.which("redis-server")
    if server is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have Redis: .ci/run installs it")
        pytest.skip("redis-server is not installed on this machine")
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with process([server, *options], dict(os.environ), folder / "redis.log"):
        yield f"redis://127.0.0.1:{port}/0"


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


def wait_until_ready(port: int, log: Path) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=10).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(log.read_text()[-4000:])

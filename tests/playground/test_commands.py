"""`manage.py newcluster` and `manage.py play`."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from io import StringIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import yaml
from django.core.management import CommandError, call_command
from django.test import AsyncClient

from cluster.runtime.executors import run_read
from playground import access
from playground.access import Credentials
from playground.running import base_url, forget_address, keep_address, running_address
from tests.server import Server, free_port

ROOT = Path(__file__).resolve().parents[2]


def new_cluster(*arguments: str) -> dict[str, str]:
    output = StringIO()
    call_command("newcluster", *arguments, "--json", stdout=output)
    return json.loads(output.getvalue())


def test_newcluster_prints_how_to_reach_it(transactional_db: None):
    made = new_cluster("Class 1", "--nodes", "2", "--base-url", "http://h:1/")
    assert set(made) == {"id", "page", "api", "token"}
    assert made["api"] == f"http://h:1/k8s/{made['id']}"
    entered = access.enter(made["id"], Credentials(token=made["token"]))
    assert (entered.cluster.name, entered.role) == ("Class 1", "owner")


async def test_the_page_of_newcluster_opens_in_a_browser(transactional_db: None):
    made = await run_read(new_cluster, "Class")
    address = urlsplit(made["page"])
    assert parse_qs(address.query)["token"]
    browser = AsyncClient()
    first = await browser.get(f"{address.path}?{address.query}")
    assert first["Location"] == f"/c/{made['id']}/"
    assert (await browser.get(first["Location"])).status_code == 200


async def test_nodes_and_demo_are_as_asked(transactional_db: None):
    plain = await run_read(new_cluster, "plain", "--nodes", "2")
    demo = await run_read(new_cluster, "demo", "--demo")

    async def names(made: dict[str, str], path: str) -> list[str]:
        headers = {"authorization": f"Bearer {made['token']}"}
        answer = await AsyncClient().get(f"/k8s/{made['id']}{path}", headers=headers)
        return [item["metadata"]["name"] for item in answer.json()["items"]]

    assert await names(plain, "/api/v1/nodes") == ["node-1", "node-2"]
    assert await names(plain, "/apis/apps/v1/deployments") == []
    assert await names(demo, "/api/v1/nodes") == ["node-1", "node-2", "node-3"]
    assert await names(demo, "/apis/apps/v1/deployments") == ["web"]


def test_newcluster_writes_a_private_kubeconfig(transactional_db: None, tmp_path: Path):
    path = tmp_path / "kubeconfig"
    made = new_cluster("Class", "--kubeconfig", str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    server = yaml.safe_load(path.read_text())["clusters"][0]["cluster"]["server"]
    assert made["token"] in server
    assert server.endswith(f"/k8s/{made['id']}")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("",), id="no name"),
        pytest.param(("a" * 64,), id="long name"),
        pytest.param(("x", "--nodes", "101"), id="too many nodes"),
        pytest.param(("x", "--nodes", "-1"), id="nodes below zero"),
        pytest.param(("x", "--speed", "0"), id="too slow"),
        pytest.param(("x", "--speed", "101"), id="too fast"),
        pytest.param(("x", "--speed", "nan"), id="no number"),
    ],
)
def test_newcluster_refuses_what_cannot_be(transactional_db: None, arguments: tuple[str, ...]):
    with pytest.raises(CommandError):
        new_cluster(*arguments)


def test_newcluster_says_where_it_cannot_write(transactional_db: None, tmp_path: Path):
    with pytest.raises(CommandError, match="Cannot write"):
        new_cluster("x", "--kubeconfig", str(tmp_path / "no" / "folder"))


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),
        ("localhost", "http://localhost:80"),
    ],
)
def test_the_address_that_is_printed_can_be_opened(host: str, expected: str):
    assert base_url(host, 80) == expected


def test_the_address_of_a_running_server_is_noted_and_forgotten(settings, tmp_path: Path):
    settings.DATA_DIR, settings.PORT = tmp_path, 8123
    assert running_address() == "http://127.0.0.1:8123"
    keep_address("http://127.0.0.1:9")
    assert running_address() == "http://127.0.0.1:9"
    forget_address()
    assert running_address() == "http://127.0.0.1:8123"


def play(data_dir: Path, *arguments: str) -> subprocess.Popen[str]:
    """The real command, in a process of its own."""
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, "manage.py", "play", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_play_answers_when_it_says_so_and_stops_cleanly(tmp_path: Path, number: int):
    port = free_port()
    process = play(tmp_path, "--port", str(port))
    try:
        line = process.stdout.readline()
        assert line == f"Kubeloop is running at http://127.0.0.1:{port}/\n", process.stderr.read()
        teach = process.stdout.readline()
        assert teach.startswith(f"Teach a class: http://127.0.0.1:{port}/class/sign-in/")
        assert httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
        process.send_signal(number)
        rest, errors = process.communicate(timeout=15)
    finally:
        process.kill()
    assert (process.returncode, rest, errors) == (0, "Kubeloop has stopped.\n", "")
    assert not (tmp_path / "address").exists()


@pytest.mark.slow
def test_play_says_in_one_line_that_the_port_is_taken(tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        output, errors = play(tmp_path, "--port", str(port)).communicate(timeout=60)
    assert output == ""
    assert f"port {port}" in errors
    assert len(errors.strip().splitlines()) == 1


@pytest.mark.slow
def test_newcluster_works_while_the_server_runs(live_server_process: Server):
    made = json.loads(live_server_process.manage("newcluster", "fresh", "--demo", "--json"))
    with httpx.Client(follow_redirects=True) as browser:
        page = browser.get(made["page"])
    assert (page.status_code, str(page.url)) == (200, made["page"].partition("?")[0])
    headers = {"Authorization": f"Bearer {made['token']}"}
    answer = httpx.get(f"{made['api']}/apis/apps/v1/deployments", headers=headers)
    assert [item["metadata"]["name"] for item in answer.json()["items"]] == ["web"]

"""A real Kubeloop server as a process of its own, with a thin client for its Kubernetes API."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import zstandard

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """A running `manage.py play`."""

    port: int
    data_dir: Path
    environment: dict[str, str]
    process: psutil.Popen = field(init=False)

    def start(self) -> None:
        """Start the process and wait until it answers."""
        self.launch()
        wait_until_ready(self)

    def launch(self) -> None:
        """Start the process."""
        command = [sys.executable, str(ROOT / "manage.py"), "play", "--port", str(self.port)]
        with open(self.data_dir / "server.log", "a") as log:
            self.process = psutil.Popen(
                command, env=self.environment, cwd=ROOT, stdout=log, stderr=log
            )

    def kill_and_restart(self) -> None:
        """End the process with SIGKILL and start another on the same data."""
        self.process.kill()
        self.process.wait()
        self.start()

    def stop(self) -> None:
        """End the process as Ctrl-C does; one that is gone already is left alone."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=20)

    @property
    def rss_bytes(self) -> int:
        return int(self.process.memory_info().rss)

    @property
    def cpu_seconds(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def manage(self, *arguments: str) -> str:
        """Run a management command against the server's database; gives what it printed."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True
        )
        return done.stdout

    def journal(self, cluster_id: str) -> list[dict[str, Any]]:
        """Every change that the cluster's journal holds, oldest first."""
        changes: list[dict[str, Any]] = []
        with contextlib.closing(sqlite3.connect(self.data_dir / "kubeloop.sqlite3")) as database:
            rows = database.execute(
                "SELECT body FROM cluster_journal WHERE cluster_id = ? ORDER BY last", [cluster_id]
            )
            for (body,) in rows:
                changes += json.loads(zstandard.ZstdDecompressor().decompress(body))
        return changes

    def new_cluster(self, name: str, nodes: int = 3, seed: str = "") -> Client:
        options = ["--nodes", str(nodes), *(["--seed", seed] if seed else [])]
        found = json.loads(self.manage("newcluster", name, *options, "--json"))
        return Client(f"http://127.0.0.1:{self.port}/k8s/{found['id']}", found["token"])


@contextmanager
def running_server(**settings: str) -> Iterator[Server]:
    """Start a server on a free port and a fresh folder; end it on the way out."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "PORT": str(port),
            "DJANGO_SETTINGS_MODULE": "playground.settings",
            **settings,
        }
        server = Server(port, Path(folder), environment)
        server.launch()
        try:
            wait_until_ready(server)
            yield server
        finally:
            server.stop()


def wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"http://127.0.0.1:{server.port}/readyz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        if server.process.poll() is not None:
            raise RuntimeError((server.data_dir / "server.log").read_text())
        time.sleep(0.05)
    raise RuntimeError("the server did not get ready")


class Client:
    """The few API calls that the benchmarks make."""

    def __init__(self, base: str, token: str) -> None:
        self.base = base
        self.http = httpx.Client(
            base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=120
        )

    def send(self, method: str, path: str, body: Any = None, kind: str = "json") -> Any:
        types = {"json": "application/json", "merge": "application/merge-patch+json"}
        content = None if body is None else json.dumps(body)
        answer = self.http.request(
            method, path, content=content, headers={"Content-Type": types[kind]}
        )
        if answer.status_code >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json()

    def set_speed(self, speed: float) -> None:
        """Let the cluster's clock run faster or slower than the wall's."""
        path = "/apis/sim.kubeloop.dev/v1alpha1/clocks/clock"
        self.send("PATCH", path, {"spec": {"speed": speed}}, "merge")

    def watch(self, path: str) -> Iterator[dict[str, Any]]:
        """Events of a watch from now on."""
        with self.http.stream("GET", f"{path}?watch=1", timeout=None) as answer:
            for line in answer.iter_lines():
                if line:
                    yield json.loads(line)


def fast_image(image: str) -> dict[str, Any]:
    """A catalogue entry without any delay."""
    return {
        "apiVersion": "sim.kubeloop.dev/v1alpha1",
        "kind": "Image",
        "metadata": {"name": image.replace(":", "-")},
        "spec": {
            "image": image,
            "pullSeconds": 0,
            "startSeconds": 0,
            "readyDelaySeconds": 0,
            "stopSeconds": 0,
        },
    }


def deployment(name: str, image: str, replicas: int) -> dict[str, Any]:
    labels = {"app": name}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {
                "metadata": {"labels": labels},
                "spec": {"containers": [{"name": "web", "image": image}]},
            },
        },
    }

"""deploy/: what it says must hold: commands, settings and addresses exist, nginx can read it, and
Kubeloop itself takes its manifests by the real kubectl."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.server import Client, Server, fast_image

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
KNOWN = set(re.findall(r"^\| `([A-Z_]+)` ", (ROOT / "docs/operations.md").read_text(), re.M))
FOREIGN = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return found


def objects() -> list[dict[str, Any]]:
    return [each for path in MANIFESTS for each in yaml.safe_load_all(path.read_text())]


def test_compose_has_every_part_and_only_settings_that_exist():
    services = compose()["services"]
    assert {"postgres", "redis", "migrate", "server-1", "server-2", "worker", "nginx"} == {
        *services
    }
    for name, service in services.items():
        unknown = set(service.get("environment", {})) - KNOWN - FOREIGN
        assert not unknown, f"{name}: {unknown}"
        for needed in service.get("depends_on", []):
            assert needed in services


def test_commands_of_the_processes_exist():
    commands = {path.stem for path in (ROOT / "playground/management/commands").glob("*.py")}
    for path in [*DEPLOY.rglob("*.yaml"), *DEPLOY.rglob("*.service"), DEPLOY / "Dockerfile"]:
        for command in re.findall(r'manage\.py"?,? "?([a-z]+)', path.read_text()):
            assert command in commands | {"migrate"}, f"{path.name}: {command}"


def test_the_manifests_name_settings_and_probes_that_exist():
    by_kind = {(each["kind"], each["metadata"]["name"]): each for each in objects()}
    settings = set(by_kind["ConfigMap", "kubeloop"]["data"])
    assert settings <= KNOWN
    pods = by_kind["Deployment", "kubeloop-server"]["spec"]["template"]["spec"]
    probes = pods["containers"][0]
    assert probes["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert probes["readinessProbe"]["httpGet"]["path"] == "/readyz"
    worker = by_kind["Deployment", "kubeloop-worker"]["spec"]["template"]["spec"]["containers"][0]
    (port,) = worker["ports"]
    assert worker["livenessProbe"]["httpGet"] == {"path": "/healthz", "port": port["name"]}
    assert worker["command"][-2:] == ["--metrics-port", str(port["containerPort"])]
    assert {"Service", "PodDisruptionBudget", "HorizontalPodAutoscaler"} <= {
        kind for kind, _ in by_kind
    }


def test_workers_get_less_of_a_busy_processor_than_servers_wherever_each_has_its_own_group():
    units = {path.stem: path.read_text() for path in (DEPLOY / "systemd").glob("*.service")}
    weights = {name: re.findall(r"^CPUWeight=(\d+)$", text, re.M) for name, text in units.items()}
    assert weights == {"kubeloop-server@": [], "kubeloop-worker@": ["20"]}
    services = compose()["services"]
    shares = {name: services[name].get("cpu_shares", 1024) for name in ("server-1", "worker")}
    assert shares == {"server-1": 1024, "worker": 256}
    requests = {}
    for each in objects():
        if each["kind"] == "Deployment" and each["metadata"]["name"].startswith("kubeloop-"):
            (container,) = each["spec"]["template"]["spec"]["containers"]
            told = container["resources"]["requests"]["cpu"]
            requests[each["metadata"]["name"]] = int(told.removesuffix("m"))
    assert 0 < requests["kubeloop-worker"] < requests["kubeloop-server"]


def test_nginx_can_read_its_file(tmp_path: Path):
    nginx = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    text = (DEPLOY / "nginx.conf").read_text()
    assert "proxy_set_header Upgrade $http_upgrade;" in text
    assert "proxy_buffering off;" in text
    if nginx is None:
        pytest.skip("nginx is not installed on this machine")
    file = tmp_path / "nginx.conf"
    local = re.sub(r"server-([12]):8000", r"127.0.0.1:800\1", text)
    file.write_text(f"pid {tmp_path}/pid;\n{local}")
    done = subprocess.run([nginx, "-t", "-c", str(file)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.kubectl
@pytest.mark.slow
def test_kubeloop_takes_its_own_manifests_and_rolls_them_out(
    live_server_process: Server, tmp_path: Path
):
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("kubectl is not installed on this machine")
    file = tmp_path / "kubeconfig"
    options = ["--speed", "10", "--kubeconfig", str(file), "--json"]
    made = json.loads(live_server_process.manage("newcluster", "itself", *options))
    api = Client(f"http://127.0.0.1:{live_server_process.port}/k8s/{made['id']}", made["token"])
    api.send("POST", "/apis/sim.kubeloop.dev/v1alpha1/images", fast_image("kubeloop:latest"))

    def run(*arguments: str) -> str:
        command = [kubectl, "--kubeconfig", str(file), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    applied = run("apply", "-f", str(DEPLOY / "kubernetes"))
    assert applied.count("created") == len(objects())
    for part in ("server", "worker"):
        told = run("rollout", "status", f"deployment/kubeloop-{part}", "--timeout=40s")
        assert "successfully rolled out" in told
    generation = "-o=jsonpath={.metadata.generation}"
    before = run("get", "deployment", "kubeloop-server", generation)
    assert "created" not in run("apply", "-f", str(DEPLOY / "kubernetes"))
    assert run("get", "deployment", "kubeloop-server", generation) == before

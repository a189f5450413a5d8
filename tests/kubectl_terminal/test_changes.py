"""Commands that change the cluster: their words, their effects, their refusals."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.kubectl_terminal.terminal import Done, Terminal
from tests.kubectl_terminal.test_get import until

MANIFEST = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  replicas: {replicas}
  selector: {{matchLabels: {{app: api}}}}
  template:
    metadata: {{labels: {{app: api}}}}
    spec:
      containers:
      - {{name: c, image: "web:v1"}}
"""


def said(done: Done) -> str:
    """What a command that must succeed has printed."""
    assert (done.code, done.err) == (0, ""), done
    return done.out


async def value(terminal: Terminal, what: str, path: str) -> str:
    return said(await terminal.run(f"get {what} -o jsonpath='{path}'"))


async def test_apply_creates_configures_and_leaves_alone(terminal: Terminal):
    terminal.files["api.yaml"] = MANIFEST.format(replicas=2)
    assert said(await terminal.run("apply -f api.yaml")) == "deployment.apps/api created\n"
    assert said(await terminal.run("apply -f api.yaml")) == "deployment.apps/api unchanged\n"
    terminal.files["api.yaml"] = MANIFEST.format(replicas=3)
    dry = await terminal.run("apply -f api.yaml --dry-run=server")
    assert said(dry) == "deployment.apps/api configured (server dry run)\n"
    assert await value(terminal, "deploy api", "{.spec.replicas}") == "2"
    assert said(await terminal.run("apply -f api.yaml")) == "deployment.apps/api configured\n"
    assert await value(terminal, "deploy api", "{.spec.replicas}") == "3"


async def test_apply_takes_back_what_left_the_manifest(terminal: Terminal):
    terminal.files["api.yaml"] = MANIFEST.format(replicas=5)
    await terminal.run("apply -f api.yaml")
    shorter = MANIFEST.replace("  replicas: {replicas}\n", "").format()
    assert said(await terminal.run("apply -f -", stdin=shorter)).endswith("configured\n")
    assert await value(terminal, "deploy api", "{.spec.replicas}") == "1"


async def test_apply_from_a_here_document(terminal: Terminal):
    line = f"kubectl apply -f - <<EOF\n{MANIFEST.format(replicas=1)}EOF"
    assert said(await terminal.run(line)) == "deployment.apps/api created\n"


async def test_apply_of_an_invalid_manifest(terminal: Terminal):
    done = await terminal.run("apply -f -", stdin=MANIFEST.format(replicas=-1))
    assert done.code == 1
    assert done.err == (
        'The Deployment "api" is invalid: spec.replicas: Invalid value: -1: '
        "must be greater than or equal to 0\n"
    )


async def test_create_prints_the_manifest_without_sending_it(terminal: Terminal):
    done = await terminal.run("create deployment x --image=web:v1 --dry-run=client -o yaml")
    assert said(done) == (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  creationTimestamp: null\n"
        "  labels:\n    app: x\n  name: x\nspec:\n  replicas: 1\n  selector:\n    matchLabels:\n"
        "      app: x\n  strategy: {}\n  template:\n    metadata:\n"
        "      creationTimestamp: null\n      labels:\n        app: x\n    spec:\n"
        "      containers:\n      - image: web:v1\n        name: web\n        resources: {}\n"
        "status: {}\n"
    )
    assert (await terminal.run("get deploy x")).code == 1


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("create deployment x --image=web:v1", "deployment.apps/x created\n"),
        ("create namespace other", "namespace/other created\n"),
        ("create configmap cm --from-literal=a=b", "configmap/cm created\n"),
        ("create service clusterip s --tcp=80:8080", "service/s created\n"),
        ("run solo --image=web:v1", "pod/solo created\n"),
        ("scale deploy/web --replicas=5", "deployment.apps/web scaled\n"),
        ("set image deploy/web web=web:v2", "deployment.apps/web image updated\n"),
        ("set image deploy/web web=web:v1", ""),
        ("label deploy web tier=front", "deployment.apps/web labeled\n"),
        ("annotate deploy web note='a b'", "deployment.apps/web annotated\n"),
        ('patch deploy web -p \'{"spec":{"replicas":2}}\'', "deployment.apps/web patched\n"),
        ("expose deploy web --port=80 --name=second", "service/second exposed\n"),
        ("rollout pause deploy/web", "deployment.apps/web paused\n"),
        ("rollout restart deploy/web", "deployment.apps/web restarted\n"),
        ("cordon node-1", "node/node-1 cordoned\n"),
        ("taint node node-1 a=b:NoSchedule", "node/node-1 tainted\n"),
        ("delete deploy web --wait=false", 'deployment.apps "web" deleted\n'),
    ],
)
async def test_the_words_of_success(terminal: Terminal, line: str, text: str):
    assert said(await terminal.run(line)) == text


async def test_delete_waits_until_the_pod_is_gone(terminal: Terminal):
    await terminal.run("run solo --image=web:v1")
    await terminal.settle()
    async with terminal.alive():
        assert said(await terminal.run("delete pod solo")) == 'pod "solo" deleted\n'
    assert "NotFound" in (await terminal.run("get pod solo")).err


async def test_taints_come_and_go(terminal: Terminal):
    await terminal.run("taint node node-1 a=b:NoSchedule")
    taints = "{.spec.taints[*].key}"
    assert await value(terminal, "node node-1", taints) == "a"
    again = await terminal.run("taint node node-1 a=c:NoSchedule")
    assert "already has a taint(s) with same effect(s)" in again.err
    assert said(await terminal.run("taint node node-1 a-")) == "node/node-1 untainted\n"
    assert await value(terminal, "node node-1", taints) == ""


async def test_a_rollout_and_its_undo(terminal: Terminal):
    async with terminal.alive():
        await terminal.run("set image deploy/web web=web:v2")
        done = await terminal.run("rollout status deploy/web --timeout=60s")
        assert done.out.endswith('deployment "web" successfully rolled out\n')
        history = said(await terminal.run("rollout history deploy/web"))
        assert history == (
            "deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>\n\n"
        )
        undone = said(await terminal.run("rollout undo deploy/web"))
        assert undone == "deployment.apps/web rolled back\n"
    image = "{.spec.template.spec.containers[0].image}"
    assert await value(terminal, "deploy web", image) == "web:v1"


async def test_drain_evicts_and_waits(terminal: Terminal):
    before = json.loads((await terminal.run("get pods -o json")).out)["items"]
    node = before[0]["spec"]["nodeName"]
    async with terminal.alive():
        done = await terminal.run(f"drain {node} --ignore-daemonsets")
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == f"node/{node} cordoned"
    assert lines[-1] == f"node/{node} drained"
    rest = await terminal.run(f"get pods --field-selector=spec.nodeName={node} -o name")
    assert rest.out == ""


async def test_wait_for_a_condition_and_for_nothing(terminal: Terminal):
    done = await terminal.run("wait --for=condition=Available deploy/web --timeout=5s")
    assert said(done) == "deployment.apps/web condition met\n"
    late = await terminal.run("wait --for=condition=Nosuch deploy/web --timeout=100ms")
    assert late.err == "error: timed out waiting for the condition on deployments/web\n"


async def test_describe_names_all_sections(terminal: Terminal):
    text = said(await terminal.run("describe deploy web"))
    assert "Replicas:               3 desired | 3 updated | 3 total | 3 available" in text
    assert "RollingUpdateStrategy:  25% max unavailable, 25% max surge" in text
    assert "NewReplicaSet:   web-" in text
    assert "Scaled up replica set" in text
    for what in ("pods", "nodes", "rs", "svc", "namespace default"):
        assert "Name:" in said(await terminal.run(f"describe {what}"))


async def test_logs_and_events_tell_something(terminal: Terminal):
    log = await terminal.run("logs deploy/web --tail=1")
    assert "web:v1 is listening" in log.out
    assert "ScalingReplicaSet" in said(await terminal.run("events --for deployment/web"))


async def test_a_followed_log_tells_requests_until_it_is_stopped(terminal: Terminal):
    assert (await terminal.run("logs deploy/web --limit-bytes=6")).out == "web:v1"
    written: list[str] = []
    following = asyncio.ensure_future(terminal.run("logs -f deploy/web --tail=0", None, written))
    await until(lambda: "".join(written).count("to Service web)\n") >= 2)
    assert not following.done()
    following.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following


async def test_a_log_that_cannot_be_followed_is_refused(terminal: Terminal):
    assert (await terminal.run("logs -f nobody")).code == 1
    refused = await terminal.run("logs -f -l app=web --max-log-requests=1")
    assert "you are attempting to follow 3 log streams" in refused.err
    assert "--limit-bytes must be greater" in (await terminal.run("logs x --limit-bytes=-1")).err


@pytest.mark.parametrize("line", ["exec web -- ls", "port-forward web 80", "top pods"])
async def test_what_a_simulation_cannot_do_is_refused_clearly(terminal: Terminal, line: str):
    done = await terminal.run(line)
    assert done.code == 1
    assert done.err.startswith("error: ")
    assert done.out == ""


async def test_discovery(terminal: Terminal):
    assert "deployments.apps\n" in said(await terminal.run("api-resources -o name"))
    assert "apps/v1\n" in said(await terminal.run("api-versions"))
    assert "Server Version: v1." in said(await terminal.run("version"))
    assert "rollingUpdate\t<" in said(await terminal.run("explain deploy.spec.strategy"))
    assert said(await terminal.run("get --raw /readyz")) == "ok"

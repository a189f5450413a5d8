"""Every version of kubectl on this machine does a course's whole work against a real server.

One walk through a fresh cluster, command by command, each with its exit code and what its output
must hold. The ordinary run takes the oldest and the newest version, `KUBECTL=all` all of them.
"""

from __future__ import annotations

import asyncio
import re
import shlex
from dataclasses import dataclass

import pytest

from tests.kubectl.binaries import Binary, absent, chosen
from tests.server import Server
from tests.stories.programs import KubectlProgram, Typed
from tests.stories.run import token_of

MANIFEST = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels: {{app: web}}
  template:
    metadata:
      labels: {{app: web}}
    spec:
      containers:
      - name: web
        image: {image}
        ports:
        - containerPort: 80
"""
FILES = {"web.yaml": MANIFEST.format(image="web:v1"), "web2.yaml": MANIFEST.format(image="web:v2")}
DONE = 'deployment "web" successfully rolled out'
STRATEGIC = '{"spec":{"template":{"spec":{"containers":[{"name":"web","env":[]}]}}}}'
COMMAND_SECONDS = 90.0
SPEED = 10
TRIES = 5  # of a command that a controller came before


@dataclass(frozen=True, slots=True)
class Step:
    """One command: `shows` is a pattern in its output, `refuses` one in its complaint.

    Versions before `since` ask for what a cluster of today has no more.
    """

    line: str
    shows: str = ""
    code: int = 0
    refuses: str = ""
    editor: str = ""
    since: tuple[int, int] = (1, 0)


WALK = (
    Step("version", r"Server Version: .*v1\.\d+"),
    Step("cluster-info", r"Kubernetes control plane.* is running at"),
    Step("api-resources", r"(?m)^deployments +deploy +apps/v1 +true +Deployment"),
    Step("api-versions", r"(?m)^apps/v1$"),
    Step("get nodes", r"(?m)^node-1 +Ready +<none>"),
    Step("get deployments", refuses="No resources found in default namespace."),
    Step("apply -f web.yaml", r"^deployment.apps/web created$"),
    Step("rollout status deployment/web --timeout=60s", DONE),
    Step("apply -f web.yaml", r"^deployment.apps/web unchanged$"),
    Step("apply -f web2.yaml", r"^deployment.apps/web configured$"),
    Step("rollout status deployment/web --timeout=60s", DONE),
    Step("diff -f web.yaml", r"(?m)^-.*image: web:v2\n\+.*image: web:v1", code=1),
    Step("diff -f web2.yaml"),
    Step("apply -f web.yaml --dry-run=server", r"configured \(server dry run\)"),
    Step(
        "apply --server-side --force-conflicts -f web2.yaml",
        r"^deployment.apps/web serverside-applied$",
    ),
    Step("get pods", r"(?m)^web-\w+-\w{5} +1/1 +Running +0 "),
    Step("get pods -o wide", r"NOMINATED NODE +READINESS GATES\n.* 10\.\d+\.\d+\.\d+ +node-\d "),
    Step("get pods -o json", r'"kind": "List"'),
    Step("get pods -A -l app=web", r"(?m)^NAMESPACE +NAME .*\ndefault +web-"),
    Step("get all", r"(?s)pod/web-.*service/|pod/web-.*deployment.apps/web.*replicaset.apps/web-"),
    Step("get pods --watch-only -o json --request-timeout=1s"),
    Step("get events", r"LAST SEEN +TYPE +REASON +OBJECT +MESSAGE"),
    Step("events", r"(?m)Normal +ScalingReplicaSet +Deployment/web "),
    Step("scale deployment web --replicas=3", r"^deployment.apps/web scaled$"),
    Step("scale deployment web --current-replicas=3 --replicas=4", r"^deployment.apps/web scaled$"),
    Step(
        "scale deployment web --current-replicas=9 --replicas=1",
        code=1,
        refuses="Expected replicas to be 9, was 4",
    ),
    Step("scale rs -l app=web --replicas=4", r"replicaset.apps/web-\w+ scaled"),
    Step("rollout status deployment/web --timeout=60s", DONE),
    Step("set image deployment/web web=web:v1", r"^deployment.apps/web image updated$"),
    Step("rollout status deployment/web --timeout=60s", DONE),
    Step("rollout history deployment/web", r"REVISION +CHANGE-CAUSE\n2 +<none>\n3 +<none>"),
    Step("rollout history deployment/web --revision=2", r"Image:\s+web:v2"),
    Step("rollout undo deployment/web", r"^deployment.apps/web rolled back$"),
    Step("rollout undo deployment/web --to-revision=3", r"^deployment.apps/web rolled back$"),
    Step("rollout undo deployment/web --to-revision=99", code=1, refuses="unable to find spec"),
    Step("rollout restart deployment/web", r"^deployment.apps/web restarted$"),
    Step("rollout status deployment/web --timeout=60s", DONE),
    Step("rollout pause deployment/web", r"^deployment.apps/web paused$"),
    Step("rollout resume deployment/web", r"^deployment.apps/web resumed$"),
    Step("describe deploy web", r"(?s)Replicas: +4 desired.*ScalingReplicaSet"),
    Step("describe rs", r"(?s)Controlled By: +Deployment/web.*Pods Status:"),
    Step("describe pod -l app=web", r"(?s)Controlled By: +ReplicaSet/web-.*Successfully assigned"),
    Step("describe node node-1", r"(?s)Non-terminated Pods:.*Allocated resources:"),
    Step("run solo --image=web:v1", r"^pod/solo created$"),
    Step("wait --for=condition=Ready pod/solo --timeout=60s", r"^pod/solo condition met$"),
    Step("label pod solo tier=front", r"^pod/solo labeled$"),
    Step("label pod solo tier=back", code=1, refuses="already has a value"),
    Step("annotate deployment web note=hello", r"^deployment.apps/web annotated?$"),
    Step("logs solo", r"web:v1"),
    Step("exec solo -- true", code=1, refuses=r"."),
    Step("delete pod solo --wait=false", r'^pod "solo" deleted'),
    Step("wait --for=delete pod/solo --timeout=60s"),
    Step("run solo --image=web:v1", r"^pod/solo created$"),
    Step("delete pod solo --force", r'^pod "solo" force deleted', refuses="Warning: Immediate"),
    Step("run solo --image=web:v1", r"^pod/solo created$"),
    Step("delete pod solo", r'^pod "solo" deleted'),
    Step("delete pod solo", code=1, refuses=r"\(NotFound\): pods \"solo\" not found"),
    Step(f"patch deployment web -p '{STRATEGIC}'", r"^deployment.apps/web patched"),
    Step('patch deployment web --type=merge -p \'{"spec":{"replicas":2}}\'', "web patched$"),
    Step("edit deployment web", r"^deployment.apps/web edited$", editor="sed -i s/web:v1/web:v3/"),
    Step("edit deployment web", refuses=r"no changes made", editor="true"),
    Step("rollout status deployment/web --timeout=60s", DONE),
    Step("replace -f web.yaml", r"^deployment.apps/web replaced$"),
    Step("rollout status deployment/web --timeout=60s", DONE),
    Step("cordon node-1", r"^node/node-1 cordoned$"),
    Step("drain node-1 --ignore-daemonsets", r"(?m)^node/node-1 drained$"),
    Step("get pods --field-selector=spec.nodeName=node-1", refuses="No resources found"),
    Step("drain node-2", r"(?s)^node/node-2 cordoned.*node/node-2 drained$"),
    Step("uncordon node-1 node-2", r"^node/node-1 uncordoned\nnode/node-2 uncordoned$"),
    Step("taint nodes node-1 a=b:NoSchedule", r"^node/node-1 tainted$"),
    Step("taint nodes node-1 a-", r"^node/node-1 untainted$"),
    Step("create deployment made --image=web:v1 --replicas=2", r"^deployment.apps/made created$"),
    Step("create namespace other", r"^namespace/other created$"),
    Step("create configmap settings --from-literal=a=1", r"^configmap/settings created$"),
    Step("create secret generic keys --from-literal=a=1", r"^secret/keys created$"),
    Step("create serviceaccount robot", r"^serviceaccount/robot created$"),
    Step(
        "create pdb made --selector=app=made --min-available=1",
        r"^poddisruptionbudget.policy/made created$",
    ),
    Step("create job x --image=web:v1", code=1, refuses="could not find the requested resource"),
    Step("wait --for=condition=Available deployment/made --timeout=60s", "condition met"),
    Step("expose deployment made --port=80", r"^service/made exposed$"),
    Step("autoscale deployment made --max=5 --cpu-percent=50", r"made autoscaled$"),
    Step("get hpa", r"(?m)^made +Deployment/made "),
    Step("top pods", code=1, refuses="Metrics API not available"),
    Step("auth can-i create pods", r"^yes$"),
    Step("auth whoami", r"Username +kubeloop:owner", since=(1, 28)),
    Step("explain deployment.spec.strategy", r"(?s)FIELDS?:.*rollingUpdate"),
    Step("explain pod --recursive", r"containers"),
    Step("get statefulsets", code=1, refuses="doesn't have a resource type"),
    Step("delete deployment made", r'^deployment.apps "made" deleted'),
    Step("delete -f web.yaml", r'^deployment.apps "web" deleted'),
    Step("delete -f web.yaml", code=1, refuses=r"\(NotFound\)"),
)


async def run(program: KubectlProgram, step: Step, typed: Typed) -> tuple[int | str, str, str]:
    """What kubectl says; a conflict is answered as it asks: type it again.

    `replace` reads the object and writes it back: a controller that writes a status in between
    makes it a conflict, in a real cluster as here.
    """
    for _ in range(TRIES):
        code, out, err = await program.run(shlex.split(step.line), "default", typed)
        if "the object has been modified; please apply your changes" not in err:
            break
    return code, out, err


async def walk(server: Server, binary: Binary) -> dict[str, tuple[int | str, str, str]]:
    """The steps that went another way, with what they said."""
    client = await asyncio.to_thread(server.new_cluster, f"wire {binary.name}")
    await asyncio.to_thread(client.set_speed, SPEED)
    program = KubectlProgram(client.base, token_of(client), binary.path)
    program.files = dict(FILES)
    wrong = {}
    for number, step in enumerate(WALK, 1):
        if step.since > binary.version:
            continue
        environment = {"KUBE_EDITOR": step.editor} if step.editor else {}
        typed = Typed(None, environment, COMMAND_SECONDS)
        code, out, err = await run(program, step, typed)
        is_right = code == step.code and re.search(step.shows, out.strip())
        if not is_right or not re.search(step.refuses, err):
            wrong[f"{number} {step.line}"] = (code, out, err)
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("binary", chosen(), ids=lambda each: each.name)
async def test_a_course_with_kubectl(live_server_process: Server, binary: Binary):
    wrong = await walk(live_server_process, binary)
    assert not wrong, "\n".join(f"{line}: {said}" for line, said in wrong.items())


def test_there_is_a_kubectl_to_test_with():
    if not chosen():
        absent()

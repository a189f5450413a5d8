"""Each button's kubectl twin, typed into the terminal, does what the button does.

Two clusters of the same seed: one gets the requests that the page sends, the other the commands.
After each of them both are the same.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from typing import Any

import pytest

from tests.kubectl_terminal.terminal import Terminal
from tests.people import Person, owner_of_a_new_cluster
from tests.server import ROOT

DEPLOYMENT = "apis/apps/v1/namespaces/default/deployments/web"
EDIT = "s/replicas: 7/replicas: 4/"
PLACES = {
    "Deployment": "apis/apps/v1/deployments",
    "ReplicaSet": "apis/apps/v1/replicasets",
    "Service": "api/v1/services",
    "ConfigMap": "api/v1/configmaps",
    "Node": "api/v1/nodes",
    "Fault": "apis/sim.kubeloop.dev/v1alpha1/faults",
    "Clock": "apis/sim.kubeloop.dev/v1alpha1/clocks",
}
NEVER_THE_SAME = (
    "kubectl.kubernetes.io/restartedAt",
    "kubectl.kubernetes.io/last-applied-configuration",
)

A_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture
def two(transactional_db: None) -> tuple[Person, Person]:
    return owner_of_a_new_cluster("twin"), owner_of_a_new_cluster("twin")


def deeds() -> list[dict[str, Any]]:
    done = subprocess.run(
        ["node", "tests/js/deeds.js"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


async def read(person: Person, path: str) -> Any:
    return (await person.client.get(f"/k8s/{person.cluster.id}/{path}")).json()


async def filled(person: Person, text: str) -> str:
    """The text with what is only known in this cluster."""
    pods = (await read(person, "api/v1/pods"))["items"]
    sets = (await read(person, "apis/apps/v1/replicasets"))["items"]
    largest = max(
        sets, key=lambda each: each["spec"]["replicas"], default={"metadata": {"name": ""}}
    )
    alive = sorted(pod["metadata"]["name"] for pod in pods)
    text = text.replace("POD", alive[0] if alive else "").replace(
        "/BASE", "/k8s/" + person.cluster.id
    )
    return text.replace("SET", largest["metadata"]["name"])


async def press(person: Person, deed: dict[str, Any]) -> None:
    """What the page sends."""
    for each in deed["sent"]:
        path = await filled(person, each["path"])
        body, kind = each["body"], each["type"]
        if deed["id"] == "replace":
            web = await read(person, DEPLOYMENT)
            body = json.dumps({**web, "spec": {**web["spec"], "replicas": 4}})
        elif not isinstance(body, str):
            body, kind = (
                json.dumps(body or {}),
                kind if each["method"] == "PATCH" else "application/json",
            )
        answer = await person.client.generic(
            each["method"],
            f"/k8s/{person.cluster.id}{path}",
            data=body if each["method"] != "DELETE" else b"",
            content_type=kind,
            headers={"X-Kubeloop": "page"},
        )
        assert answer.status_code < 300, (deed["id"], answer.content)


async def type_it(terminal: Terminal, deed: dict[str, Any]) -> None:
    command = await filled(terminal.person, deed["command"])
    if deed["id"] == "apply":
        terminal.files["manifest.yaml"] = deed["text"]
    if deed["id"] == "replace":
        command = f"""KUBE_EDITOR='sed -i "{EDIT}"' {command}"""
    async with terminal.alive():
        done = await terminal.run(command)
    assert done.code == 0, (command, done.err)


def essence(found: dict[str, Any]) -> dict[str, Any]:
    """An object without what no two clusters share."""
    text = json.dumps([found.get("spec"), found.get("data")])
    notes = {**(found["metadata"].get("annotations") or {})}
    template = found.get("spec", {}).get("template", {}).get("metadata", {}).get("annotations", {})
    for name in NEVER_THE_SAME:
        notes.pop(name, None)
        if name in template:
            text = text.replace(template[name], "then")
    return {"spec": json.loads(A_TIME.sub("then", text)), "annotations": notes}


async def pod_names(person: Person) -> set[str]:
    return {pod["metadata"]["name"] for pod in (await read(person, "api/v1/pods"))["items"]}


async def state_of(person: Person) -> dict[str, Any]:
    state: dict[str, Any] = {}
    for kind, path in PLACES.items():
        items = (await read(person, path))["items"]
        if kind == "ReplicaSet":
            images = [(x["spec"]["template"]["spec"], x["spec"]["replicas"]) for x in items]
            state[kind] = sorted(json.dumps(each, sort_keys=True) for each in images)
        else:
            state[kind] = {x["metadata"]["name"]: essence(x) for x in items}
    pods = (await read(person, "api/v1/pods"))["items"]
    state["Pod"] = Counter(
        (pod["spec"]["containers"][0]["image"], "deletionTimestamp" in pod["metadata"])
        for pod in pods
    )
    return state


@pytest.mark.skipif(not (shutil.which("node") or os.environ.get("CI")), reason="there is no node")
async def test_a_button_and_its_twin_do_the_same(two: tuple[Person, Person]):
    clicking, typing = two
    terminals = [Terminal(person) for person in two]
    for terminal in terminals:
        await terminal.settle()
    before: tuple[Any, ...] = ()
    for deed in deeds():
        await press(clicking, deed)
        await type_it(terminals[1], deed)
        for terminal in terminals:
            await terminal.settle()
        pressed, typed = await state_of(clicking), await state_of(typing)
        assert pressed == typed, deed["id"]
        after = (pressed, await pod_names(clicking))
        assert after != before or deed["id"] == "step", f"{deed['id']} did something"
        before = after

"""The real kubectl applies on the server: owners, a conflict, force, moving from client-side."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.kubectl.binaries import needed
from tests.server import Server
from tests.stories.programs import KubectlProgram, Typed
from tests.stories.run import token_of

MANIFEST = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  replicas: {replicas}
  selector:
    matchLabels: {{app: api}}
  template:
    metadata:
      labels: {{app: api}}
    spec:
      containers:
      - name: web
        image: {image}
"""


def manifest(replicas: int = 2, image: str = "web:v1") -> str:
    return MANIFEST.format(replicas=replicas, image=image)


class Told:
    """kubectl in one cluster."""

    def __init__(self, program: KubectlProgram) -> None:
        self._program = program

    async def says(self, words: str, text: str | None = None) -> tuple[int | str, str]:
        code, out, err = await self._program.run(words.split(), "", Typed(stdin=text))
        return code, out + err

    async def owners(self) -> dict[tuple[str, str], dict]:
        _, text = await self.says("get deployment api -o json --show-managed-fields")
        entries = json.loads(text)["metadata"]["managedFields"]
        return {(each["manager"], each["operation"]): each["fieldsV1"] for each in entries}


async def kubectl(server: Server, name: str) -> Told:
    needed()
    client = await asyncio.to_thread(server.new_cluster, name)
    return Told(KubectlProgram(client.base, token_of(client)))


@pytest.mark.slow
@pytest.mark.kubectl
async def test_kubectl_applies_on_the_server(live_server_process: Server):
    told = await kubectl(live_server_process, "server-side")
    apply = "apply --server-side -f -"
    assert await told.says(apply, manifest()) == (0, "deployment.apps/api serverside-applied\n")
    _, shown = await told.says("get deployment api -o yaml")
    assert "managedFields" not in shown
    assert "last-applied-configuration" not in shown
    assert "f:replicas" in (await told.owners())[("kubectl", "Apply")]["f:spec"]

    assert (await told.says("scale deployment api --replicas 5"))[0] == 0
    code, text = await told.says(apply, manifest())
    assert code == 1
    assert (
        'error: Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" '
        "using apps/v1: .spec.replicas\n"
    ) in text
    code, _ = await told.says(f"{apply} --force-conflicts", manifest(3))
    assert code == 0
    assert await told.says("get deployment api -o jsonpath={.spec.replicas}") == (0, "3")


@pytest.mark.slow
@pytest.mark.kubectl
async def test_an_object_moves_from_client_side_to_server_side(live_server_process: Server):
    told = await kubectl(live_server_process, "migration")
    assert (await told.says("apply -f -", manifest()))[0] == 0
    assert ("kubectl-client-side-apply", "Update") in await told.owners()
    code, text = await told.says("apply --server-side -f -", manifest(image="web:v2"))
    assert (code, text) == (0, "deployment.apps/api serverside-applied\n")
    owners = await told.owners()
    assert ("kubectl-client-side-apply", "Update") not in owners
    assert "f:replicas" in owners[("kubectl", "Apply")]["f:spec"]
    _, last = await told.says("apply view-last-applied deployment/api")
    assert "image: web:v2" in last
    assert (await told.says("apply --server-side -f -", manifest(4, "web:v2")))[0] == 0
    assert await told.says("get deployment api -o jsonpath={.spec.replicas}") == (0, "4")

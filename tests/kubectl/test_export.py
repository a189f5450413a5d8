"""The real kubectl takes a cluster's export in a fresh cluster, without a word of complaint."""

from __future__ import annotations

import asyncio

import httpx

from tests.kubectl.binaries import needed
from tests.playground.test_export import DEMO, OTHERS
from tests.server import Server
from tests.stories.programs import KubectlProgram, Result, Typed
from tests.stories.run import token_of


def kubectl(server: Server, name: str) -> KubectlProgram:
    """A new cluster's kubectl."""
    client = server.new_cluster(name)
    return KubectlProgram(client.base, token_of(client), needed().path)


def apply(program: KubectlProgram, text: str) -> Result:
    return asyncio.run(program.run(["apply", "-f", "-"], "", Typed(stdin=text)))


def test_kubectl_takes_the_export_in_a_fresh_cluster(live_server_process: Server):
    client = live_server_process.new_cluster("source")
    source = KubectlProgram(client.base, token_of(client), needed().path)
    assert apply(source, f"{DEMO}---\n{OTHERS}")[0] == 0
    page = client.base.replace("/k8s/", "/c/")
    headers = {"Authorization": f"Bearer {token_of(client)}"}
    exported = httpx.get(f"{page}/export.yaml", headers=headers)
    assert exported.status_code == 200
    code, out, complaints = apply(kubectl(live_server_process, "fresh"), exported.text)
    assert (code, complaints) == (0, "")
    lines = out.splitlines()
    assert len(lines) == 10
    assert [line for line in lines if not line.endswith(" created")] == []

"""A kubectl line played on the teacher's cluster, in the teacher's name, through the API's door.

Example: await play_line("k7f2mq", "scale deployment/web --replicas=6", headers)
gives "deployment.apps/web scaled".
"""

from __future__ import annotations

import asyncio

from playground.classroom.errors import ClassError
from playground.handler import LightHandler
from playground.kubectl.in_process import Headers, InProcessClient
from playground.kubectl.running import run_line
from playground.kubectl.shell import Shell

LONGEST_SECONDS = 10.0
FILES = {
    "node-2-off.yaml": "apiVersion: sim.kubeloop.dev/v1alpha1\nkind: Fault\n"
    "metadata: {name: node-2}\nspec: {node: node-2, type: PowerOff}\n"
}
"""What a line may name with -f."""
KEPT_HEADERS = frozenset({b"host", b"cookie", b"origin", b"x-forwarded-proto", b"x-kubeloop"})


async def play_line(cluster_id: str, line: str, headers: Headers) -> str:
    """What it printed; a line that waits is left after ten seconds. Raises ClassError."""
    written: list[str] = []
    own = [each for each in headers if each[0].lower() in KEPT_HEADERS]
    client = InProcessClient(LightHandler(), cluster_id, own)
    shell = Shell(client, lambda _, text: written.append(text), files=FILES)
    try:
        code = await asyncio.wait_for(run_line(line, shell), LONGEST_SECONDS)
    except TimeoutError:
        code = 0
    text = "".join(written).strip()
    if code != 0:
        raise ClassError(f"kubectl {line}: {text}", "command")
    return text

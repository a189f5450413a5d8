"""What a lesson does to a cluster itself: kubectl lines, run in this process through the one door.

The lines go the way of the page's terminal, with a token that is good for this cluster and this
moment only. So a lesson can do nothing that a learner could not do by hand.
Example: `async with performer(cluster, {}) as shell: await shell.run("kubectl get pods")`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from cluster.runtime.executors import run_write
from playground.access import issue_token, revoke_token
from playground.handler import LightHandler
from playground.kubectl.in_process import InProcessClient
from playground.kubectl.running import run_line
from playground.kubectl.shell import Shell
from playground.models import Role


@dataclass(frozen=True, slots=True)
class Done:
    """What a command did."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Performer:
    """Runs lines on one cluster."""

    cluster_id: str
    token: str
    files: Mapping[str, str]

    async def run(self, line: str) -> Done:
        texts: dict[str, list[str]] = {"out": [], "err": []}
        headers = [(b"host", host()), (b"authorization", f"Bearer {self.token}".encode())]
        shell = Shell(
            InProcessClient(LightHandler(), self.cluster_id, headers),
            lambda stream, text: texts[stream].append(text),
            files=self.files,
        )
        code = await run_line(line, shell)
        return Done(code, "".join(texts["out"]), "".join(texts["err"]))


def host() -> bytes:
    """A name that this server answers to."""
    named = [each for each in settings.ALLOWED_HOSTS if each.strip("*.")]
    return (named[0].lstrip(".") if named else "localhost").encode()


@asynccontextmanager
async def performer(cluster: Any, files: Mapping[str, str]) -> AsyncIterator[Performer]:
    """A performer whose token is worthless afterwards."""
    token = await run_write(issue_token, cluster, Role.OWNER)
    try:
        yield Performer(cluster.id, token, files)
    finally:
        await run_write(revoke_token, token)


def without_waiting(line: str) -> str:
    """`kubectl delete` waits until the object is gone; a page's run does not."""
    words = line.split()
    if words[:2] == ["kubectl", "delete"] and not any(each.startswith("--wait") for each in words):
        return f"{line} --wait=false"
    return line

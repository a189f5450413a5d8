"""A terminal in a test: the real application in this process, and the controllers on demand.

Example: term = Terminal(alice); done = await term.run("get deploy"); done.code == 0
With `alive` the controllers run in the background until the block ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from cluster.runtime import announce
from cluster.runtime.executors import run_write
from cluster.runtime.reconciler import Reconciler
from playground.handler import LightHandler
from playground.kubectl.in_process import InProcessClient
from playground.kubectl.running import run_line
from playground.kubectl.shell import Shell
from tests.people import Person


@dataclass
class Done:
    """What a command did."""

    code: int
    out: str
    err: str


@dataclass
class Terminal:
    """One person's terminal on one cluster."""

    person: Person
    cluster_id: str = ""
    namespace: str = "default"
    files: dict[str, str] = field(default_factory=dict)

    async def run(
        self, line: str, stdin: str | None = None, written: list[str] | None = None
    ) -> Done:
        """`written` is a list that grows with the output while the command runs."""
        texts: dict[str, list[str]] = {"out": [] if written is None else written, "err": []}
        headers = [
            (b"host", b"testserver"),
            (b"cookie", self.person.cookie_header.encode()),
            (b"x-kubeloop", b"page"),
        ]
        cluster_id = self.cluster_id or self.person.cluster.id
        shell = Shell(
            InProcessClient(LightHandler(), cluster_id, headers),
            lambda stream, text: texts[stream].append(text),
            namespace=self.namespace,
            stdin=stdin,
            files=self.files,
        )
        code = await run_line(line, shell)
        return Done(code, "".join(texts["out"]), "".join(texts["err"]))

    async def settle(self, seconds: float = 60.0) -> None:
        """Let the controllers work until they rest."""
        cluster_id = self.cluster_id or self.person.cluster.id
        await run_write(Reconciler().run_until_quiet, cluster_id, seconds)

    @asynccontextmanager
    async def alive(self) -> AsyncIterator[None]:
        """The controllers work while the block runs."""
        working = asyncio.ensure_future(self._work())
        try:
            yield
        finally:
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working

    async def _work(self) -> None:
        reconciler = Reconciler()
        cluster_id = self.cluster_id or self.person.cluster.id
        while True:
            await run_write(reconciler.run_until_quiet, cluster_id, 5.0)
            await announce.moved(cluster_id)
            await asyncio.sleep(0.05)

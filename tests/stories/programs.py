"""Two programs that stories can be told to: the real kubectl, and the page's terminal.

Both are driven against a server process, over HTTP.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from playground.kubeconfig import kubeconfig_text
from playground.kubectl.api import status_of
from playground.kubectl.client import Answer, Request
from playground.kubectl.failures import Failure, ServerFailure
from playground.kubectl.running import run_words
from playground.kubectl.shell import Shell
from tests.kubectl.binaries import needed

Result = tuple[int | str, str, str]


@dataclass
class Typed:
    """What a program is started with, beside its arguments."""

    stdin: str | None = None
    environment: dict[str, str] = field(default_factory=dict)
    seconds: float = 120.0


class HttpClient:
    """The terminal's client over real HTTP."""

    def __init__(self, base: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}", "User-Agent": "kubectl/terminal"}
        self.base = httpx.URL(base).path.rstrip("/")
        self._http = httpx.AsyncClient(base_url=base, headers=headers, timeout=60)

    async def send(self, request: Request) -> Answer:
        answer = await self._http.request(
            request.method,
            request.path.lstrip("/"),
            params=dict(request.query),
            content=request.body or None,
            headers={"Accept": request.accept, "Content-Type": request.content_type},
        )
        body: Any = None
        with suppress(ValueError):
            body = answer.json()
        return Answer(answer.status_code, dict(answer.headers), answer.text, body)

    async def watch(self, request: Request) -> AsyncIterator[dict[str, Any]]:
        headers = {"Accept": request.accept}
        async with self._http.stream(
            "GET",
            request.path.lstrip("/"),
            params=dict(request.query),
            headers=headers,
            timeout=None,
        ) as answer:
            async for line in answer.aiter_lines():
                if line:
                    yield json.loads(line)

    async def text(self, request: Request) -> AsyncIterator[str]:
        async with self._http.stream(
            "GET",
            request.path.lstrip("/"),
            params=dict(request.query),
            headers={"Accept": request.accept},
            timeout=None,
        ) as answer:
            if answer.status_code >= 400:
                refused = (await answer.aread()).decode()
                body: Any = None
                with suppress(ValueError):
                    body = json.loads(refused)
                told = Answer(answer.status_code, dict(answer.headers), refused, body)
                raise ServerFailure(status_of(told))
            async for chunk in answer.aiter_text():
                yield chunk


class TerminalProgram:
    """The page's terminal."""

    def __init__(self, base: str, token: str) -> None:
        self._client = HttpClient(f"{base}/", token)
        self.files: dict[str, str] = {}

    async def run(self, arguments: Sequence[str], namespace: str, typed: Typed) -> Result:
        written: dict[str, list[str]] = {"out": [], "err": []}
        code: int | str = "timeout"
        with suppress(TimeoutError):
            async with asyncio.timeout(typed.seconds):
                code = await self._run(arguments, namespace, typed, written)
        return code, "".join(written["out"]), "".join(written["err"])

    async def _run(
        self,
        arguments: Sequence[str],
        namespace: str,
        typed: Typed,
        written: dict[str, list[str]],
    ) -> int:
        shell = Shell(
            self._client,
            lambda stream, text: written[stream].append(text),
            namespace=namespace or "default",
            namespace_given=bool(namespace),
            stdin=typed.stdin,
            files=self.files,
            environment=typed.environment,
        )
        try:
            return await run_words(list(arguments), shell)
        except Failure as failure:
            shell.err(failure.text)
            return failure.code

    @asynccontextmanager
    async def watching(self, arguments: Sequence[str], namespace: str) -> AsyncIterator[list[str]]:
        """Runs while the block does; what it wrote is in the list."""
        written: dict[str, list[str]] = {"out": [], "err": []}
        running = asyncio.ensure_future(self._run(arguments, namespace, Typed(), written))
        try:
            yield written["out"]
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


class KubectlProgram:
    """The real kubectl."""

    def __init__(self, base: str, token: str, path: Path | None = None) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="kubeloop-story-"))
        binary = self._home / "kubectl"
        binary.symlink_to(path or needed().path)
        config = self._home / "config"
        config.write_text(kubeconfig(base, token), encoding="utf-8")
        self._command = [str(binary)]
        self._folder = self._home / "work"
        self._folder.mkdir()
        self._environment = {
            **os.environ,
            "KUBECONFIG": str(config),
            "HOME": str(self._home),
            "KUBECACHEDIR": str(self._home / "cache"),
            "LC_ALL": "C",
            "TZ": "UTC",
        }
        self.files: dict[str, str] = {}

    def _full(self, arguments: Sequence[str], namespace: str) -> list[str]:
        where = ["--namespace", namespace] if namespace else []
        for name, text in self.files.items():
            (self._folder / name).write_text(text, encoding="utf-8")
        return [*self._command, *where, *arguments]

    async def run(self, arguments: Sequence[str], namespace: str, typed: Typed) -> Result:
        return await asyncio.to_thread(self._run, self._full(arguments, namespace), typed)

    def _run(self, command: list[str], typed: Typed) -> Result:
        try:
            done = subprocess.run(
                command,
                input=typed.stdin,
                capture_output=True,
                text=True,
                check=False,
                timeout=typed.seconds,
                cwd=self._folder,
                env={**self._environment, **typed.environment},
            )
        except subprocess.TimeoutExpired as late:
            return "timeout", as_text(late.stdout), as_text(late.stderr)
        return done.returncode, done.stdout, done.stderr

    @asynccontextmanager
    async def watching(self, arguments: Sequence[str], namespace: str) -> AsyncIterator[list[str]]:
        lines: list[str] = []
        process = await asyncio.create_subprocess_exec(
            *self._full(arguments, namespace),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=self._folder,
            env=self._environment,
        )
        reading = asyncio.ensure_future(read_lines(process, lines))
        try:
            yield lines
        finally:
            process.send_signal(signal.SIGINT)
            await process.wait()
            await reading


async def read_lines(process: asyncio.subprocess.Process, lines: list[str]) -> None:
    assert process.stdout is not None
    async for line in process.stdout:
        lines.append(line.decode())


def as_text(value: bytes | str | None) -> str:
    return value.decode() if isinstance(value, bytes) else value or ""


def kubeconfig(base: str, token: str) -> str:
    """The file that the product hands out."""
    root, _, cluster_id = base.partition("/k8s/")
    return kubeconfig_text(base_url=root, cluster_id=cluster_id, name="story", token=token)

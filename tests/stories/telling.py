"""Tell one story to a program and compare every step with what was recorded.

Example: `await Telling(story, "apply-cycle", program).tell()` is a list of (step, differences).
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
import time
from typing import Any

from tests.stories.normaliser import HEADER, Normaliser
from tests.stories.programs import KubectlProgram, Result, TerminalProgram, Typed
from tests.stories.story import Step, differences, title

POLL_SECONDS = 0.15
SETTLE_SECONDS = 5.0
READS = ("describe", "events", "get", "logs", "rollout history", "top")
NAMESPACE_FLAGS = ("-A", "--all-namespaces", "-n", "--namespace")
REVISION = "deployment.kubernetes.io/revision"
Program = TerminalProgram | KubectlProgram


class Telling:
    """One story, told in a namespace of its own."""

    def __init__(self, story: Step, name: str, program: Program, patience: float = 1.0) -> None:
        self.story, self.program, self.patience = story, program, patience
        self.speed = 1.0
        self.has_namespace = story.get("namespace", True)
        self.namespace = f"story-{name[:40]}-{os.urandom(2).hex()}" if self.has_namespace else ""
        masks_nodes = story.get("mask_nodes", True)
        self.normaliser = Normaliser(self.namespace, masks_nodes=masks_nodes)

    async def tell(self) -> list[tuple[Step, list[str]]]:
        """(step, differences) for each step; an empty list of differences is an equal step."""
        if self.namespace:
            await self.kubectl(["create", "namespace", self.namespace], spread=True)
        found = []
        try:
            for step in self.story["steps"]:
                found.append((step, differences(step, await self.told(step))))
        finally:
            await self.clean_up()
        return found

    async def clean_up(self) -> None:
        for step in self.story["steps"]:
            if "fail" in (step.get("control") or {}):
                await self.control({"recover": step["control"]["fail"]})
        for line in self.story.get("cleanup", []):
            await self.kubectl(shlex.split(line))
        if self.namespace:
            words = ["delete", "namespace", self.namespace, "--ignore-not-found", "--wait=false"]
            await self.kubectl(words, spread=True)

    async def kubectl(
        self, arguments: list[str], typed: Typed | None = None, *, spread: bool = False
    ) -> Result:
        has_own = any(
            word in NAMESPACE_FLAGS or word.startswith("--namespace=") for word in arguments
        )
        namespace = "" if spread or has_own else self.namespace
        return await self.program.run(arguments, namespace, typed or Typed())

    async def told(self, step: Step) -> Step:
        """What the step did, in normal form."""
        self.program.files.update(step.get("files") or {})
        if step.get("speed"):
            await self.set_speed(step["speed"])
        try:
            return await self.settled(step)
        finally:
            if step.get("speed"):
                await self.set_speed(self.speed)

    async def settled(self, step: Step) -> Step:
        """The step's result; a read that came before the controllers had acted is asked again.

        `expose` and `describe svc` right after it: the Endpoints are there a moment later, and how
        long that moment is depends on the machine that tells the story.
        """
        ends = time.monotonic() + SETTLE_SECONDS * self.patience
        while True:
            got = await self.do(step)
            if not is_read(step) or not differences(step, got) or time.monotonic() > ends:
                return got
            await asyncio.sleep(POLL_SECONDS)

    async def do(self, step: Step) -> Step:
        if "control" in step:
            await self.control(step["control"])
        elif "watch" in step:
            return await self.watch(step)
        elif "run" in step and not polls_itself(step):
            return await self.run(step)
        if "until" not in step:
            return {"rc": 0, "stdout": "", "stderr": ""}
        is_reached, own, seen = await self.wait(step)
        if not is_reached:
            return {"rc": "not reached", "stdout": seen, "stderr": ""}
        return own or {"rc": 0, "stdout": "", "stderr": ""}

    async def run(self, step: Step) -> Step:
        arguments = shlex.split(step["run"].replace("$NS", self.namespace))
        seconds = step.get("timeout", 120) * self.patience
        typed = Typed(step.get("stdin"), step.get("env") or {}, seconds)
        ends = time.monotonic() + seconds
        while True:
            raw = await self.kubectl(arguments, typed)
            wanted = step.get("wait_rc", raw[0])
            if raw[0] == wanted or time.monotonic() > ends:
                break
            await asyncio.sleep(POLL_SECONDS)
        if "until" in step:
            await self.normal(raw, arguments, {})
            is_reached, _, seen = await self.wait(step)
            if not is_reached:
                own = raw[1] + raw[2]
                return {"rc": "not reached", "stdout": seen, "stderr": f"own output: {own}"}
        return await self.normal(raw, arguments, step)

    async def normal(self, raw: Result, arguments: list[str], step: Step) -> Step:
        """The parts of a result that count."""
        code, out, err = raw
        await self.learn(out + err)
        out = self.normaliser.text(out, arguments, step.get("sort"))
        err = self.normaliser.text(err, arguments, arguments[0] == "drain")
        if step.get("only"):
            out = "\n".join(x for x in out.split("\n") if re.search(step["only"], x))
        if step.get("only_stderr"):
            err = "\n".join(x for x in err.split("\n") if re.search(step["only_stderr"], x))
        return {"rc": code, "stdout": out, "stderr": err}

    async def learn(self, text: str) -> None:
        """Name new template hashes in the order of their revisions."""
        if not self.has_namespace or not re.search("-[a-z0-9]{7,10}", text):
            return
        hashes = await self.hashes()
        self.normaliser.learn = lambda: hashes

    async def hashes(self) -> list[str]:
        code, out, _ = await self.kubectl(["get", "rs", "-o", "json"])
        rows: list[tuple[Any, ...]] = []
        for item in json.loads(out)["items"] if code == 0 else []:
            metadata = item["metadata"]
            owner = (metadata.get("ownerReferences") or [{}])[0].get("name", "")
            revision = (metadata.get("annotations") or {}).get(REVISION, "0")
            born = "" if owner else metadata["creationTimestamp"]
            template = (metadata.get("labels") or {}).get("pod-template-hash", "")
            rows.append((owner, int(revision), born, template))
        return [row[-1] for row in sorted(rows)]

    # -- waiting

    async def wait(self, step: Step) -> tuple[bool, Step | None, str]:
        """(reached, the step's own result, what was seen last)."""
        wants = [parsed(each, step) for each in as_list(step["until"])]
        seconds = max(each[2] for each in wants) * self.patience
        ends = time.monotonic() + seconds
        own: Step | None = None
        seen = ""
        while True:
            is_reached = True
            for line, pattern, _ in wants:
                arguments = shlex.split(line or step["run"])
                typed = Typed(None if line else step.get("stdin"))
                raw = await self.kubectl(arguments, typed)
                got = await self.normal(raw, arguments, {} if line else step)
                own = own if line else got
                seen = got["stdout"] or got["stderr"]
                if not re.search(pattern, got["stdout"]):
                    is_reached = False
                    break
            if is_reached or time.monotonic() > ends:
                return is_reached, own, seen
            await asyncio.sleep(POLL_SECONDS)

    async def watch(self, step: Step) -> Step:
        """Each object's distinct states in order, while the commands of `during` run."""
        async with self.program.watching(shlex.split(step["watch"]), self.namespace) as lines:
            await asyncio.sleep(1.0 * self.patience)
            codes = [(await self.kubectl(shlex.split(line)))[0] for line in step.get("during", [])]
            is_reached, _, seen = await self.wait(step)
            await asyncio.sleep(0.7 * self.patience)
            text = "".join(lines)
        if not is_reached or any(codes):
            return {"rc": "not reached", "stdout": seen, "stderr": ""}
        await self.learn(text)
        rows = [
            f"{self.normaliser.text(name, [])}: {' -> '.join(states)}"
            for name, states in states_in(text, step.get("columns")).items()
        ]
        return {"rc": 0, "stdout": "\n".join(sorted(rows)), "stderr": ""}

    # -- the machine

    async def control(self, what: dict[str, str]) -> None:
        ((verb, node),) = what.items()
        if verb == "recover":
            words = ["delete", "faults.sim.kubeloop.dev", node, "--ignore-not-found"]
            await self.kubectl(words, spread=True)
            return
        fault = {
            "apiVersion": "sim.kubeloop.dev/v1alpha1",
            "kind": "Fault",
            "metadata": {"name": node},
            "spec": {"node": node, "type": "PowerOff"},
        }
        await self.kubectl(["create", "-f", "-"], Typed(json.dumps(fault)), spread=True)

    async def set_speed(self, speed: float) -> None:
        patch = json.dumps({"spec": {"speed": speed}})
        words = ["patch", "clocks.sim.kubeloop.dev", "clock", "--type=merge", "-p", patch]
        await self.kubectl(words, spread=True)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def parsed(until: Any, step: Step) -> tuple[str, str, float]:
    """(arguments, pattern, seconds) of one `until`."""
    seconds = float(step.get("timeout", 60))
    if isinstance(until, dict):
        return until.get("run") or "", until["match"], float(until.get("timeout", seconds))
    if " => " in until:
        line, _, pattern = until.rpartition(" => ")
        return line.strip(), pattern, seconds
    return "", until.removeprefix("=> "), seconds


def is_read(step: Step) -> bool:
    """Whether the step only looks, so that it may look again."""
    return str(step.get("run", "")).startswith(READS)


def polls_itself(step: Step) -> bool:
    """Whether the step's own command is repeated until it matches."""
    if "until" not in step:
        return False
    return not parsed(as_list(step["until"])[0], step)[0]


def states_in(text: str, columns: list[str] | None) -> dict[str, list[str]]:
    """The rows of a watch by object, without ages and equal neighbours."""
    states: dict[str, list[str]] = {}
    head: list[str] = []
    for line in text.split("\n"):
        cells = re.split(r" {2,}|\t", line.strip())
        if HEADER.match("\t".join(cells)):
            head = cells
            continue
        if len(cells) < 2:
            continue
        dropped = {
            index
            for index, name in enumerate(head)
            if (name not in columns if columns else name in ("AGE", "RESTARTS", "IP", "NODE"))
        }
        shown = (cell for index, cell in enumerate(cells) if index and index not in dropped)
        state = " ".join(shown)
        seen = states.setdefault(cells[0], [])
        if not seen or seen[-1] != state:
            seen.append(state)
    return states


def report(found: list[tuple[Step, list[str]]]) -> list[str]:
    """The differing steps in lines."""
    return [
        line
        for number, (step, unlike) in enumerate(found, 1)
        if unlike
        for line in (f"step {number}: {title(step)}", *("\n".join(unlike)).split("\n"))
    ]

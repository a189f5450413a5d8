"""The recorded stories that are equal by now stay equal (`passing.txt`, which only grows).

Every story of the list is told; `STORIES=short` tells a few. With `STORIES_DIR` all the stories of
that folder are told. A server process plays them, at several times the speed of time.
"""

from __future__ import annotations

import asyncio
import os

import pytest

from tests.kubectl.binaries import needed
from tests.server import Server
from tests.stories.programs import KubectlProgram, TerminalProgram
from tests.stories.run import token_of
from tests.stories.story import OWN, load, names, passing
from tests.stories.telling import Telling, report

SHORT = (
    "discovery-basic",
    "docs-create",
    "get-selectors",
    "invalid-deployments",
    "nodes-names",
    "wait-basic",
)
AT_ONCE = 6
SPEED = 4.0
PATIENCE = 3.0
PROGRAMS = {"terminal": TerminalProgram, "kubectl": KubectlProgram}


def chosen(target: str) -> list[str]:
    """The stories to tell in this run."""
    found = names() if os.environ.get("STORIES_DIR") else passing(target)
    return [name for name in found if name in SHORT] if is_short() else found


def is_short() -> bool:
    return os.environ.get("STORIES") == "short"


async def tell_all(server: Server, target: str) -> dict[str, list[str]]:
    """What differs, by story; nothing for equal ones."""
    shared = await asyncio.to_thread(server.new_cluster, f"stories-{target}")
    room = asyncio.Semaphore(AT_ONCE)

    async def one(name: str) -> list[str]:
        async with room:
            story, client = load(name), shared
            if story.get("exclusive"):
                client = await asyncio.to_thread(server.new_cluster, name)
            program = PROGRAMS[target](client.base, token_of(client))
            telling = Telling(story, name, program, patience=PATIENCE)
            telling.speed = SPEED
            await telling.set_speed(SPEED)
            return report(await telling.tell())

    stories = chosen(target)
    found = await asyncio.gather(*(one(name) for name in stories))
    return {name: lines for name, lines in zip(stories, found, strict=True) if lines}


@pytest.mark.slow
async def test_the_terminal_tells_the_stories(live_server_process: Server):
    assert chosen("terminal"), "no story is chosen"
    assert await tell_all(live_server_process, "terminal") == {}


@pytest.mark.slow
@pytest.mark.kubectl
async def test_the_real_kubectl_tells_the_stories(live_server_process: Server):
    needed()
    assert chosen("kubectl"), "no story is chosen"
    assert await tell_all(live_server_process, "kubectl") == {}


def test_every_listed_story_exists():
    listed = set(passing("terminal")) | set(passing("kubectl"))
    assert listed <= {path.stem for path in OWN.glob("*.yaml")}


def test_no_story_is_listed_twice():
    for target in PROGRAMS:
        assert len(passing(target)) == len(set(passing(target)))

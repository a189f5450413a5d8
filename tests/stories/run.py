"""Tell stories by hand: `python -m tests.stories.run terminal [NAME ...]` (or `kubectl`).

Prints for each story how many steps are equal, and what differs.
"""

from __future__ import annotations

import asyncio
import sys
import time

from tests.server import Client, Server, running_server
from tests.stories.programs import KubectlProgram, TerminalProgram
from tests.stories.story import load, names
from tests.stories.telling import Telling, report

AT_ONCE = 6


async def tell(server: Server, target: str, chosen: list[str]) -> int:
    """How many stories are equal."""
    shared = await asyncio.to_thread(server.new_cluster, "stories")
    room = asyncio.Semaphore(AT_ONCE)

    async def one(name: str) -> bool:
        async with room:
            story = load(name)
            client = shared
            if story.get("exclusive"):
                client = await asyncio.to_thread(server.new_cluster, name)
            make = TerminalProgram if target == "terminal" else KubectlProgram
            program = make(client.base, token_of(client))
            began = time.monotonic()
            found = await Telling(story, name, program, patience=2.0).tell()
            equal = sum(not unlike for _, unlike in found)
            seconds = time.monotonic() - began
            word = "ok  " if equal == len(found) else "DIFF"
            print(f"{word} {equal}/{len(found)} {name} ({seconds:.0f} s)")
            for line in report(found):
                print(f"    {line}")
            sys.stdout.flush()
            return equal == len(found)

    results = await asyncio.gather(*(one(name) for name in chosen))
    print(f"{sum(results)} of {len(results)} stories equal")
    return sum(results)


def token_of(client: Client) -> str:
    return client.http.headers["Authorization"].removeprefix("Bearer ")


def main() -> None:
    target, *chosen = sys.argv[1:] or ["terminal"]
    with running_server() as server:
        asyncio.run(tell(server, target, chosen or names()))


if __name__ == "__main__":
    main()

"""`kubectl wait`: until a condition, a field, the creation or the end of objects.

Example: `wait --for=condition=Available deploy/web --timeout=60s` prints
`deployment.apps/web condition met`.
Mirrors: kubectl pkg/cmd/wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from playground.kubectl.api import Api, Manifest
from playground.kubectl.command import (
    ALL_NAMESPACES,
    EVERYTHING,
    FIELD_SELECTOR,
    FILENAME,
    OUTPUT,
    RECURSIVE,
    SELECTOR,
    Command,
)
from playground.kubectl.failures import Failure, error, raise_all
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.printers import jsonpath
from playground.kubectl.resources import object_name
from playground.kubectl.selection import NOTHING_ASKED, Found, asked, objects, place
from playground.kubectl.shell import Shell
from playground.kubectl.waiting import FOREVER, until_gone

Seen = Callable[[Manifest | None], bool]


def is_there(manifest: Manifest | None) -> bool:
    return manifest is not None


@dataclass(frozen=True, slots=True)
class Goal:
    """What is waited for."""

    kind: str
    reached: Seen


async def wait(shell: Shell, flags: Flags) -> int:
    goal = read_goal(flags["for"])
    if not flags.arguments:
        raise Failure(NOTHING_ASKED)
    api = Api(shell)
    limit = flags["timeout"] if flags["timeout"] >= 0 else FOREVER
    if goal.kind == "create":
        await until_created(api, flags, limit)
    found, failures = await objects(api, flags, flags.arguments)
    if goal.kind == "delete":
        failures = [each for each in failures if "(NotFound)" not in each.text]
    elif not found and not failures:
        raise error("no matching resources found")
    results = await asyncio.gather(
        *(one(api, goal, each, limit) for each in found), return_exceptions=True
    )
    for result in results:
        if isinstance(result, Failure):
            failures.append(result)
        elif isinstance(result, BaseException):
            raise result
    raise_all(failures)
    return 0


async def one(api: Api, goal: Goal, found: Found, limit: float) -> None:
    """Raises Failure when time is up."""
    where, limit = (found.namespace, found.name), max(limit, 0.05)
    if goal.kind == "delete":
        is_reached = await until_gone(api, found, limit)
    else:
        is_reached = await api.until(found.kind, where, goal.reached, limit)
    if not is_reached:
        raise error(f"timed out waiting for the condition on {found.kind.plural}/{found.name}")
    api.shell.out(f"{object_name(found.kind, found.name)} condition met")


async def until_created(api: Api, flags: Flags, limit: float) -> None:
    """Raises Failure when time is up."""
    wanted = asked(flags.arguments)
    try:
        async with asyncio.timeout(limit):
            for each in wanted:
                for name in each.names:
                    namespace = place(api, flags, each.kind)
                    await api.until(each.kind, (namespace, name), is_there, limit)
    except TimeoutError:
        raise error("timed out waiting for the condition") from None


def read_goal(text: str) -> Goal:
    """Raises Failure."""
    if text.lower() == "delete":
        return Goal("delete", lambda manifest: manifest is None)
    if text.lower() == "create":
        return Goal("create", lambda manifest: manifest is not None)
    head, has_value, rest = text.partition("=")
    if has_value and head == "condition":
        return Goal("condition", condition_goal(rest))
    if has_value and head == "jsonpath":
        return Goal("jsonpath", jsonpath_goal(rest))
    raise error(f'unrecognized condition: "{text}"')


def condition_goal(text: str) -> Seen:
    name, has_value, value = text.partition("=")
    wanted = value if has_value else "true"

    def reached(manifest: Manifest | None) -> bool:
        if manifest is None:
            return False
        status = manifest.get("status") or {}
        generation = manifest["metadata"].get("generation", 0)
        for each in status.get("conditions") or ():
            if each["type"].lower() == name.lower():
                seen = each.get("observedGeneration", status.get("observedGeneration", generation))
                return bool(seen >= generation and each["status"].lower() == wanted.lower())
        return False

    return reached


def jsonpath_goal(text: str) -> Seen:
    """`{.status.phase}=Running`; without a value the field only has to exist. Raises Failure."""
    path, has_value, value = text.strip("'\"").rpartition("}=")
    path = f"{path}}}" if has_value else value
    value = value.strip("'\"")
    try:
        jsonpath.find(path, {})
    except jsonpath.JsonPathError as problem:
        raise error(str(problem)) from None

    def reached(manifest: Manifest | None) -> bool:
        found = jsonpath.find(path, manifest or {})
        if not has_value:
            return bool(found)
        return len(found) == 1 and jsonpath.shown(found[0]) == value

    return reached


COMMANDS = (
    Command(
        ("wait",),
        wait,
        "Wait for a specific condition on one or many resources",
        (
            Flag("for"),
            Flag("timeout", "duration", default=30.0),
            SELECTOR,
            FIELD_SELECTOR,
            ALL_NAMESPACES,
            EVERYTHING,
            FILENAME,
            RECURSIVE,
            OUTPUT,
        ),
        usage="wait (-f FILENAME | TYPE/NAME | TYPE [-l label]) "
        "[--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'=value] [flags]",
    ),
)

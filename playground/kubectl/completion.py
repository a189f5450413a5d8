"""What may stand at the cursor: commands, kinds, flags, names of objects and namespaces.

Example: `get po` completes to `pods`... and `describe pod we` to the Pods that begin with `we`.
"""

from __future__ import annotations

from cluster.kinds import KINDS, Kind
from playground.kubectl.api import Api, kind_named
from playground.kubectl.command import Command
from playground.kubectl.commands import COMMANDS
from playground.kubectl.failures import Failure
from playground.kubectl.resources import find_kind
from playground.kubectl.running import find_command
from playground.kubectl.shell import Shell
from playground.kubectl.words import PROGRAMS

MOST = 100
FORMATS = ("json", "yaml", "name", "wide", "jsonpath=", "custom-columns=", "go-template=")
NODE_VERBS = frozenset({"cordon", "uncordon", "drain"})
WORKLOADS = ("Deployment", "ReplicaSet")
TARGETS = {
    "logs": ("Pod",),
    "expose": ("Deployment", "ReplicaSet", "Pod", "Service"),
    "scale": WORKLOADS,
    "autoscale": WORKLOADS,
    "rollout": ("Deployment",),
    "set": ("Deployment", "ReplicaSet", "Pod"),
}
WITHOUT_OBJECTS = frozenset({"create", "run", "apply", "replace", "diff", "version", "explain"})


async def complete(shell: Shell, line: str, cursor: int) -> list[str]:
    """The words that fit, sorted; at most a hundred."""
    before = line[:cursor]
    words = before.split()
    current = "" if not before or before[-1].isspace() else words.pop()
    if words and words[0] in PROGRAMS:
        words = words[1:]
    found = await candidates(Api(shell), words, current)
    return sorted({word for word in found if word.startswith(current)})[:MOST]


async def candidates(api: Api, words: list[str], current: str) -> list[str]:
    command, rest = find_command(words) if words else (None, [])
    if command is None or (is_group(words) and not rest):
        following = [c.words[len(words)] for c in COMMANDS if begins(c, words)]
        if command is None:
            return [*following, *(["help"] if not words else [])]
        if following and not current.startswith("-"):
            return following
    assert command is not None
    last = words[-1]
    if last in ("-n", "--namespace"):
        return await names(api, kind_named("Namespace"))
    if last in ("-o", "--output"):
        return list(FORMATS)
    if last in ("-f", "--filename"):
        return [*api.shell.files, "-"]
    if current.startswith("-"):
        return [f"--{flag.name}" for flag in command.all_flags]
    return await objects_for(api, command, rest, current)


def is_group(words: list[str]) -> bool:
    return any(len(command.words) > len(words) and begins(command, words) for command in COMMANDS)


def begins(command: Command, words: list[str]) -> bool:
    return len(command.words) > len(words) and list(command.words[: len(words)]) == words


async def objects_for(api: Api, command: Command, rest: list[str], current: str) -> list[str]:
    """Kinds, then names of the kind; `kind/name` where that is usual."""
    verb = command.words[0]
    arguments = [word for word in rest if not word.startswith("-")]
    if verb in NODE_VERBS:
        return await names(api, kind_named("Node"))
    if verb == "explain":
        return [kind.plural for kind in KINDS]
    if verb in WITHOUT_OBJECTS:
        return []
    if "/" in current:
        return await with_kind(api, current.partition("/")[0])
    if not arguments:
        return await first_arguments(api, verb)
    try:
        kind = find_kind(arguments[0])
    except Failure:
        return []
    found = await names(api, kind)
    return [name for name in found if name not in arguments]


async def first_arguments(api: Api, verb: str) -> list[str]:
    if verb == "logs":
        return await names(api, kind_named("Pod"))
    if verb in TARGETS:
        found = []
        for target in TARGETS[verb]:
            kind = kind_named(target)
            found += [f"{kind.singular}/{name}" for name in await names(api, kind)]
        return found
    return [*(kind.plural for kind in KINDS), "all"]


async def with_kind(api: Api, word: str) -> list[str]:
    try:
        kind = find_kind(word)
    except Failure:
        return []
    return [f"{word}/{name}" for name in await names(api, kind)]


async def names(api: Api, kind: Kind) -> list[str]:
    """What the cluster has; nothing when it may not be seen."""
    try:
        found = await api.collection(kind, api.shell.namespace if kind.namespaced else "")
    except Failure:
        return []
    return [each["metadata"]["name"] for each in found]

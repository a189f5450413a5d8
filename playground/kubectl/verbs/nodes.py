"""`kubectl cordon`, `uncordon` and `taint`: who may be scheduled to a node.

Example: `cordon node-1` prints `node/node-1 cordoned`; `taint node node-1 a=b:NoSchedule` prints
`node/node-1 tainted`.
Mirrors: kubectl pkg/cmd/drain/drain.go, pkg/cmd/taint.
"""

from __future__ import annotations

from collections.abc import Sequence

from cluster.kinds import by_word
from cluster.kinds.node import KIND as NODE
from cluster.kinds.rules import names as names_of
from playground.kubectl.api import STRATEGIC, Api, Manifest
from playground.kubectl.command import (
    DRY_RUN,
    EVERYTHING,
    FIELD_MANAGER,
    OUTPUT,
    OVERWRITE,
    SELECTOR,
    VALIDATE,
    Command,
    dry_run,
    suffix,
    write_query,
)
from playground.kubectl.failures import Failure, ServerFailure, error, raise_all
from playground.kubectl.flags import Flags
from playground.kubectl.resources import path_of, refuse_bad_name
from playground.kubectl.shell import Shell

EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


async def nodes_of(
    api: Api, flags: Flags, names: Sequence[str], verb: str
) -> tuple[list[Manifest], list[Failure]]:
    """The nodes that are meant. Raises Failure when none is named."""
    if not names and not flags.get("selector") and not flags.get("all"):
        raise Failure(
            f"error: USAGE: {verb} NODE [flags]\nSee 'kubectl {verb} -h' for help and examples"
        )
    if flags.get("selector") or flags.get("all"):
        return await api.collection(NODE, "", {"labelSelector": flags.get("selector") or ""}), []
    found: list[Manifest] = []
    failures: list[Failure] = []
    for name in names:
        refuse_bad_name(name.removeprefix("node/").removeprefix("nodes/"))
        try:
            found.append(await api.get(NODE, "", name.rpartition("/")[2]))
        except ServerFailure as failure:
            failures.append(failure)
    return found, failures


def named(node: Manifest) -> str:
    return str(node["metadata"]["name"])


async def set_cordon(api: Api, flags: Flags, node: Manifest, *, wanted: bool) -> None:
    """Cordon or uncordon one node and say so."""
    word = "cordoned" if wanted else "uncordoned"
    if bool((node.get("spec") or {}).get("unschedulable")) == wanted:
        api.shell.out(f"node/{named(node)} already {word}")
        return
    mode = dry_run(flags)
    if mode != "client":
        change = {"spec": {"unschedulable": True if wanted else None}}
        query = {"dryRun": "All"} if mode == "server" else {}
        await api.write("PATCH", path_of(NODE, "", named(node)), change, query, STRATEGIC)
    api.shell.out(f"node/{named(node)} {word}{suffix(mode)}")


async def cordon(shell: Shell, flags: Flags) -> int:
    return await for_each(shell, flags, "cordon", wanted=True)


async def uncordon(shell: Shell, flags: Flags) -> int:
    return await for_each(shell, flags, "uncordon", wanted=False)


async def for_each(shell: Shell, flags: Flags, verb: str, *, wanted: bool) -> int:
    api = Api(shell)
    found, failures = await nodes_of(api, flags, flags.arguments, verb)
    raise_all(failures)
    for node in found:
        await set_cordon(api, flags, node, wanted=wanted)
    return 0


# -- taint


async def taint(shell: Shell, flags: Flags) -> int:
    words = list(flags.arguments)
    if not words:
        raise error("one or more resources must be specified as <resource> <name>")
    if words[0] in ("node", "nodes", "no"):
        words = words[1:]
    elif "/" not in words[0] and by_word(words[0]) is not None:
        raise error(f"invalid resource type {words[0]}, only node types are supported")
    names = [word for word in words if not is_taint(word)]
    added, removed = read_taints([word for word in words if is_taint(word)])
    if not added and not removed:
        raise error("at least one taint update is required")
    if not names and not flags["all"] and not flags["selector"]:
        raise error("at least one resource name must be specified since 'all' parameter is not set")
    api = Api(shell)
    found, failures = await nodes_of(api, flags, names, "taint")
    for node in found:
        try:
            await taint_one(api, flags, node, (added, removed))
        except Failure as failure:
            failures.append(failure)
    raise_all(failures)
    return 0


def is_taint(word: str) -> bool:
    return "=" in word or ":" in word or word.endswith("-")


def read_taints(words: Sequence[str]) -> tuple[list[Manifest], list[tuple[str, str]]]:
    """(taints to set, (key, effect) to remove; no effect = all). Raises Failure."""
    added: list[Manifest] = []
    removed: list[tuple[str, str]] = []
    for word in words:
        if word.endswith("-"):
            key, _, effect = word[:-1].partition(":")
            removed.append((key.partition("=")[0], effect))
            continue
        pair, has_effect, effect = word.rpartition(":")
        key, _, value = pair.partition("=")
        complaints = [] if has_effect else names_of.qualified(word)
        if complaints:
            raise error(
                f"invalid taint spec: {word}, {'; '.join(complaints)}\n"
                "See 'kubectl taint -h' for help and examples"
            )
        if not has_effect or effect not in EFFECTS:
            raise error(
                f"invalid taint effect: {effect}, unsupported taint effect\n"
                "See 'kubectl taint -h' for help and examples"
            )
        added.append({"key": key, **({"value": value} if value else {}), "effect": effect})
    return added, removed


async def taint_one(
    api: Api, flags: Flags, node: Manifest, change: tuple[list[Manifest], list[tuple[str, str]]]
) -> None:
    """Raises Failure."""
    added, removed = change
    present = list((node.get("spec") or {}).get("taints") or ())
    identities = {(each["key"], each["effect"]) for each in present}
    for each in added:
        if (each["key"], each["effect"]) in identities and not flags["overwrite"]:
            raise error(
                f"node {named(node)} already has {each['key']} taint(s) with same effect(s) "
                "and --overwrite is false"
            )
    for key, effect in removed:
        if not any(key == k and effect in ("", e) for k, e in identities):
            shown = f"{key}:{effect}" if effect else key
            raise error(f'taint "{shown}" not found')
    new = {(each["key"], each["effect"]) for each in added}
    kept = [
        each
        for each in present
        if (each["key"], each["effect"]) not in new
        and not any(
            key == each["key"] and effect in ("", each["effect"]) for key, effect in removed
        )
    ]
    mode = dry_run(flags)
    if mode != "client":
        body = {"spec": {"taints": [*added, *kept] or None}}
        query = write_query(flags, "kubectl-taint")
        await api.write("PATCH", path_of(NODE, "", named(node)), body, query, STRATEGIC)
    is_new = bool(new - identities)
    word = "tainted" if is_new and not removed else "modified" if added else "untainted"
    api.shell.out(f"node/{named(node)} {word}")


COMMANDS = (
    Command(
        ("cordon",),
        cordon,
        "Mark node as unschedulable",
        (SELECTOR, DRY_RUN),
        usage="cordon NODE",
    ),
    Command(
        ("uncordon",),
        uncordon,
        "Mark node as schedulable",
        (SELECTOR, DRY_RUN),
        usage="uncordon NODE",
    ),
    Command(
        ("taint",),
        taint,
        "Update the taints on one or more nodes",
        (OVERWRITE, SELECTOR, EVERYTHING, DRY_RUN, OUTPUT, FIELD_MANAGER, VALIDATE),
        usage="taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... [flags]",
    ),
)

"""`kubectl set env`, `set serviceaccount` and `set selector`.

Example: `set env deploy/web COLOR=blue MODE-` sets one variable and removes another.
Mirrors: kubectl pkg/cmd/set/set_env.go, set_serviceaccount.go, set_selector.go.
"""

from __future__ import annotations

import re
from typing import Any

from playground.kubectl.api import Api, Manifest, kind_named
from playground.kubectl.command import Command
from playground.kubectl.failures import Failure, error, raise_all
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.resources import find_kind, path_of
from playground.kubectl.selection import NO_RESOURCES, Found, objects
from playground.kubectl.shell import Shell
from playground.kubectl.verbs.set import COMMON, pod_spec, send, send_patch

Variable = dict[str, Any]
NOT_IN_A_NAME = re.compile(r"[^A-Z0-9_]")


async def set_env(shell: Shell, flags: Flags) -> int:
    words = flags.arguments
    names = [word for word in words if "=" not in word and not word.endswith("-")]
    new = dict(word.partition("=")[::2] for word in [*words, *flags["env"]] if "=" in word)
    gone = [word[:-1] for word in words if "=" not in word and word.endswith("-")]
    if not names:
        raise error(NO_RESOURCES)
    both = sorted(set(new) & set(gone))
    if both:
        raise error(
            "can not both modify and remove the following environment variables in the same "
            f"command: {', '.join(both)}"
        )
    api = Api(shell)
    found, failures = await objects(api, flags, names)
    variables = [{"name": name, "value": value} for name, value in new.items()]
    variables += await from_source(api, flags)
    for each in found:
        try:
            if flags["list"]:
                shell.out("\n".join(listed(each, flags)))
            else:
                await update_env(api, flags, each, (variables, gone))
        except Failure as failure:
            failures.append(failure)
    raise_all(failures)
    return 0


async def from_source(api: Api, flags: Flags) -> list[Variable]:
    """`--from=configmap/settings`: one variable for each key. Raises Failure."""
    if not flags["from"]:
        return []
    word, _, name = flags["from"].partition("/")
    kind = find_kind(word)
    if kind.kind not in ("ConfigMap", "Secret"):
        raise error(f"unsupported resource specified in --from: {flags['from']}")
    reference = "configMapKeyRef" if kind.kind == "ConfigMap" else "secretKeyRef"
    manifest = await api.get(kind, api.shell.namespace, name)
    every = sorted(manifest.get("data") or {})
    keys = [key for key in every if not flags["keys"] or key in flags["keys"]]
    return [
        {
            "name": flags["prefix"] + NOT_IN_A_NAME.sub("_", key.upper()),
            "valueFrom": {reference: {"key": key, "name": name}},
        }
        for key in keys
    ]


def wanted_containers(spec: Manifest, flags: Flags) -> list[Manifest]:
    return [each for each in spec["containers"] if flags["containers"] in ("*", each["name"])]


def listed(found: Found, flags: Flags) -> list[str]:
    """The variables of each container."""
    lines = []
    for container in wanted_containers(pod_spec(found.manifest), flags):
        lines.append(f"# {found.kind.kind} {found.name}, container {container['name']}")
        lines += [shown(each) for each in container.get("env") or ()]
    return lines


def shown(variable: Variable) -> str:
    """`COLOR=blue`, or where its value comes from."""
    source = variable.get("valueFrom")
    if not source:
        return f"{variable['name']}={variable.get('value', '')}"
    if "configMapKeyRef" in source:
        ref = source["configMapKeyRef"]
        return f"# {variable['name']} from configmap {ref['name']}, key {ref['key']}"
    if "secretKeyRef" in source:
        ref = source["secretKeyRef"]
        return f"# {variable['name']} from secret {ref['name']}, key {ref['key']}"
    return f"# {variable['name']} from field path {source['fieldRef']['fieldPath']}"


async def update_env(
    api: Api, flags: Flags, found: Found, change: tuple[list[Variable], list[str]]
) -> None:
    """Raises Failure when a container does not exist or a value stays."""
    variables, gone = change
    containers = wanted_containers(pod_spec(found.manifest), flags)
    if not containers:
        name = flags["containers"]
        api.shell.err(
            f"warning: {found.kind.kind}/{found.name} does not have any containers matching "
            f'"{name}"'
        )
        return
    patched = []
    for container in containers:
        present = {each["name"]: each for each in container.get("env") or ()}
        taken = [each["name"] for each in variables if each["name"] in present]
        if taken and not flags["overwrite"]:
            value = present[taken[0]].get("value", "")
            raise error(
                f"{found.kind.plural}/{found.name} '{taken[0]}' already has a value ({value}), "
                "and --overwrite is false"
            )
        env = [merged(each, present) for each in variables if present.get(each["name"]) != each]
        env += [{"$patch": "delete", "name": name} for name in gone if name in present]
        if env:
            patched.append({"name": container["name"], "env": env})
    inner = {"containers": patched} if patched else {}
    await send(api, flags, found, (inner, "env updated"))


def merged(variable: Variable, present: dict[str, Variable]) -> Variable:
    """A value takes the place of a source, and the other way round."""
    before = present.get(variable["name"]) or {}
    return {**dict.fromkeys(key for key in before if key not in variable), **variable}


async def set_serviceaccount(shell: Shell, flags: Flags) -> int:
    if len(flags.arguments) < 2:
        raise error("serviceaccount is required")
    *names, account = flags.arguments
    api = Api(shell)
    found, failures = await objects(api, flags, names)
    for each in found:
        inner = {"serviceAccountName": account}
        pod_spec(each.manifest)
        await send(api, flags, each, (inner, "serviceaccount updated"))
    raise_all(failures)
    return 0


async def set_selector(shell: Shell, flags: Flags) -> int:
    names = [word for word in flags.arguments if "=" not in word]
    pairs = [part for word in flags.arguments if "=" in word for part in word.split(",")]
    if not names:
        raise error(NO_RESOURCES)
    if not pairs:
        raise error("a selector is required")
    api = Api(shell)
    found, failures = await objects(api, flags, names)
    wanted: dict[str, str | None] = dict(pair.partition("=")[::2] for pair in pairs)
    for each in found:
        if each.kind is not kind_named("Service"):
            raise error(f"setting a selector is only supported for Services, not {each.kind.kind}")
        before = (each.manifest.get("spec") or {}).get("selector") or {}
        selector = {**dict.fromkeys(key for key in before if key not in wanted), **wanted}
        path = path_of(each.kind, each.namespace, each.name)
        patch = {"spec": {"selector": selector}}
        await send_patch(api, flags, each, (path, patch, "selector updated"))
    raise_all(failures)
    return 0


COMMANDS = (
    Command(
        ("set", "env"),
        set_env,
        "Update environment variables on a pod template",
        (
            *COMMON,
            Flag("containers", short="c", default="*"),
            Flag("env", "texts", short="e"),
            Flag("from"),
            Flag("keys", "strings"),
            Flag("prefix"),
            Flag("list", "bool"),
            Flag("overwrite", "bool", default=True),
            Flag("resolve", "bool"),
        ),
        usage="set env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N [flags]",
    ),
    Command(
        ("set", "selector"),
        set_selector,
        "Set the selector on a resource",
        COMMON,
        usage="set selector (-f FILENAME | TYPE NAME) EXPRESSIONS [flags]",
    ),
    Command(
        ("set", "serviceaccount"),
        set_serviceaccount,
        "Update the service account of a resource",
        COMMON,
        usage="set serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT",
    ),
    Command(("set", "sa"), set_serviceaccount, "The same as set serviceaccount", COMMON),
)

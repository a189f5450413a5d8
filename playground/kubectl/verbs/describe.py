"""`kubectl describe`: all about objects, with their Events (SPEC K40-K45).

A name that does not exist is taken as the beginning of names: `describe pod web`.
Mirrors: kubectl pkg/cmd/describe/describe.go.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from playground.kubectl.api import Api, kind_named
from playground.kubectl.command import ALL_NAMESPACES, FILENAME, RECURSIVE, SELECTOR, Command
from playground.kubectl.describers.identities import (
    endpoints_lines,
    secret_lines,
    serviceaccount_lines,
)
from playground.kubectl.describers.node import node_lines
from playground.kubectl.describers.others import (
    any_lines,
    configmap_lines,
    endpointslice_lines,
    namespace_lines,
    service_lines,
)
from playground.kubectl.describers.policies import autoscaler_lines, budget_lines
from playground.kubectl.describers.text import event_lines
from playground.kubectl.describers.workloads import deployment_lines, pod_lines, replicaset_lines
from playground.kubectl.failures import Failure, ServerFailure, error, raise_all
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.manifests import read_manifests
from playground.kubectl.selection import (
    Asked,
    Found,
    asked,
    explained,
    place,
    refuse_names_with_selectors,
    selectors,
)
from playground.kubectl.shell import Shell
from playground.kubectl.tabs import align

Manifest = dict[str, Any]
Lines = Callable[[Api, Manifest, float], Awaitable[list[str]]]
DESCRIBERS: dict[str, Lines] = {
    "Deployment": deployment_lines,
    "ReplicaSet": replicaset_lines,
    "Pod": pod_lines,
    "Node": node_lines,
    "Service": service_lines,
    "Namespace": namespace_lines,
    "ConfigMap": configmap_lines,
    "EndpointSlice": endpointslice_lines,
    "Endpoints": endpoints_lines,
    "Secret": secret_lines,
    "ServiceAccount": serviceaccount_lines,
    "HorizontalPodAutoscaler": autoscaler_lines,
    "PodDisruptionBudget": budget_lines,
}
WITHOUT_EVENTS = frozenset({"Namespace", "Secret"})
NO_TYPE = (
    "You must specify the type of resource to describe. "
    'Use "kubectl api-resources" for a complete list of supported resources.'
)


async def describe(shell: Shell, flags: Flags) -> int:
    api = Api(shell)
    if flags["filename"]:
        read, failures = read_manifests(shell, flags["filename"])
        raise_all(failures)
        wanted = [Asked(each.kind, (each.name,)) for each in read]
    elif not flags.arguments:
        raise error(NO_TYPE)
    else:
        wanted = asked(flags.arguments)
    refuse_names_with_selectors(wanted, flags)
    found: list[Found] = []
    complaints: list[Failure] = []
    for each in wanted:
        more, missing = await objects_of(api, flags, each)
        found += more
        complaints += missing
    begun = [one for one in found if is_begun(wanted, one)]
    now = await api.now()
    for index, one in enumerate(found):
        text = await description(api, flags, one, now)
        if one in begun:
            shell.out_raw(f"{text}\n")
        else:
            shell.out_raw(text if index == 0 else f"\n\n{text}")
    if not found and not complaints:
        spread = flags["all-namespaces"] or not any(each.kind.namespaced for each in wanted)
        where = "" if spread else f" in {shell.namespace} namespace."
        shell.err(f"No resources found{where}")
    raise_all(complaints)
    return 0


async def objects_of(api: Api, flags: Flags, wanted: Asked) -> tuple[list[Found], list[Failure]]:
    """Raises Failure for a list that the server refuses."""
    namespace, kind = place(api, flags, wanted.kind), wanted.kind
    if not wanted.names:
        try:
            items = await api.collection(kind, namespace, selectors(flags))
        except ServerFailure as failure:
            raise explained(failure, kind, flags) from None
        return [Found(kind, item) for item in items], []
    found: list[Found] = []
    failures: list[Failure] = []
    for name in wanted.names:
        try:
            found.append(Found(kind, await api.get(kind, namespace, name)))
        except ServerFailure as failure:
            begun = await beginning_with(api, wanted, namespace, name)
            found += begun
            if not begun:
                failures.append(failure)
    return found, failures


async def beginning_with(api: Api, wanted: Asked, namespace: str, name: str) -> list[Found]:
    items = await api.collection(wanted.kind, namespace)
    return [Found(wanted.kind, item) for item in items if item["metadata"]["name"].startswith(name)]


def is_begun(wanted: list[Asked], found: Found) -> bool:
    """Whether only the beginning of this object's name was given."""
    names = [name for each in wanted if each.kind is found.kind for name in each.names]
    return bool(names) and found.name not in names


async def description(api: Api, flags: Flags, found: Found, now: float) -> str:
    """The aligned text of one object."""
    lines = await DESCRIBERS.get(found.kind.kind, any_lines)(api, found.manifest, now)
    if flags["show-events"] and found.kind.kind not in WITHOUT_EVENTS:
        events = await events_of(api, found)
        block = event_lines(events, now)
        if not events:
            lines += block
        else:
            head = align("\n".join(lines) + "\n", padding=2)
            return head + align("\n".join(block) + "\n", padding=2)
    return align("\n".join(lines) + "\n", padding=2)


async def events_of(api: Api, found: Found) -> list[Manifest]:
    metadata = found.manifest["metadata"]
    fields = [
        f"involvedObject.name={metadata['name']}",
        f"involvedObject.kind={found.kind.kind}",
    ]
    if found.namespace:
        fields.append(f"involvedObject.namespace={found.namespace}")
    if found.kind.kind != "Node":
        fields.append(f"involvedObject.uid={metadata['uid']}")
    query = {"fieldSelector": ",".join(fields)}
    return await api.collection(kind_named("Event"), found.namespace, query)


COMMANDS = (
    Command(
        ("describe",),
        describe,
        "Show details of a specific resource or group of resources",
        (
            SELECTOR,
            ALL_NAMESPACES,
            FILENAME,
            RECURSIVE,
            Flag("show-events", "bool", default=True),
            Flag("chunk-size", "int", default=500),
        ),
        usage="describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME) [flags]",
    ),
)

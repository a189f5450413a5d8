"""`kubectl logs`: what a container wrote: the facts of its life and the requests it answered.

Example: `logs web-1`, `logs -f deploy/web`, `logs -l app=web --tail=5`, `logs web-1 --previous`.
Mirrors: kubectl pkg/cmd/logs/logs.go.
"""

from __future__ import annotations

import asyncio
import math
from contextlib import aclosing

from playground.kubectl.api import Api, Manifest, kind_named
from playground.kubectl.client import Request
from playground.kubectl.command import SELECTOR, Command
from playground.kubectl.failures import ServerFailure, error, raise_all
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.resources import path_of
from playground.kubectl.selection import asked, objects
from playground.kubectl.shell import Shell

USAGE = (
    "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\n"
    "POD or TYPE/NAME is a required argument for the logs command\n"
    "See 'kubectl logs -h' for help and examples"
)

PHASES = {"Running": 0, "Unknown": 1, "Pending": 2}


async def logs(shell: Shell, flags: Flags) -> int:
    api = Api(shell)
    if flags["since"] and flags["since-time"]:
        raise error("at most one of `sinceTime` or `sinceSeconds` may be specified")
    if flags["limit-bytes"] < 0:
        raise error("--limit-bytes must be greater than 0")
    pods = await pods_of(api, flags)
    wanted = [(pod, container) for pod in pods for container in containers(pod, flags)]
    if not flags["follow"]:
        for pod, container in wanted:
            await tell(api, flags, pod, container)
        return 0
    most = flags["max-log-requests"]
    if len(wanted) > most:
        raise error(
            f"you are attempting to follow {len(wanted)} log streams, but maximum allowed "
            f"concurrency is {most}, use --max-log-requests to increase the limit"
        )
    await asyncio.gather(*(tell(api, flags, pod, container) for pod, container in wanted))
    return 0


async def tell(api: Api, flags: Flags, pod: Manifest, container: str) -> None:
    """Print one container's log as it comes. Raises Failure."""
    mark = ""
    if flags["prefix"] or flags["all-pods"]:
        mark = f"[pod/{pod['metadata']['name']}/{container or first_container(pod)}] "
    request = request_for(api, flags, pod, container)
    async with aclosing(api.shell.client.text(request)) as texts:
        async for text in texts:
            lines = text.splitlines(keepends=True)
            api.shell.out_raw("".join(f"{mark}{line}" for line in lines))


async def pods_of(api: Api, flags: Flags) -> list[Manifest]:
    """Raises Failure."""
    pod, namespace = kind_named("Pod"), api.shell.namespace
    if flags["selector"]:
        several = await api.collection(pod, namespace, {"labelSelector": flags["selector"]})
        if not several:
            api.shell.err(f"No resources found in {namespace} namespace.")
        return several
    if not flags.arguments:
        raise error(USAGE)
    word = flags.arguments[0]
    if "/" not in word:
        found = await api.find(pod, namespace, word)
        if found is None:
            raise error(
                f'error from server (NotFound): pods "{word}" not found in namespace "{namespace}"'
            )
        return [found]
    if asked([word])[0].kind is pod:
        return [await api.get(pod, namespace, word.rpartition("/")[2])]
    several = await chosen_pods(api, word)
    if flags["all-pods"]:
        return several
    if len(several) > 1:
        api.shell.err(f"Found {len(several)} pods, using pod/{several[0]['metadata']['name']}")
    return several[:1]


async def chosen_pods(api: Api, word: str) -> list[Manifest]:
    """The Pods of a Deployment, ReplicaSet or Service, ready ones first. Raises Failure."""
    found, failures = await objects(api, None, [word])
    for failure in failures:
        if isinstance(failure, ServerFailure) and failure.reason == "NotFound":
            where = f'in namespace "{api.shell.namespace}"'
            raise error(f"error from server (NotFound): {failure.message} {where}")
    raise_all(failures)
    owner = found[0].manifest
    if not has_pods(owner):
        kind = f"*v1.{owner['kind']}"
        raise error(f"cannot get the logs from {kind}: selector for {kind} not implemented")
    spec = owner.get("spec") or {}
    selector = spec.get("selector") or {}
    labels = selector.get("matchLabels", selector if owner["kind"] == "Service" else {})
    text = ",".join(f"{key}={value}" for key, value in sorted(labels.items()))
    pods = await api.collection(kind_named("Pod"), api.shell.namespace, {"labelSelector": text})
    if not pods:
        raise error(f"timed out waiting for the condition: no pods of {word}")
    pods.sort(key=worth_reading)
    return pods


def worth_reading(pod: Manifest) -> tuple[object, ...]:
    """How kubectl chooses: placed, running, ready for longest, restarted most, oldest.

    Pods that are alike stay in the order of the list, by name."""
    status = pod.get("status") or {}
    ready = next((each for each in status.get("conditions") or () if each["type"] == "Ready"), {})
    since = ready.get("lastTransitionTime", "") if is_ready(pod) else ""
    restarts = [each.get("restartCount", 0) for each in status.get("containerStatuses") or ()]
    return (
        not (pod.get("spec") or {}).get("nodeName"),
        PHASES.get(status.get("phase", ""), 0),
        not is_ready(pod),
        since,
        -max(restarts, default=0),
        pod["metadata"].get("creationTimestamp", ""),
    )


def has_pods(owner: Manifest) -> bool:
    return owner["kind"] in ("Deployment", "ReplicaSet", "Service")


def is_ready(pod: Manifest) -> bool:
    conditions = (pod.get("status") or {}).get("conditions") or ()
    return any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)


def containers(pod: Manifest, flags: Flags) -> list[str]:
    """Names; the empty one leaves the choice to the server."""
    if flags["all-containers"]:
        return [each["name"] for each in pod["spec"]["containers"]]
    named = flags["container"] or (flags.arguments[1] if len(flags.arguments) > 1 else "")
    every = [*(pod["spec"].get("initContainers") or ()), *pod["spec"]["containers"]]
    if named and named not in [each["name"] for each in every]:
        raise error(f"container {named} is not valid for pod {pod['metadata']['name']}")
    return [named]


def first_container(pod: Manifest) -> str:
    return str(pod["spec"]["containers"][0]["name"])


def request_for(api: Api, flags: Flags, pod: Manifest, container: str) -> Request:
    query = {}
    if container:
        query["container"] = container
    elif len(pod["spec"]["containers"]) > 1:
        names = [each["name"] for each in pod["spec"]["containers"]]
        query["container"] = names[0]
        api.shell.err(f'Defaulted container "{names[0]}" out of: {", ".join(names)}')
    if flags["previous"]:
        query["previous"] = "true"
    if flags["follow"]:
        query["follow"] = "true"
    if flags["timestamps"]:
        query["timestamps"] = "true"
    if flags["since"]:
        query["sinceSeconds"] = str(math.ceil(flags["since"]))
    if flags["since-time"]:
        query["sinceTime"] = flags["since-time"]
    if flags["tail"] >= 0:
        query["tailLines"] = str(flags["tail"])
    if flags["limit-bytes"]:
        query["limitBytes"] = str(flags["limit-bytes"])
    metadata = pod["metadata"]
    path = path_of(kind_named("Pod"), metadata["namespace"], metadata["name"], "log")
    return Request("GET", path, query)


COMMANDS = (
    Command(
        ("logs",),
        logs,
        "Print the logs for a container in a pod",
        (
            SELECTOR,
            Flag("container", short="c"),
            Flag("previous", "bool", short="p"),
            Flag("follow", "bool", short="f"),
            Flag("timestamps", "bool"),
            Flag("prefix", "bool"),
            Flag("all-containers", "bool"),
            Flag("all-pods", "bool"),
            Flag("tail", "int", default=-1),
            Flag("limit-bytes", "int", default=0),
            Flag("max-log-requests", "int", default=5),
            Flag("since-time"),
            Flag("since", "duration", default=0.0),
        ),
        usage="logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER] [flags]",
    ),
)

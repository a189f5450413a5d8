"""`kubectl drain`: cordon a node, then evict its Pods, waiting for budgets and for their end.

Pods without a controller or with local storage stop it unless a flag allows them.
Example: `evicting pod default/web-1`, `pod/web-1 evicted`, `node/node-2 drained`.
Mirrors: kubectl pkg/drain, pkg/cmd/drain/drain.go.
"""

from __future__ import annotations

import asyncio
from typing import Any

from playground.kubectl.api import Api, Manifest, kind_named
from playground.kubectl.command import DRY_RUN, SELECTOR, Command, dry_run, suffix
from playground.kubectl.failures import Failure, ServerFailure, error, raise_all
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.resources import path_of
from playground.kubectl.selection import Found
from playground.kubectl.shell import Shell
from playground.kubectl.verbs.nodes import named, nodes_of, set_cordon
from playground.kubectl.waiting import until_gone

RETRY_SECONDS = 5.0
LOCAL = "Pods with local storage (use --delete-emptydir-data to override)"
BARE = "cannot delete Pods that declare no controller (use --force to override)"
WARN_BARE = "deleting Pods that declare no controller"
FINAL = ("Succeeded", "Failed")


async def drain(shell: Shell, flags: Flags) -> int:
    api = Api(shell)
    found, failures = await nodes_of(api, flags, flags.arguments, "drain")
    raise_all(failures)
    for node in found:
        await set_cordon(api, flags, node, wanted=True)
    pending: list[str] = []
    for node in found:
        try:
            await empty(api, flags, named(node))
            shell.out(f"node/{named(node)} drained{suffix(dry_run(flags))}")
        except Failure as failure:
            lines = failure.text.split("\n")
            shown = lines[0] if len(lines) == 1 else f"[{', '.join(lines)}]"
            shell.err(
                f'error: unable to drain node "{named(node)}" due to error: {shown}, '
                "continuing command..."
            )
            pending.append(named(node))
            failures.append(failure)
    if pending:
        shell.err("There are pending nodes to be drained:")
        shell.err("\n".join(f" {name}" for name in pending))
    raise_all(failures)
    return 0


async def empty(api: Api, flags: Flags, node: str) -> None:
    """Evict what may be evicted. Raises Failure before anything is when something may not."""
    query = {"fieldSelector": f"spec.nodeName={node}"}
    if flags["pod-selector"]:
        query["labelSelector"] = flags["pod-selector"]
    pods = await api.collection(kind_named("Pod"), "", query)
    complaints: dict[str, list[str]] = {}
    warnings: dict[str, list[str]] = {}
    for pod in pods:
        judge(pod, flags, complaints, warnings)
    if complaints:
        texts = [f"cannot delete {why}: {', '.join(names)}" for why, names in complaints.items()]
        raise Failure("\n".join(texts))
    if warnings:
        told = [f"{why}: {', '.join(names)}" for why, names in warnings.items()]
        api.shell.err(f"Warning: {'; '.join(told)}")
    await evict_all(api, flags, pods)


def judge(
    pod: Manifest,
    flags: Flags,
    complaints: dict[str, list[str]],
    warnings: dict[str, list[str]],
) -> None:
    """Note what speaks against evicting a Pod."""
    metadata = pod["metadata"]
    name = f"{metadata['namespace']}/{metadata['name']}"
    if (pod.get("status") or {}).get("phase") in FINAL:
        return
    is_local = any("emptyDir" in each for each in pod["spec"].get("volumes") or ())
    if is_local and not flags["delete-emptydir-data"]:
        complaints.setdefault(LOCAL, []).append(name)
        return
    owners = metadata.get("ownerReferences") or ()
    if not any(owner.get("controller") for owner in owners) and "deletionTimestamp" not in metadata:
        if flags["force"]:
            warnings.setdefault(WARN_BARE, []).append(name)
        else:
            complaints.setdefault(BARE, []).append(name)


async def evict_all(api: Api, flags: Flags, pods: list[Manifest]) -> None:
    mode = dry_run(flags)
    async with asyncio.timeout(flags["timeout"] or None):
        if mode == "client":
            for pod in pods:
                api.shell.out(f"evicting pod {place(pod)}{suffix(mode)}")
            return
        try:
            await asyncio.gather(*(evict(api, flags, pod) for pod in pods))
        except TimeoutError:
            raise error("drain did not complete within the timeout") from None


def place(pod: Manifest) -> str:
    return f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"


async def evict(api: Api, flags: Flags, pod: Manifest) -> None:
    """Ask until the budget allows it, then wait until the Pod is gone."""
    kind, metadata = kind_named("Pod"), pod["metadata"]
    options: dict[str, Any] = {}
    if flags["grace-period"] >= 0:
        options["gracePeriodSeconds"] = flags["grace-period"]
    if dry_run(flags) == "server":
        options["dryRun"] = ["All"]
    body = {
        "apiVersion": "policy/v1",
        "kind": "Eviction",
        "metadata": {"name": metadata["name"], "namespace": metadata["namespace"]},
        "deleteOptions": options,
    }
    path = path_of(kind, metadata["namespace"], metadata["name"], "eviction")
    while True:
        api.shell.out(f"evicting pod {place(pod)}{suffix(dry_run(flags))}")
        try:
            await api.write("POST", path, body, {})
            break
        except ServerFailure as failure:
            if failure.status.get("code") == 404:
                break
            if failure.status.get("code") != 429:
                raise error(
                    f'when evicting pods/"{metadata["name"]}" -n "{metadata["namespace"]}": '
                    f"{failure.message}"
                ) from None
            api.shell.err(
                f'error when evicting pods/"{metadata["name"]}" -n "{metadata["namespace"]}" '
                f"(will retry after 5s): {failure.message}"
            )
            await asyncio.sleep(RETRY_SECONDS)
    if "dryRun" not in options:
        await until_gone(api, Found(kind, pod), 0.0)
        api.shell.out(f"pod/{metadata['name']} evicted")


COMMANDS = (
    Command(
        ("drain",),
        drain,
        "Drain node in preparation for maintenance",
        (
            SELECTOR,
            DRY_RUN,
            Flag("force", "bool"),
            Flag("ignore-daemonsets", "bool"),
            Flag("delete-emptydir-data", "bool"),
            Flag("disable-eviction", "bool"),
            Flag("pod-selector"),
            Flag("grace-period", "int", default=-1),
            Flag("timeout", "duration", default=0.0),
            Flag("skip-wait-for-delete-timeout", "int"),
        ),
        usage="drain NODE [flags]",
    ),
)

"""`kubectl rollout`: status, history, undo, pause, resume, restart of a Deployment (SPEC K20-K24).

Example: `rollout status deploy/web` prints a line for each change it sees and ends with
`deployment "web" successfully rolled out`.
Mirrors: kubectl pkg/cmd/rollout, pkg/polymorphichelpers.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from cluster.core.controllers.deployment.undo import UndoRefused, undo
from cluster.core.objects import Deployment, ReplicaSet, read
from cluster.core.rollout_status import RolloutFailed, rollout_line
from cluster.core.timestamps import format_time
from playground.kubectl.api import JSON_PATCH, STRATEGIC, Api, Manifest, kind_named
from playground.kubectl.command import (
    DRY_RUN,
    FIELD_MANAGER,
    FILENAME,
    OUTPUT,
    RECURSIVE,
    SELECTOR,
    Command,
    dry_run,
    suffix,
    write_query,
)
from playground.kubectl.describers.template import describe_template
from playground.kubectl.failures import Failure, error, raise_all
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.printers.output import object_text
from playground.kubectl.resources import object_name, path_of, resource_name, short_resource
from playground.kubectl.selection import Found, objects
from playground.kubectl.shell import Shell
from playground.kubectl.tabs import align
from playground.kubectl.waiting import FOREVER

REVISION = "deployment.kubernetes.io/revision"
CAUSE = "kubernetes.io/change-cause"
RESTARTED_AT = "kubectl.kubernetes.io/restartedAt"
Step = Callable[[Api, Flags, Found], Awaitable[None]]


def on_each(step: Step) -> Callable[[Shell, Flags], Awaitable[int]]:
    """A subcommand that does something to each object."""

    async def run(shell: Shell, flags: Flags) -> int:
        if not flags.arguments:
            raise error("required resource not specified")
        api = Api(shell)
        found, failures = await objects(api, flags, flags.arguments)
        if not found and not failures:
            shell.err(f"No resources found in {shell.namespace} namespace.")
        for each in found:
            try:
                await step(api, flags, each)
            except Failure as failure:
                failures.append(failure)
        raise_all(failures)
        return 0

    return run


def gvk(found: Found) -> str:
    return f"{found.kind.kind}.{found.kind.group}" if found.kind.group else found.kind.kind


# -- status


async def status(api: Api, flags: Flags, found: Found) -> None:
    """Raises Failure past the deadline, when time is up, when the object goes."""
    if found.kind.kind != "Deployment":
        raise error(f"no status viewer has been implemented for {gvk(found)}")
    place, is_done = (found.namespace, found.name), False

    def look(manifest: Manifest | None) -> bool:
        nonlocal is_done
        if manifest is None:
            raise error("object has been deleted")
        try:
            line = rollout_line(manifest, flags["revision"])
        except RolloutFailed as failed:
            raise error(str(failed)) from None
        api.shell.out(line.text)
        is_done = line.is_done
        return is_done or not flags["watch"]

    if not await api.until(found.kind, place, look, flags["timeout"] or FOREVER):
        raise error("timed out waiting for the condition")


# -- history


async def sets_of(api: Api, found: Found) -> list[Manifest]:
    """The Deployment's ReplicaSets."""
    every = await api.collection(kind_named("ReplicaSet"), found.namespace)
    uid = found.manifest["metadata"]["uid"]
    return [
        each
        for each in every
        if any(
            owner.get("uid") == uid and owner.get("controller")
            for owner in each["metadata"].get("ownerReferences") or ()
        )
    ]


def revision_of(manifest: Manifest) -> int:
    text = (manifest["metadata"].get("annotations") or {}).get(REVISION, "")
    return int(text) if text.isdigit() else 0


async def history(api: Api, flags: Flags, found: Found) -> None:
    """Raises Failure for an unknown revision."""
    if found.kind.kind != "Deployment":
        raise error(f'no history viewer has been implemented for "{gvk(found)}"')
    sets = {revision_of(each): each for each in await sets_of(api, found)}
    wanted, name = flags["revision"], object_name(found.kind, found.name)
    if wanted < 0:
        raise error(f"revision must be a positive integer: {wanted}")
    if wanted:
        if wanted not in sets:
            raise error("unable to find the specified revision")
        text = describe_template(shown_template(sets[wanted]))
        api.shell.out(f"{name} with revision #{wanted}\n{text}\n")
        return
    if not sets:
        api.shell.out(f"{name} \nNo rollout history found.")
        return
    causes = {number: cause_of(each) for number, each in sets.items()}
    lines = [f"{number}\t{causes[number]}" for number in sorted(sets)]
    table = align("\n".join(["REVISION\tCHANGE-CAUSE", *lines]) + "\n", padding=2)
    api.shell.out(f"{name} \n{table}\n")


def cause_of(manifest: Manifest) -> str:
    return (manifest["metadata"].get("annotations") or {}).get(CAUSE) or "<none>"


def shown_template(manifest: Manifest) -> Manifest:
    """The set's template, with the cause of the change among its annotations."""
    template = manifest["spec"]["template"]
    cause = (manifest["metadata"].get("annotations") or {}).get(CAUSE)
    if not cause:
        return dict(template)
    metadata = template.get("metadata") or {}
    annotations = {**(metadata.get("annotations") or {}), CAUSE: cause}
    return {**template, "metadata": {**metadata, "annotations": annotations}}


# -- undo


async def undo_one(api: Api, flags: Flags, found: Found) -> None:
    """Raises Failure when there is no way back."""
    if found.kind.kind != "Deployment":
        raise error(f'no rollbacker has been implemented for "{gvk(found)}"')
    if flags["to-revision"] < 0:
        raise error(f"unable to find specified revision {flags['to-revision']} in history")
    deployment = read(found.manifest, None)
    sets = [read(each, None) for each in await sets_of(api, found)]
    assert isinstance(deployment, Deployment)
    owned = [each for each in sets if isinstance(each, ReplicaSet)]
    try:
        undone = undo(deployment, owned, flags["to-revision"])
    except UndoRefused as refused:
        raise error(str(refused)) from None
    mode = dry_run(flags)
    name = object_name(found.kind, found.name)
    if mode == "client":
        template = undone.manifest["spec"]["template"]
        api.shell.out(f"{name} {describe_template(template)}{suffix(mode)}")
        return
    if undone.patch:
        query = {"dryRun": "All"} if mode == "server" else {}
        path = path_of(found.kind, found.namespace, found.name)
        await api.write("PATCH", path, list(undone.patch), query, JSON_PATCH)
    api.shell.out(f"{name} {undone.message}{suffix(mode)}")


# -- pause, resume, restart


async def patch_spec(
    api: Api, flags: Flags, found: Found, change: dict[str, Any], told: tuple[str, str]
) -> None:
    word, manager = told
    path = path_of(found.kind, found.namespace, found.name)
    result = await api.write("PATCH", path, change, write_query(flags, manager), STRATEGIC)
    if flags["output"]:
        api.shell.out_raw(object_text(result, flags["output"]))
    else:
        api.shell.out(f"{object_name(found.kind, found.name)} {word}")


def refuse_other_kinds(found: Found, words: str) -> None:
    if found.kind.kind != "Deployment":
        raise error(f'{resource_name(found.kind)} "{found.name}" {words}')


async def pause(api: Api, flags: Flags, found: Found) -> None:
    refuse_other_kinds(found, "pausing is not supported")
    if found.manifest["spec"].get("paused"):
        raise error(f'{resource_name(found.kind)} "{found.name}" is already paused')
    change = {"spec": {"paused": True}}
    await patch_spec(api, flags, found, change, ("paused", "kubectl-rollout"))


async def resume(api: Api, flags: Flags, found: Found) -> None:
    refuse_other_kinds(found, "resuming is not supported")
    if not found.manifest["spec"].get("paused"):
        raise error(f'{resource_name(found.kind)} "{found.name}" is not paused')
    change = {"spec": {"paused": None}}
    await patch_spec(api, flags, found, change, ("resumed", "kubectl-rollout"))


async def restart(api: Api, flags: Flags, found: Found) -> None:
    refuse_other_kinds(found, "restarting is not supported")
    if found.manifest["spec"].get("paused"):
        raise error(
            f'{resource_name(found.kind)} "{found.name}" can\'t restart paused deployment '
            "(run rollout resume first)"
        )
    template = found.manifest["spec"]["template"]
    before = ((template.get("metadata") or {}).get("annotations") or {}).get(RESTARTED_AT)
    moment = format_time(await api.now())
    if before == moment:
        raise error(
            f'{short_resource(found.kind)} "{found.name}": if restart has already been triggered '
            "within the past second, please wait before attempting to trigger another"
        )
    metadata = {"annotations": {RESTARTED_AT: moment}}
    change = {"spec": {"template": {"metadata": metadata}}}
    await patch_spec(api, flags, found, change, ("restarted", "kubectl-rollout"))


COMMON = (SELECTOR, FILENAME, RECURSIVE, OUTPUT, FIELD_MANAGER)
USAGE = "rollout {} (TYPE NAME | TYPE/NAME) [flags]"
COMMANDS = (
    Command(
        ("rollout", "status"),
        on_each(status),
        "Show the status of the rollout",
        (
            Flag("watch", "bool", short="w", default=True),
            Flag("revision", "int"),
            Flag("timeout", "duration", default=0.0),
            *COMMON[:3],
        ),
        usage=USAGE.format("status"),
    ),
    Command(
        ("rollout", "history"),
        on_each(history),
        "View rollout history",
        (Flag("revision", "int"), *COMMON[:4]),
        usage=USAGE.format("history"),
    ),
    Command(
        ("rollout", "undo"),
        on_each(undo_one),
        "Undo a previous rollout",
        (Flag("to-revision", "int"), DRY_RUN, *COMMON[:4]),
        usage=USAGE.format("undo"),
    ),
    Command(
        ("rollout", "pause"),
        on_each(pause),
        "Mark the provided resource as paused",
        COMMON,
        usage=USAGE.format("pause"),
    ),
    Command(
        ("rollout", "resume"),
        on_each(resume),
        "Resume a paused resource",
        COMMON,
        usage=USAGE.format("resume"),
    ),
    Command(
        ("rollout", "restart"),
        on_each(restart),
        "Restart a resource",
        COMMON,
        usage=USAGE.format("restart"),
    ),
)

"""`kubectl delete`: by name, selector, `--all` or file; waits until the objects are gone.

Example: `delete pod a` prints `pod "a" deleted`, with --force `pod "a" force deleted`.
Mirrors: kubectl pkg/cmd/delete/delete.go.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.kubectl.api import Api
from playground.kubectl.command import (
    ALL_NAMESPACES,
    DRY_RUN,
    EVERYTHING,
    FIELD_SELECTOR,
    FILENAME,
    IGNORE_NOT_FOUND,
    OUTPUT,
    RECURSIVE,
    SELECTOR,
    Command,
    dry_run,
    suffix,
)
from playground.kubectl.failures import Failure, ServerFailure, error, raise_all
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.manifests import read_manifests
from playground.kubectl.resources import object_name, path_of, short_resource
from playground.kubectl.selection import (
    NOTHING_ASKED,
    Found,
    asked,
    objects,
)
from playground.kubectl.shell import Shell
from playground.kubectl.waiting import until_gone

POLICIES = {"background": "Background", "foreground": "Foreground", "orphan": "Orphan"}
LEGACY_POLICIES = {"true": "background", "false": "orphan"}
FORCED = (
    "Warning: Immediate deletion does not wait for confirmation that the running resource has been "
    "terminated. The resource may continue to run on the cluster indefinitely."
)


async def delete(shell: Shell, flags: Flags) -> int:
    api = Api(shell)
    body = options(flags)
    if flags["all"] and flags["selector"]:
        raise error("setting 'all' parameter but found a non empty selector. ")
    found, failures = await targets(api, flags)
    if flags["force"] and flags["grace-period"] == 0 and dry_run(flags) == "none":
        shell.err(FORCED)
    mode = dry_run(flags)
    deleted: list[Found] = []
    for each in found:
        try:
            if mode != "client":
                await remove(api, each, {**body, **dry_run_option(mode)})
            shell.out(told(each, flags, mode))
            deleted.append(each)
        except ServerFailure as failure:
            if failure.reason != "NotFound" or not ignores_missing(flags):
                failures.append(failure)
    if not found and not failures and not flags["ignore-not-found"]:
        shell.out("No resources found")
    if mode == "none" and flags["wait"] and not is_forced(flags):
        await wait_for(api, deleted, flags["timeout"])
    raise_all(failures)
    return 0


def options(flags: Flags) -> dict[str, Any]:
    """The DeleteOptions. Raises Failure."""
    cascade = LEGACY_POLICIES.get(flags["cascade"], flags["cascade"])
    if cascade not in POLICIES:
        raise error(
            f'invalid cascade value ({cascade}). Must be "background", "foreground", or "orphan"'
        )
    grace = flags["grace-period"]
    if flags["now"]:
        if grace != -1:
            raise error("--now and --grace-period cannot be specified together")
        grace = 1
    if flags["force"] and grace > 0:
        raise error("--force and --grace-period greater than 0 cannot be specified together")
    if grace == 0 and not flags["force"]:
        grace = 1
    if flags["force"] and grace < 0:
        grace = 0
    body: dict[str, Any] = {"kind": "DeleteOptions", "apiVersion": "v1"}
    if grace >= 0:
        body["gracePeriodSeconds"] = grace
    return {**body, "propagationPolicy": POLICIES[cascade]}


def is_forced(flags: Flags) -> bool:
    return bool(flags["force"])


def ignores_missing(flags: Flags) -> bool:
    """What went meanwhile is no error for selectors and `--all`."""
    return bool(flags["ignore-not-found"] or flags["all"] or flags["selector"])


def dry_run_option(mode: str) -> dict[str, Any]:
    return {"dryRun": ["All"]} if mode == "server" else {}


async def targets(api: Api, flags: Flags) -> tuple[list[Found], list[Failure]]:
    """What is to be deleted, and complaints. Raises Failure."""
    if flags["filename"]:
        return await from_files(api, flags)
    if not flags.arguments:
        raise Failure(NOTHING_ASKED)
    wanted = asked(flags.arguments)
    chooses = flags["selector"] or flags["field-selector"] or flags["all"]
    if any(not each.names for each in wanted) and not chooses:
        raise error("resource(s) were provided, but no name was specified")
    if flags["all"] and any(each.names for each in wanted):
        raise error("name cannot be provided when a selector is specified")
    found, failures = await objects(api, flags, flags.arguments)
    if flags["ignore-not-found"]:
        failures = [each for each in failures if not is_missing(each)]
    return found, failures


def is_missing(failure: Failure) -> bool:
    return isinstance(failure, ServerFailure) and failure.reason == "NotFound"


async def from_files(api: Api, flags: Flags) -> tuple[list[Found], list[Failure]]:
    read, failures = read_manifests(api.shell, flags["filename"])
    found: list[Found] = []
    for each in read:
        namespace = each.namespace if each.kind.namespaced else ""
        try:
            found.append(Found(each.kind, await api.get(each.kind, namespace, each.name)))
        except ServerFailure as failure:
            if not (flags["ignore-not-found"] and failure.reason == "NotFound"):
                failures.append(failure.while_(f'error when deleting "{each.source}"'))
    return found, failures


async def remove(api: Api, found: Found, body: dict[str, Any]) -> None:
    path = path_of(found.kind, found.namespace, found.name)
    await api.write("DELETE", path, body, {})


def told(found: Found, flags: Flags, mode: str) -> str:
    if flags["output"] == "name":
        return object_name(found.kind, found.name)
    verb = "force deleted" if is_forced(flags) else "deleted"
    return f'{short_resource(found.kind)} "{found.name}" {verb}{suffix(mode)}'


async def wait_for(api: Api, deleted: Sequence[Found], limit: float) -> None:
    """Until all are gone. Raises Failure when time is up."""
    for each in deleted:
        if not await until_gone(api, each, limit):
            raise error(f"timed out waiting for the condition on {each.kind.plural}/{each.name}")


COMMANDS = (
    Command(
        ("delete",),
        delete,
        "Delete resources by file names, stdin, resources and names, or by resources and label "
        "selector",
        (
            FILENAME,
            RECURSIVE,
            SELECTOR,
            FIELD_SELECTOR,
            ALL_NAMESPACES,
            EVERYTHING,
            IGNORE_NOT_FOUND,
            DRY_RUN,
            OUTPUT,
            Flag("force", "bool"),
            Flag("now", "bool"),
            Flag("wait", "bool", default=True),
            Flag("grace-period", "int", default=-1),
            Flag("cascade", default="background", alone="background"),
            Flag("timeout", "duration", default=0.0),
        ),
        usage="delete ([-f FILENAME] | TYPE [(NAME | -l label | --all)]) [flags]",
    ),
)

"""`kubectl scale`: another number of replicas through the subresource `scale`.

Example: `scale deployment web --replicas=3` prints `deployment.apps/web scaled`, also when it was
3 before.
Mirrors: kubectl pkg/cmd/scale/scale.go.
"""

from __future__ import annotations

from playground.kubectl.api import MERGE, Api, Manifest
from playground.kubectl.command import (
    DRY_RUN,
    EVERYTHING,
    FILENAME,
    OUTPUT,
    RECORD,
    RECURSIVE,
    SELECTOR,
    Command,
    dry_run,
    suffix,
)
from playground.kubectl.failures import Failure, ServerFailure, error, raise_all
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.manifests import read_manifests
from playground.kubectl.resources import object_name, path_of
from playground.kubectl.selection import NOTHING_ASKED, Found, objects
from playground.kubectl.shell import Shell

COUNT_NEEDED = "The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0"


async def scale(shell: Shell, flags: Flags) -> int:
    if flags["replicas"] < 0:
        raise error(COUNT_NEEDED)
    api = Api(shell)
    found, failures = await targets(api, flags)
    if not found and failures:
        first = failures[0]
        why = first.message if isinstance(first, ServerFailure) else first.text
        raise error(f"no objects passed to scale {why}")
    if not found:
        raise error("no objects passed to scale")
    for each in found:
        await scale_one(api, flags, each)
    raise_all(failures)
    return 0


async def targets(api: Api, flags: Flags) -> tuple[list[Found], list[Failure]]:
    if flags["filename"]:
        read, failures = read_manifests(api.shell, flags["filename"])
        return [Found(each.kind, each.manifest) for each in read], failures
    if not flags.arguments:
        raise Failure(NOTHING_ASKED)
    return await objects(api, flags, flags.arguments)


async def scale_one(api: Api, flags: Flags, found: Found) -> None:
    """Raises Failure."""
    if "scale" not in found.kind.subresources:
        missing = "the server could not find the requested resource"
        raise ServerFailure({"reason": "NotFound", "message": missing, "code": 404})
    mode = dry_run(flags)
    path = path_of(found.kind, found.namespace, found.name, "scale")
    await check_preconditions(api, flags, found)
    if mode != "client":
        query = {"dryRun": "All"} if mode == "server" else {}
        body: Manifest = {"spec": {"replicas": flags["replicas"]}}
        await api.write("PATCH", path, body, query, MERGE)
    name = object_name(found.kind, found.name)
    api.shell.out(name if flags["output"] == "name" else f"{name} scaled{suffix(mode)}")


async def check_preconditions(api: Api, flags: Flags, found: Found) -> None:
    """`--current-replicas` and `--resource-version`. Raises Failure."""
    live = await api.get(found.kind, found.namespace, found.name)
    size, wanted = (live.get("spec") or {}).get("replicas", 1), flags["current-replicas"]
    if wanted not in (-1, size):
        raise error(f"Expected replicas to be {wanted}, was {size}")
    version, wanted_version = live["metadata"]["resourceVersion"], flags["resource-version"]
    if wanted_version and wanted_version != version:
        raise error(f"Expected resource version to be {wanted_version}, was {version}")


COMMANDS = (
    Command(
        ("scale",),
        scale,
        "Set a new size for a deployment, replica set, or replication controller",
        (
            Flag("replicas", "int"),
            Flag("current-replicas", "int", default=-1),
            Flag("resource-version"),
            Flag("timeout", "duration", default=0.0),
            FILENAME,
            RECURSIVE,
            SELECTOR,
            EVERYTHING,
            OUTPUT,
            DRY_RUN,
            RECORD,
        ),
        ("replicas",),
        "scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT "
        "(-f FILENAME | TYPE NAME)",
    ),
)

"""`kubectl set image` and `set resources`: containers of Pods and Pod templates.

Example: `set image deployment/web web=web:v2` prints `deployment.apps/web image updated`, and
nothing when the image was that already.
Mirrors: kubectl pkg/cmd/set.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from cluster.api.patch.strategic import apply_strategic_patch
from playground.kubectl.api import STRATEGIC, Api, Manifest
from playground.kubectl.command import (
    DRY_RUN,
    EVERYTHING,
    FIELD_MANAGER,
    FILENAME,
    OUTPUT,
    RECORD,
    RECURSIVE,
    SELECTOR,
    Command,
    dry_run,
    suffix,
    write_query,
)
from playground.kubectl.failures import Failure, ServerFailure, error, raise_all
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.making import as_typed
from playground.kubectl.printers.output import object_text
from playground.kubectl.resources import object_name, path_of
from playground.kubectl.selection import NOTHING_ASKED, Found, objects
from playground.kubectl.shell import Shell

QUANTITY = re.compile(r"^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$")
Containers = list[dict[str, Any]]
Change = Callable[[dict[str, Any]], dict[str, Any] | None]


def pod_spec(manifest: Manifest) -> Manifest:
    """Where the containers are. Raises Failure for kinds without any."""
    spec = manifest.get("spec") or {}
    found = (spec.get("template") or {}).get("spec") if "template" in spec else spec
    if not found or "containers" not in found:
        name = manifest["metadata"]["name"]
        raise error(
            f"{manifest['kind'].lower()}s/{name} the object is not a pod or does not have a pod "
            "template"
        )
    return dict(found)


def patch_around(manifest: Manifest, inner: Manifest) -> Manifest:
    """A patch of the Pod spec, in its place."""
    if "template" in (manifest.get("spec") or {}):
        return {"spec": {"template": {"spec": inner}}}
    return {"spec": inner}


async def set_image(shell: Shell, flags: Flags) -> int:
    names = [word for word in flags.arguments if "=" not in word]
    pairs = dict(word.partition("=")[::2] for word in flags.arguments if "=" in word)
    if not names:
        raise Failure(NOTHING_ASKED)
    api = Api(shell)
    found, failures = await objects(api, flags, names)
    if not pairs:
        raise_all(failures)
        raise error("at least one image update is required")
    for each in found:
        try:
            await update_images(api, flags, each, pairs)
        except Failure as failure:
            failures.append(failure)
    raise_all(failures)
    return 0


async def update_images(api: Api, flags: Flags, found: Found, pairs: dict[str, str]) -> None:
    """Raises Failure when a container does not exist."""
    spec = pod_spec(found.manifest)
    groups = {group: spec.get(group) or [] for group in ("initContainers", "containers")}
    names = [each["name"] for group in groups.values() for each in group]
    for name in pairs:
        if name != "*" and name not in names:
            raise error(f'unable to find container named "{name}"')
    inner: Manifest = {}
    for group, containers in groups.items():
        changed = [
            {"name": each["name"], "image": image}
            for each in containers
            if (image := pairs.get(each["name"], pairs.get("*"))) and image != each.get("image")
        ]
        if changed:
            inner[group] = changed
    await send(api, flags, found, (inner, "image updated"))


async def set_resources(shell: Shell, flags: Flags) -> int:
    if not flags.arguments:
        raise Failure(NOTHING_ASKED)
    if not flags["limits"] and not flags["requests"]:
        raise error(
            "you must specify an update to requests or limits (in the form of --requests/--limits)"
        )
    api = Api(shell)
    asked = {part: quantities(flags[part]) for part in ("limits", "requests") if flags[part]}
    found, failures = await objects(api, flags, flags.arguments)
    for each in found:
        spec = pod_spec(each.manifest)
        wanted = [c for c in spec["containers"] if flags["containers"] in ("*", c["name"])]
        if not wanted:
            failures.append(error(f"unable to find container named {flags['containers']}"))
            continue
        changed = [{"name": c["name"], "resources": asked} for c in wanted if differs(c, asked)]
        inner = {"containers": changed} if changed else {}
        await send(api, flags, each, (inner, "resource requirements updated"))
    raise_all(failures)
    return 0


def differs(container: dict[str, Any], asked: dict[str, dict[str, str]]) -> bool:
    resources = container.get("resources") or {}
    return any(
        {**(resources.get(part) or {}), **each} != resources.get(part)
        for part, each in asked.items()
    )


def quantities(text: str) -> dict[str, str]:
    """`cpu=200m,memory=512Mi`. Raises Failure."""
    found = {}
    for part in text.split(","):
        name, has_value, value = part.partition("=")
        if not has_value:
            raise error(f"Invalid argument syntax {part}, expected <resource>=<value>")
        if not QUANTITY.fullmatch(value):
            raise error(f"quantities must match the regular expression '{QUANTITY.pattern}'")
        found[name] = value
    return found


async def send(api: Api, flags: Flags, found: Found, told: tuple[Manifest, str]) -> None:
    """Patch the Pod spec; nothing is said when nothing changes."""
    inner, words = told
    if inner:
        path = path_of(found.kind, found.namespace, found.name)
        await send_patch(api, flags, found, (path, patch_around(found.manifest, inner), words))


async def send_patch(api: Api, flags: Flags, found: Found, told: tuple[str, Manifest, str]) -> None:
    path, patch, words = told
    mode = dry_run(flags)
    if mode == "client":
        result = apply_strategic_patch(found.manifest, patch, found.kind.schema)
    else:
        query = write_query(flags, "kubectl-set")
        try:
            result = await api.write("PATCH", path, patch, query, STRATEGIC)
        except ServerFailure as failure:
            if failure.reason == "Invalid":
                raise
            raise error(
                f"failed to patch {words.split()[0]} update to pod template: {failure.message}"
            ) from None
    if flags["output"]:
        api.shell.out_raw(object_text(as_typed(result), flags["output"]))
    else:
        api.shell.out(f"{object_name(found.kind, found.name)} {words}{suffix(mode)}")


COMMON = (
    FILENAME,
    RECURSIVE,
    SELECTOR,
    EVERYTHING,
    OUTPUT,
    DRY_RUN,
    FIELD_MANAGER,
    RECORD,
    Flag("local", "bool"),
)
COMMANDS = (
    Command(
        ("set", "image"),
        set_image,
        "Update the image of a pod template",
        COMMON,
        usage="set image TYPE/NAME CONTAINER_NAME=CONTAINER_IMAGE ... [flags]",
    ),
    Command(
        ("set", "resources"),
        set_resources,
        "Update resource requests/limits on objects with pod templates",
        (*COMMON, Flag("limits"), Flag("requests"), Flag("containers", short="c", default="*")),
        usage="set resources TYPE/NAME [-c NAME] [--limits=LIMITS] [--requests=REQUESTS] [flags]",
    ),
)

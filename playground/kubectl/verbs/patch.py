"""`kubectl patch`: a strategic (default), merge or JSON patch from the line or a file.

Example: `patch deploy web -p '{"spec":{"replicas":2}}'` prints `deployment.apps/web patched`.
Mirrors: kubectl pkg/cmd/patch/patch.go.
"""

from __future__ import annotations

from cluster.api.body import decode
from cluster.api.patch import apply
from cluster.kinds.errors import ApiError
from playground.kubectl.api import JSON_PATCH, MERGE, STRATEGIC, Api, Manifest
from playground.kubectl.command import (
    DRY_RUN,
    FIELD_MANAGER,
    FILENAME,
    OUTPUT,
    RECORD,
    RECURSIVE,
    Command,
    dry_run,
    write_query,
)
from playground.kubectl.failures import Failure, error, raise_all
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.printers.json_text import compact
from playground.kubectl.printers.output import object_text
from playground.kubectl.resources import object_name, path_of
from playground.kubectl.selection import NOTHING_ASKED, Found, objects
from playground.kubectl.shell import Shell

TYPES = {"strategic": STRATEGIC, "merge": MERGE, "json": JSON_PATCH}


async def patch(shell: Shell, flags: Flags) -> int:
    text = patch_text(shell, flags)
    kind_of = TYPES.get(flags["type"])
    if kind_of is None:
        raise error(f'--type must be one of [json merge strategic], not "{flags["type"]}"')
    if not flags.arguments:
        raise Failure(NOTHING_ASKED)
    if len(flags.arguments) == 1 and "/" not in flags.arguments[0]:
        raise error("resource(s) were provided, but no name was specified")
    api = Api(shell)
    found, failures = await objects(api, flags, flags.arguments)
    body = as_json(text)
    for each in found:
        try:
            await patch_one(api, flags, each, (body, kind_of))
        except Failure as failure:
            failures.append(failure)
    raise_all(failures)
    return 0


def patch_text(shell: Shell, flags: Flags) -> str:
    """Raises Failure."""
    if flags["patch-file"]:
        name = flags["patch-file"].removeprefix("./")
        if name not in shell.files:
            raise error(f"unable to read patch file: open {name}: no such file or directory")
        return shell.files[name]
    if not flags["patch"]:
        raise error("must specify --patch or --patch-file containing the contents of the patch")
    return str(flags["patch"])


def as_json(text: str) -> bytes:
    """YAML is turned into JSON; what is neither goes to the server as it is."""
    if text.lstrip().startswith(("{", "[")):
        return text.encode()
    try:
        return compact(decode(text.encode(), "application/yaml").value).encode()
    except ApiError as refusal:
        raise error(f'unable to parse "{text}": {refusal.message}') from None


async def patch_one(api: Api, flags: Flags, found: Found, sent: tuple[bytes, str]) -> None:
    body, kind_of = sent
    mode = dry_run(flags)
    before = result = found.manifest
    if mode == "client":
        result = patched(found, body, kind_of)
    else:
        path = path_of(found.kind, found.namespace, found.name, flags["subresource"])
        query = write_query(flags, "kubectl-patch")
        result = await api.write("PATCH", path, body, query, kind_of)
    if flags["output"]:
        api.shell.out_raw(object_text(result, flags["output"]))
        return
    versions = [each["metadata"].get("resourceVersion") for each in (before, result)]
    is_same = before == result if mode == "client" else versions[0] == versions[1]
    word = "patched (no change)" if is_same and mode != "server" else "patched"
    name = object_name(found.kind, found.name)
    if flags["subresource"] == "scale":
        name = f"scale.autoscaling/{found.name}"
    api.shell.out(f"{name} {word}")


def patched(found: Found, body: bytes, kind_of: str) -> Manifest:
    """What the client itself makes of the patch. Raises Failure."""
    try:
        result: Manifest = apply(found.kind, found.manifest, decode(body).value, kind_of)
        return result
    except ApiError as refusal:
        raise error(refusal.message) from None


COMMANDS = (
    Command(
        ("patch",),
        patch,
        "Update fields of a resource",
        (
            Flag("patch", short="p"),
            Flag("patch-file"),
            Flag("type", default="strategic"),
            Flag("subresource"),
            FILENAME,
            RECURSIVE,
            DRY_RUN,
            OUTPUT,
            FIELD_MANAGER,
            RECORD,
        ),
        usage="patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE] [flags]",
    ),
)

"""`kubectl events`: Events in the order of their last time.

Example: `events --for deployment/web --types=Warning`.
Mirrors: kubectl pkg/cmd/events.
"""

from __future__ import annotations

from contextlib import aclosing

from playground.kubectl.api import Api, Manifest, kind_named
from playground.kubectl.command import ALL_NAMESPACES, OUTPUT, Command
from playground.kubectl.describers.text import age, last_seen
from playground.kubectl.failures import error
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.printers.output import object_text
from playground.kubectl.resources import find_kind
from playground.kubectl.shell import Shell
from playground.kubectl.tabs import rows

EVENT_FORMATS = (
    "go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,"
    "templatefile,yaml"
)
HEAD = ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"]


async def events(shell: Shell, flags: Flags) -> int:
    refuse_wrong_flags(flags)
    api = Api(shell)
    namespace = "" if flags["all-namespaces"] else shell.namespace
    kind = kind_named("Event")
    fields = fields_for(flags["for"])
    query = {"fieldSelector": fields} if fields else {}
    revision, found = await api.collection_at(kind, namespace, query)
    found = sorted((each for each in found if is_wanted(each, flags)), key=last_seen)
    if flags["output"]:
        value = {"apiVersion": "v1", "items": found, "kind": "List", "metadata": {}}
        shell.out_raw(object_text(value, flags["output"]))
        return 0
    widths: list[int] = []
    if not found and not flags["watch"]:
        where = "" if flags["all-namespaces"] else f" in {namespace} namespace."
        shell.err(f"No events found{where}")
        return 0
    await show(api, flags, found, widths, is_first=not flags["no-headers"])
    if flags["watch"]:
        query["resourceVersion"] = revision
        async with aclosing(api.watch(kind, namespace, query)) as events_:
            async for event in events_:
                if event["type"] in ("ADDED", "MODIFIED") and is_wanted(event["object"], flags):
                    await show(api, flags, [event["object"]], widths, is_first=False)
    return 0


def refuse_wrong_flags(flags: Flags) -> None:
    """Raises Failure."""
    if any(each.lower() not in ("normal", "warning") for each in flags["types"]):
        raise error("valid --types are Normal or Warning")
    if flags["output"] == "wide":
        raise error(
            'unable to match a printer suitable for the output format "wide", '
            f"allowed formats are: {EVENT_FORMATS}"
        )


async def show(
    api: Api, flags: Flags, found: list[Manifest], widths: list[int], *, is_first: bool
) -> None:
    now, spread = await api.now(), flags["all-namespaces"]
    cells = [row(each, now, spread) for each in found]
    if is_first:
        cells.insert(0, ["NAMESPACE", *HEAD] if spread else HEAD)
    api.shell.out_raw(rows(cells, widths))


def row(event: Manifest, now: float, spread: bool) -> list[str]:
    about = event.get("involvedObject") or {}
    cells = [
        age(event, now),
        event.get("type", ""),
        event.get("reason", ""),
        f"{about.get('kind', '')}/{about.get('name', '')}",
        str(event.get("message", "")).strip(),
    ]
    return [event["metadata"]["namespace"], *cells] if spread else cells


def fields_for(text: str) -> str:
    """`--for kind/name` as a field selector. Raises Failure."""
    if not text:
        return ""
    kind, _, name = text.partition("/")
    if not name:
        raise error("--for must be in resource/name form")
    return f"involvedObject.kind={find_kind(kind).kind},involvedObject.name={name}"


def is_wanted(event: Manifest, flags: Flags) -> bool:
    types = [each.lower() for each in flags["types"]]
    return not types or str(event.get("type", "")).lower() in types


COMMANDS = (
    Command(
        ("events",),
        events,
        "List events",
        (
            ALL_NAMESPACES,
            OUTPUT,
            Flag("for"),
            Flag("types", "strings"),
            Flag("watch", "bool", short="w"),
            Flag("no-headers", "bool"),
        ),
        usage="events [(-o|--output=)json|yaml|...] [--for TYPE/NAME] [--watch] [flags]",
    ),
)

"""`kubectl get`: tables made by the server, or objects in any other format; once or as a watch.

Example: `get pods -o wide -w` prints the table and then a row for each change.
Mirrors: kubectl pkg/cmd/get/get.go.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress
from typing import Any

from cluster.kinds import Kind
from playground.kubectl import raw
from playground.kubectl.api import Api, Manifest
from playground.kubectl.client import TABLE
from playground.kubectl.command import (
    ALL_NAMESPACES,
    FIELD_SELECTOR,
    FILENAME,
    IGNORE_NOT_FOUND,
    OUTPUT,
    SELECTOR,
    Command,
)
from playground.kubectl.describers.text import since
from playground.kubectl.failures import Failure, ServerFailure, error, raise_all
from playground.kubectl.flags import Flag, Flags, read_duration
from playground.kubectl.manifests import read_manifests
from playground.kubectl.printers.output import object_text, split_format
from playground.kubectl.printers.tables import Layout, TablePrinter
from playground.kubectl.resources import short_resource
from playground.kubectl.selection import (
    Asked,
    asked,
    explained,
    place,
    refuse_names_with_selectors,
    selectors,
)
from playground.kubectl.shell import Shell
from playground.kubectl.sorting import NoSuchField, sorted_by

NO_TYPE = "\n".join(
    (
        'You must specify the type of resource to get. Use "kubectl api-resources" for a complete '
        "list of supported resources.",
        "",
        "error: Required resource not specified.",
        'Use "kubectl explain <resource>" for a detailed description of that resource '
        "(e.g. kubectl explain pods).",
        "See 'kubectl get -h' for help and examples",
    )
)


async def get(shell: Shell, flags: Flags) -> int:
    api = Api(shell)
    template_flag(flags)
    if flags["raw"]:
        return await raw.ask(api, "GET", flags["raw"])
    wanted = wanted_objects(shell, flags)
    refuse_names_with_selectors(wanted, flags)
    if flags["subresource"] and not all(each.names for each in wanted):
        raise error("subresource cannot be used when bulk resources are specified")
    if flags["output-watch-events"] and not (flags["watch"] or flags["watch-only"]):
        raise error("--output-watch-events option can only be used with --watch or --watch-only")
    if flags["watch"] or flags["watch-only"]:
        return await watch(api, flags, wanted)
    if flags["output"] in ("", "wide"):
        await tables(api, flags, wanted)
    else:
        await other_formats(api, flags, wanted)
    return 0


def template_flag(flags: Flags) -> None:
    """`--template=X` is `-o go-template=X`; `-o template=X` is the same."""
    name, has_text, text = flags["output"].partition("=")
    if flags["template"] and name in ("", "template", "go-template", "jsonpath") and not has_text:
        flags.put("output", f"{name or 'go-template'}={flags['template']}")
    elif name == "template" and has_text:
        flags.put("output", f"go-template={text}")
    if flags["output"].startswith("template="):
        flags.put("output", f"go-{flags['output']}")


def wanted_objects(shell: Shell, flags: Flags) -> list[Asked]:
    if flags["filename"]:
        read, failures = read_manifests(shell, flags["filename"])
        raise_all(failures)
        return [Asked(each.kind, (each.name,)) for each in read]
    if not flags.arguments:
        raise Failure(NO_TYPE)
    return asked(flags.arguments)


def layout_of(flags: Flags, wanted: list[Asked]) -> Layout:
    kinds = {each.kind for each in wanted}
    return Layout(
        wide=flags["output"] == "wide",
        headers=not flags["no-headers"],
        namespaces=flags["all-namespaces"],
        kinds=len(kinds) > 1 or flags["show-kind"],
        labels=flags["show-labels"],
        label_columns=tuple(flags["label-columns"]),
    )


async def tables(api: Api, flags: Flags, wanted: list[Asked]) -> None:
    """All tables, parted by empty lines; what is missing is told at the end."""
    layout = layout_of(flags, wanted)
    failures: list[Failure] = []
    texts = []
    for each in grouped(wanted):
        printer = TablePrinter(layout, short_resource(each.kind), each.kind.namespaced)
        found = await rows_of(api, flags, each, failures)
        merged = {
            "columnDefinitions": found[0]["columnDefinitions"] if found else [],
            "rows": [row for table in found for row in table.get("rows") or ()],
        }
        try:
            merged = sorted_by(merged, flags["sort-by"])
        except NoSuchField:
            merged["rows"] = []  # kubectl prints no table then, and does not complain
        texts.append(printer.text(merged))
    shown = [text for text in texts if text]
    api.shell.out_raw("\n".join(shown))
    if not shown and not failures and not flags["ignore-not-found"]:
        api.shell.err(nothing_found(api, flags, wanted))
    raise_all(failures)


def grouped(wanted: list[Asked]) -> list[Asked]:
    """Neighbours of one kind share a table: `deploy/a deploy/b`."""
    groups: list[Asked] = []
    for each in wanted:
        if groups and each.names and groups[-1].names and groups[-1].kind is each.kind:
            groups[-1] = Asked(each.kind, (*groups[-1].names, *each.names))
        else:
            groups.append(each)
    return groups


async def rows_of(api: Api, flags: Flags, wanted: Asked, failures: list[Failure]) -> list[Manifest]:
    """The tables of one kind."""
    if not flags["server-print"]:
        return [await plain_table(api, flags, wanted, failures)]
    namespace = place(api, flags, wanted.kind)
    query = {"includeObject": "Object" if flags["sort-by"] else "Metadata"}
    if not wanted.names:
        try:
            return [await api.table(wanted.kind, namespace, "", {**query, **selectors(flags)})]
        except ServerFailure as failure:
            raise explained(failure, wanted.kind, flags) from None
    found = []
    for name in wanted.names:
        try:
            table = await api.table(wanted.kind, namespace, name, query, flags["subresource"])
            is_table = table.get("kind") == "Table"
            found.append(table if is_table else plain_rows([table], await api.now()))
        except ServerFailure as failure:
            if not (flags["ignore-not-found"] and failure.reason == "NotFound"):
                failures.append(failure)
    return found


async def plain_table(api: Api, flags: Flags, wanted: Asked, failures: list[Failure]) -> Manifest:
    """Names and ages: what the client itself can say of any object."""
    found, missing = await manifests_of(api, flags, [wanted])
    failures += missing
    return plain_rows(found, await api.now())


def plain_rows(found: list[Manifest], now: float) -> Manifest:
    rows = [
        {
            "cells": [
                each["metadata"]["name"],
                since(each["metadata"].get("creationTimestamp"), now),
            ],
            "object": each,
        }
        for each in found
    ]
    return {"columnDefinitions": [{"name": "Name"}, {"name": "Age"}], "rows": rows}


def nothing_found(api: Api, flags: Flags, wanted: list[Asked]) -> str:
    is_spread = flags["all-namespaces"] or not any(each.kind.namespaced for each in wanted)
    return (
        "No resources found"
        if is_spread
        else f"No resources found in {api.shell.namespace} namespace."
    )


async def other_formats(api: Api, flags: Flags, wanted: list[Asked]) -> None:
    """JSON, YAML, names, paths, columns."""
    split_format(flags["output"])
    found, failures = await manifests_of(api, flags, wanted)
    if flags["sort-by"]:
        found = sorted_by({"rows": [{"object": each} for each in found]}, flags["sort-by"])["rows"]
        found = [row["object"] for row in found]
    is_single = len(wanted) == 1 and len(wanted[0].names) == 1
    if is_single and found:
        value: Manifest = found[0]
    else:
        value = {
            "apiVersion": "v1",
            "items": found,
            "kind": "List",
            "metadata": {"resourceVersion": ""},
        }
    if found or not (failures or is_single):
        managers, headers = flags["show-managed-fields"], not flags["no-headers"]
        text = object_text(value, flags["output"], headers=headers, managers=managers)
        api.shell.out_raw(text)
    raise_all(failures)


async def manifests_of(
    api: Api, flags: Flags, wanted: list[Asked]
) -> tuple[list[Manifest], list[Failure]]:
    found: list[Manifest] = []
    failures: list[Failure] = []
    for each in wanted:
        namespace = place(api, flags, each.kind)
        if not each.names:
            try:
                found += await api.collection(each.kind, namespace, selectors(flags))
            except ServerFailure as failure:
                raise explained(failure, each.kind, flags) from None
        for name in each.names:
            try:
                found.append(await api.get(each.kind, namespace, name))
            except ServerFailure as failure:
                if not (flags["ignore-not-found"] and failure.reason == "NotFound"):
                    failures.append(failure)
    return found, failures


async def watch(api: Api, flags: Flags, wanted: list[Asked]) -> int:
    """The state first, then each change as a row of its own (SPEC K13)."""
    if len(wanted) != 1 or len(wanted[0].names) > 1:
        raise error("you may only specify a single resource type")
    limit = seconds_of(flags["request-timeout"])
    kind, names = wanted[0].kind, wanted[0].names
    namespace = place(api, flags, kind)
    query = selectors(flags)
    if names:
        await api.get(kind, namespace, names[0])
        query["fieldSelector"] = f"metadata.name={names[0]}"
    revision, items = await first_look(api, flags, kind, namespace, query)
    printer = WatchPrinter(api, flags, wanted)
    if not flags["watch-only"]:
        printer.show(items)
    query["resourceVersion"] = revision
    if printer.is_table:
        query["includeObject"] = "Metadata"
    with suppress(TimeoutError):
        async with (
            asyncio.timeout(limit),
            aclosing(api.watch(kind, namespace, query, printer.accept)) as events,
        ):
            async for event in events:
                printer.take(event)
    return 0


def seconds_of(text: str) -> float | None:
    """How long a request may take; None without a limit. Raises Failure."""
    try:
        return (float(text) if text.isdigit() else read_duration(text)) or None
    except ValueError:
        raise error(
            "Invalid timeout value. Timeout must be a single integer in seconds, or an integer "
            "followed by a corresponding time unit (e.g. 1s | 2m | 3h)"
        ) from None


async def first_look(
    api: Api, flags: Flags, kind: Kind, namespace: str, query: dict[str, str]
) -> tuple[str, Any]:
    """(revision, a table or the objects)."""
    try:
        if flags["output"] in ("", "wide"):
            found = await api.table(kind, namespace, "", {**query, "includeObject": "Metadata"})
            return str(found["metadata"].get("resourceVersion", "")), found
        return await api.collection_at(kind, namespace, query)
    except ServerFailure as failure:
        raise explained(failure, kind, flags) from None


class WatchPrinter:
    """Prints what a watch brings."""

    def __init__(self, api: Api, flags: Flags, wanted: list[Asked]) -> None:
        kind = wanted[0].kind
        self._shell, self._flags = api.shell, flags
        self._printer = TablePrinter(
            layout_of(flags, wanted), short_resource(kind), kind.namespaced
        )
        self.is_table = flags["output"] in ("", "wide")
        self.accept = TABLE if self.is_table else "application/json"

    def show(self, found: Any) -> None:
        if self.is_table:
            self._shell.out_raw(self._printer.text(found))
            return
        for item in found:
            managers = self._flags["show-managed-fields"]
            self._shell.out_raw(object_text(item, self._flags["output"], managers=managers))

    def take(self, event: Manifest) -> None:
        if event["type"] == "ERROR":
            raise ServerFailure(event["object"])
        if event["type"] != "BOOKMARK":
            self.show(event["object"] if self.is_table else [event["object"]])


COMMANDS = (
    Command(
        ("get",),
        get,
        "Display one or many resources",
        (
            OUTPUT,
            SELECTOR,
            FIELD_SELECTOR,
            ALL_NAMESPACES,
            FILENAME,
            IGNORE_NOT_FOUND,
            Flag("watch", "bool", short="w"),
            Flag("watch-only", "bool"),
            Flag("show-labels", "bool"),
            Flag("show-kind", "bool"),
            Flag("no-headers", "bool"),
            Flag("label-columns", "strings", short="L"),
            Flag("sort-by"),
            Flag("raw"),
            Flag("chunk-size", "int", default=500),
            Flag("show-managed-fields", "bool"),
            Flag("template"),
            Flag("server-print", "bool", default=True),
            Flag("subresource"),
            Flag("output-watch-events", "bool"),
            Flag("allow-missing-template-keys", "bool", default=True),
        ),
        usage="get (TYPE[.GROUP] [NAME | -l label] | TYPE/NAME ...) [flags]",
    ),
)

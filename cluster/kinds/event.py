"""Event: what happened to an object, told once and counted (SPEC section 14, K6).

The same Events are served by `v1` and by `events.k8s.io/v1`; `to_new_form` and `to_core_form` turn
one into the other, because the new group has other names for some fields.
Example: `involvedObject` of v1 is `regarding` there, `message` is `note`.
Mirrors: kubernetes pkg/apis/events/v1/conversion.go, pkg/printers/internalversion/printers.go.
"""

from __future__ import annotations

from typing import Any

from cluster.core.objects import Manifest
from cluster.kinds.base import NAME, Column, Kind, since
from cluster.kinds.errors import FieldError, invalid
from cluster.kinds.fields.meta import OBJECT_REFERENCE, top_level
from cluster.kinds.schema import (
    INT32,
    INT32_KEPT,
    MICRO_TIME,
    STRING,
    STRING_KEPT,
    TIME,
    record,
)

SOURCE = record("EventSource", component=STRING, host=STRING)
SERIES = record("EventSeries", count=INT32_KEPT, lastObservedTime=MICRO_TIME)
RENAMED = {
    "involvedObject": "regarding",
    "message": "note",
    "source": "deprecatedSource",
    "firstTimestamp": "deprecatedFirstTimestamp",
    "lastTimestamp": "deprecatedLastTimestamp",
    "count": "deprecatedCount",
    "reportingComponent": "reportingController",
}
SHARED = {
    "eventTime": MICRO_TIME,
    "series": SERIES,
    "reportingInstance": STRING_KEPT,
    "action": STRING,
    "reason": STRING,
    "related": OBJECT_REFERENCE,
    "type": STRING,
}
CORE_FIELDS = {
    "involvedObject": OBJECT_REFERENCE,
    "message": STRING,
    "source": SOURCE,
    "firstTimestamp": TIME,
    "lastTimestamp": TIME,
    "count": INT32,
    "reportingComponent": STRING_KEPT,
}
SCHEMA = top_level("Event", **CORE_FIELDS, **SHARED)
NEW_SCHEMA = top_level(
    "Event", **{RENAMED[name]: each for name, each in CORE_FIELDS.items()}, **SHARED
)


def to_new_form(manifest: Manifest) -> Manifest:
    """An Event of v1 as `events.k8s.io/v1` shows it."""
    renamed = {RENAMED.get(key, key): value for key, value in manifest.items()}
    return {**renamed, "apiVersion": "events.k8s.io/v1"}


def to_core_form(manifest: Manifest) -> Manifest:
    """An Event of `events.k8s.io/v1` as it is stored."""
    back = {new: old for old, new in RENAMED.items()}
    return {**{back.get(key, key): value for key, value in manifest.items()}, "apiVersion": "v1"}


def rules(manifest: Manifest) -> list[FieldError]:
    namespace = manifest["metadata"].get("namespace")
    about = (manifest.get("involvedObject") or {}).get("namespace", "")
    if about and about != namespace or not about and namespace != "default":
        return [invalid("involvedObject.namespace", about, "does not match event.namespace")]
    return []


COLUMNS = (
    Column("Last Seen", "When this was seen last."),
    Column("Type", "Normal or Warning."),
    Column("Reason", "One word why."),
    Column("Object", "The object that this is about."),
    Column("Subobject", "The part of the object.", priority=1),
    Column("Source", "Who tells it.", priority=1),
    Column("Message", "What happened."),
    Column("First Seen", "When this was seen first.", priority=1),
    Column("Count", "How often.", type="string", priority=1),
    Column("Name", NAME.description, format="name", priority=1),
)


def cells(manifest: Manifest, now: float) -> list[Any]:
    about = manifest.get("involvedObject") or {}
    first = manifest.get("firstTimestamp") or manifest.get("eventTime")
    last = manifest.get("lastTimestamp") or first
    series = manifest.get("series")
    count = manifest.get("count") or 1
    if series is not None:
        last, count = series.get("lastObservedTime"), series.get("count", 1)
    kind, name = about.get("kind", "").lower(), about.get("name", "")
    return [
        since(last, now),
        manifest.get("type", ""),
        manifest.get("reason", ""),
        f"{kind}/{name}" if name else kind,
        about.get("fieldPath", ""),
        source_text(manifest),
        manifest.get("message", "").strip(),
        since(first, now),
        count,
        manifest["metadata"]["name"],
    ]


def source_text(manifest: Manifest) -> str:
    source = manifest.get("source") or {}
    component = source.get("component") or manifest.get("reportingComponent", "")
    host = source.get("host") or manifest.get("reportingInstance", "")
    return f"{component}, {host}" if host else component


KIND = Kind(
    group="",
    kind="Event",
    plural="events",
    schema=SCHEMA,
    short_names=("ev",),
    has_status=False,
    field_labels=(
        "involvedObject.kind",
        "involvedObject.namespace",
        "involvedObject.name",
        "involvedObject.uid",
        "involvedObject.apiVersion",
        "involvedObject.resourceVersion",
        "involvedObject.fieldPath",
        "reason",
        "reportingComponent",
        "source",
        "type",
    ),
    rules=rules,
    columns=COLUMNS,
    cells=cells,
)
NEW_KIND = Kind(
    group="events.k8s.io",
    kind="Event",
    plural="events",
    schema=NEW_SCHEMA,
    short_names=("ev",),
    has_status=False,
    field_labels=KIND.field_labels,
    columns=COLUMNS,
    cells=lambda manifest, now: cells(to_core_form(manifest), now),
)

"""Pieces that all descriptions share: labels, annotations, times, events.

Lines are made with tabs between cells and aligned at the end.
Mirrors: kubectl pkg/describe/describe.go.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from cluster.core.durations import human
from cluster.core.timestamps import parse_time

Manifest = dict[str, Any]
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
LONGEST_ANNOTATION = 140
UNSET = "<unset>"
NONE = "<none>"


def labels_lines(title: str, labels: Manifest | None) -> list[str]:
    """One label on each line, the first beside the title."""
    texts = [f"{key}={(labels or {})[key]}" for key in sorted(labels or {})] or [NONE]
    return [f"{title}:\t{texts[0]}", *(f"\t{text}" for text in texts[1:])]


def annotations_lines(title: str, annotations: Manifest | None) -> list[str]:
    shown = {key: each for key, each in (annotations or {}).items() if key != LAST_APPLIED}
    lines: list[str] = []
    for key in sorted(shown):
        value = str(shown[key]).removesuffix("\n")
        if len(value) + len(key) + 2 > LONGEST_ANNOTATION or "\n" in value:
            lines.append(f"{key}:")
            lines += [f"  {shorten(part)}" for part in value.split("\n")]
        else:
            lines.append(f"{key}: {value}")
    texts = lines or [NONE]
    return [f"{title}:\t{texts[0]}", *(f"\t{text}" for text in texts[1:])]


def shorten(text: str) -> str:
    limit = LONGEST_ANNOTATION - 2
    return f"{text[:limit]}..." if len(text) > limit else text


def selector_text(selector: Manifest | None) -> str:
    """`app=web,tier in (a,b)`; `<none>` when it is empty."""
    labels = (selector or {}).get("matchLabels") or {}
    parts = [(key, f"{key}={value}") for key, value in labels.items()]
    for each in (selector or {}).get("matchExpressions") or ():
        values = ",".join(sorted(each.get("values") or ()))
        text = {
            "In": f"{each['key']} in ({values})",
            "NotIn": f"{each['key']} notin ({values})",
            "Exists": each["key"],
            "DoesNotExist": f"!{each['key']}",
        }[each["operator"]]
        parts.append((each["key"], text))
    return ",".join(text for _, text in sorted(parts)) or NONE


def plain_labels(labels: Manifest | None) -> str:
    return ",".join(f"{key}={value}" for key, value in sorted((labels or {}).items())) or NONE


def long_time(text: str | None) -> str:
    """`Mon, 23 Nov 2026 02:40:01 +0000`"""
    if not text:
        return "<unknown>"
    moment = datetime.datetime.fromtimestamp(parse_time(text), datetime.UTC)
    return moment.strftime("%a, %d %b %Y %H:%M:%S +0000")


def since(text: str | None, now: float) -> str:
    return human(now - parse_time(text)) if text else "<unknown>"


def condition_lines(conditions: Sequence[Manifest]) -> list[str]:
    """Type, status and reason; nothing without conditions."""
    if not conditions:
        return []
    rows = [f"  {c['type']} \t{c['status']}\t{c.get('reason', '')}" for c in conditions]
    return ["Conditions:", "  Type\tStatus\tReason", "  ----\t------\t------", *rows]


def controlled_by(manifest: Manifest) -> list[str]:
    for owner in manifest["metadata"].get("ownerReferences") or ():
        if owner.get("controller"):
            return [f"Controlled By:\t{owner['kind']}/{owner['name']}"]
    return []


def event_lines(events: Sequence[Manifest], now: float) -> list[str]:
    """The block of events, oldest first (SPEC K44)."""
    if not events:
        return [f"Events:\t{NONE}"]
    rows = []
    for event in sorted(events, key=last_seen):
        message = str(event.get("message", "")).strip()
        source = (event.get("source") or {}).get("component") or event.get("reportingComponent", "")
        rows.append(
            f"  {event.get('type', '')}\t{event.get('reason', '')}\t{age(event, now)}\t"
            f"{source}\t{message}"
        )
    head = ["Events:", "  Type\tReason\tAge\tFrom\tMessage"]
    return [*head, "  ----\t------\t----\t----\t-------", *rows]


def last_seen(event: Manifest) -> float:
    series = event.get("series") or {}
    text = (
        series.get("lastObservedTime")
        or event.get("lastTimestamp")
        or event.get("eventTime")
        or event["metadata"].get("creationTimestamp")
    )
    return parse_time(text) if text else 0.0


def first_seen(event: Manifest) -> float:
    text = event.get("firstTimestamp") or event.get("eventTime")
    return parse_time(text) if text else last_seen(event)


def age(event: Manifest, now: float) -> str:
    """`5s`, or `5s (x3 over 2m)`."""
    series = event.get("series") or {}
    count = series.get("count") or event.get("count") or 1
    latest = human(now - last_seen(event))
    if count > 1:
        return f"{latest} (x{count} over {human(now - first_seen(event))})"
    return latest

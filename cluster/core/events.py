"""Recording Kubernetes Events as clients do: count equals, merge floods, drop spam (SPEC X1-X3).

Example: a crash-looping Pod has one BackOff event with a growing count; a ReplicaSet that creates
1,000 Pods has ten SuccessfulCreate events, one merged one, and 25 tokens before the rest is lost.

What no longer makes a difference is forgotten at once - a family after its window, a bucket that is
full again, an Event that has expired - so the memory of a busy day is that of its last hour or two.
Mirrors: kubernetes client-go/tools/record/events_cache.go.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from cluster.core.actions import Emit
from cluster.core.objects import Key, Manifest, Object
from cluster.core.timestamps import format_time
from cluster.core.view import ClusterView

MERGE_AFTER = 10
MERGE_WINDOW_SECONDS = 600
BURST = 25
REFILL_SECONDS = 300
REMEMBERED = 4096
MERGED_PREFIX = "(combined from similar events): "

Similar = tuple[str, str, str, str]
Value = TypeVar("Value")


@dataclass(slots=True)
class Family:
    """Events alike in all but the message: the messages seen and when the last one came."""

    messages: set[str]
    last: float


@dataclass(slots=True)
class Bucket:
    """Tokens left of one component for one object."""

    tokens: float
    filled: float

    def tokens_at(self, now: float) -> float:
        """How many there are by then; never more than a burst."""
        return min(BURST, self.tokens + (now - self.filled) / REFILL_SECONDS)


class Recorder:
    """Turns Emit actions into Event manifests: new, counted up, or none."""

    def __init__(self, view: ClusterView) -> None:
        self._view = view
        self._families: OrderedDict[Similar, Family] = OrderedDict()
        self._buckets: OrderedDict[tuple[str, str], Bucket] = OrderedDict()
        self._seen: OrderedDict[tuple[Similar, str], Key] = OrderedDict()

    def record(self, emit: Emit, by: str, now: float) -> tuple[Object | None, Manifest] | None:
        """(the Event that is counted up, or None for a new one; its manifest), or None: dropped.

        A new manifest has no name yet: `name_for` gives it once the revision is known."""
        component, _, host = (emit.component or by).partition("/")
        similar = (component, emit.object.uid, emit.type, emit.reason)
        message, slot = self._merge(similar, emit.message, now)
        if not self._has_token((component, emit.object.uid), now):
            return None
        known = self._view.get(self._seen.get((similar, slot), ("", "", "")))
        if known is not None:
            self._seen.move_to_end((similar, slot))
            return known, count_up(known.manifest, message, now)
        return None, new_event(emit, component, host, message, now)

    def remember(self, emit: Emit, by: str, message: str, key: Key) -> None:
        """Note under which key the Event was stored, so that the next equal one counts it up."""
        component = (emit.component or by).partition("/")[0]
        similar = (component, emit.object.uid, emit.type, emit.reason)
        slot = "" if message.startswith(MERGED_PREFIX) else message
        self._seen[similar, slot] = key
        self._seen.move_to_end((similar, slot))
        forget_oldest(self._seen, lambda oldest: self._view.get(oldest) is None)

    def _merge(self, similar: Similar, message: str, now: float) -> tuple[str, str]:
        family = self._families.get(similar)
        if family is None or now - family.last > MERGE_WINDOW_SECONDS:
            family = self._families[similar] = Family(set(), now)
        family.last = now
        self._families.move_to_end(similar)
        forget_oldest(self._families, lambda oldest: now - oldest.last > MERGE_WINDOW_SECONDS)
        if message not in family.messages and len(family.messages) >= MERGE_AFTER - 1:
            return MERGED_PREFIX + message, ""
        family.messages.add(message)
        return message, message

    def _has_token(self, source: tuple[str, str], now: float) -> bool:
        bucket = self._buckets.get(source)
        if bucket is None:
            bucket = self._buckets[source] = Bucket(BURST, now)
        bucket.tokens, bucket.filled = bucket.tokens_at(now), now
        self._buckets.move_to_end(source)
        forget_oldest(self._buckets, lambda oldest: oldest.tokens_at(now) >= BURST)
        if bucket.tokens < 1:
            return False
        bucket.tokens -= 1
        return True


def forget_oldest(memory: OrderedDict[Any, Value], is_spent: Callable[[Value], bool]) -> None:
    """Forget what was used longest ago: as long as it is spent, and beyond what is remembered.

    What was used last of all stays."""
    while len(memory) > 1:
        oldest = next(iter(memory))
        if len(memory) <= REMEMBERED and not is_spent(memory[oldest]):
            return
        del memory[oldest]


def count_up(manifest: Manifest, message: str, now: float) -> Manifest:
    return {
        **manifest,
        "count": manifest.get("count", 1) + 1,
        "lastTimestamp": format_time(now),
        "message": message,
    }


def new_event(emit: Emit, component: str, host: str, message: str, now: float) -> Manifest:
    about = emit.object
    involved: Manifest = {
        "kind": about.kind,
        "name": about.name,
        "uid": about.uid,
        "apiVersion": about.manifest["apiVersion"],
        "resourceVersion": str(about.revision),
    }
    if about.namespace:
        involved["namespace"] = about.namespace
    if emit.field_path:
        involved["fieldPath"] = emit.field_path
    stamp = format_time(now)
    source = {"component": component, "host": host} if host else {"component": component}
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"namespace": about.namespace or "default"},
        "involvedObject": involved,
        "reason": emit.reason,
        "message": message,
        "source": source,
        "firstTimestamp": stamp,
        "lastTimestamp": stamp,
        "count": 1,
        "type": emit.type,
        "reportingComponent": component,
        "reportingInstance": host,
    }


def name_for(emit: Emit, revision: int, now: float) -> str:
    """The Event's name: the object's name and a hexadecimal moment, as client-go writes it."""
    return f"{emit.object.name}.{int(now * 1_000_000) * 1000 + revision % 1000:x}"

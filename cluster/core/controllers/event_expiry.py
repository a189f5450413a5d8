"""Events are kept for one hour after they were last seen (SPEC X3).

Example: an Event counted up at 12:00:00 is gone at 13:00:00.
Mirrors: kubernetes kube-apiserver --event-ttl. Differs: there the storage drops them silently, here
it is a removal in the journal like any other.
"""

from __future__ import annotations

from cluster.core.actions import NOTHING_TO_DO, Plan, Remove, Why
from cluster.core.controller import Controller, itself
from cluster.core.objects import Key, Object
from cluster.core.timestamps import parse_time
from cluster.core.view import ClusterView

KEPT_SECONDS = 3600


def reconcile(key: Key, view: ClusterView, now: float) -> Plan:
    """Remove the Event when its hour is over."""
    event = view.get(key)
    if event is None:
        return NOTHING_TO_DO
    due = last_seen(event) + KEPT_SECONDS
    if due > now:
        return Plan(requeue_at=due)
    return Plan((Remove(event, Why("X3", "it was last seen an hour ago")),))


def last_seen(event: Object) -> float:
    """When the Event was last counted up; its creation when it does not say."""
    stamp = event.manifest.get("lastTimestamp")
    return event.created if not stamp else parse_time(stamp)


CONTROLLER = Controller(name="event-expiry", reconcile=reconcile, triggers={"Event": itself})

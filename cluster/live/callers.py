"""What changed for a Service's callers between two frames: its endpoints and its requests.

A Service of many Pods has a long card, and a rollout changes a few of its endpoints in each frame.
So pages that have the card are told only the difference; a Service that was written itself, and
pages that come or come back, get the card as a whole.

Example: of 5,000 endpoints 7 change in a frame: 700 bytes are sent instead of 600 kB.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter

from cluster.core.requests import Stream
from cluster.live import messages as m

Endpoints = dict[str, m.EndpointCard]
"""By the Pod's uid, in the order in which requests go around."""


def aimed(found: Sequence[m.EndpointCard], stream: Stream, known: Endpoints) -> Endpoints:
    """Endpoints in the order in which requests go around, with what becomes of those requests.

    One that is as it was known stays the same object."""
    failing = {target.pod: target.failing for target in stream.targets}
    result: Endpoints = {}
    for each in sorted(found, key=attrgetter("pod")):
        pod = each.pod
        reason = failing.get(pod)
        before = known.get(pod)
        if before is None or has_changed(before, each, reason):
            before = m.EndpointCard(
                pod,
                each.ready,
                each.serving,
                each.terminating,
                reason is not None,
                reason or "",
            )
        result[pod] = before
    return result


def has_changed(before: m.EndpointCard, now: m.EndpointCard, reason: str | None) -> bool:
    return (
        before.ready is not now.ready
        or before.serving is not now.serving
        or before.terminating is not now.terminating
        or before.takes is (reason is None)
        or before.failing != (reason or "")
    )


def change_of(card: m.ServiceCard, before: Mapping[str, m.EndpointCard]) -> m.ServiceChange:
    """What a page lacks that has the card with the former endpoints."""
    put = [each for each in card.endpoints if before.get(each.pod) is not each]
    now = {each.pod for each in card.endpoints}
    return m.ServiceChange(card.uid, put, [pod for pod in before if pod not in now], card.traffic)

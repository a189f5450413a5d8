"""What a controller may ask for, and why it asks.

A controller returns a `Plan`; the engine carries it out. Every action says which rule of the
specification asked for it, in one plain sentence and with the numbers of the sum, so that the page
can answer "who did this, and why?" with the controller's own arithmetic.

Example: Update(replica_set, manifest, Why("D45", "may have 13 Pods, has 10, so 3 new ones start",
{"ceiling": 13, "pods": 10, "grow": 3})).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from cluster.core.objects import Manifest, Object

Propagation = Literal["Background", "Foreground", "Orphan"]


@dataclass(frozen=True, slots=True)
class Why:
    """The reason of a write: `rule` of the specification, a sentence, and the numbers in it."""

    rule: str
    text: str
    numbers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Create:
    """Store a new object. Name (or generateName), namespace, labels, owner and spec come along;
    uid, creationTimestamp, generation and resourceVersion are given by the engine."""

    manifest: Manifest
    why: Why | None = None
    sim: Manifest | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """Replace an object's manifest (made from the old one by copy-on-write) and its `sim`.

    `sim` None keeps the old one. Generation and resourceVersion are set by the engine; the
    generation only moves when `status_only` is false and the rules A2/A3 say so."""

    object: Object
    manifest: Manifest
    why: Why | None = None
    sim: Manifest | None = None
    status_only: bool = False


@dataclass(frozen=True, slots=True)
class Delete:
    """Ask for deletion as a client would: grace for Pods, finalizers, propagation (section 7)."""

    object: Object
    why: Why | None = None
    grace: int | None = None
    propagation: Propagation = "Background"


@dataclass(frozen=True, slots=True)
class Remove:
    """Take the object out at once: what a kubelet does after the last container stopped."""

    object: Object
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Emit:
    """Record a Kubernetes Event about an object. Equal ones are counted, floods are merged."""

    object: Object
    type: Literal["Normal", "Warning"]
    reason: str
    message: str
    component: str = ""
    field_path: str = ""


Action = Create | Update | Delete | Remove | Emit


@dataclass(frozen=True, slots=True)
class Plan:
    """What one pass wants: actions in order, and when to look again if nothing else happens.

    `requeue_at` is a moment on the cluster's clock. `by` overrides the controller's name as the
    author (`kubelet/node-2`)."""

    actions: tuple[Action, ...] = ()
    requeue_at: float | None = None
    by: str = ""


NOTHING_TO_DO = Plan()

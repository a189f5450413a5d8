"""Clock: the time of the cluster, one object named `clock`.

`spec.speed` says how fast it runs (1 = as the real one), `spec.paused` stops it. While it is paused
the subresource `step` makes the controllers do one pass.
Example: speed 10 shows five minutes of a lost node in half a minute.
Mirrors: nothing; a kind of Kubeloop's own.
"""

from __future__ import annotations

from typing import Any

from cluster.core.objects import Manifest
from cluster.core.timestamps import format_time
from cluster.kinds.base import AGE, NAME, Column, Kind, age
from cluster.kinds.errors import FieldError, invalid
from cluster.kinds.fields.meta import top_level
from cluster.kinds.schema import BOOLEAN_KEPT, FLOAT_KEPT, STRING, record

GROUP = "sim.kubeloop.dev"
VERSION = "v1alpha1"
CLOCK_NAME = "clock"
SLOWEST = 0.1
FASTEST = 100
SCHEMA = top_level(
    "Clock",
    spec=record("ClockSpec", speed=FLOAT_KEPT, paused=BOOLEAN_KEPT),
    status=record("ClockStatus", now=STRING),
)


def only_clock(name: str) -> list[str]:
    """A cluster has one time."""
    return [] if name == CLOCK_NAME else [f'must be "{CLOCK_NAME}": a cluster has one Clock']


def defaults(manifest: Manifest) -> Manifest:
    return {**manifest, "spec": {"speed": 1, "paused": False, **(manifest.get("spec") or {})}}


def rules(manifest: Manifest) -> list[FieldError]:
    speed = manifest["spec"]["speed"]
    if SLOWEST <= speed <= FASTEST:
        return []
    detail = f"must be between {SLOWEST} and {FASTEST}; to stop the time set spec.paused to true"
    return [invalid("spec.speed", speed, detail)]


def new_clock(now: float, speed: float = 1.0) -> Manifest:
    return {
        "apiVersion": f"{GROUP}/{VERSION}",
        "kind": "Clock",
        "metadata": {"name": CLOCK_NAME},
        "spec": {"speed": speed, "paused": False},
        "status": {"now": format_time(now)},
    }


def cells(manifest: Manifest, now: float) -> list[Any]:
    spec = manifest.get("spec") or {}
    return [
        manifest["metadata"]["name"],
        f"{spec.get('speed', 1):g}",
        str(spec.get("paused", False)).lower(),
        format_time(now),
        age(manifest, now),
    ]


KIND = Kind(
    group=GROUP,
    kind="Clock",
    plural="clocks",
    schema=SCHEMA,
    versions=(VERSION,),
    namespaced=False,
    verbs=("get", "list", "patch", "update", "watch"),
    subresources=("step", "undo"),
    name_rule=only_clock,
    fill_defaults=defaults,
    rules=rules,
    columns=(
        NAME,
        Column("Speed", "How fast the time of the cluster runs."),
        Column("Paused", "Whether the time stands still."),
        Column("Now", "The time of the cluster."),
        AGE,
    ),
    cells=cells,
)

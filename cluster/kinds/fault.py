"""Fault: a trouble of a node that exists as long as its object does.

`PowerOff` stops the machine with everything on it, `NetworkPartition` only cuts it off. Deleting
the Fault repairs the node.
Example: a Fault `{node: node-2, type: PowerOff}`; about 50 s later node-2 reads NotReady.
Mirrors: nothing; a kind of Kubeloop's own.
"""

from __future__ import annotations

from typing import Any

from cluster.core.objects import Manifest
from cluster.kinds.base import AGE, NAME, Column, Kind, age
from cluster.kinds.clock import GROUP, VERSION
from cluster.kinds.errors import FieldError, invalid, required, unsupported
from cluster.kinds.fields.meta import top_level
from cluster.kinds.rules import names
from cluster.kinds.rules.metadata import complaints
from cluster.kinds.schema import STRING, record

TYPES = ("NetworkPartition", "PowerOff")
SCHEMA = top_level(
    "Fault", spec=record("FaultSpec", node=STRING, type=STRING), status=record("FaultStatus")
)


def rules(manifest: Manifest) -> list[FieldError]:
    spec = manifest.get("spec") or {}
    node, fault_type = spec.get("node", ""), spec.get("type", "")
    if node:
        errors = complaints("spec.node", node, names.subdomain)
    else:
        errors = [required("spec.node", "name the node that fails")]
    if not fault_type:
        errors.append(required("spec.type", 'supported values: "NetworkPartition", "PowerOff"'))
    elif fault_type not in TYPES:
        errors.append(unsupported("spec.type", fault_type, TYPES))
    return errors


def update_rules(new: Manifest, old: Manifest) -> list[FieldError]:
    if new.get("spec") == old.get("spec"):
        return []
    detail = "field is immutable; delete the Fault to repair the node, then create another"
    return [invalid("spec", new.get("spec"), detail)]


def cells(manifest: Manifest, now: float) -> list[Any]:
    spec = manifest.get("spec") or {}
    name = manifest["metadata"]["name"]
    return [name, spec.get("node", ""), spec.get("type", ""), age(manifest, now)]


KIND = Kind(
    group=GROUP,
    kind="Fault",
    plural="faults",
    schema=SCHEMA,
    versions=(VERSION,),
    namespaced=False,
    field_labels=("spec.node", "spec.type"),
    rules=rules,
    update_rules=update_rules,
    columns=(
        NAME,
        Column("Node", "The node that fails."),
        Column("Type", "What is wrong with it."),
        AGE,
    ),
    cells=cells,
)

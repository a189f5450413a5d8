"""The Pod template as an identity: is it the same, what is its hash, what is its set called.

Two templates are equal when they say the same: the label `pod-template-hash` is left out, absent
and empty collections are alike, quantities are compared by value (SPEC D31, D32). The hash only
names things (D33): 32-bit FNV-1a over the template as canonical JSON, printed in ten letters, so
the same template has the same hash in every Deployment.

Example: cpu `0.5` and `500m` are equal; labels {app: web} and {app: web, pod-template-hash: x} too.
Mirrors: kubernetes pkg/controller/deployment/util (EqualIgnoreHash), pkg/util/hash. Differs:
the hash is of JSON and not of a Go structure, so its value is another one.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import Any

from cluster.core.names import encode_hash
from cluster.core.objects import Deployment, Manifest, Templated, controller_reference
from cluster.core.quantities import canonical

HASH_LABEL = "pod-template-hash"
MAX_NAME = 253
QUANTITY_MAPS = frozenset({"requests", "limits", "overhead"})
QUANTITIES = frozenset({"sizeLimit"})
REMEMBERED = 512
FNV_OFFSET = 2166136261
FNV_PRIME = 16777619


HASHES: OrderedDict[tuple[str, int | None], str] = OrderedDict()


def canonical_text(template: Manifest) -> str:
    """The same text for all templates that make the same Pods."""
    return json.dumps(simplified(without_hash(template)), sort_keys=True, separators=(",", ":"))


def text_of(owner: Templated) -> str:
    """The canonical text of an object's template, made once for as long as the template stays."""
    if owner.template_text is None:
        owner.template_text = canonical_text(owner.template)
    return owner.template_text


def is_equal(one: Templated, other: Templated) -> bool:
    """Do both templates make the same Pods?"""
    return one.template is other.template or text_of(one) == text_of(other)


def hash_text(owner: Templated, collisions: int | None) -> str:
    """The hash of its template in letters; another one for every collision counted."""
    key = (text_of(owner), collisions)
    known = HASHES.get(key)
    if known is None:
        content = key[0].encode()
        if collisions is not None:
            content += collisions.to_bytes(8, "little")
        known = HASHES[key] = encode_hash(fnv1a(content))
        if len(HASHES) > REMEMBERED:
            HASHES.popitem(last=False)
    return known


def fnv1a(content: bytes) -> int:
    """The 32-bit FNV-1a number of some bytes."""
    number = FNV_OFFSET
    for byte in content:
        number = (number ^ byte) * FNV_PRIME & 0xFFFFFFFF
    return number


def set_name(deployment: str, hashed: str) -> str:
    """`<deployment>-<hash>`, the first part cut so that a name stays in 253 letters (D34).

    A hash so long that nothing would be left of the first part cuts nothing."""
    room = MAX_NAME - len(hashed) - 1
    return f"{deployment[:room] if room > 0 else deployment}-{hashed}"


def new_set(
    deployment: Deployment, hashed: str, size: int, annotations: dict[str, str]
) -> Manifest:
    """The ReplicaSet for the Deployment's template (D35)."""
    template = with_label(deployment.template, hashed)
    selector = deployment.selector
    spec: Manifest = {
        "replicas": size,
        "selector": {
            **selector,
            "matchLabels": {**(selector.get("matchLabels") or {}), HASH_LABEL: hashed},
        },
        "template": template,
    }
    if deployment.min_ready_seconds:
        spec["minReadySeconds"] = deployment.min_ready_seconds
    return {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {
            "name": set_name(deployment.name, hashed),
            "namespace": deployment.namespace,
            "labels": template["metadata"]["labels"],
            "annotations": annotations,
            "ownerReferences": [controller_reference(deployment, "apps/v1")],
        },
        "spec": spec,
    }


def with_label(template: Manifest, hashed: str) -> Manifest:
    """The template with the hash label."""
    metadata = template.get("metadata") or {}
    labels = {**(metadata.get("labels") or {}), HASH_LABEL: hashed}
    return {**template, "metadata": {**metadata, "labels": labels}}


def without_hash(template: Manifest) -> Manifest:
    """The template without the hash label; the same one when it has none."""
    metadata = template.get("metadata") or {}
    labels = metadata.get("labels") or {}
    if HASH_LABEL not in labels:
        return template
    kept = {key: value for key, value in labels.items() if key != HASH_LABEL}
    return {**template, "metadata": {**metadata, "labels": kept}}


def simplified(value: Any, name: str = "") -> Any:
    """The value without what is absent or empty, and with quantities in one spelling."""
    if isinstance(value, dict):
        if name in QUANTITY_MAPS:
            return {key: canonical(amount) for key, amount in value.items()}
        parts = {key: simplified(part, key) for key, part in value.items()}
        return {key: part for key, part in parts.items() if part not in (None, {}, [])}
    if isinstance(value, list):
        return [simplified(part) for part in value]
    return canonical(value) if name in QUANTITIES and value is not None else value

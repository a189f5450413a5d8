"""Applying a manifest again: a three-way merge of what was applied last, what is, what is wanted.

The annotation `kubectl.kubernetes.io/last-applied-configuration` keeps the last manifest. What it
named and the new one does not, goes: fields of maps, and items of lists that have a merge key. What
no manifest ever named stays. The result is a strategic merge patch, as kubectl would send it (K34).

Example: env A and B were applied, A is wanted: the patch has {"$patch": "delete", "name": "B"}.
Mirrors: kubernetes apimachinery/pkg/util/strategicpatch (CreateThreeWayMergePatch).
"""

from __future__ import annotations

import json

from cluster.api.patch.strategic import apply_strategic_patch
from cluster.api.patch.three_way import three_way_patch
from cluster.core.objects import Manifest, Object
from cluster.kinds.schema import Record

ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration"


def merged(found: Object, wanted: Manifest, schema: Record) -> Manifest:
    """The stored object after the manifest, with the annotation renewed. Raises ApiError 400."""
    named = wanted["metadata"]
    # What was applied last always has annotations, if empty: their absence must not take all away.
    whole = {**wanted, "metadata": {**named, "annotations": named.get("annotations") or {}}}
    patch = three_way_patch(last_applied(found), whole, found.manifest, schema)
    return remembered(apply_strategic_patch(found.manifest, patch, schema), wanted)


def remembered(manifest: Manifest, wanted: Manifest) -> Manifest:
    """The manifest with the annotation that says what was applied."""
    own = wanted["metadata"].get("annotations") or {}
    annotations = {key: text for key, text in own.items() if key != ANNOTATION}
    plain = {**wanted, "metadata": {**wanted["metadata"], "annotations": annotations}}
    plain.pop("status", None)
    text = json.dumps(plain, separators=(",", ":"), sort_keys=True) + "\n"
    metadata = manifest["metadata"]
    kept = metadata.get("annotations") or {}
    return {**manifest, "metadata": {**metadata, "annotations": {**kept, ANNOTATION: text}}}


def last_applied(found: Object) -> Manifest:
    """The manifest that was applied last; empty when none is noted or it cannot be read."""
    try:
        noted = json.loads(found.annotations.get(ANNOTATION, "{}"))
    except ValueError:
        return {}
    return noted if isinstance(noted, dict) else {}

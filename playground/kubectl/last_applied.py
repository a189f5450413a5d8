"""The annotation in which `apply` keeps the last manifest.

Example: annotated({"kind": "Pod", ...}) is the manifest with itself, as JSON, in the annotation.
"""

from __future__ import annotations

import json
from typing import Any

from playground.kubectl.printers.json_text import compact

Manifest = dict[str, Any]
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def annotated(manifest: Manifest) -> Manifest:
    """The manifest with itself in the annotation."""
    metadata = dict(manifest.get("metadata") or {})
    kept = {k: v for k, v in (metadata.get("annotations") or {}).items() if k != LAST_APPLIED}
    noted = compact({**manifest, "metadata": {**metadata, "annotations": kept}}) + "\n"
    metadata["annotations"] = {**kept, LAST_APPLIED: noted}
    return {**manifest, "metadata": metadata}


def earlier(text: str) -> Manifest:
    """The last applied manifest; empty without one."""
    try:
        value = json.loads(text) if text else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}

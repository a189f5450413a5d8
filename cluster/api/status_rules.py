"""What a written status must have, so that those who read it can: names of its list entries.

The API server takes nearly everything as a status. Controllers find conditions by their type and
container statuses by their name, so entries without one are refused here.

Example: `status.conditions[0].type: Required value`.
Differs: the real server stores such entries with an empty type.
"""

from __future__ import annotations

from cluster.core.objects import Manifest
from cluster.kinds.errors import FieldError, required, unsupported

NAMED_BY = {
    "conditions": "type",
    "containerStatuses": "name",
    "initContainerStatuses": "name",
    "addresses": "type",
}
CONDITION_STATUSES = ("False", "True", "Unknown")


def status_errors(manifest: Manifest) -> list[FieldError]:
    """All complaints about the status of a manifest."""
    errors = []
    status = manifest.get("status") or {}
    for field, key in NAMED_BY.items():
        for index, entry in enumerate(status.get(field) or ()):
            path = f"status.{field}[{index}]"
            if not entry.get(key):
                errors.append(required(f"{path}.{key}"))
            if field == "conditions" and entry.get("status") not in CONDITION_STATUSES:
                found = entry.get("status", "")
                errors.append(unsupported(f"{path}.status", found, CONDITION_STATUSES))
    return errors

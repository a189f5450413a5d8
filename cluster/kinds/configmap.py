"""ConfigMap and Secret: named data that Pods may read.

Example: the key "a b" is refused at `data[a b]`; `stringData` of a Secret is stored as
base64 in `data`.
Mirrors: kubernetes pkg/apis/core/validation/validation.go, pkg/registry/core/secret/strategy.go.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from cluster.core.objects import Manifest
from cluster.kinds.base import AGE, NAME, Column, Kind, age, without
from cluster.kinds.errors import FieldError, forbidden, invalid, too_long
from cluster.kinds.fields.meta import top_level
from cluster.kinds.rules import names
from cluster.kinds.schema import BOOLEAN_KEPT, BYTES, STRING, STRING_MAP, MapOf

MAX_BYTES = 1024 * 1024
CONFIGMAP_SCHEMA = top_level(
    "ConfigMap", immutable=BOOLEAN_KEPT, data=STRING_MAP, binaryData=MapOf(BYTES)
)
SECRET_SCHEMA = top_level(
    "Secret", immutable=BOOLEAN_KEPT, data=MapOf(BYTES), stringData=STRING_MAP, type=STRING
)
SEALED = "field is immutable when `immutable` is set"


def rules(manifest: Manifest) -> list[FieldError]:
    errors: list[FieldError] = []
    size = 0
    for part in ("data", "binaryData"):
        for key, value in sorted((manifest.get(part) or {}).items()):
            path = f"{part}[{key}]"
            errors += [invalid(path, key, text) for text in names.config_key(key)]
            if part == "binaryData" and key in (manifest.get("data") or {}):
                errors.append(invalid(path, key, "duplicate of key present in data"))
            size += len(value.encode())
    if size > MAX_BYTES:
        errors.append(too_long("", f"may not be more than {MAX_BYTES} bytes"))
    return errors


def update_rules(new: Manifest, old: Manifest) -> list[FieldError]:
    if not old.get("immutable"):
        return []
    errors = [] if new.get("immutable") else [forbidden("immutable", SEALED)]
    return errors + [
        forbidden(part, SEALED) for part in ("data", "binaryData") if new.get(part) != old.get(part)
    ]


def secret_defaults(manifest: Manifest) -> Manifest:
    """Plain texts become base64 data."""
    filled = {"type": "Opaque", **without(manifest, "stringData")}
    texts = manifest.get("stringData")
    if texts:
        coded = {key: b64encode(text.encode()).decode() for key, text in texts.items()}
        filled["data"] = {**(manifest.get("data") or {}), **coded}
    return filled


def secret_update_rules(new: Manifest, old: Manifest) -> list[FieldError]:
    errors = update_rules(new, old)
    if new.get("type") != old.get("type"):
        errors.append(invalid("type", new.get("type"), "field is immutable"))
    return errors


def count(manifest: Manifest) -> int:
    return len(manifest.get("data") or {}) + len(manifest.get("binaryData") or {})


def configmap_cells(manifest: Manifest, now: float) -> list[Any]:
    return [manifest["metadata"]["name"], count(manifest), age(manifest, now)]


def secret_cells(manifest: Manifest, now: float) -> list[Any]:
    name, kind = manifest["metadata"]["name"], manifest.get("type", "Opaque")
    return [name, kind, count(manifest), age(manifest, now)]


DATA = Column("Data", "How many entries there are.")
CONFIGMAP_KIND = Kind(
    group="",
    kind="ConfigMap",
    plural="configmaps",
    schema=CONFIGMAP_SCHEMA,
    short_names=("cm",),
    has_status=False,
    rules=rules,
    update_rules=update_rules,
    columns=(NAME, DATA, AGE),
    cells=configmap_cells,
)
SECRET_KIND = Kind(
    group="",
    kind="Secret",
    plural="secrets",
    schema=SECRET_SCHEMA,
    has_status=False,
    field_labels=("type",),
    fill_defaults=secret_defaults,
    rules=rules,
    update_rules=secret_update_rules,
    columns=(NAME, Column("Type", "What sort of data this is."), DATA, AGE),
    cells=secret_cells,
)

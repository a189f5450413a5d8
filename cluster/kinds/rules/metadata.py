"""Rules for what every object carries: name, namespace, labels, annotations, owners, finalizers.

Mirrors: kubernetes apimachinery/pkg/api/validation/objectmeta.go (SPEC A9-A11, D8, D23).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cluster.kinds.errors import FieldError, forbidden, invalid, required, too_long
from cluster.kinds.rules import names

Manifest = Mapping[str, Any]
NameRule = Callable[[str], list[str]]
MAX_ANNOTATIONS_BYTES = 256 * 1024
STANDARD_FINALIZERS = frozenset({"orphan", "foregroundDeletion", "kubernetes"})
IMMUTABLE = "field is immutable"


def validate_metadata(
    manifest: Manifest, name_rule: NameRule, *, namespaced: bool
) -> list[FieldError]:
    """The rules for a new object."""
    metadata = manifest.get("metadata") or {}
    errors = _generate_name(metadata, name_rule) + _name(metadata, name_rule)
    namespace = metadata.get("namespace", "")
    if not namespaced and namespace:
        errors.append(forbidden("metadata.namespace", "not allowed on this type"))
    elif namespaced and not namespace:
        errors.append(required("metadata.namespace"))
    elif namespaced:
        errors += complaints("metadata.namespace", namespace, names.label)
    return errors + _common(metadata)


def validate_metadata_update(new: Manifest, old: Manifest) -> list[FieldError]:
    """The rules for a change: identity stays."""
    after, before = new.get("metadata") or {}, old.get("metadata") or {}
    errors = []
    for key in ("name", "namespace", "uid", "creationTimestamp"):
        if after.get(key) != before.get(key):
            errors.append(invalid(f"metadata.{key}", after.get(key, ""), IMMUTABLE))
    return errors + _common(after)


def _generate_name(metadata: Manifest, name_rule: NameRule) -> list[FieldError]:
    base = metadata.get("generateName", "")
    if not base:
        return []
    return complaints("metadata.generateName", base, lambda word: name_rule(_as_prefix(word)))


def _as_prefix(word: str) -> str:
    """A trailing dash is fine in a prefix: the suffix follows."""
    return f"{word[:-1]}a" if word.endswith("-") and len(word) > 1 else word


def _name(metadata: Manifest, name_rule: NameRule) -> list[FieldError]:
    name = metadata.get("name", "")
    if name:
        return complaints("metadata.name", name, name_rule)
    if metadata.get("generateName"):
        return []
    return [required("metadata.name", "name or generateName is required")]


def _common(metadata: Manifest) -> list[FieldError]:
    return [
        *validate_labels(metadata.get("labels"), "metadata.labels"),
        *validate_annotations(metadata.get("annotations"), "metadata.annotations"),
        *_owner_references(metadata.get("ownerReferences") or []),
        *_finalizers(metadata.get("finalizers") or []),
    ]


def complaints(path: str, word: str, rule: NameRule) -> list[FieldError]:
    """One Invalid for each complaint of a rule about a word."""
    return [invalid(path, word, complaint) for complaint in rule(word)]


def validate_labels(labels: Mapping[str, str] | None, path: str) -> list[FieldError]:
    errors = []
    for key, value in sorted((labels or {}).items()):
        errors += complaints(path, key, names.qualified)
        errors += complaints(path, value, names.label_value)
    return errors


def validate_annotations(annotations: Mapping[str, str] | None, path: str) -> list[FieldError]:
    errors = []
    size = 0
    for key, value in sorted((annotations or {}).items()):
        errors += [invalid(path, key, text) for text in names.qualified(key.lower())]
        size += len(key.encode()) + len(value.encode())
    if size > MAX_ANNOTATIONS_BYTES:
        errors.append(too_long(path, f"may not be more than {MAX_ANNOTATIONS_BYTES} bytes"))
    return errors


def _owner_references(references: list[Manifest]) -> list[FieldError]:
    errors = []
    controllers = 0
    for index, reference in enumerate(references):
        path = f"metadata.ownerReferences[{index}]"
        for key in ("apiVersion", "kind", "name", "uid"):
            if not reference.get(key):
                errors.append(invalid(f"{path}.{key}", "", "must not be empty"))
        controllers += bool(reference.get("controller"))
    if controllers > 1:
        detail = "Only one reference can have Controller set to true."
        errors.append(invalid("metadata.ownerReferences", references, detail))
    return errors


def _finalizers(finalizers: list[str]) -> list[FieldError]:
    errors = []
    for index, finalizer in enumerate(finalizers):
        path = f"metadata.finalizers[{index}]"
        errors += complaints(path, finalizer, names.qualified)
        if "/" not in finalizer and finalizer not in STANDARD_FINALIZERS:
            detail = "name is neither a standard finalizer name nor is it fully qualified"
            errors.append(invalid(path, finalizer, detail))
    return errors

"""All kinds of the API, in one literal, ordered list, and the ways to look them up.

A new kind is one module beside this one and one line in KINDS. Discovery, OpenAPI, kubectl's tables
and the inspector's fields all derive from this list.
Example: find("apps", "v1", "deployments").kind == "Deployment"; by_kind("Pod").plural == "pods".
"""

from __future__ import annotations

from cluster.kinds import (
    clock,
    configmap,
    deployment,
    endpointslice,
    event,
    fault,
    horizontalpodautoscaler,
    image,
    lease,
    namespace,
    node,
    pod,
    poddisruptionbudget,
    replicaset,
    service,
    serviceaccount,
)
from cluster.kinds.base import Column, Context, Kind
from cluster.kinds.errors import ApiError, FieldError

KINDS: tuple[Kind, ...] = (
    configmap.CONFIGMAP_KIND,
    endpointslice.ENDPOINTS_KIND,
    event.KIND,
    namespace.KIND,
    node.KIND,
    pod.KIND,
    configmap.SECRET_KIND,
    serviceaccount.KIND,
    service.KIND,
    deployment.KIND,
    replicaset.KIND,
    horizontalpodautoscaler.KIND,
    horizontalpodautoscaler.V1_KIND,
    lease.KIND,
    endpointslice.KIND,
    event.NEW_KIND,
    poddisruptionbudget.KIND,
    clock.KIND,
    fault.KIND,
    image.KIND,
)
_BY_ADDRESS = {
    (kind.group, version, kind.plural): kind for kind in KINDS for version in kind.versions
}
_BY_KIND = {kind.kind: kind for kind in reversed(KINDS)}
_BY_WORD = {
    word: kind
    for kind in reversed(KINDS)
    for word in (kind.plural, kind.singular, *kind.short_names)
}

__all__ = ["KINDS", "ApiError", "Column", "Context", "FieldError", "Kind", "by_api_kind", "by_kind"]
__all__ += ["by_word", "find", "groups", "stored_kinds"]


def find(group: str, version: str, plural: str) -> Kind | None:
    """The kind at an address of the API; the group of v1 is ""."""
    return _BY_ADDRESS.get((group, version, plural))


def by_kind(kind: str) -> Kind | None:
    """The kind of that name; Event is the one of v1, as it is stored."""
    return _BY_KIND.get(kind)


def by_api_kind(api_version: str, kind: str) -> Kind | None:
    """The kind that a manifest's `apiVersion` and `kind` name."""
    group, _, version = api_version.rpartition("/")
    for each in KINDS:
        if each.kind == kind and each.group == group and version in each.versions:
            return each
    return None


def by_word(word: str) -> Kind | None:
    """The kind that a word of kubectl means: plural, singular or short name."""
    return _BY_WORD.get(word.lower())


def groups() -> dict[str, tuple[str, ...]]:
    """The API groups and their versions, in the order of KINDS."""
    found: dict[str, tuple[str, ...]] = {}
    for kind in KINDS:
        found[kind.group] = tuple(dict.fromkeys((*found.get(kind.group, ()), *kind.versions)))
    return found


def stored_kinds() -> list[Kind]:
    """The kinds that have objects of their own, without those that show another one's (Events
    are stored once, as those of v1)."""
    return [kind for kind in KINDS if kind not in (event.NEW_KIND, horizontalpodautoscaler.V1_KIND)]

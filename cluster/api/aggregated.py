"""Aggregated discovery: every group with its resources in one document each for `/api` and `/apis`.

Example: Accept `application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList` at /apis
lists apps with v1: deployments, its subresources scale and status, ...; kubectl then asks twice
instead of once a group.
Mirrors: kubernetes apiserver/pkg/endpoints/discovery/aggregated (negotiation.go, handler.go).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

GROUP = "apidiscovery.k8s.io"
KIND = "APIGroupDiscoveryList"
VERSIONS = ("v2", "v2beta1")


def version_asked(accept: str) -> str | None:
    """The first version of the aggregated form that the client takes; None asks for the plain form.

    A client names what it likes best first: `application/json` before it wins.
    """
    for media_type in accept.split(","):
        content, *parameters = (part.strip() for part in media_type.split(";"))
        asked = {part for part in parameters if not part.startswith("q=")}
        if content not in {"application/json", "*/*", "application/*"}:
            continue
        if not asked:
            return None
        for version in VERSIONS:
            if asked == {f"g={GROUP}", f"v={version}", f"as={KIND}"}:
                return version
    return None


def content_type(version: str) -> str:
    """What the answer calls itself: clients tell the two forms apart by it."""
    return f"application/json;g={GROUP};v={version};as={KIND}"


def document(
    version: str, groups: Iterable[tuple[str, list[tuple[str, list[dict[str, Any]]]]]]
) -> dict[str, Any]:
    """The list of (group, [(version, the entries of its APIResourceList)])."""
    return {
        "kind": KIND,
        "apiVersion": f"{GROUP}/{version}",
        "metadata": {},
        "items": [group_item(name, versions) for name, versions in groups],
    }


def group_item(name: str, versions: list[tuple[str, list[dict[str, Any]]]]) -> dict[str, Any]:
    """One group; the core group has no name."""
    return {
        "metadata": {"name": name} if name else {},
        "versions": [
            {"version": version, "resources": resources(entries), "freshness": "Current"}
            for version, entries in versions
        ],
    }


def resources(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries of an APIResourceList, each subresource below its resource."""
    found: dict[str, dict[str, Any]] = {}
    for entry in entries:
        name, _, subresource = entry["name"].partition("/")
        if not subresource:
            found[name] = resource(entry)
            continue
        below = {
            "subresource": subresource,
            "responseKind": response_kind(entry),
            "verbs": entry["verbs"],
        }
        found[name].setdefault("subresources", []).append(below)
    return list(found.values())


def resource(entry: dict[str, Any]) -> dict[str, Any]:
    """One resource without its subresources."""
    kept = {key: entry[key] for key in ("shortNames", "categories") if key in entry}
    return {
        "resource": entry["name"],
        "responseKind": response_kind(entry),
        "scope": "Namespaced" if entry["namespaced"] else "Cluster",
        "singularResource": entry["singularName"],
        "verbs": entry["verbs"],
        **kept,
    }


def response_kind(entry: dict[str, Any]) -> dict[str, str]:
    """The kind; group and version are named only where they are not the resource's own."""
    return {
        "group": entry.get("group", ""),
        "version": entry.get("version", ""),
        "kind": entry["kind"],
    }

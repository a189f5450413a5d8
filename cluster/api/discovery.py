"""What the API offers, derived from the registry of kinds: `/version`, `/api`, `/apis`, and each
group's resources.

Example: GET /apis/apps/v1 lists deployments, deployments/scale, replicasets, ...; a client that
takes it gets everything in two documents (aggregated.py).
Mirrors: kubernetes apiserver/pkg/endpoints/discovery.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse

from cluster.api import aggregated
from cluster.api.access_review import REVIEWS
from cluster.api.status import json_reply
from cluster.kinds import KINDS, Kind, groups

VERSION = {
    "major": "1",
    "minor": "36",
    "gitVersion": "v1.36.0-kubeloop",
    "gitCommit": "",
    "gitTreeState": "clean",
    "buildDate": "2026-01-01T00:00:00Z",
    "goVersion": "",
    "compiler": "",
    "platform": "kubeloop/simulated",
}
OTHER_ADDRESSES = ("/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version")
SUBRESOURCE_VERBS = {
    "status": ["get", "patch", "update"],
    "scale": ["get", "patch", "update"],
    "log": ["get"],
    "exec": ["create", "get"],
    "attach": ["create", "get"],
    "portforward": ["create", "get"],
    "proxy": ["create", "delete", "get", "patch", "update"],
}
SUBRESOURCE_KINDS = {
    "scale": {"group": "autoscaling", "version": "v1", "kind": "Scale"},
    "eviction": {"group": "policy", "version": "v1", "kind": "Eviction"},
    "binding": {"kind": "Binding"},
}
OPTIONS_KINDS = {
    "exec": "ExecOptions",
    "attach": "AttachOptions",
    "portforward": "PortForwardOptions",
    "proxy": "ProxyOptions",
}


def answer(request: HttpRequest, path: str) -> HttpResponse | None:
    """The document at an address of discovery; None for any other address."""
    parts = [part for part in path.split("/") if part]
    form = aggregated.version_asked(request.headers.get("Accept", ""))
    if form and parts in (["api"], ["apis"]):
        return all_at_once(parts[0], form)
    match parts:
        case []:
            return json_reply({"paths": addresses()})
        case ["version"]:
            return json_reply(VERSION)
        case ["healthz" | "livez" | "readyz"]:
            return HttpResponse("ok", content_type="text/plain")
        case ["api"]:
            return json_reply({"kind": "APIVersions", "versions": ["v1"]})
        case ["apis"]:
            return json_reply({"kind": "APIGroupList", "apiVersion": "v1", "groups": all_groups()})
        case ["api", version]:
            return resources("", version)
        case ["apis", group, version]:
            return resources(group, version)
        case ["apis", group]:
            found = [each for each in all_groups() if each["name"] == group]
            return (
                json_reply({"kind": "APIGroup", "apiVersion": "v1", **found[0]}) if found else None
            )
    return None


def all_at_once(root: str, form: str) -> HttpResponse:
    """The aggregated document of `/api` (the core group) or `/apis` (the named groups)."""
    named = [
        (
            group["name"],
            [
                (each["version"], entries_of(group["name"], each["version"]))
                for each in group["versions"]
            ],
        )
        for group in all_groups()
    ]
    chosen = [("", [("v1", entries_of("", "v1"))])] if root == "api" else named
    response = json_reply(aggregated.document(form, chosen))
    response.headers["Content-Type"] = aggregated.content_type(form)
    response.headers["Vary"] = "Accept"
    return response


def addresses() -> list[str]:
    """What a client that asks for the root is told to look at."""
    found = {"/api", "/api/v1", "/apis", *OTHER_ADDRESSES}
    for group in all_groups():
        found.add(f"/apis/{group['name']}")
        found |= {f"/apis/{version['groupVersion']}" for version in group["versions"]}
    return sorted(found)


def all_groups() -> list[dict[str, Any]]:
    """Every named group with its versions."""
    known = {**groups(), **{group: ("v1",) for group, *_ in REVIEWS}}
    return [
        {
            "name": group,
            "versions": [version_of(group, version) for version in versions],
            "preferredVersion": version_of(group, versions[0]),
        }
        for group, versions in known.items()
        if group
    ]


def version_of(group: str, version: str) -> dict[str, str]:
    return {"groupVersion": f"{group}/{version}", "version": version}


def resources(group: str, version: str) -> HttpResponse | None:
    """The APIResourceList of a group's version; None when there is none."""
    found = entries_of(group, version)
    if not found:
        return None
    return json_reply(
        {
            "kind": "APIResourceList",
            "apiVersion": "v1",
            "groupVersion": f"{group}/{version}" if group else version,
            "resources": found,
        }
    )


def entries_of(group: str, version: str) -> list[dict[str, Any]]:
    """What a group's version offers, as entries of an APIResourceList."""
    kinds = [kind for kind in KINDS if kind.group == group and version in kind.versions]
    found = [each for kind in kinds for each in entries(kind)]
    if version == "v1":
        found += [
            review_entry(kind, plural) for place, kind, plural, _ in REVIEWS if place == group
        ]
    return found


def review_entry(kind: str, plural: str) -> dict[str, Any]:
    """A question that can only be asked: it is created and not kept."""
    names = {"name": plural, "singularName": kind.lower()}
    return {**names, "namespaced": False, "kind": kind, "verbs": ["create"]}


def entries(kind: Kind) -> Iterable[dict[str, Any]]:
    """A kind's resource and its subresources."""
    entry: dict[str, Any] = {
        "name": kind.plural,
        "singularName": kind.singular,
        "namespaced": kind.namespaced,
        "kind": kind.kind,
        "verbs": sorted(kind.verbs),
    }
    if kind.short_names:
        entry["shortNames"] = list(kind.short_names)
    if kind.categories:
        entry["categories"] = list(kind.categories)
    yield entry
    for name in kind.subresources:
        yield {
            "name": f"{kind.plural}/{name}",
            "singularName": "",
            "namespaced": kind.namespaced,
            **SUBRESOURCE_KINDS.get(name, {"kind": kind.kind + OPTIONS_KINDS.get(name, "")}),
            "verbs": SUBRESOURCE_VERBS.get(name, ["create"]),
        }

"""OpenAPI: what `kubectl apply`, `explain` and validators ask for, derived from the kinds.

`/openapi/v3` lists one document for each group and version; a document has the schemas of its kinds
and, for each kind, a `patch` operation that says that the server checks fields itself.
`/openapi/v2` is an empty document: older clients only want it to be there.
Example: GET /openapi/v3/apis/apps/v1 has `io.k8s.api.apps.v1.Deployment`.
Mirrors: kubernetes apiserver/pkg/endpoints/openapi. Differs: nothing but PATCH is described.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from cluster.api.discovery import VERSION
from cluster.api.status import json_reply
from cluster.kinds import KINDS, Kind
from cluster.kinds.openapi import components

V2_PROTOBUF = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
INFO = {"title": "Kubeloop", "version": VERSION["gitVersion"]}
CHECKED_BY_SERVER = [
    {"name": name, "in": "query", "schema": {"type": "string", "uniqueItems": True}}
    for name in ("dryRun", "fieldManager", "fieldValidation")
]


def answer(request: HttpRequest, path: str) -> HttpResponse | None:
    """The document at an address of OpenAPI; None for any other address."""
    match [part for part in path.split("/") if part]:
        case ["openapi", "v2"]:
            return version_2(request.headers.get("Accept", ""))
        case ["openapi", "v3"]:
            return json_reply(index(request.path.rstrip("/")))
        case ["openapi", "v3", *address]:
            found = document("/".join(address))
            return None if found is None else json_reply(found)
    return None


def version_2(accept: str) -> HttpResponse:
    """No bytes at all are a valid, empty protobuf document."""
    if "protobuf" in accept:
        return HttpResponse(b"", content_type=V2_PROTOBUF)
    return json_reply({"swagger": "2.0", "info": INFO, "paths": {}, "definitions": {}})


def addresses() -> dict[str, list[Kind]]:
    """The kinds by the address of their group and version: `api/v1`, `apis/apps/v1`, ..."""
    found: dict[str, list[Kind]] = {}
    for kind in KINDS:
        for version in kind.versions:
            address = f"apis/{kind.group}/{version}" if kind.group else f"api/{version}"
            found.setdefault(address, []).append(kind)
    return found


def index(base: str) -> dict[str, Any]:
    """Where the documents are. The hash changes when a document does, so clients may keep it."""
    return {
        "paths": {
            address: {"serverRelativeURL": f"{base}/{address}?hash={fingerprint(address)}"}
            for address in addresses()
        }
    }


def fingerprint(address: str) -> str:
    return sha256(document(address) or b"").hexdigest()[:32].upper()


@lru_cache(maxsize=64)
def document(address: str) -> bytes | None:
    """The OpenAPI v3 document of a group's version; None when there is none."""
    kinds = addresses().get(address)
    if kinds is None:
        return None
    paths = {f"/{address}/{resource_path(kind)}": {"patch": patch_of(kind)} for kind in kinds}
    schemas = components(kinds)
    return msgspec.json.encode(
        {"openapi": "3.0.0", "info": INFO, "paths": paths, "components": {"schemas": schemas}}
    )


def resource_path(kind: Kind) -> str:
    return f"{'namespaces/{namespace}/' if kind.namespaced else ''}{kind.plural}/{{name}}"


def patch_of(kind: Kind) -> dict[str, Any]:
    """The operation that tells kubectl that fields are checked here."""
    return {
        "operationId": f"patch{kind.group.title().replace('.', '')}{kind.kind}",
        "x-kubernetes-action": "patch",
        "x-kubernetes-group-version-kind": {
            "group": kind.group,
            "version": kind.version,
            "kind": kind.kind,
        },
        "parameters": CHECKED_BY_SERVER,
        "responses": {"200": {"description": "OK"}},
    }

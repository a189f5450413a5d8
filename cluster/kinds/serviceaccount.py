"""ServiceAccount: the name under which a Pod would speak to the API."""

from __future__ import annotations

from typing import Any

from cluster.core.objects import Manifest
from cluster.kinds.base import AGE, NAME, Column, Kind, age
from cluster.kinds.fields.meta import LOCAL_OBJECT_REFERENCE, OBJECT_REFERENCE, top_level
from cluster.kinds.schema import BOOLEAN_KEPT, ListOf, list_of

SCHEMA = top_level(
    "ServiceAccount",
    secrets=list_of(OBJECT_REFERENCE, "name"),
    imagePullSecrets=ListOf(LOCAL_OBJECT_REFERENCE),
    automountServiceAccountToken=BOOLEAN_KEPT,
)


def new_service_account(namespace: str, name: str = "default") -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": {"name": name, "namespace": namespace},
    }


def cells(manifest: Manifest, now: float) -> list[Any]:
    secrets = len(manifest.get("secrets") or ())
    return [manifest["metadata"]["name"], secrets, age(manifest, now)]


KIND = Kind(
    group="",
    kind="ServiceAccount",
    plural="serviceaccounts",
    schema=SCHEMA,
    short_names=("sa",),
    has_status=False,
    columns=(NAME, Column("Secrets", "How many Secrets belong to it."), AGE),
    cells=cells,
)

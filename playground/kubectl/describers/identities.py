"""Descriptions of Secrets, ServiceAccounts and Endpoints.

Mirrors: kubectl pkg/describe/describe.go.
"""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from playground.kubectl.api import Api
from playground.kubectl.describers.text import NONE, UNSET, annotations_lines, labels_lines

Manifest = dict[str, Any]


def head(manifest: Manifest) -> list[str]:
    metadata = manifest["metadata"]
    return [
        f"Name:\t{metadata['name']}",
        f"Namespace:\t{metadata['namespace']}",
        *labels_lines("Labels", metadata.get("labels")),
        *annotations_lines("Annotations", metadata.get("annotations")),
    ]


async def secret_lines(api: Api, manifest: Manifest, now: float) -> list[str]:
    """The sizes of the values, not the values."""
    data = manifest.get("data") or {}
    sizes = [f"{key}:\t{len(b64decode(data[key]))} bytes" for key in sorted(data)]
    kind_of = manifest.get("type", "")
    return [*head(manifest), "", f"Type:\t{kind_of}", "", "Data", "====", *sizes]


async def serviceaccount_lines(api: Api, manifest: Manifest, now: float) -> list[str]:
    pulls = [each["name"] for each in manifest.get("imagePullSecrets") or ()] or [NONE]
    mounts = [each["name"] for each in manifest.get("secrets") or ()] or [NONE]
    return [
        *head(manifest),
        f"Image pull secrets:\t{pulls[0]}",
        *(f"\t{name}" for name in pulls[1:]),
        f"Mountable secrets:\t{mounts[0]}",
        *(f"\t{name}" for name in mounts[1:]),
        f"Tokens:\t{NONE}",
    ]


async def endpoints_lines(api: Api, manifest: Manifest, now: float) -> list[str]:
    lines = [*head(manifest), "Subsets:"]
    for subset in manifest.get("subsets") or ():
        lines.append(f"  Addresses:\t{addresses(subset, 'addresses')}")
        lines.append(f"  NotReadyAddresses:\t{addresses(subset, 'notReadyAddresses')}")
        ports = subset.get("ports") or []
        if ports:
            lines += ["  Ports:", "    Name\tPort\tProtocol", "    ----\t----\t--------"]
        lines += [
            f"    {each.get('name') or UNSET}\t{each['port']}\t{each.get('protocol', 'TCP')}"
            for each in ports
        ]
    return [*lines, ""]


def addresses(subset: Manifest, field: str) -> str:
    return ",".join(each["ip"] for each in subset.get(field) or ()) or NONE

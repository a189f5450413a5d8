"""`kubectl expose`: a Service in front of a Deployment, ReplicaSet, Pod or Service.

Example: `expose deployment web --port=80 --target-port=8080` prints `service/web exposed`.
Mirrors: kubectl pkg/cmd/expose/expose.go.
"""

from __future__ import annotations

from typing import Any

from playground.kubectl.api import Api, Manifest, kind_named
from playground.kubectl.command import (
    DRY_RUN,
    FIELD_MANAGER,
    FILENAME,
    OUTPUT,
    RECURSIVE,
    Command,
)
from playground.kubectl.failures import Failure, error, raise_all
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.making import make
from playground.kubectl.selection import NOTHING_ASKED, objects
from playground.kubectl.shell import Shell
from playground.kubectl.verbs.run import labels_of

MANAGER = "kubectl-expose"


async def expose(shell: Shell, flags: Flags) -> int:
    if not flags.arguments:
        raise Failure(NOTHING_ASKED)
    api = Api(shell)
    found, failures = await objects(api, None, flags.arguments)
    raise_all(failures)
    for each in found:
        manifest = service(shell, flags, each.manifest)
        await make(api, flags, kind_named("Service"), manifest, ("exposed", MANAGER))
    return 0


def service(shell: Shell, flags: Flags, exposed: Manifest) -> Manifest:
    """Raises Failure when ports or selector cannot be found out."""
    name = flags["name"] or exposed["metadata"]["name"]
    spec: dict[str, Any] = {
        "selector": labels_of(flags["selector"]) if flags["selector"] else selector(exposed),
        "ports": ports(flags, exposed),
    }
    if flags["type"]:
        spec["type"] = flags["type"]
    if flags["cluster-ip"]:
        spec["clusterIP"] = flags["cluster-ip"]
    if flags["session-affinity"]:
        spec["sessionAffinity"] = flags["session-affinity"]
    labels = labels_of(flags["labels"]) if flags["labels"] else exposed["metadata"].get("labels")
    metadata = {"name": name, "namespace": shell.namespace}
    if labels:
        metadata["labels"] = labels
    return {"metadata": metadata, "spec": spec, "status": {"loadBalancer": {}}}


def selector(exposed: Manifest) -> dict[str, str]:
    spec = exposed.get("spec") or {}
    match exposed["kind"]:
        case "Pod":
            labels = exposed["metadata"].get("labels") or {}
        case "Service":
            labels = spec.get("selector") or {}
        case "Deployment" | "ReplicaSet":
            if spec["selector"].get("matchExpressions"):
                raise error("couldn't convert expressions to map-based selector format")
            labels = spec["selector"].get("matchLabels") or {}
        case kind:
            raise error(f"cannot expose a {kind}")
    if not labels:
        raise error(
            "couldn't retrieve selectors via --selector flag or introspection: "
            "the pod has no labels and cannot be exposed"
        )
    return dict(labels)


def ports(flags: Flags, exposed: Manifest) -> list[dict[str, Any]]:
    numbers = (
        [port_number(each) for each in flags["port"].split(",")]
        if flags["port"]
        else open_ports(exposed)
    )
    if not numbers:
        raise error("couldn't find port via --port flag or introspection")
    target = flags["target-port"]
    made = []
    for index, number in enumerate(numbers):
        port: dict[str, Any] = {"port": number, "protocol": flags["protocol"] or "TCP"}
        port["targetPort"] = (int(target) if target.isdigit() else target) if target else number
        if len(numbers) > 1:
            port["name"] = f"port-{index + 1}"
        made.append(port)
    return made


def port_number(text: str) -> int:
    """Raises Failure."""
    if not text.isascii() or not text.isdigit():
        raise error(f'strconv.Atoi: parsing "{text}": invalid syntax')
    return int(text)


def open_ports(exposed: Manifest) -> list[int]:
    spec = exposed.get("spec") or {}
    if exposed["kind"] == "Service":
        return [each["port"] for each in spec.get("ports") or ()]
    pod = (spec.get("template") or {}).get("spec") or spec
    return [
        port["containerPort"]
        for container in pod.get("containers") or ()
        for port in container.get("ports") or ()
    ]


COMMANDS = (
    Command(
        ("expose",),
        expose,
        "Take a replica set, service, deployment or pod and expose it as a new service",
        (
            Flag("port"),
            Flag("target-port"),
            Flag("protocol"),
            Flag("name"),
            Flag("type"),
            Flag("selector"),
            Flag("labels", short="l"),
            Flag("cluster-ip"),
            Flag("session-affinity"),
            FILENAME,
            RECURSIVE,
            DRY_RUN,
            OUTPUT,
            FIELD_MANAGER,
        ),
        usage="expose TYPE NAME [--port=port] [--target-port=number-or-name] [flags]",
    ),
)

"""`kubectl run`: one Pod.

Example: `run solo --image=web:v1` prints `pod/solo created`; it is labelled `run=solo`.
Mirrors: kubectl pkg/cmd/run/run.go.
"""

from __future__ import annotations

import json
from typing import Any

from cluster.api.patch.merge_patch import apply_merge_patch
from cluster.kinds.pod import KIND as POD
from cluster.kinds.service import KIND as SERVICE
from playground.kubectl.api import Api, Manifest
from playground.kubectl.command import DRY_RUN, FIELD_MANAGER, OUTPUT, Command
from playground.kubectl.failures import error, usage
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.making import make
from playground.kubectl.shell import Shell

POLICIES = ("Always", "OnFailure", "Never")


async def run(shell: Shell, flags: Flags) -> int:
    if not flags.arguments:
        raise usage("NAME is required for run", "run")
    if flags["stdin"] or flags["tty"]:
        raise error("this terminal cannot attach to a container: leave out -i and -t")
    if flags["restart"] not in POLICIES:
        raise usage(f"invalid restart policy: {flags['restart']}", "run")
    if flags["expose"] and not flags["port"]:
        raise usage("--port must be set when exposing a service", "run")
    name, *arguments = flags.arguments
    api, told = Api(shell), ("created", "kubectl-run")
    manifest = pod(shell, flags, name, arguments)
    if flags["expose"]:
        await make(api, flags, SERVICE, service(manifest, int(flags["port"])), told)
        if flags["output"] == "yaml":
            shell.out_raw("---\n---\n")
    await make(api, flags, POD, manifest, told)
    return 0


def service(pod_manifest: Manifest, port: int) -> Manifest:
    """What `--expose` puts in front of the Pod."""
    metadata = pod_manifest["metadata"]
    return {
        "metadata": {"name": metadata["name"], "namespace": metadata["namespace"]},
        "spec": {
            "ports": [{"port": port, "protocol": "TCP", "targetPort": port}],
            "selector": metadata["labels"],
        },
        "status": {"loadBalancer": {}},
    }


def pod(shell: Shell, flags: Flags, name: str, arguments: list[str]) -> Manifest:
    """The manifest. Raises Failure."""
    container: dict[str, Any] = {"image": flags["image"], "name": name, "resources": {}}
    if arguments:
        container["command" if flags["command"] else "args"] = arguments
    if flags["env"]:
        container["env"] = [variable(each) for each in flags["env"]]
    if flags["port"]:
        container["ports"] = [{"containerPort": int(flags["port"])}]
    manifest: Manifest = {
        "metadata": {
            "name": name,
            "namespace": shell.namespace,
            "labels": labels_of(flags["labels"]) if flags["labels"] else {"run": name},
        },
        "spec": {
            "containers": [container],
            "dnsPolicy": "ClusterFirst",
            "restartPolicy": flags["restart"],
        },
        "status": {},
    }
    if flags["image-pull-policy"]:
        container["imagePullPolicy"] = flags["image-pull-policy"]
    if flags["annotations"]:
        manifest["metadata"]["annotations"] = labels_of(",".join(flags["annotations"]))
    if not flags["overrides"]:
        return manifest
    try:
        overrides = json.loads(flags["overrides"])
    except ValueError:
        raise error(f"Invalid Json: {flags['overrides']}") from None
    merged: Manifest = apply_merge_patch(manifest, overrides)
    return merged


def variable(text: str) -> dict[str, str]:
    name, has_value, value = text.partition("=")
    if not name or not has_value:
        raise error(f"invalid env: {text}")
    return {"name": name, "value": value}


def labels_of(text: str) -> dict[str, str]:
    """`a=b,c=d`. Raises Failure."""
    labels = {}
    for part in text.split(","):
        key, has_value, value = part.partition("=")
        if not has_value:
            raise error(f"unexpected label spec: {part}")
        labels[key.strip()] = value.strip()
    return labels


COMMANDS = (
    Command(
        ("run",),
        run,
        "Run a particular image on the cluster",
        (
            Flag("image"),
            Flag("labels", short="l"),
            Flag("env", "texts"),
            Flag("port"),
            Flag("restart", default="Always"),
            Flag("overrides"),
            Flag("image-pull-policy"),
            Flag("annotations", "texts"),
            Flag("expose", "bool"),
            Flag("privileged", "bool"),
            Flag("quiet", "bool", short="q"),
            Flag("command", "bool"),
            Flag("stdin", "bool", short="i"),
            Flag("tty", "bool", short="t"),
            Flag("rm", "bool"),
            DRY_RUN,
            OUTPUT,
            FIELD_MANAGER,
        ),
        ("image",),
        "run NAME --image=image [--port=port] [--labels=a=b] [--dry-run=server|client] [flags]",
    ),
)

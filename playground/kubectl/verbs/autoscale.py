"""`kubectl autoscale`: a HorizontalPodAutoscaler, where the cluster has that kind.

Example: `autoscale deployment web --min=1 --max=3 --cpu-percent=80`.
Mirrors: kubectl pkg/cmd/autoscale/autoscale.go.
"""

from __future__ import annotations

from typing import Any

from cluster.kinds import by_kind
from playground.kubectl.api import Api
from playground.kubectl.command import DRY_RUN, FIELD_MANAGER, OUTPUT, Command, dry_run
from playground.kubectl.failures import Failure, error, raise_all
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.making import make
from playground.kubectl.selection import NOTHING_ASKED, objects
from playground.kubectl.shell import Shell

KIND = "HorizontalPodAutoscaler"


async def autoscale(shell: Shell, flags: Flags) -> int:
    kind = by_kind(KIND)
    if kind is None:
        raise error("this cluster has no HorizontalPodAutoscalers; use kubectl scale")
    if not flags.arguments:
        raise Failure(NOTHING_ASKED)
    if flags["max"] < 1:
        raise error(f"--max=MAXPODS is required and must be at least 1, max: {flags['max']}")
    if flags["min"] > flags["max"]:
        raise error(
            "--max=MAXPODS must be larger or equal to --min=MINPODS, "
            f"max: {flags['max']}, min: {flags['min']}"
        )
    api = Api(shell)
    found, failures = await objects(api, flags, flags.arguments)
    raise_all(failures)
    for each in found:
        target = {
            "apiVersion": each.kind.api_version,
            "kind": each.kind.kind,
            "name": each.name,
        }
        spec: dict[str, Any] = {"maxReplicas": flags["max"], "scaleTargetRef": target}
        if flags["min"] > 0:
            spec["minReplicas"] = flags["min"]
        if flags["cpu-percent"] >= 0:
            goal = {"type": "Utilization", "averageUtilization": flags["cpu-percent"]}
            metric = {"type": "Resource", "resource": {"name": "cpu", "target": goal}}
            spec["metrics"] = [metric]
        metadata = {"name": flags["name"] or each.name, "namespace": shell.namespace}
        status = {"currentMetrics": None, "desiredReplicas": 0}
        manifest = {"metadata": metadata, "spec": spec, "status": status}
        word = "created" if dry_run(flags) == "client" else "autoscaled"
        await make(api, flags, kind, manifest, (word, "kubectl-autoscale"))
    return 0


COMMANDS = (
    Command(
        ("autoscale",),
        autoscale,
        "Auto-scale a deployment or replica set",
        (
            Flag("min", "int", default=-1),
            Flag("max", "int", default=-1),
            Flag("cpu-percent", "int", default=-1),
            Flag("name"),
            DRY_RUN,
            OUTPUT,
            FIELD_MANAGER,
        ),
        ("max",),
        "autoscale (-f FILENAME | TYPE NAME) [--min=MINPODS] --max=MAXPODS [--cpu-percent=CPU]",
    ),
)

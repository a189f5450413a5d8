"""Why an autoscaler does not scale: its target is not there, or it says so itself.

Example: the autoscaler web scales Deployment webb, and there is none of that name.
"""

from __future__ import annotations

from cluster.core.causes.model import Chain, Cure, Scene, command_for, link, namespace_flag
from cluster.core.objects import Object


def explain_autoscaler(autoscaler: Object, scene: Scene) -> Chain:
    """Its target is missing, or it says itself why it cannot scale."""
    target = autoscaler.spec.get("scaleTargetRef") or {}
    kind, name = target.get("kind", "Deployment"), target.get("name", "")
    if scene.view.get((kind, autoscaler.namespace, name)) is None:
        text = f"{autoscaler.name} scales the {kind} {name}, and there is none of that name."
        command = command_for("delete", autoscaler)
        cure = Cure(f"Make {name}, or delete the autoscaler.", command)
        flag = namespace_flag(autoscaler.namespace)
        yield link(autoscaler, text, " ".join(["kubectl get deployments", *flag]), cure=cure)
        return
    for each in autoscaler.status.get("conditions") or ():
        if each.get("status") == "False" and each.get("type") in ("AbleToScale", "ScalingActive"):
            yield link(autoscaler, f"{autoscaler.name} does not scale: {each.get('message', '')}.")
            return

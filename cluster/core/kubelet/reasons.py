"""Why the kubelet wrote: one sentence for each stage, with its numbers.

Example: explain({"stage": "backoff", "wait": 20, ...}) says that the container ended 2 times and
waits 20 s before its next start.
"""

from __future__ import annotations

from cluster.core.actions import Why
from cluster.core.kubelet.container import Memory

RULES = {
    "waiting": ("P4", "the container waits for its turn"),
    "pulling": ("P10", "the image is pulled first, then the container starts"),
    "starting": ("P10", "the image lies on the node, the container starts"),
    "pullfailed": ("P17", "the image could not be pulled"),
    "imagebackoff": ("P17", "the image could not be pulled, the next try waits"),
    "probing": ("P10", "the container runs and is not ready yet"),
    "running": ("P6", "the container runs and is ready"),
    "exited": ("P11", "the container ended"),
    "backoff": ("P11", "the container ended again, its next start waits"),
    "refused": ("P18", "the image is not even tried"),
    "done": ("P3", "the container ended and is not started again"),
}


def explain(lead: Memory) -> Why:
    """The reason of a write, told by the container that matters most."""
    rule, text = RULES[lead["stage"]]
    numbers = {}
    if "from" in lead:
        end = lead.get("retryAt") or lead.get("readyAt" if lead["stage"] == "probing" else "due")
        if end is not None and lead["stage"] != "running":
            seconds = round(end - lead["from"], 3)
            numbers["seconds"] = seconds
            text = f"{text}: {seconds:g} s"
    if lead["runs"] > 1:
        numbers["restarts"] = lead["runs"] - 1
        text = f"{text} (restart {lead['runs'] - 1})"
    if "ended" in lead and lead["stage"] in ("exited", "backoff", "done"):
        numbers["exitCode"] = lead["ended"]["code"]
        text = f"{text}, exit code {lead['ended']['code']}"
    return Why(rule, text, numbers)

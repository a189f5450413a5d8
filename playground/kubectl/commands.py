"""Every command of the terminal, in one literal, ordered table."""

from __future__ import annotations

from playground.kubectl.command import Command
from playground.kubectl.verbs import (
    apply,
    autoscale,
    create,
    delete,
    describe,
    diff,
    discovery,
    drain,
    events,
    explain,
    expose,
    get,
    label,
    logs,
    nodes,
    patch,
    refused,
    replace,
    rollout,
    run,
    scale,
    set,
    wait,
)

COMMANDS: tuple[Command, ...] = (
    *get.COMMANDS,
    *describe.COMMANDS,
    *create.COMMANDS,
    *apply.COMMANDS,
    *delete.COMMANDS,
    *run.COMMANDS,
    *expose.COMMANDS,
    *scale.COMMANDS,
    *autoscale.COMMANDS,
    *set.COMMANDS,
    *rollout.COMMANDS,
    *patch.COMMANDS,
    *replace.COMMANDS,
    *diff.COMMANDS,
    *label.COMMANDS,
    *nodes.COMMANDS,
    *drain.COMMANDS,
    *logs.COMMANDS,
    *events.COMMANDS,
    *wait.COMMANDS,
    *explain.COMMANDS,
    *discovery.COMMANDS,
    *refused.COMMANDS,
)
GROUPS = frozenset(command.words[0] for command in COMMANDS if len(command.words) > 1)

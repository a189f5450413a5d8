"""Short help texts, made from the table of commands."""

from __future__ import annotations

from collections.abc import Sequence

from playground.kubectl.command import Command
from playground.kubectl.commands import COMMANDS


def overview(commands: Sequence[Command]) -> str:
    """All commands with one line each."""
    width = max(len(command.name) for command in commands)
    lines = [f"  {command.name.ljust(width)}   {command.summary}" for command in commands]
    return "\n".join(
        (
            "kubectl controls the Kubernetes cluster manager.",
            "",
            "Commands of this terminal:",
            *lines,
            "",
            'Use "kubectl <command> --help" for more information about a given command.',
        )
    )


def command_help(command: Command) -> str:
    """One command with its flags."""
    flags = sorted(command.flags, key=lambda flag: flag.name)
    lines = [
        f"    {f'-{flag.short}, ' if flag.short else ''}--{flag.name}"
        f"{'' if flag.type == 'bool' else '='}"
        for flag in flags
    ]
    options = ["", "Options:", *lines] if lines else []
    usage = command.usage or f"{command.name} [flags]"
    return "\n".join((f"{command.summary}.", *options, "", "Usage:", f"  kubectl {usage}"))


def group_help(group: str) -> str:
    """A family of commands, such as rollout."""
    return overview([command for command in COMMANDS if command.words[0] == group])

"""Commands of kubectl that a simulated cluster cannot carry out, each with the reason why.

Example: `exec` is refused because no program runs in the containers.
"""

from __future__ import annotations

from playground.kubectl.command import Command, Run
from playground.kubectl.failures import error
from playground.kubectl.flags import Flags
from playground.kubectl.shell import Shell

NO_PROGRAM = "the containers of this playground are simulated: there is no program to {}"
REASONS = {
    "exec": NO_PROGRAM.format("execute a command in"),
    "attach": NO_PROGRAM.format("attach to"),
    "port-forward": NO_PROGRAM.format("forward a port to"),
    "cp": NO_PROGRAM.format("copy files from or to"),
    "debug": NO_PROGRAM.format("debug"),
    "top": "Metrics API not available",
    "proxy": "this terminal is in the page already; the API is under /k8s/",
    "config": "this terminal is tied to the page's cluster; use -n to choose a namespace",
    "kustomize": "this terminal reads no folders",
    "plugin": "this terminal has no plugins",
    "certificate": "this playground signs no certificates",
}


def refuser(name: str) -> Run:
    async def refuse(shell: Shell, flags: Flags) -> int:
        raise error(REASONS[name])

    return refuse


COMMANDS = tuple(
    Command((name,), refuser(name), f"Not offered: {reason}") for name, reason in REASONS.items()
)

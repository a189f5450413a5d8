"""What a kubectl command is: its words, flags and what it does.

Example: Command(("rollout", "undo"), undo, "...", (Flag("to-revision", "int"),)).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playground.kubectl.failures import error
from playground.kubectl.flags import Flag, Flags
from playground.kubectl.shell import Shell

Run = Callable[[Shell, Flags], Awaitable[int]]

OUTPUT = Flag("output", short="o")
SELECTOR = Flag("selector", short="l")
FIELD_SELECTOR = Flag("field-selector")
ALL_NAMESPACES = Flag("all-namespaces", "bool", short="A")
FILENAME = Flag("filename", "strings", short="f")
RECURSIVE = Flag("recursive", "bool", short="R")
DRY_RUN = Flag("dry-run", default="none", alone="unchanged")
OVERWRITE = Flag("overwrite", "bool")
EVERYTHING = Flag("all", "bool")
VALIDATE = Flag("validate", default="true", alone="strict")
FIELD_MANAGER = Flag("field-manager")
RECORD = Flag("record", "bool")
IGNORE_NOT_FOUND = Flag("ignore-not-found", "bool")
EVERYWHERE = (
    Flag("namespace", short="n"),
    Flag("help", "bool", short="h"),
    Flag("request-timeout", default="0"),
    Flag("warnings-as-errors", "bool"),
)


@dataclass(frozen=True, slots=True)
class Command:
    """One command; `required` names flags that must be given."""

    words: tuple[str, ...]
    run: Run
    summary: str
    flags: tuple[Flag, ...] = ()
    required: tuple[str, ...] = ()
    usage: str = ""

    @property
    def name(self) -> str:
        return " ".join(self.words)

    @property
    def all_flags(self) -> tuple[Flag, ...]:
        return (*self.flags, *EVERYWHERE)


def dry_run(flags: Flags) -> str:
    """none, client or server. Raises Failure."""
    wanted = str(flags["dry-run"])
    if wanted == "unchanged":
        return "client"
    if wanted not in ("none", "client", "server"):
        raise error(f'Invalid dry-run value ({wanted}). Must be "none", "server", or "client".')
    return wanted


def suffix(mode: str) -> str:
    """What results end with in a dry run."""
    return {"client": " (dry run)", "server": " (server dry run)"}.get(mode, "")


def write_query(flags: Flags, manager: str) -> dict[str, str]:
    """The query of a write."""
    query = {"fieldManager": flags.get("field-manager") or manager}
    if flags.get("dry-run") == "server":
        query["dryRun"] = "All"
    return query

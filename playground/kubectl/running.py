"""One command line from words to exit code.

Example: `await run_line("get pods -A", shell)` writes the table and gives 0.
"""

from __future__ import annotations

from playground.kubectl.command import Command
from playground.kubectl.commands import COMMANDS, GROUPS
from playground.kubectl.failures import Failure, usage
from playground.kubectl.flags import FlagError, Flags, parse
from playground.kubectl.help import command_help, group_help, overview
from playground.kubectl.shell import Shell
from playground.kubectl.words import read_line

DEPRECATED = "Flag --record has been deprecated, --record will be removed in the future"
NEAR, LONGEST_WORD = 2, 30
BROKEN = "error: this command failed; the server's log says why"


async def run_line(line: str, shell: Shell) -> int:
    """The exit code; everything else is written to the shell."""
    try:
        typed = read_line(line)
        if typed.document is not None:
            shell.stdin = typed.document
        shell.environment.update(typed.environment)
        return await run_words(typed.words, shell)
    except Failure as failure:
        shell.err(failure.text)
        return failure.code


async def run_words(words: list[str], shell: Shell) -> int:
    """Raises Failure."""
    if not words or words[0] in ("help", "--help", "-h"):
        shell.out(help_about([word for word in words if not word.startswith("-")][1:]))
        return 0
    command, rest = find_command(words)
    if command is None:
        return no_command(words, shell)
    try:
        flags = parse(rest, command.all_flags)
    except FlagError as problem:
        text = f"error: {problem}\nSee 'kubectl {command.name} --help' for usage."
        raise Failure(text) from None
    if flags["help"]:
        shell.out(command_help(command))
        return 0
    if "record" in flags.named:
        shell.err(DEPRECATED)
    missing = [name for name in command.required if name not in flags.named]
    if missing:
        names = ", ".join(f'"{name}"' for name in missing)
        raise Failure(f"error: required flag(s) {names} not set")
    enter_namespace(flags, shell)
    return await command.run(shell, flags)


def enter_namespace(flags: Flags, shell: Shell) -> None:
    if "namespace" in flags.named and flags["namespace"]:
        shell.namespace = flags["namespace"]
        shell.namespace_given = True


def find_command(words: list[str]) -> tuple[Command | None, list[str]]:
    """The command that the first words name, and the words behind it.

    Flags may stand in front of the verb: `-n web get pods`.
    """
    front: list[str] = []
    rest = list(words)
    while rest and rest[0].startswith("-"):
        front.append(rest.pop(0))
        if front[-1] in ("-n", "--namespace") and rest:
            front.append(rest.pop(0))
    by_words = {command.words: command for command in COMMANDS}
    for length in (3, 2, 1):
        found = by_words.get(tuple(rest[:length]))
        if found is not None and len(rest) >= length:
            return found, [*front, *rest[length:]]
    return None, rest


def no_command(words: list[str], shell: Shell) -> int:
    if words[0] in GROUPS:
        if len(words) > 1 and not words[1].startswith("-"):
            raise usage(f'unknown command "{" ".join(words[1:])}"', words[0])
        asks_help = bool({"-h", "--help"} & set(words))
        (shell.out if asks_help else shell.err)(group_help(words[0]))
        return 0 if asks_help else 1
    told = f'error: unknown command "{words[0]}" for "kubectl"'
    meant = like(words[0])
    if meant:
        told += "\n\nDid you mean this?\n" + "".join(f"\t{each}\n" for each in meant)
    raise Failure(told)


def like(word: str) -> list[str]:
    """The commands whose names are two letters away at most, or begin like this."""
    names = sorted({command.words[0] for command in COMMANDS})
    return [name for name in names if name.startswith(word) or distance(word, name) <= NEAR]


def distance(left: str, right: str) -> int:
    """How many letters must be put in, taken out or changed."""
    row = list(range(len(right) + 1))
    for count, letter in enumerate(left[:LONGEST_WORD], 1):
        last, row = row, [count]
        for index, other in enumerate(right):
            change = last[index] + (letter != other)
            row.append(min(change, last[index + 1] + 1, row[index] + 1))
    return row[-1]


def help_about(words: list[str]) -> str:
    if not words:
        return overview(COMMANDS)
    command, _ = find_command(words)
    if command is not None:
        return command_help(command)
    return group_help(words[0]) if words[0] in GROUPS else overview(COMMANDS)

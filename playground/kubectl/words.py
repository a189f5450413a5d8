"""A typed line in words, as a shell would split it; here-documents become the command's input.

Only quoting, comments, `<<EOF` and `echo TEXT |` in front are known. Other pipes, `;`, `&&`,
redirections and substitutions are refused: this is no shell. `kubectl` and `k` in front may be left
out. Variables in front are for the command, as in `KUBE_EDITOR="sed -i s/v1/v2/" kubectl edit ...`.
Example: `kubectl apply -f - <<EOF` with lines up to `EOF` gives [apply, -f, -] and those lines.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field

from playground.kubectl.failures import Failure

PROGRAMS = ("kubectl", "k")
HERE = re.compile(r"<<(-?)\s*(['\"]?)([A-Za-z_][A-Za-z0-9_]*)\2")
ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=.*", re.DOTALL)
OPERATORS = frozenset("|&;<>`")


@dataclass(frozen=True, slots=True)
class Typed:
    """The words without the program's name, and the here-document if there is one."""

    words: list[str]
    document: str | None = None
    environment: dict[str, str] = field(default_factory=dict)


def read_line(text: str) -> Typed:
    """Raises Failure (exit code 2) for what only a shell can do."""
    first, _, rest = text.strip("\r\n").partition("\n")
    document = None
    here = HERE.search(first)
    if here is not None and not inside_quotes(first, here.start()):
        document = here_document(rest, here.group(3), strips_tabs=bool(here.group(1)))
        first = first[: here.start()] + first[here.end() :]
    elif rest.strip():
        first = joined(text)
    if document is None:
        document, first = echoed(first)
    words = split(first)
    environment = {}
    while words and ASSIGNMENT.fullmatch(words[0]):
        name, _, value = words.pop(0).partition("=")
        environment[name] = value
    if words and words[0] in PROGRAMS:
        words = words[1:]
    return Typed(words, document, environment)


def echoed(line: str) -> tuple[str | None, str]:
    """`echo TEXT | kubectl ...` in two: what the command reads, and the command."""
    pipe = next((position for position, letter in operators(line) if letter == "|"), -1)
    said = split(line[:pipe]) if pipe >= 0 and line.lstrip().startswith("echo ") else []
    if not said:
        return None, line
    return f"{' '.join(said[1:])}\n", line[pipe + 1 :]


def inside_quotes(line: str, position: int) -> bool:
    try:
        shlex.split(line[:position])
    except ValueError:
        return True
    return False


def joined(text: str) -> str:
    """Lines that end in a backslash go on; others may stand in quotes."""
    return text.replace("\\\r\n", " ").replace("\\\n", " ")


def here_document(rest: str, word: str, *, strips_tabs: bool) -> str:
    lines = []
    for line in rest.split("\n"):
        plain = line.lstrip("\t") if strips_tabs else line
        if plain.rstrip("\r") == word:
            break
        lines.append(plain)
    return "".join(f"{line}\n" for line in lines)


def split(line: str) -> list[str]:
    refuse_operators(line)
    try:
        return shlex.split(line)
    except ValueError:
        raise Failure("unexpected end of line while looking for a matching quote", 2) from None


def refuse_operators(line: str) -> None:
    for _, letter in operators(line):
        text = f'"{letter}" is not offered here: this terminal runs one kubectl command at a time'
        raise Failure(text, 2)


def operators(line: str) -> Iterator[tuple[int, str]]:
    """The operators of a shell that stand outside of quotes, and where."""
    quote, is_escaped = "", False
    for position, letter in enumerate(line):
        if is_escaped:
            is_escaped = False
        elif letter == "\\" and quote != "'":
            is_escaped = True
        elif quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in OPERATORS:
            yield position, letter

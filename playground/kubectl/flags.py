"""Flags as kubectl's own parser reads them: anywhere on the line, long or short, with its words.

`-o wide`, `-owide`, `-o=wide`, `--output wide` and `--output=wide` are the same; boolean short
flags may stand together (`-Aw`); after `--` everything is an argument.
Example: parse(["pods", "-A", "-o", "wide"], flags) has arguments ["pods"] and output "wide".
Mirrors: github.com/spf13/pflag (error texts).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

DURATION = re.compile(r"(\d+(?:\.\d+)?)(h|ms|us|ns|m|s)")
UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "us": 1e-6, "ns": 1e-9}
TRUE, FALSE = (
    frozenset({"1", "t", "T", "true", "TRUE", "True"}),
    frozenset({"0", "f", "F", "false", "FALSE", "False"}),
)


class FlagError(ValueError):
    """The flags cannot be read; the message is pflag's."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag. `alone` is its value when it stands without one."""

    name: str
    type: str = "string"
    short: str = ""
    default: Any = None
    alone: str | None = None

    @property
    def shown(self) -> str:
        return f"-{self.short}, --{self.name}" if self.short else f"--{self.name}"

    @property
    def alone_value(self) -> str | None:
        return "true" if self.type == "bool" else self.alone

    @property
    def initial(self) -> Any:
        if self.default is not None:
            return self.default
        return {"bool": False, "int": 0, "strings": [], "texts": []}.get(self.type, "")


class Flags:
    """What was given: values by name, which of them the line named, and the arguments."""

    def __init__(self, known: Sequence[Flag]) -> None:
        self._values = {flag.name: flag.initial for flag in known}
        self.named: set[str] = set()
        self.arguments: list[str] = []
        self.behind_dashes: list[str] = []

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a flag that a command may not have."""
        return self._values.get(name, default)

    def put(self, name: str, value: Any) -> None:
        """Give a flag another value, as if the line had said so."""
        self._values[name] = value

    def set(self, flag: Flag, text: str, shown: str) -> None:
        """Raises FlagError for a value of the wrong type."""
        try:
            value = read_value(flag, text)
        except ValueError as error:
            raise FlagError(f'invalid argument "{text}" for "{shown}" flag: {error}') from None
        if flag.type in ("strings", "texts") and flag.name in self.named:
            value = [*self._values[flag.name], *value]
        self.named.add(flag.name)
        self._values[flag.name] = value


def parse(words: Sequence[str], known: Sequence[Flag]) -> Flags:
    """Raises FlagError."""
    flags = Flags(known)
    by_name = {flag.name: flag for flag in known}
    by_short = {flag.short: flag for flag in known if flag.short}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            flags.behind_dashes = rest
            flags.arguments += rest
            break
        if word.startswith("--"):
            read_long(flags, word, by_name, rest)
        elif word.startswith("-") and len(word) > 1:
            read_short(flags, word, by_short, rest)
        else:
            flags.arguments.append(word)
    return flags


def read_long(flags: Flags, word: str, known: dict[str, Flag], rest: list[str]) -> None:
    name, has_value, text = word[2:].partition("=")
    if not name or name[0] in "-=":
        raise FlagError(f"bad flag syntax: {word}")
    flag = known.get(name)
    if flag is None:
        raise FlagError(f"unknown flag: --{name}")
    if has_value:
        flags.set(flag, text, flag.shown)
    elif flag.alone_value is not None:
        flags.set(flag, flag.alone_value, flag.shown)
    elif rest:
        flags.set(flag, rest.pop(0), flag.shown)
    else:
        raise FlagError(f"flag needs an argument: --{name}")


def read_short(flags: Flags, word: str, known: dict[str, Flag], rest: list[str]) -> None:
    letters = word[1:]
    while letters:
        letter, letters = letters[0], letters[1:]
        flag = known.get(letter)
        if flag is None:
            raise FlagError(f"unknown shorthand flag: '{letter}' in -{letter}{letters}")
        if letters.startswith("="):
            flags.set(flag, letters[1:], flag.shown)
            return
        if flag.alone_value is not None:
            flags.set(flag, flag.alone_value, flag.shown)
            continue
        if letters:
            flags.set(flag, letters, flag.shown)
        elif rest:
            flags.set(flag, rest.pop(0), flag.shown)
        else:
            raise FlagError(f"flag needs an argument: '{letter}' in -{letter}")
        return


def read_value(flag: Flag, text: str) -> Any:
    """Raises ValueError with the parser's words."""
    match flag.type:
        case "bool":
            if text not in TRUE | FALSE:
                raise ValueError(f'strconv.ParseBool: parsing "{text}": invalid syntax')
            return text in TRUE
        case "int":
            if not re.fullmatch(r"[-+]?\d{1,18}", text):
                raise ValueError(f'strconv.ParseInt: parsing "{text}": invalid syntax')
            return int(text)
        case "duration":
            return read_duration(text)
        case "strings":
            return text.split(",") if text else []
        case "texts":
            return [text]
    return text


def read_duration(text: str) -> float:
    """Go's durations: `1m30s`, `-1s`, `0`. Raises ValueError."""
    if text in ("0", "-0"):
        return 0.0
    body = text.removeprefix("-")
    parts = DURATION.findall(body)
    if not parts or "".join(number + unit for number, unit in parts) != body:
        if re.fullmatch(r"[-+]?\d+(\.\d+)?", text):
            raise ValueError(f'time: missing unit in duration "{text}"')
        raise ValueError(f'time: invalid duration "{text}"')
    total = sum(float(number) * UNITS[unit] for number, unit in parts)
    return -total if text.startswith("-") else total

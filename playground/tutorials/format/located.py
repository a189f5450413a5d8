"""YAML that remembers where everything stands, and a cursor that reads it by the rules.

`load` gives the plain value and the line of every part by its path. A `Cursor` stands on one part;
asking it for a field checks the field's type and notes a problem instead of raising, so a writer
sees all mistakes of a lesson in one run.
Example: `cursor.text("title")` on line 3 with the number 5 notes `lesson.yaml:3: title must be a
text`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from playground.tutorials.format.problems import Problems, did_you_mean, one_of

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Source:
    """One file: its name, the lines of its parts, and where problems go."""

    name: str
    problems: Problems
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of a part, or of the nearest part around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def load(text: str, source: Source) -> Any:
    """The plain value of a YAML text; None (and a problem) when it cannot be read."""
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        return None if node is None else plain(node, (), source, loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        source.problems.add(
            source.name,
            mark.line + 1 if mark else 0,
            f"this is no YAML: {error.problem or error.context}",
            "Look at the indentation and the quotes of this line and the one above.",
        )
    except yaml.YAMLError as error:
        source.problems.add(source.name, 0, f"this is no YAML: {error}", "Write plain text.")
    return None


def plain(node: yaml.Node, path: Path, source: Source, loader: yaml.SafeLoader) -> Any:
    """A node as dict, list or scalar; notes its line and any key that stands twice."""
    source.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(loader.construct_object(key_node))
            line = key_node.start_mark.line + 1
            if key in found:
                text = f'the key "{key}" stands here a second time'
                source.problems.add(source.name, line, text, "Keep one of the two.")
                continue
            source.lines[(*path, key)] = line
            found[key] = plain(value_node, (*path, key), source, loader)
        return found
    if isinstance(node, yaml.SequenceNode):
        return [
            plain(each, (*path, index), source, loader) for index, each in enumerate(node.value)
        ]
    return loader.construct_object(node, deep=True)


@dataclass(frozen=True, slots=True)
class Cursor:
    """One part of a file, read by the rules of the format."""

    value: Any
    path: Path
    source: Source

    @property
    def line(self) -> int:
        return self.source.line(self.path)

    @property
    def label(self) -> str:
        """What a message calls this part: `steps[2].goals[0].count`."""
        text = ""
        for part in self.path:
            text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
        return text or self.source.name

    def problem(self, text: str, cure: str) -> None:
        self.source.problems.add(self.source.name, self.line, text, cure)

    def at(self, key: str | int) -> Cursor:
        """The part below; its value is None when it is absent."""
        value = None
        if (isinstance(self.value, dict) and isinstance(key, str)) or isinstance(self.value, list):
            value = self.value.get(key) if isinstance(self.value, dict) else self.value[key]
        return Cursor(value, (*self.path, key), self.source)

    def has(self, key: str) -> bool:
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def keys(self, allowed: Sequence[str], required: Sequence[str] = ()) -> bool:
        """Check that this is a mapping with these keys; whether it is a mapping."""
        if not isinstance(self.value, dict):
            text = f"{self.label} must be a mapping"
            self.problem(text, f"Write its keys below it: {', '.join(required or allowed)}.")
            return False
        for key in self.value:
            if key not in allowed:
                text = f'{self.label} knows no key "{key}"'
                self.at(key).problem(text, did_you_mean(key, allowed))
        for key in required:
            if self.value.get(key) is None:
                self.problem(f'{self.label} has no "{key}"', f"Add the key {key}.")
        return True

    def text(self, key: str, default: str = "") -> str:
        """A text; a number is not taken for one."""
        value = self.at(key).value
        if value is None:
            return default
        if not isinstance(value, str) or not value.strip():
            self.at(key).problem(f"{key} must be a text", 'Write words; quote them: "...".')
            return default
        return value.strip()

    def number(self, key: str, default: float, lowest: float, highest: float) -> float:
        value = self.at(key).value
        if value is None:
            return default
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not lowest <= value <= highest:
            text = f"{key} must be a number from {lowest:g} to {highest:g}"
            self.at(key).problem(text, f"It says {value!r} now.")
            return default
        return float(value)

    def word(self, key: str, words: Sequence[str], default: str) -> str:
        """One of some words."""
        value = self.at(key).value
        if value is None:
            return default
        if value not in words:
            self.at(key).problem(f'there is no {key} "{value}"', one_of(words))
            return default
        return str(value)

    def flag(self, key: str, *, default: bool | None) -> bool | None:
        value = self.at(key).value
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.at(key).problem(f"{key} must be true or false", f"It says {value!r} now.")
        return default

    def items(self, key: str) -> list[Cursor]:
        """The parts of a list."""
        found = self.at(key)
        if found.value is None:
            return []
        if not isinstance(found.value, list):
            found.problem(f"{key} must be a list", 'Begin each item with "- ".')
            return []
        return [found.at(index) for index in range(len(found.value))]

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        found = []
        for each in self.items(key):
            if isinstance(each.value, str) and each.value.strip():
                found.append(each.value.strip())
            else:
                each.problem(f"an item of {key} must be a text", "Write words; quote them.")
        return tuple(found)

    def labels(self, key: str) -> dict[str, str]:
        """A mapping of texts to texts."""
        found = self.at(key)
        if found.value is None:
            return {}
        if not isinstance(found.value, dict):
            found.problem(f"{key} must be a mapping", "Write them as `app: web`.")
            return {}
        for name, value in found.value.items():
            if not isinstance(value, str):
                text = f"the label {name} must be a text"
                found.at(name).problem(text, f'Quote it: {name}: "{value}".')
        return {name: str(value) for name, value in found.value.items()}

"""Partial manifests: what is written must be there, all else may be as it likes.

Leaves: a plain value must be equal, `">= 8"` and `"2..4"` compare numbers (an absent number is 0),
`"*"` must be there, a text with `*` is a pattern, null must be absent. Of a list every item that is
written must be among those that are there.
Example: differences({"spec": {"replicas": 5}}, {"spec": {"replicas": 3}}) says that spec.replicas
is 3 and should be 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from playground.tutorials.goals.comparison import comparison, is_compared

ABSENT = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not as wanted."""

    path: str
    wanted: Any
    actual: Any

    def __str__(self) -> str:
        return f"{self.path} is {shown(self.actual)}, wanted {shown_wanted(self.wanted)}"


def shown(value: Any) -> str:
    if value is ABSENT or value is None:
        return "not set"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping | list):
        return "something else"
    return str(value)


def shown_wanted(value: Any) -> str:
    if value is None:
        return "nothing"
    if value == "*":
        return "any value"
    return str(comparison(value)) if is_compared(value) else shown(value)


def matches(partial: Any, actual: Any) -> bool:
    return not differences(partial, actual)


def differences(partial: Any, actual: Any, path: str = "") -> list[Difference]:
    """Every field that is not as the partial manifest says."""
    if isinstance(partial, Mapping):
        found = []
        held = actual if isinstance(actual, Mapping) else {}
        for key, wanted in partial.items():
            below = f"{path}.{key}" if path else str(key)
            found += differences(wanted, held.get(key, ABSENT), below)
        return found
    if isinstance(partial, list):
        return list_differences(partial, actual, path)
    return [] if leaf_matches(partial, actual) else [Difference(path, partial, actual)]


def list_differences(partial: Sequence[Any], actual: Any, path: str) -> list[Difference]:
    """Each wanted item must be there; the complaint is about the item that fits best."""
    held = actual if isinstance(actual, list) else []
    found: list[Difference] = []
    for wanted in partial:
        if any(matches(wanted, each) for each in held):
            continue
        near = nearest(wanted, held)
        label = f"{path}[{label_of(wanted)}]"
        if near is None:
            found.append(Difference(label, "*", ABSENT))
        else:
            found += differences(wanted, near, label)
    return found


def label_of(item: Any) -> str:
    if isinstance(item, Mapping):
        for key in ("name", "type", "key"):
            if key in item:
                return str(item[key])
        return ", ".join(f"{key}={value}" for key, value in list(item.items())[:1])
    return str(item)


def nearest(wanted: Any, held: Sequence[Any]) -> Any:
    """The item that shares the name or type of the wanted one, else the only one, else none."""
    if not isinstance(wanted, Mapping):
        return None
    for key in ("name", "type", "key"):
        for each in held:
            if key in wanted and isinstance(each, Mapping) and each.get(key) == wanted[key]:
                return each
    return held[0] if len(held) == 1 and isinstance(held[0], Mapping) else None


def leaf_matches(wanted: Any, actual: Any) -> bool:
    if wanted is None:
        return actual is ABSENT or actual is None
    if wanted == "*":
        return actual is not ABSENT and actual is not None
    if is_compared(wanted):
        number = 0 if actual is ABSENT or actual is None else actual
        return is_number(number) and comparison(wanted).holds(number)
    if actual is ABSENT or actual is None:
        return is_number(wanted) and wanted == 0
    if isinstance(wanted, str) and "*" in wanted:
        return fnmatchcase(str(actual), wanted)
    if isinstance(wanted, bool) or isinstance(actual, bool):
        return wanted is actual
    return str(wanted) == str(actual)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)

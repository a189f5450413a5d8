"""Numbers of objects in words: "2 of 3 ready Pods with app=web".

Example: missing(Pattern("Pod", ready=True, selector="app=web", count=Comparison("=", 3)), 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.tutorials.goals.comparison import is_compared
from playground.tutorials.goals.model import Pattern
from playground.tutorials.goals.partial import shown_wanted

ADJECTIVES = (
    ("new", {True: "new", False: "old"}),
    ("ready", {True: "ready", False: "unready"}),
    ("leaving", {True: "leaving"}),
    ("growing", {True: "growing"}),
)


def missing(pattern: Pattern, have: int) -> str:
    """How many there are and how many there should be."""
    wanted = pattern.count
    if wanted.exact == 0:
        return f"There {'is' if have == 1 else 'are'} still {have} {plural(pattern, have)}."
    if wanted.exact is not None and have > wanted.exact:
        return f"{have} {plural(pattern, have)}, wanted {wanted}."
    return f"{have} of {wanted} {plural(pattern, 2 if wanted.number != 1 else 1)}."


def plural(pattern: Pattern, number: int) -> str:
    """What the pattern finds, as words: `new ready Pods with app=web`."""
    words = [
        names[getattr(pattern, attribute)]
        for attribute, names in ADJECTIVES
        if getattr(pattern, attribute) in names
    ]
    noun = pattern.kind if number == 1 else f"{pattern.kind}s"
    words.append(f"{noun} {pattern.name}" if pattern.name else noun)
    if pattern.shows:
        words.append(f"in {' or '.join(pattern.shows)}")
    if pattern.owned is False:
        words.append("without an owner")
    with_parts = [pattern.selector] if pattern.selector else []
    with_parts += list(leaves(pattern.fields))
    if with_parts:
        words.append(f"with {', '.join(with_parts)}")
    return " ".join(words)


def leaves(fields: Mapping[str, Any], path: str = "") -> list[str]:
    """Wanted fields as `spec.nodeName=node-1`; of containers only the image counts in words."""
    found: list[str] = []
    for key, value in fields.items():
        below = f"{path}.{key}" if path else key
        if isinstance(value, Mapping):
            found += leaves(value, below)
        elif isinstance(value, list):
            for each in value:
                found += leaves(each, key) if isinstance(each, Mapping) else [f"{below}={each}"]
        elif is_compared(value):
            found.append(f"{below} {shown_wanted(value)}")
        else:
            found.append(f"{below}={shown_wanted(value)}")
    return [part.removeprefix("containers.").replace("image=", "") for part in found]

"""Label selectors and field selectors, compiled once into frozen, cached matchers.

Labels come in two forms: what a manifest says (`matchLabels`, `matchExpressions`) and what kubectl
sends (`app=web,tier in (a,b),!canary`). Both become a `LabelSelector`, a tuple of requirements that
all have to hold. An absent selector matches nothing, an empty one everything; `!=` and `notin` also
match objects without the label.

Fields come as `status.phase!=Running,spec.nodeName=node-1` and are read from the manifest; an
absent field reads as the empty text.

Example: parse_labels("app=web,!canary").matches({"app": "web"}) is True.
Mirrors: kubernetes apimachinery/pkg/labels, pkg/fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

OPERATORS = {"In": "in", "NotIn": "notin", "Exists": "exists", "DoesNotExist": "!"}
TOKEN = re.compile(r"\s*(==|!=|=|!|<|>|\(|\)|,|[^\s=!<>(),]+)\s*")
PUNCTUATION = frozenset({"==", "!=", "=", "!", "<", ">", "(", ")", ","})
FIELD_TERM = re.compile(r"((?:[^\\,=!]|\\.)+?)(==|!=|=)((?:[^\\,=]|\\.)*)")
TRUE_FALSE = {True: "true", False: "false"}


class SelectorError(ValueError):
    """The selector's text or structure cannot be read; the message says where."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition on one label: operator is in, notin, exists, !, > or <."""

    key: str
    operator: str
    values: frozenset[str] = frozenset()

    def holds(self, labels: Mapping[str, str]) -> bool:
        value = labels.get(self.key)
        match self.operator:
            case "in":
                return value in self.values
            case "notin":
                return value not in self.values
            case "exists":
                return value is not None
            case "!":
                return value is None
            case _:
                return self._compares(value)

    def _compares(self, value: str | None) -> bool:
        (bound,) = self.values
        try:
            number, limit = int(value or ""), int(bound)
        except ValueError:
            return False
        return number > limit if self.operator == ">" else number < limit

    def __str__(self) -> str:
        values = ",".join(sorted(self.values))
        if self.operator in ("exists", "!"):
            return self.key if self.operator == "exists" else f"!{self.key}"
        if self.operator in (">", "<"):
            return f"{self.key}{self.operator}{values}"
        return f"{self.key} {self.operator} ({values})"


@dataclass(frozen=True, slots=True)
class LabelSelector:
    """All requirements must hold. `equals` are those of the form label = value, looked at first."""

    equals: tuple[tuple[str, str], ...] = ()
    requirements: tuple[Requirement, ...] = ()
    nothing: bool = False

    def matches(self, labels: Mapping[str, str]) -> bool:
        if self.nothing:
            return False
        for key, value in self.equals:
            if labels.get(key) != value:
                return False
        return not self.requirements or all(each.holds(labels) for each in self.requirements)

    @property
    def is_everything(self) -> bool:
        return not (self.nothing or self.equals or self.requirements)

    def __str__(self) -> str:
        """The text kubectl prints in the column SELECTOR, without the `<none>` of an empty one."""
        parts = [(key, f"{key}={value}") for key, value in self.equals]
        parts += [(requirement.key, str(requirement)) for requirement in self.requirements]
        return ",".join(text for _, text in sorted(parts))


EVERYTHING = LabelSelector()
NOTHING = LabelSelector(nothing=True)


def compile_selector(selector: Mapping[str, Any] | None) -> LabelSelector:
    """The matcher of a manifest's selector. Raises SelectorError when it cannot be built."""
    if selector is None:
        return NOTHING
    expressions = tuple(
        (each.get("key", ""), each.get("operator", ""), tuple(each.get("values") or ()))
        for each in selector.get("matchExpressions") or ()
    )
    return _compiled(tuple((selector.get("matchLabels") or {}).items()), expressions)


def equality_selector(labels: Mapping[str, str] | None) -> LabelSelector:
    """The matcher of a plain label map, as a Service has one; absent or empty matches nothing."""
    return _compiled(tuple(labels.items()), ()) if labels else NOTHING


@lru_cache(maxsize=4096)
def _compiled(
    equals: tuple[tuple[str, str], ...],
    expressions: tuple[tuple[str, str, tuple[str, ...]], ...],
) -> LabelSelector:
    requirements = []
    for key, operator, values in expressions:
        if operator not in OPERATORS:
            raise SelectorError(f'"{operator}" is not a valid label selector operator')
        requirements.append(Requirement(key, OPERATORS[operator], frozenset(values)))
    return LabelSelector(equals, tuple(requirements))


@lru_cache(maxsize=1024)
def parse_labels(text: str) -> LabelSelector:
    """The matcher of a selector as kubectl writes it. Raises SelectorError."""
    tokens = _tokens(text)
    equals: list[tuple[str, str]] = []
    requirements: list[Requirement] = []
    while tokens:
        if tokens[0] in PUNCTUATION - {"!"}:
            raise SelectorError(f"found '{tokens[0]}', expected: !, identifier, or 'end of string'")
        requirement = _requirement(tokens)
        if requirement.operator == "in" and len(requirement.values) == 1:
            equals.append((requirement.key, next(iter(requirement.values))))
        else:
            requirements.append(requirement)
        _end_of_requirement(tokens)
    return LabelSelector(tuple(equals), tuple(requirements))


def _end_of_requirement(tokens: list[str]) -> None:
    if not tokens:
        return
    separator = tokens.pop(0)
    if separator != ",":
        raise SelectorError(f"found '{separator}', expected: ',' or 'end of string'")
    if not tokens or tokens[0] in PUNCTUATION - {"!"}:
        found = tokens[0] if tokens else ""
        raise SelectorError(f"found '{found}', expected: identifier after ','")


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    position = 0
    while position < len(text):
        match = TOKEN.match(text, position)
        if not match:
            break
        tokens.append(match[1])
        position = match.end()
    return tokens


def _requirement(tokens: list[str]) -> Requirement:
    first = tokens.pop(0)
    if first == "!":
        return Requirement(_word(tokens), "!")
    if first in PUNCTUATION:
        raise SelectorError(f"unable to parse requirement: found '{first}', expected: identifier")
    if not tokens or tokens[0] == ",":
        return Requirement(first, "exists")
    operator = tokens.pop(0)
    match operator:
        case "=" | "==":
            return Requirement(first, "in", frozenset({_value(tokens)}))
        case "!=":
            return Requirement(first, "notin", frozenset({_value(tokens)}))
        case ">" | "<":
            return Requirement(first, operator, frozenset({_word(tokens)}))
        case "in" | "notin":
            return Requirement(first, operator, _value_set(tokens))
    expected = "in, notin, =, ==, !=, gt, lt"
    raise SelectorError(f"unable to parse requirement: found '{operator}', expected: {expected}")


def _word(tokens: list[str]) -> str:
    if not tokens or tokens[0] in PUNCTUATION:
        found = tokens[0] if tokens else ""
        raise SelectorError(f"unable to parse requirement: found '{found}', expected: identifier")
    return tokens.pop(0)


def _value(tokens: list[str]) -> str:
    return "" if not tokens or tokens[0] == "," else _word(tokens)


def _value_set(tokens: list[str]) -> frozenset[str]:
    opening = tokens.pop(0) if tokens else ""
    if opening != "(":
        raise SelectorError(f"unable to parse requirement: found '{opening}' expected: '('")
    values = set()
    while True:
        values.add("" if tokens and tokens[0] in (",", ")") else _word(tokens))
        end = tokens.pop(0) if tokens else ""
        if end == ")":
            return frozenset(values)
        if end != ",":
            raise SelectorError(f"unable to parse requirement: found '{end}', expected: ',' or ')'")


@dataclass(frozen=True, slots=True)
class FieldSelector:
    """Terms (path, is it equal, value) that all have to hold."""

    terms: tuple[tuple[tuple[str, ...], bool, str], ...] = ()

    def matches(self, manifest: Mapping[str, Any]) -> bool:
        return all(
            (field_text(manifest, path) == value) is same for path, same, value in self.terms
        )

    @property
    def paths(self) -> Iterable[str]:
        return [".".join(path) for path, _, _ in self.terms]

    def required(self, path: str) -> str | None:
        """The one value the field must have, so that an index can be used; None without one."""
        for parts, same, value in self.terms:
            if same and ".".join(parts) == path:
                return value
        return None


@lru_cache(maxsize=1024)
def parse_fields(text: str) -> FieldSelector:
    """The matcher of a field selector. Raises SelectorError."""
    terms = []
    for part in _split_terms(text):
        match = FIELD_TERM.fullmatch(part)
        if not match:
            raise SelectorError(f"invalid selector: '{text}'; can't understand '{part}'")
        value = re.sub(r"\\(.)", r"\1", match[3])
        terms.append((tuple(match[1].split(".")), match[2] != "!=", value))
    return FieldSelector(tuple(terms))


def _split_terms(text: str) -> list[str]:
    parts = re.split(r"(?<!\\),", text)
    return [part for part in parts if part]


def field_text(manifest: Mapping[str, Any], path: Iterable[str]) -> str:
    """A field as text; absent fields read as "" (and a number or a boolean as it is printed)."""
    value: Any = manifest
    for part in path:
        if not isinstance(value, Mapping):
            return ""
        value = value.get(part)
    if value is None:
        return ""
    return TRUE_FALSE[value] if isinstance(value, bool) else str(value)

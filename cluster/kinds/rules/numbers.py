"""Rules for plain numbers, counts that may be percentages, and words of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cluster.kinds.errors import FieldError, invalid, unsupported
from cluster.kinds.rules import names

NOT_NEGATIVE = "must be greater than or equal to 0"


def not_negative(owner: Mapping[str, Any], key: str, path: str) -> list[FieldError]:
    """The field `key` of `owner`, which lies at `path`, must not be below 0."""
    number = owner.get(key)
    if number is None or number >= 0:
        return []
    return [invalid(f"{path}.{key}", number, NOT_NEGATIVE)]


def int_or_percent(owner: Mapping[str, Any], key: str, path: str) -> list[FieldError]:
    """A count that is not negative, or digits and a percent sign (D19)."""
    value = owner.get(key)
    if isinstance(value, str):
        return [invalid(f"{path}.{key}", value, text) for text in names.percent(value)]
    return not_negative(owner, key, path)


def in_range(
    owner: Mapping[str, Any], key: str, path: str, *, lowest: float, highest: float
) -> list[FieldError]:
    """A number between two bounds; the complaint says which."""
    number = owner.get(key)
    if number is None or lowest <= number <= highest:
        return []
    return [
        invalid(f"{path}.{key}", number, f"must be between {lowest:g} and {highest:g}, inclusive")
    ]


def one_of(path: str, word: str, supported: Iterable[str]) -> list[FieldError]:
    words = list(supported)
    return [] if word in words else [unsupported(path, word, words)]

"""The query parameters of a request, read once and refused when they make no sense.

Example: `?labelSelector=app%3Dweb&limit=500&dryRun=All` gives a selector, 500 and True.
Mirrors: kubernetes apimachinery/pkg/apis/meta/v1 (ListOptions, CreateOptions, ...).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.http import QueryDict

from cluster.core.selectors import (
    FieldSelector,
    LabelSelector,
    SelectorError,
    parse_fields,
    parse_labels,
)
from cluster.kinds.errors import ApiError

T = TypeVar("T")
FIELD_VALIDATIONS = ("Ignore", "Warn", "Strict")
MAX_TIMEOUT_SECONDS = 24 * 3600
MAX_LIMIT = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Options:
    """What a client may say beside the path and the body."""

    labels: LabelSelector
    fields: FieldSelector
    limit: int = 0
    continue_token: str = ""
    resource_version: str = ""
    watch: bool = False
    bookmarks: bool = False
    timeout_seconds: int = 0
    dry_run: bool = False
    field_validation: str = "Warn"
    field_manager: str = ""
    force: bool = False
    grace_period_seconds: int | None = None
    propagation_policy: str = ""
    orphan_dependents: bool | None = None
    pretty: bool = False

    @property
    def is_selective(self) -> bool:
        return not self.labels.is_everything or bool(self.fields.terms)


def read_options(query: QueryDict) -> Options:
    """Raises ApiError 400 for a parameter that cannot be read."""
    grace = query.get("gracePeriodSeconds", "")
    orphan = query.get("orphanDependents", "")
    return Options(
        labels=selector(parse_labels, query.get("labelSelector", "")),
        fields=selector(parse_fields, query.get("fieldSelector", "")),
        limit=number(query, "limit", MAX_LIMIT),
        continue_token=query.get("continue", ""),
        resource_version=resource_version(query.get("resourceVersion", "")),
        watch=flag(query.get("watch", "")),
        bookmarks=flag(query.get("allowWatchBookmarks", "")),
        timeout_seconds=number(query, "timeoutSeconds", MAX_TIMEOUT_SECONDS),
        dry_run=dry_run(query.getlist("dryRun")),
        field_validation=field_validation(query.get("fieldValidation", "")),
        field_manager=query.get("fieldManager", ""),
        force=flag(query.get("force", "")),
        grace_period_seconds=signed_number("gracePeriodSeconds", grace) if grace else None,
        propagation_policy=query.get("propagationPolicy", ""),
        orphan_dependents=flag(orphan) if orphan else None,
        pretty=flag(query.get("pretty", "")),
    )


def selector(parse: Callable[[str], T], text: str) -> T:
    try:
        return parse(text)
    except SelectorError as error:
        raise ApiError.bad_request(str(error)) from None


def flag(text: str) -> bool:
    """Go's reading of a boolean parameter: present and not false is true."""
    return text.lower() not in ("", "0", "false", "f")


def number(query: QueryDict, name: str, most: int) -> int:
    text = query.get(name, "")
    return min(max(0, signed_number(name, text)), most) if text else 0


def signed_number(name: str, text: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 20):
        raise ApiError.bad_request(
            f'invalid value for parameter {name}: strconv.ParseInt: parsing "{text}": '
            "invalid syntax"
        )
    return int(text)


def resource_version(text: str) -> str:
    if text and not (text.isascii() and text.isdigit() and len(text) < 20):
        raise ApiError.bad_request(
            f'resourceVersion: Invalid value: "{text}": strconv.ParseUint: parsing "{text}": '
            "invalid syntax"
        )
    return text


def dry_run(values: list[str]) -> bool:
    wanted = [value for value in values if value]
    for value in wanted:
        if value != "All":
            raise ApiError.bad_request(
                f'dryRun: Unsupported value: "{value}": supported values: "All"'
            )
    return bool(wanted)


def field_validation(text: str) -> str:
    if text and text not in FIELD_VALIDATIONS:
        raise ApiError.bad_request(
            f'fieldValidation: Unsupported value: "{text}": supported values: '
            '"Ignore", "Strict", "Warn"'
        )
    return text or "Warn"

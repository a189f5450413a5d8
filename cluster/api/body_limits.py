"""What bodies may be at most, in every format."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

MAX_BYTES = 1024 * 1024
MAX_NODES = 100_000
MAX_DEPTH = 64
MAX_DOCUMENTS = 100
LONG_NUMBER = 400
SURROGATES = re.compile("[\ud800-\udfff]")
TOO_DEEP = f"exceeded max depth of {MAX_DEPTH}"


@dataclass
class Body:
    """One decoded document and the fields that stood twice, as `duplicate field "spec.x"`."""

    value: Any
    duplicates: list[str] = field(default_factory=list)


class Refusal(Exception):
    """Why a document cannot be read."""


def clean_text(text: str) -> str:
    """Half characters become the replacement character; NUL is refused."""
    if text.isascii():
        if "\0" in text:
            raise Refusal("the character NUL is not allowed")
        return text
    return SURROGATES.sub("\ufffd", text)


def child(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key

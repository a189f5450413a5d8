"""Numbers in sentences: 1 Pod is, 2 Pods are.

Example: some(1, "Pod") == "1 Pod", some(3, "new Pod") == "3 new Pods", be(3) == "are".
"""

from __future__ import annotations


def some(count: int, what: str) -> str:
    """The number and the noun."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def be(count: int) -> str:
    return "is" if count == 1 else "are"

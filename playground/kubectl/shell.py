"""What a running command has at hand: the API, where it writes, its input, files and namespace.

Output is bounded, so that a watch left alone or a huge list cannot fill the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from playground.kubectl.client import Client
from playground.kubectl.failures import Failure

MAX_OUTPUT = 2_000_000
Write = Callable[[str, str], None]


@dataclass
class Shell:
    """One command's surroundings. `write` takes "out" or "err" and a text."""

    client: Client
    write: Write
    namespace: str = "default"
    namespace_given: bool = False
    stdin: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    written: int = 0

    def out(self, text: str) -> None:
        """Write lines to the output."""
        self._put("out", text)

    def err(self, text: str) -> None:
        """Write lines beside the output."""
        self._put("err", text)

    def _put(self, stream: str, text: str) -> None:
        if not text:
            return
        self.written += len(text)
        if self.written > MAX_OUTPUT:
            raise Failure("error: the output is too long for this terminal; ask for less")
        self.write(stream, text if text.endswith("\n") else f"{text}\n")

    def out_raw(self, text: str) -> None:
        """Write text without adding an end of line."""
        self.written += len(text)
        if self.written > MAX_OUTPUT:
            raise Failure("error: the output is too long for this terminal; ask for less")
        if text:
            self.write("out", text)

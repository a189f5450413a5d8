"""What the page and the terminal say to each other: one JSON object for each frame.

Page: `run` (line, stdin, files, namespace), `interrupt`, `complete` (line, cursor).
Terminal: `out`, `err` (text), `exit` (code), `completions` (words), `error` (code, message).
Example: {"type":"run","line":"kubectl get pods"} is answered by `out` frames and one `exit`.
"""

from __future__ import annotations

import msgspec

MAX_FRAME = 1_200_000
MAX_LINE = 100_000
MAX_FILES = 50
MALFORMED = 4400


class Run(msgspec.Struct, tag="run", forbid_unknown_fields=True):
    """Carry out one command line."""

    line: str
    stdin: str | None = None
    files: dict[str, str] = {}
    namespace: str = "default"


class Interrupt(msgspec.Struct, tag="interrupt", forbid_unknown_fields=True):
    """End the command that runs, as Ctrl-C does."""


class Complete(msgspec.Struct, tag="complete", forbid_unknown_fields=True):
    """What may stand at the cursor?"""

    line: str
    cursor: int
    files: list[str] = []
    namespace: str = "default"


Frame = Run | Interrupt | Complete
_decoder = msgspec.json.Decoder(Frame)
_encoder = msgspec.json.Encoder()


def read_frame(text: str | None) -> Frame:
    """Raises ValueError that says what is wrong with it."""
    if text is None:
        raise ValueError("only text frames are understood")
    if len(text) > MAX_FRAME:
        raise ValueError(f"longer than {MAX_FRAME} characters")
    frame: Frame = _decoder.decode(text)
    if isinstance(frame, Run) and len(frame.line) > MAX_LINE:
        raise ValueError(f"the line is longer than {MAX_LINE} characters")
    if isinstance(frame, Run | Complete) and len(frame.files) > MAX_FILES:
        raise ValueError(f"more than {MAX_FILES} files")
    return frame


def text_frame(stream: str, text: str) -> str:
    return _encoder.encode({"type": stream, "text": text}).decode()


def exit_frame(code: int) -> str:
    return _encoder.encode({"type": "exit", "code": code}).decode()


def completions_frame(words: list[str]) -> str:
    return _encoder.encode({"type": "completions", "words": words}).decode()


def error_frame(code: str, message: str) -> str:
    return _encoder.encode({"type": "error", "code": code, "message": message}).decode()

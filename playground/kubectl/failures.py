"""What goes wrong, in kubectl's words: its own complaints and those of the server.

Example: a 404 prints `Error from server (NotFound): pods "x" not found`; an invalid Deployment
prints `The Deployment "web" is invalid: spec.replicas: Invalid value: -1: ...`.
Mirrors: kubectl pkg/cmd/util/helpers.go.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Failure(Exception):
    """A command ends here; `text` goes to stderr as it is."""

    def __init__(self, text: str, code: int = 1) -> None:
        super().__init__(text)
        self.text = text
        self.code = code


class ServerFailure(Failure):
    """The server said no. `doing` is put before its message, as in `error when creating "x"`."""

    def __init__(self, status: dict[str, Any], doing: str = "") -> None:
        self.status = status
        self.doing = doing
        super().__init__(server_text(status, doing))

    @property
    def reason(self) -> str:
        return str(self.status.get("reason", ""))

    @property
    def message(self) -> str:
        return str(self.status.get("message", ""))

    def while_(self, doing: str) -> ServerFailure:
        """The same refusal with what kubectl was about to do."""
        return ServerFailure(self.status, doing)


class Failures(Failure):
    """Several things went wrong; each is told on its own line."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        super().__init__("\n".join(each.text for each in failures))


def error(message: str) -> Failure:
    """A complaint of kubectl itself."""
    return Failure(f"error: {message}")


def usage(message: str, command: str) -> Failure:
    """A complaint that points to the help of the command."""
    return Failure(f"error: {message}\nSee 'kubectl {command} -h' for help and examples")


def unexpected(arguments: Sequence[str], command: str) -> Failure:
    return usage(f"Unexpected args: [{' '.join(arguments)}]", command)


def raise_all(failures: Sequence[Failure]) -> None:
    """Raise what was collected; nothing when there is nothing."""
    if len(failures) == 1:
        raise failures[0]
    if failures:
        raise Failures(failures)


def server_text(status: dict[str, Any], doing: str) -> str:
    """A Status as kubectl prints it."""
    reason, message = status.get("reason", ""), status.get("message", "")
    if reason == "Invalid":
        return invalid_text(status)
    if reason == "Unauthorized":
        return f"error: You must be logged in to the server ({message})"
    shown = f"{doing}: {message}" if doing else message
    return f"Error from server ({reason}): {shown}" if reason else f"Error from server: {shown}"


def invalid_text(status: dict[str, Any]) -> str:
    """One cause on the same line, several as a list."""
    details = status.get("details") or {}
    causes = details.get("causes") or []
    lines = list(dict.fromkeys(cause_text(each) for each in causes))
    head = "The request is invalid"
    if details.get("kind") or details.get("name"):
        head = f'The {details.get("kind", "")} "{details.get("name", "")}" is invalid'
    elif status.get("message") and not lines:
        head = f"{head}: {status['message']}"
    if not lines:
        return head
    if len(lines) == 1:
        return f"{head}: {lines[0]}"
    return "\n".join((f"{head}: ", *(f"* {line}" for line in lines)))


def cause_text(cause: dict[str, Any]) -> str:
    field, message = cause.get("field", ""), cause.get("message", "")
    return f"{field}: {message}" if field else str(message)

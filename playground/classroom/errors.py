"""What a class refuses: one sentence for a person, and the field it is about."""

from __future__ import annotations


class ClassError(Exception):
    """A refusal; `status` is HTTP's number, `field` the control that it belongs to."""

    status = 422

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotAllowed(ClassError):
    """The caller's role may not do this."""

    status = 403


class NotThere(ClassError):
    """No such class, seat or question; a stranger's class is answered in the same words."""

    status = 404


class TooOften(ClassError):
    """Too many wrong tries; the sentence says how long to wait."""

    status = 429


NO_SUCH_CLASS = "There is no such class, or you are not in it. The way in is the address /join."

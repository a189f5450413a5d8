"""Refusals in the API server's own words: field errors and the Status they become.

A validation failure is a list of `FieldError`s, one for each complaint, in the server's order. An
`ApiError` is any refusal of a request; `to_status()` is the JSON that kubectl prints from.

Example: ApiError.not_found(("apps", "deployments"), "web") has the message
`deployments.apps "web" not found`, code 404 and reason NotFound.
Mirrors: kubernetes apimachinery/pkg/api/errors,
apimachinery/pkg/util/validation/field (SPEC A5-A8).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

ACCEPTED_TYPES = "application/json, application/yaml, application/vnd.kubernetes.protobuf"
CONFLICT_WHY = (
    "the object has been modified; please apply your changes to the latest version and try again"
)
CAUSE_REASONS = {
    "Required": ("FieldValueRequired", "Required value"),
    "Invalid": ("FieldValueInvalid", "Invalid value"),
    "Unsupported": ("FieldValueNotSupported", "Unsupported value"),
    "Forbidden": ("FieldValueForbidden", "Forbidden"),
    "Duplicate": ("FieldValueDuplicate", "Duplicate value"),
    "TooLong": ("FieldValueTooLong", "Too long"),
    "NotFound": ("FieldValueNotFound", "Not found"),
}

Resource = tuple[str, str]
"""(API group, plural name), for example ("apps", "deployments"); the group of v1 is ""."""


def shown(value: Any) -> str:
    """A value as complaints show it: strings quoted, numbers bare, structures as compact JSON."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return (
        text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
        if (isinstance(value, dict | list))
        else text
    )


@dataclass(frozen=True, slots=True)
class FieldError:
    """One complaint: where, of which sort, and the body that follows the path."""

    path: str
    type: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}: {self.text}"

    @property
    def cause(self) -> dict[str, str]:
        return {"reason": CAUSE_REASONS[self.type][0], "message": self.text, "field": self.path}


def required(path: str, detail: str = "") -> FieldError:
    return FieldError(path, "Required", f"Required value: {detail}" if detail else "Required value")


def invalid(path: str, value: Any, detail: str) -> FieldError:
    return FieldError(path, "Invalid", f"Invalid value: {shown(value)}: {detail}")


def unsupported(path: str, value: Any, supported: Iterable[str]) -> FieldError:
    words = ", ".join(f'"{word}"' for word in supported)
    return FieldError(
        path, "Unsupported", f"Unsupported value: {shown(value)}: supported values: {words}"
    )


def forbidden(path: str, detail: str) -> FieldError:
    return FieldError(path, "Forbidden", f"Forbidden: {detail}")


def duplicate(path: str, value: Any) -> FieldError:
    return FieldError(path, "Duplicate", f"Duplicate value: {shown(value)}")


def too_long(path: str, detail: str) -> FieldError:
    return FieldError(path, "TooLong", f"Too long: {detail}")


class DecodeError(ValueError):
    """The body cannot become the kind: a wrong JSON type, or an unknown field in strict mode.

    For a wrong type `go_type` is the type that was wanted and `value` what was found."""

    def __init__(self, message: str, *, go_type: str = "", value: Any = None) -> None:
        super().__init__(message)
        self.go_type = go_type
        self.value = value


@dataclass
class ApiError(Exception):
    """A refused request, in the shape of a Kubernetes Status."""

    status_code: int
    reason: str
    message: str
    details: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(self.message)

    def to_status(self) -> dict[str, Any]:
        """The Status manifest; its `code` is the HTTP status."""
        status: dict[str, Any] = {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": self.message,
        }
        if self.reason:
            status["reason"] = self.reason
        if self.details:
            status["details"] = self.details
        return status | {"code": self.status_code}

    @classmethod
    def bad_request(cls, message: str) -> Self:
        return cls(400, "BadRequest", message)

    @classmethod
    def cannot_decode(cls, kind: str, version: str, why: object) -> Self:
        """400 for a body that is not of the kind (A8)."""
        return cls.bad_request(
            f'{kind} in version "{version}" cannot be handled as a {kind}: {why}'
        )

    @classmethod
    def invalid(
        cls, kind: str, name: str, field_errors: Sequence[FieldError], group: str = ""
    ) -> Self:
        """422 with one cause for each complaint (A7); equal complaints are told once."""
        errors = list(dict.fromkeys(field_errors))
        texts = [str(error) for error in errors]
        told = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
        qualified = f"{kind}.{group}" if group else kind
        details = {"name": name, "group": group, "kind": kind}
        named = {key: value for key, value in details.items() if value}
        return cls(
            422,
            "Invalid",
            f'{qualified} "{name}" is invalid: {told}',
            named | {"causes": [error.cause for error in errors]},
        )

    @classmethod
    def invalid_patch(cls, patch: str, why: object) -> Self:
        """422 for a patch that leaves something that is not of the kind."""
        return cls.invalid("", "", [invalid("patch", patch, str(why))])

    @classmethod
    def rejected_patch(cls) -> Self:
        """422 for a JSON patch whose operations do not fit the object."""
        return cls(422, "Invalid", "the server rejected our request due to an error in our request")

    @classmethod
    def not_found(cls, resource: Resource, name: str) -> Self:
        message = f'{qualified_resource(resource)} "{name}" not found'
        return cls(404, "NotFound", message, resource_details(resource, name))

    @classmethod
    def no_such_path(cls) -> Self:
        """404 for an address that is no resource. kubectl debug reads the details unasked."""
        unknown = {"reason": "UnexpectedServerResponse", "message": "404 page not found"}
        message = "the server could not find the requested resource"
        return cls(404, "NotFound", message, {"causes": [unknown]})

    @classmethod
    def already_exists(cls, resource: Resource, name: str) -> Self:
        message = f'{qualified_resource(resource)} "{name}" already exists'
        return cls(409, "AlreadyExists", message, resource_details(resource, name))

    @classmethod
    def conflict(cls, resource: Resource, name: str, why: str = CONFLICT_WHY) -> Self:
        """409 for a stale write (A5)."""
        message = f'Operation cannot be fulfilled on {qualified_resource(resource)} "{name}": {why}'
        return cls(409, "Conflict", message, resource_details(resource, name))

    @classmethod
    def forbidden(cls, resource: Resource, name: str, why: str) -> Self:
        subject = (
            f'{qualified_resource(resource)} "{name}"' if name else qualified_resource(resource)
        )
        message = f"{subject} is forbidden: {why}"
        return cls(403, "Forbidden", message, resource_details(resource, name))

    @classmethod
    def namespace_terminating(cls, resource: Resource, name: str, namespace: str) -> Self:
        """403 for a creation in a namespace that is being deleted (O8)."""
        why = (
            f"unable to create new content in namespace {namespace} because it is being terminated"
        )
        error = cls.forbidden(resource, name, why)
        cause = {
            "reason": "NamespaceTerminating",
            "message": f"namespace {namespace} is being terminated",
            "field": "metadata.namespace",
        }
        error.details = error.details | {"causes": [cause]}
        return error

    @classmethod
    def unauthorized(cls) -> Self:
        return cls(401, "Unauthorized", "Unauthorized")

    @classmethod
    def method_not_allowed(cls) -> Self:
        message = "the server does not allow this method on the requested resource"
        return cls(405, "MethodNotAllowed", message)

    @classmethod
    def unsupported_media_type(cls, accepted: str = ACCEPTED_TYPES) -> Self:
        message = (
            "the body of the request was in an unknown format - "
            f"accepted media types include: {accepted}"
        )
        return cls(415, "UnsupportedMediaType", message)

    @classmethod
    def not_acceptable(cls, available: str = "application/json") -> Self:
        message = f"only the following media types are accepted: {available}"
        return cls(406, "NotAcceptable", message)

    @classmethod
    def too_large(cls, limit: int) -> Self:
        message = f"Request entity too large: limit is {limit}"
        return cls(413, "RequestEntityTooLarge", message)

    @classmethod
    def gone(cls, message: str) -> Self:
        """410 for a resourceVersion whose history is no longer kept."""
        return cls(410, "Expired", message)

    @classmethod
    def too_many_requests(
        cls, message: str, *, retry_after_seconds: int = 0, causes: Sequence[dict[str, str]] = ()
    ) -> Self:
        details: dict[str, Any] = {"causes": list(causes)} if causes else {}
        if retry_after_seconds:
            details["retryAfterSeconds"] = retry_after_seconds
        return cls(429, "TooManyRequests", message, details)

    @classmethod
    def internal(cls, message: str) -> Self:
        return cls(500, "InternalError", f"Internal error occurred: {message}")


def qualified_resource(resource: Resource) -> str:
    """`deployments.apps`, or plain `pods` for the group of v1."""
    group, plural = resource
    return f"{plural}.{group}" if group else plural


def resource_details(resource: Resource, name: str) -> dict[str, Any]:
    """What a Status says about its object; the server puts the plural into `kind`."""
    group, plural = resource
    details = {"name": name, "group": group, "kind": plural}
    return {key: value for key, value in details.items() if value}

"""Request bodies: JSON, YAML or protobuf, decoded with every defence switched on.

Refused (see `body_limits`): more than 1 MiB, more than 64 levels, YAML that its aliases blow up
beyond 100,000 nodes, aliases that contain themselves, keys that are no texts, NaN and Infinity,
more than one document where one is asked for. A key that stands twice is told, for strict requests
to refuse it; otherwise the last wins. Dates stay texts, `yes` is true as in YAML 1.1.

Example: decode(b"kind: Pod", "application/yaml").value == {"kind": "Pod"}.
Mirrors: sigs.k8s.io/yaml and sigs.k8s.io/json (the error texts).
"""

from __future__ import annotations

from cluster.api.body_limits import MAX_BYTES, Body, Refusal
from cluster.api.json_reader import read_json
from cluster.api.protobuf_reader import read_protobuf
from cluster.api.yaml_reader import read_yaml
from cluster.kinds.errors import ApiError

__all__ = ["Body", "decode", "decode_many"]
PROTOBUF_TYPE = "application/vnd.kubernetes.protobuf"
YAML_TYPES = frozenset(
    {"application/yaml", "application/x-yaml", "text/yaml", "application/apply-patch+yaml"}
)


def decode(raw: bytes, content_type: str = "application/json") -> Body:
    """The one document of a body. Raises ApiError."""
    if _media_type(content_type) == PROTOBUF_TYPE:
        return _protobuf(raw)
    if _is_yaml(content_type):
        documents = decode_many(raw, content_type)
        if len(documents) != 1:
            found = f"found {len(documents)} documents"
            raise ApiError.bad_request(f"the body must be one YAML document; {found}")
        return documents[0]
    return _json(raw)


def decode_many(raw: bytes, content_type: str = "application/yaml") -> list[Body]:
    """All documents of a body; empty YAML documents are left out. Raises ApiError."""
    if not _is_yaml(content_type):
        return [_json(raw)]
    text = _text(raw)
    try:
        return [body for body in read_yaml(text) if body.value is not None]
    except Refusal as refusal:
        raise ApiError.bad_request(f"error converting YAML to JSON: {refusal}") from None


def _json(raw: bytes) -> Body:
    try:
        return read_json(_text(raw))
    except Refusal as refusal:
        raise ApiError.bad_request(str(refusal)) from None


def _protobuf(raw: bytes) -> Body:
    _refuse_large(raw)
    try:
        body = read_protobuf(raw)
    except Refusal as refusal:
        raise ApiError.bad_request(str(refusal)) from None
    if body.value is None:
        raise ApiError.unsupported_media_type("application/json, application/yaml")
    return body


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _is_yaml(content_type: str) -> bool:
    return _media_type(content_type) in YAML_TYPES


def _refuse_large(raw: bytes) -> None:
    if len(raw) > MAX_BYTES:
        raise ApiError.too_large(MAX_BYTES)


def _text(raw: bytes) -> str:
    _refuse_large(raw)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ApiError.bad_request(f"the body is not UTF-8 text: {error.reason}") from None

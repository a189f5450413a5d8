"""Protobuf bodies, as kubectl 1.32 and later send them for `kubectl create <kind>`.

A body is the four bytes `k8s\\0` and an envelope with the kind and the object's own message. What
the table in `protobuf_fields` does not name is skipped.
Example: `kubectl create namespace shop` sends an envelope with kind Namespace and 30 bytes more.
Mirrors: kubernetes apimachinery/pkg/runtime/serializer/protobuf.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from cluster.api.body_limits import Body, Refusal, clean_text
from cluster.api.protobuf_fields import MESSAGES, TOP_LEVEL
from cluster.core.timestamps import format_time

MAGIC = b"k8s\x00"
MAX_NESTING = 24
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
MAX_VARINT_BYTES = 10
WIRE_TYPES = {"number": VARINT, "boolean": VARINT}
BROKEN = "the protobuf body is cut off or broken"


def read_protobuf(raw: bytes) -> Body:
    """The object of an envelope. Raises Refusal; for a kind without a table the value is None."""
    if not raw.startswith(MAGIC):
        raise Refusal("provided data does not appear to be a protobuf message")
    envelope = _message(raw[len(MAGIC) :], "Unknown", 0)
    kind = envelope.get("typeMeta", {}).get("kind", "")
    if kind not in TOP_LEVEL:
        return Body(None)
    versioned = f"{envelope['typeMeta'].get('apiVersion', '')} {kind}"
    name = versioned if versioned in MESSAGES else kind
    return Body({**envelope["typeMeta"], **_message(envelope.get("raw", b""), name, 0)})


def _message(raw: bytes, name: str, depth: int) -> dict[str, Any]:
    if depth > MAX_NESTING:
        raise Refusal(f"exceeded max depth of {MAX_NESTING}")
    known = MESSAGES[name]
    result: dict[str, Any] = {}
    for number, wire_type, value in _fields(raw):
        if number not in known:
            continue
        key, kind = known[number]
        match kind:
            case [item]:
                result.setdefault(key, []).append(_value(value, wire_type, item, depth))
            case set():
                (item,) = kind
                entry = _map_entry(value, wire_type, item, depth)
                result.setdefault(key, {}).update(entry)
            case _:
                result[key] = _value(value, wire_type, kind, depth)
    return {key: value for key, value in result.items() if value is not None}


def _fields(raw: bytes) -> Iterator[tuple[int, int, int | bytes]]:
    """(number, wire type, value) of every field; fixed-size numbers are passed over."""
    position = 0
    while position < len(raw):
        tag, position = _varint(raw, position)
        number, wire_type = tag >> 3, tag & 7
        if wire_type == VARINT:
            value, position = _varint(raw, position)
            yield number, wire_type, value
        elif wire_type == BYTES:
            size, position = _varint(raw, position)
            if size > len(raw) - position:
                raise Refusal(BROKEN)
            yield number, wire_type, raw[position : position + size]
            position += size
        elif wire_type in (FIXED64, FIXED32):
            position += 8 if wire_type == FIXED64 else 4
        else:
            raise Refusal(BROKEN)


def _varint(raw: bytes, position: int) -> tuple[int, int]:
    number = 0
    for shift in range(MAX_VARINT_BYTES):
        if position >= len(raw):
            raise Refusal(BROKEN)
        byte = raw[position]
        position += 1
        number |= (byte & 0x7F) << 7 * shift
        if byte < 0x80:
            return number, position
    raise Refusal(BROKEN)


def _map_entry(value: int | bytes, wire_type: int, item: str, depth: int) -> dict[str, Any]:
    if not isinstance(value, bytes):
        raise Refusal(BROKEN)
    key, content = "", None
    for number, inner_type, inner in _fields(value):
        if number == 1:
            key = _value(inner, inner_type, "text", depth)
        elif number == 2:
            content = _value(inner, inner_type, item, depth)
    return {key: "" if content is None else content}


def _value(value: int | bytes, wire_type: int, kind: str, depth: int) -> Any:
    if wire_type != WIRE_TYPES.get(kind, BYTES):
        raise Refusal(BROKEN)
    if isinstance(value, int):
        return bool(value) if kind == "boolean" else _signed(value)
    match kind:
        case "text":
            return _text(value)
        case "bytes":
            return b64encode(value).decode()
        case "raw":
            return value
        case "time":
            seconds = _message(value, "Time", depth + 1).get("seconds", 0)
            return format_time(seconds) if 0 < seconds < 2**37 else None
        case "quantity":
            return _message(value, "Quantity", depth + 1).get("string", "0")
        case "int or text":
            either = _message(value, "IntOrString", depth + 1)
            return either.get("strVal", "") if either.get("type") else either.get("intVal", 0)
    return _message(value, kind, depth + 1)


def _text(value: bytes) -> str:
    try:
        return clean_text(value.decode())
    except UnicodeDecodeError:
        raise Refusal("a text of the protobuf body is not UTF-8") from None


def _signed(number: int) -> int:
    number &= 2**64 - 1
    return number - 2**64 if number >= 2**63 else number

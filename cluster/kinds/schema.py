"""A compact field schema: what a kind may contain, and how a body is decoded by it.

Decoding does what the API server does with a body: the JSON types must fit (else a DecodeError with
the decoder's words), unknown fields are named (strict) or dropped (lenient), nulls disappear,
quantities become canonical, and empty optional fields are left out, as they are in stored objects.
The schema also carries the merge keys that strategic merge patches go by.

Example: `record("DeploymentSpec", replicas=INT32_KEPT, ...)`; a `replicas` of "three" is refused:
`json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32`.
Mirrors: kubernetes staging/src/k8s.io/api types, sigs.k8s.io/json (SPEC A8).
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cluster.core import quantities
from cluster.core.timestamps import format_time, parse_time
from cluster.kinds.errors import DecodeError

OMITTED = object()
"""What a decoded value is replaced by when the stored object leaves the field out."""
TIME_LAYOUT = "2006-01-02T15:04:05Z07:00"


@dataclass(slots=True)
class Place:
    """Where in a body the decoder is, in both spellings: with and without list positions."""

    problems: list[str]
    struct: str = ""
    path: str = ""
    fields: tuple[str, ...] = ()

    def at_field(self, struct: str, name: str) -> Place:
        path = f"{self.path}.{name}" if self.path else name
        return Place(self.problems, struct, path, (*self.fields, name))

    def at_item(self, index: int | str) -> Place:
        return Place(self.problems, self.struct, f"{self.path}[{index}]", self.fields)

    def at_key(self, key: str) -> Place:
        return Place(self.problems, self.struct, f"{self.path}.{key}", self.fields)

    def refuse(self, value: Any, go_type: str) -> DecodeError:
        """The decoder's complaint about a wrong JSON type."""
        if self.fields:
            target = f"Go struct field {self.struct}.{'.'.join(self.fields)} of type {go_type}"
        else:
            target = f"Go value of type {go_type}"
        message = f"json: cannot unmarshal {json_type(value)} into {target}"
        return DecodeError(message, go_type=go_type, value=value)


def json_type(value: Any) -> str:
    match value:
        case bool():
            return "bool"
        case str():
            return "string"
        case int() | float():
            return "number"
        case list():
            return "array"
    return "object"


@dataclass(frozen=True, eq=False)
class Schema:
    """Anything at all; the base of the others."""

    @property
    def go_type(self) -> str:
        return "interface {}"

    def decode(self, value: Any, place: Place) -> Any:
        return without_nulls(value)

    def zero(self) -> Any:
        """What a null inside a list or map becomes."""
        return {}


@dataclass(frozen=True, eq=False)
class Scalar(Schema):
    """A plain value. `kept`: an empty one stays in the stored object."""

    name: str
    kept: bool = False

    @property
    def go_type(self) -> str:
        return self.name

    def decode(self, value: Any, place: Place) -> Any:
        checked = self.checked(value, place)
        return OMITTED if not self.kept and not checked else checked

    def checked(self, value: Any, place: Place) -> Any:
        raise NotImplementedError

    def zero(self) -> Any:
        return ""


class Text(Scalar):
    def checked(self, value: Any, place: Place) -> str:
        if not isinstance(value, str):
            raise place.refuse(value, self.name)
        return value


class Whole(Scalar):
    def checked(self, value: Any, place: Place) -> int:
        bits = 32 if self.name == "int32" else 64
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise place.refuse(value, self.name)
        if value != int(value) or not -(2 ** (bits - 1)) <= value < 2 ** (bits - 1):
            complaint = str(place.refuse(value, self.name)).replace("number", f"number {value}", 1)
            raise DecodeError(complaint, go_type=self.name, value=value)
        return int(value)


class Real(Scalar):
    def checked(self, value: Any, place: Place) -> int | float:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        raise place.refuse(value, self.name)


class Boolean(Scalar):
    def checked(self, value: Any, place: Place) -> bool:
        if not isinstance(value, bool):
            raise place.refuse(value, self.name)
        return value


class IntOrString(Scalar):
    def checked(self, value: Any, place: Place) -> int | str:
        if isinstance(value, str):
            return value
        return Whole("int32").checked(value, Place(place.problems))


class QuantityText(Scalar):
    def checked(self, value: Any, place: Place) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise DecodeError(quantities.REGEX_MESSAGE)
        try:
            return quantities.canonical(value)
        except ValueError as error:
            raise DecodeError(str(error)) from None


class Time(Scalar):
    def checked(self, value: Any, place: Place) -> str:
        if not isinstance(value, str):
            raise place.refuse(value, self.name)
        try:
            seconds = parse_time(value)
        except ValueError:
            raise DecodeError(
                f'parsing time "{value}" as "{TIME_LAYOUT}": cannot parse "{value}" as "2006"'
            ) from None
        return value if self.name == "v1.MicroTime" else format_time(seconds)


class Base64(Scalar):
    def checked(self, value: Any, place: Place) -> str:
        if not isinstance(value, str):
            raise place.refuse(value, self.name)
        try:
            b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise DecodeError("illegal base64 data at input byte 0") from None
        return value


@dataclass(frozen=True, eq=False)
class ListOf(Schema):
    """A list. With a merge key (or `merges` for plain values) strategic patches merge it."""

    item: Schema
    merge_key: str = ""
    merges: bool = False
    retain_keys: bool = False

    @property
    def go_type(self) -> str:
        return f"[]{self.item.go_type}"

    def decode(self, value: Any, place: Place) -> Any:
        if not isinstance(value, list):
            raise place.refuse(value, self.go_type)
        return [self._item(each, place.at_item(i)) for i, each in enumerate(value)] or OMITTED

    def _item(self, value: Any, place: Place) -> Any:
        if value is None:
            return self.item.zero()
        decoded = self.item.decode(value, place)
        return value if decoded is OMITTED else decoded


@dataclass(frozen=True, eq=False)
class MapOf(Schema):
    """A map with free keys."""

    value: Schema

    @property
    def go_type(self) -> str:
        return f"map[string]{self.value.go_type}"

    def decode(self, value: Any, place: Place) -> Any:
        if not isinstance(value, dict):
            raise place.refuse(value, self.go_type)
        return {key: self._value(each, place.at_key(key)) for key, each in value.items()} or OMITTED

    def _value(self, value: Any, place: Place) -> Any:
        if value is None:
            return self.value.zero()
        decoded = self.value.decode(value, place)
        return value if decoded is OMITTED else decoded


@dataclass(frozen=True, eq=False)
class Record(Schema):
    """A structure with known fields."""

    name: str
    fields: Mapping[str, Schema] = field(default_factory=dict)
    retain_keys: bool = False

    @property
    def go_type(self) -> str:
        return f"v1.{self.name}"

    def decode(self, value: Any, place: Place) -> Any:
        if not isinstance(value, dict):
            raise place.refuse(value, self.go_type)
        result = {}
        for key, each in value.items():
            schema = self.fields.get(key)
            here = place.at_field(self.name, key)
            if schema is None:
                place.problems.append(f'unknown field "{here.path}"')
            elif each is not None:
                decoded = schema.decode(each, here)
                if decoded is not OMITTED:
                    result[key] = decoded
        return result


ANY = Schema()
STRING = Text("string")
STRING_KEPT = Text("string", kept=True)
INT32 = Whole("int32")
INT32_KEPT = Whole("int32", kept=True)
INT64 = Whole("int64")
INT64_KEPT = Whole("int64", kept=True)
FLOAT_KEPT = Real("float64", kept=True)
BOOLEAN = Boolean("bool")
BOOLEAN_KEPT = Boolean("bool", kept=True)
INT_OR_STRING = IntOrString("intstr.IntOrString", kept=True)
QUANTITY = QuantityText("resource.Quantity", kept=True)
TIME = Time("v1.Time")
MICRO_TIME = Time("v1.MicroTime")
BYTES = Base64("[]uint8", kept=True)
STRINGS = ListOf(STRING_KEPT)
STRING_MAP = MapOf(STRING_KEPT)
QUANTITIES = MapOf(QUANTITY)


def record(name: str, /, **fields: Schema) -> Record:
    """A structure; a field whose name is a Python keyword is written with a trailing underscore."""
    return Record(name, {key.removesuffix("_"): schema for key, schema in fields.items()})


def list_of(item: Schema, merge_key: str = "") -> ListOf:
    return ListOf(item, merge_key=merge_key, merges=bool(merge_key))


def without_nulls(value: Any) -> Any:
    """A copy without nulls in maps, which stored objects never have."""
    if isinstance(value, dict):
        return {key: without_nulls(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return [without_nulls(each) for each in value]
    return value


def decode(body: Any, schema: Record) -> tuple[dict[str, Any], list[str]]:
    """The object that a body means and its unknown fields (`unknown field "spec.x"`).

    Raises DecodeError when a JSON type is wrong.
    """
    problems: list[str] = []
    place = Place(problems, schema.name)
    decoded: dict[str, Any] = schema.decode(body, place)
    return decoded, problems


def decode_strict(body: Any, schema: Record) -> dict[str, Any]:
    """As `decode`, but unknown fields are refused too."""
    decoded, problems = decode(body, schema)
    if problems:
        raise DecodeError(f"strict decoding error: {', '.join(problems)}")
    return decoded

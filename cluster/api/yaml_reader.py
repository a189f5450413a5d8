"""YAML bodies: one or many documents, read as kubectl reads them, with the depth and the size of
what aliases expand to limited.

Dates and base64 stay texts, `yes` is true as in YAML 1.1, `22:22` is a text, keys are texts.
Example: `{a: &x 1, b: *x}` is `{"a": 1, "b": 1}`.
Mirrors: sigs.k8s.io/yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from cluster.api.body_limits import (
    LONG_NUMBER,
    MAX_DEPTH,
    MAX_DOCUMENTS,
    MAX_NODES,
    TOO_DEEP,
    Body,
    Refusal,
    child,
    clean_text,
)

TAG = "tag:yaml.org,2002:"
PLAIN_TAGS = frozenset({"!", f"{TAG}map", f"{TAG}seq"})
EXACT = 2**53
MERGE_TAG = f"{TAG}merge"
BOOLEAN_TEXT = r"y|Y|n|N|yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF"
INTEGER_TEXT = r"[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|0o?[0-7_]+|0|[1-9][0-9_]*)"
FLOAT_TEXT = (
    r"[-+]?([0-9][0-9_]*(\.[0-9_]*)?|\.[0-9_]+)([eE][-+]?[0-9]+)?"
    r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)


class _Constructor(yaml.constructor.SafeConstructor):
    """Makes plain values of scalars; dates and base64 stay the texts they are."""

    bool_values = {**yaml.constructor.SafeConstructor.bool_values, "y": True, "n": False}
    yaml_constructors = {
        **yaml.constructor.SafeConstructor.yaml_constructors,
        f"{TAG}timestamp": yaml.constructor.SafeConstructor.construct_yaml_str,
        f"{TAG}binary": yaml.constructor.SafeConstructor.construct_yaml_str,
    }


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Tells numbers, booleans and texts apart as kubectl's YAML does: `22:22` is a text."""

    yaml_implicit_resolvers: dict[str, Any] = {}


for _name, _text_form, _first in (
    ("bool", BOOLEAN_TEXT, "yYnNtTfFoO"),
    ("int", INTEGER_TEXT, "-+0123456789"),
    ("float", FLOAT_TEXT, "-+0123456789."),
    ("merge", "<<", "<"),
    ("null", "~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    _Loader.add_implicit_resolver(f"{TAG}{_name}", re.compile(f"(?:{_text_form})$"), list(_first))


def _refuse_deep(text: str) -> None:
    """The composer recurses in C, so the depth is looked at before it gets the text."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
        if isinstance(event, yaml.events.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.events.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise Refusal(TOO_DEEP)
        if count > 2 * MAX_NODES:
            raise Refusal(f"more than {MAX_NODES} values")


def read_yaml(text: str) -> Iterator[Body]:
    """The documents of a text, empty ones with the value None. Raises Refusal."""
    try:
        _refuse_deep(text)
        yield from _documents(text)
    except yaml.YAMLError as error:
        raise Refusal(_complaint(error)) from None


def _documents(text: str) -> Iterator[Body]:
    for index, node in enumerate(yaml.compose_all(text, Loader=_Loader)):
        if index >= MAX_DOCUMENTS:
            raise Refusal(f"more than {MAX_DOCUMENTS} documents")
        reader = _YamlReader()
        value = reader.read(node, "", 1)
        yield Body(value, reader.duplicates)


class _YamlReader:
    """Turns one document's nodes into plain values, counting what aliases expand to."""

    def __init__(self) -> None:
        self.duplicates: list[str] = []
        self.left = MAX_NODES
        self.scalars = _Constructor()

    def read(self, node: yaml.Node | None, path: str, depth: int) -> Any:
        self.left -= 1
        if self.left < 0:
            raise Refusal(f"document contains excessive aliasing (over {MAX_NODES} values)")
        if depth > MAX_DEPTH:
            raise Refusal(TOO_DEEP)
        if isinstance(node, yaml.CollectionNode) and node.tag not in PLAIN_TAGS:
            raise Refusal(f"line {_line(node)}: the tag {node.tag} is not JSON")
        match node:
            case None:
                return None
            case yaml.MappingNode():
                return self.mapping(node, path, depth)
            case yaml.SequenceNode():
                return [
                    self.read(child, f"{path}[{index}]", depth + 1)
                    for index, child in enumerate(node.value)
                ]
        return self.scalar(node)

    def mapping(self, node: yaml.MappingNode, path: str, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.tag == MERGE_TAG:
                merged |= self.merge(value_node, path, depth)
                continue
            key = self.key(key_node)
            if key in result:
                self.duplicates.append(
                    f"yaml: unmarshal errors:\n  line {_line(key_node)}: "
                    f'key "{key}" already set in map'
                )
            result[key] = self.read(value_node, child(path, key), depth + 1)
        return {**merged, **result}

    def merge(self, node: yaml.Node, path: str, depth: int) -> dict[str, Any]:
        """The map, or the list of maps, that `<<` takes in; earlier ones win."""
        value = self.read(node, path, depth + 1)
        sources = value if isinstance(value, list) else [value]
        result: dict[str, Any] = {}
        for source in reversed(sources):
            if not isinstance(source, dict):
                raise Refusal(f"line {_line(node)}: map merge requires map or sequence of maps")
            result |= source
        return result

    def key(self, node: yaml.Node) -> str:
        """A key as JSON has it: texts, and plain numbers and booleans as their text."""
        if not isinstance(node, yaml.ScalarNode):
            raise Refusal(f"line {_line(node)}: a key must be a text, not a map or a list")
        value = self.scalar(node)
        if isinstance(value, bool):
            return "true" if value else "false"
        if value is None or isinstance(value, float):
            raise Refusal(f"line {_line(node)}: a key must be a text, not {node.value!r}")
        return str(value)

    def scalar(self, node: yaml.Node) -> Any:
        if len(str(node.value)) > LONG_NUMBER and node.tag.endswith((":int", ":float")):
            raise Refusal(f"line {_line(node)}: a number is too long")
        try:
            value = self.scalars.construct_object(node)
        except (ValueError, OverflowError):
            raise Refusal(f"line {_line(node)}: cannot read {node.value!r}") from None
        if isinstance(value, float) and (value != value or value in (float("inf"), -float("inf"))):
            raise Refusal(f"line {_line(node)}: {node.value} is not a JSON number")
        if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
            return int(value)
        return clean_text(value) if isinstance(value, str) else value


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _complaint(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    if "maximum nesting depth" in problem:
        return TOO_DEEP  # newer versions of the library have a limit of their own
    if mark is None:
        return f"yaml: {problem}"
    # As kubectl counts: what the scanner finds by lines from 1, what the parser finds from 0.
    is_parsers = isinstance(error, yaml.parser.ParserError)
    if isinstance(error, yaml.scanner.ScannerError) and not mark.line:
        return f"yaml: {problem}"
    line = mark.line if is_parsers and mark.line else mark.line + 1
    return f"yaml: line {line}: {problem}"

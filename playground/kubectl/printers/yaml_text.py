"""YAML as kubectl writes it: keys sorted, lists not indented, texts quoted where they must be.

A text that would be read as something else stands in double quotes ("true", "3", ""), one of
several lines as a literal block.
Example: yaml_text({"b": "1", "a": [1]}) is `a:\n- 1\nb: "1"\n`.
Mirrors: sigs.k8s.io/yaml.
"""

from __future__ import annotations

from typing import Any

import yaml

TEXT_TAG = "tag:yaml.org,2002:str"
WIDTH = 80
LIKE_BOOLEANS = frozenset({"y", "Y", "n", "N"})


class Dumper(yaml.SafeDumper):
    """The layout of kubectl."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def represent_text(dumper: Dumper, text: str) -> yaml.ScalarNode:
    style = None
    if "\n" in text:
        style = "|"
    elif text in LIKE_BOOLEANS or reads_as_other(dumper, text):
        style = '"'
    return dumper.represent_scalar(TEXT_TAG, text, style=style)


def reads_as_other(dumper: Dumper, text: str) -> bool:
    tag: str = dumper.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return tag != TEXT_TAG


def represent_number(dumper: Dumper, number: float) -> yaml.ScalarNode:
    """A float that is a whole number is written without a point, as JSON numbers are."""
    text = str(int(number)) if number == int(number) else repr(number)
    return dumper.represent_scalar("tag:yaml.org,2002:float", text)


Dumper.add_representer(str, represent_text)
Dumper.add_representer(float, represent_number)


def yaml_text(value: Any) -> str:
    """The text of one document."""
    return yaml.dump(
        value,
        Dumper=Dumper,
        sort_keys=True,
        default_flow_style=False,
        width=WIDTH,
        allow_unicode=True,
    )

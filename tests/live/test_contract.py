"""The page's types and the server's messages name the same fields."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from cluster.live import messages

TYPES = Path(__file__).parents[2] / "static" / "js" / "types.d.ts"
INTERFACES = {
    "Timer": messages.Timer,
    "CardBase": messages.Card,
    "PodCard": messages.PodCard,
    "ReplicaSetCard": messages.ReplicaSetCard,
    "Condition": messages.ConditionCard,
    "DeploymentCard": messages.DeploymentCard,
    "NodeCard": messages.NodeCard,
    "Endpoint": messages.EndpointCard,
    "Failure": messages.FailureCard,
    "Traffic": messages.TrafficCard,
    "ServiceCard": messages.ServiceCard,
    "ServiceChange": messages.ServiceChange,
    "ImageCard": messages.ImageCard,
    "AutoscalerCard": messages.AutoscalerCard,
    "EventCard": messages.EventCard,
    "Write": messages.Write,
    "Clock": messages.Clock,
    "Gone": messages.Gone,
    "Snapshot": messages.Snapshot,
    "Delta": messages.Delta,
    "Notice": messages.Notice,
}


def fields_of(interface: str) -> set[str]:
    """The field names between the braces of an interface, those of what it extends included."""
    found = re.search(
        rf"export interface {interface}(?: extends (\w+))? \{{\n(.*?)\n\}}", TYPES.read_text(), re.S
    )
    assert found, f"types.d.ts has no interface {interface}"
    names = set(re.findall(r"^  (\w+)\??:", found[2], re.M))
    return names | (fields_of(found[1]) if found[1] else set())


@pytest.mark.parametrize("interface", INTERFACES)
def test_the_page_knows_the_fields_that_the_server_sends(interface: str):
    sent = {field.encode_name for field in msgspec.structs.fields(INTERFACES[interface])}
    tag = INTERFACES[interface].__struct_config__.tag_field
    assert fields_of(interface) == sent | ({tag} if tag else set())

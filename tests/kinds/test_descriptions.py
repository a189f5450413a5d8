"""Descriptions belong to fields that exist, and the kinds of the course have them all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cluster.kinds import KINDS, descriptions
from cluster.kinds.schema import ListOf, MapOf, Record, Schema

COMPLETE = (
    "Deployment",
    "DeploymentSpec",
    "DeploymentStrategy",
    "RollingUpdateDeployment",
    "DeploymentStatus",
    "ReplicaSet",
    "ReplicaSetSpec",
    "ReplicaSetStatus",
    "PodTemplateSpec",
    "Toleration",
    "Taint",
    "LabelSelector",
    "PodDisruptionBudget",
    "HorizontalPodAutoscaler",
    "HorizontalPodAutoscalerSpec",
    "ClockSpec",
    "FaultSpec",
    "ImageSpec",
    "ImageResponse",
)


def records_in(schema: Schema) -> Iterator[Record]:
    while isinstance(schema, ListOf | MapOf):
        schema = schema.item if isinstance(schema, ListOf) else schema.value
    if isinstance(schema, Record):
        yield schema
        for each in schema.fields.values():
            yield from records_in(each)


FIELDS: dict[str, set[str]] = {}
for kind in KINDS:
    for found in records_in(kind.schema):
        FIELDS.setdefault(found.name, set()).update(found.fields)


@pytest.mark.parametrize("structure", descriptions.DESCRIPTIONS)
def test_what_is_described_exists(structure: str):
    described = set(descriptions.DESCRIPTIONS[structure]) - {descriptions.SELF}
    assert described <= FIELDS[structure]


@pytest.mark.parametrize("structure", COMPLETE)
def test_a_structure_of_the_course_is_described_whole(structure: str):
    missing = {name for name in FIELDS[structure] if not descriptions.of(structure, name)}
    assert not missing
    assert descriptions.of(structure)


def test_every_description_is_whole_sentences():
    for structure, fields in descriptions.DESCRIPTIONS.items():
        for field, text in fields.items():
            assert text.endswith("."), (structure, field)
            assert text[0].isupper() or text[0].isdigit(), (structure, field)


def test_what_nobody_described_has_no_description():
    assert descriptions.of("PodSpec", "hostPID") == ""
    assert descriptions.of("Nothing") == ""

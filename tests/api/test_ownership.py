"""The pure rules of ownership: field sets, their notation, merging and removing."""

from __future__ import annotations

import copy

import pytest

from cluster.api.ownership.entries import Owned, Owner, fields_v1, read_entries, write_entries
from cluster.api.ownership.fieldsets import MisfitError, difference, fields_of
from cluster.api.ownership.merging import merged, removed
from cluster.api.ownership.rules import UNOWNED
from cluster.api.ownership.structure import path_text
from cluster.kinds import by_kind

SCHEMA = by_kind("Pod").schema
SERVICE = by_kind("Service").schema


def pod(*containers, **spec):
    return {"spec": {"containers": list(containers), **spec}}


def named(name, **fields):
    return {"name": name, **fields}


def texts(fields):
    return sorted(path_text(path) for path in fields)


def test_lists_with_keys_are_owned_by_item_and_others_whole():
    manifest = pod(
        named("c", args=["a", "b"], ports=[{"containerPort": 80}]), nodeSelector={"a": "b"}
    )
    assert texts(fields_of(manifest, SCHEMA)) == [
        '.spec.containers[name="c"]',
        '.spec.containers[name="c"].args',
        '.spec.containers[name="c"].name',
        '.spec.containers[name="c"].ports[containerPort=80,protocol="TCP"]',
        '.spec.containers[name="c"].ports[containerPort=80,protocol="TCP"].containerPort',
        ".spec.nodeSelector",
    ]


def test_a_selector_is_one_field_and_labels_are_many():
    manifest = {"metadata": {"labels": {"a": "1", "b": "2"}}, "spec": {"selector": {"a": "1"}}}
    assert texts(fields_of(manifest, SERVICE)) == [
        ".metadata.labels.a",
        ".metadata.labels.b",
        ".spec.selector",
    ]


def test_an_empty_structure_is_a_field():
    volume = named("tmp", emptyDir={})
    assert '.spec.volumes[name="tmp"].emptyDir' in texts(fields_of(pod(volumes=[volume]), SCHEMA))


def test_items_must_have_their_keys_once():
    assert fields_of(pod(named("a"), named("b")), SCHEMA)
    with pytest.raises(MisfitError, match='omits key field "name"'):
        fields_of(pod({"image": "x"}), SCHEMA)
    with pytest.raises(MisfitError, match="duplicate entries"):
        fields_of(pod(named("a"), named("a")), SCHEMA)


def test_equal_quantities_do_not_differ():
    def limited(cpu):
        return pod(named("c", resources={"limits": {"cpu": cpu}}))

    assert not difference(limited("1"), limited("1000m"), SCHEMA).touched
    changed = difference(limited("1"), limited("2"), SCHEMA)
    assert texts(changed.modified) == ['.spec.containers[name="c"].resources.limits.cpu']


@pytest.mark.parametrize(
    ("live", "applied", "order"),
    [
        pytest.param("ab", "b", "ab", id="the object's own stays before"),
        pytest.param("a", "xa", "xa", id="applied order"),
        pytest.param("ab", "ax", "abx", id="new ones last"),
        pytest.param("abc", "ca", "bca", id="another order"),
        pytest.param("", "ba", "ba", id="all new"),
    ],
)
def test_the_order_of_merged_items(live, applied, order):
    before = pod(*map(named, live))
    again = copy.deepcopy(before)
    result = merged(before, pod(*map(named, applied)), SCHEMA)
    assert [each["name"] for each in result["spec"]["containers"]] == list(order)
    assert before == again, "the object itself is never changed"


def test_removing_leaves_no_empty_maps():
    manifest = pod(named("a"), named("b", image="x"))
    gone = {("f:spec", "f:containers", 'k:{"name":"b"}')}
    assert removed(manifest, SCHEMA, gone) == pod(named("a"))
    labels = {"metadata": {"name": "p", "labels": {"a": "1"}}}
    assert removed(labels, SCHEMA, {("f:metadata", "f:labels", "f:a")}) == {
        "metadata": {"name": "p"}
    }
    assert removed(manifest, SCHEMA, set()) is manifest


def test_entries_are_read_as_they_were_written():
    fields = fields_of(pod(named("c", ports=[{"containerPort": 80}])), SCHEMA) - UNOWNED
    owners = {
        Owner("Apply", "alice", "v1"): Owned(fields, "2026-01-01T00:00:00Z"),
        Owner("Update", "bob", "v1", "status"): Owned(frozenset({("f:status", "f:phase")}), ""),
    }
    entries = write_entries(owners)
    assert [entry["manager"] for entry in entries] == ["alice", "bob"]
    assert read_entries(entries) == owners
    assert fields_v1(frozenset({("f:a",), ("f:a", "f:b")})) == {"f:a": {".": {}, "f:b": {}}}


@pytest.mark.parametrize(
    "entries",
    [
        {},
        ["x"],
        [{"operation": "Steal", "fieldsType": "FieldsV1"}],
        [{"operation": "Apply", "fieldsType": "FieldsV2"}],
        [{"operation": "Apply", "fieldsType": "FieldsV1", "manager": 3, "fieldsV1": {}}],
        [{"operation": "Apply", "fieldsType": "FieldsV1", "fieldsV1": {"x:y": {}}}],
        [{"operation": "Apply", "fieldsType": "FieldsV1", "fieldsV1": {"k:[]": {}}}],
        [{"operation": "Apply", "fieldsType": "FieldsV1", "fieldsV1": {"k:{": {}}}],
        [{"operation": "Apply", "fieldsType": "FieldsV1", "fieldsV1": {"f:a": 3}}],
    ],
)
def test_entries_that_nobody_wrote_are_refused(entries):
    with pytest.raises(ValueError, match="."):
        read_entries(entries)

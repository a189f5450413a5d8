"""Every kind of KINDS: its names are its own, and its functions hold together."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

import cluster.kinds
from cluster.kinds import KINDS, Context, by_api_kind, by_kind, by_word, find, groups, stored_kinds
from cluster.kinds.openapi import components, definition_name

NOW = 1_767_225_601.0
TEMPLATE = {
    "metadata": {"labels": {"app": "web"}},
    "spec": {"containers": [{"name": "web", "image": "web:v1"}]},
}
MINIMAL = {
    "Pod": {"spec": TEMPLATE["spec"]},
    "Deployment": {"spec": {"selector": {"matchLabels": {"app": "web"}}, "template": TEMPLATE}},
    "ReplicaSet": {"spec": {"selector": {"matchLabels": {"app": "web"}}, "template": TEMPLATE}},
    "Service": {"spec": {"ports": [{"port": 80}]}},
    "Fault": {"spec": {"node": "node-1", "type": "PowerOff"}},
    "HorizontalPodAutoscaler": {
        "spec": {"maxReplicas": 3, "scaleTargetRef": {"kind": "Deployment", "name": "web"}}
    },
    "Image": {"spec": {"image": "web:v7"}},
    "Clock": {"metadata": {"name": "clock"}},
    "Event": {"metadata": {"name": "web", "namespace": "default"}},
}


def minimal(kind):
    metadata = {"name": "web"} | ({"namespace": "default"} if kind.namespaced else {})
    given = MINIMAL.get(kind.kind, {})
    return {"metadata": metadata, **kind.type_meta, **given}


def stored(kind):
    manifest = kind.admit_create(minimal(kind), Context(now=NOW))
    given = {"uid": "u-1", "resourceVersion": "7", "creationTimestamp": "2026-01-01T00:00:00Z"}
    return {**manifest, "metadata": {**manifest["metadata"], **given}}


every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.plural}.{kind.group}")


@every_kind
def test_kind_is_found_by_all_its_names(kind):
    assert find(kind.group, kind.version, kind.plural) is kind
    assert by_api_kind(kind.api_version, kind.kind) is kind
    for word in (kind.plural, kind.singular, kind.kind, *kind.short_names):
        assert by_word(word).kind == kind.kind, word


def test_words_of_kubectl_are_not_shared():
    words = [word for kind in stored_kinds() for word in (kind.plural, *kind.short_names)]
    assert len(words) == len(set(words))


def test_events_of_v1_are_the_stored_ones():
    assert by_kind("Event").group == ""
    assert [kind.plural for kind in KINDS].count("events") == 2
    assert [kind.plural for kind in stored_kinds()].count("events") == 1


def test_groups_and_versions():
    assert groups()["apps"] == ("v1",)
    assert groups()["sim.kubeloop.dev"] == ("v1alpha1",)
    assert find("apps", "v2", "deployments") is None


def test_every_module_of_a_kind_is_in_the_list():
    """A kind that is not in KINDS is served nowhere: add it in cluster/kinds/__init__.py."""
    folder = Path(cluster.kinds.__file__).parent
    modules = [path.stem for path in folder.glob("*.py") if "Kind(\n" in path.read_text("utf-8")]
    listed = {kind.cells.__module__.rpartition(".")[2] for kind in KINDS} | {"service"}
    assert set(modules) - {"base"} <= listed


@every_kind
def test_a_minimal_object_is_taken_and_its_row_is_complete(kind):
    manifest = stored(kind)
    assert manifest["apiVersion"] == kind.api_version
    row = kind.row(manifest, NOW)
    assert len(row) == len(kind.columns)
    assert all(cell is not None for cell in row)
    assert sum(column.format == "name" for column in kind.columns) == 1


@every_kind
def test_functions_never_change_what_they_get(kind):
    given = minimal(kind)
    before = copy.deepcopy(given)
    kind.admit_create(given, Context(now=NOW))
    assert given == before
    old, new = stored(kind), stored(kind)
    untouched = copy.deepcopy(old)
    kind.admit_update(new, old)
    kind.prepare_status_update({**new, "status": {"x": 1}}, old)
    assert old == untouched


@every_kind
def test_defaults_are_filled_in_once(kind):
    once = kind.defaults(minimal(kind))
    assert kind.defaults(once) == once


@every_kind
def test_what_is_stored_can_be_read_and_written_again(kind):
    manifest = stored(kind)
    decoded, problems = kind.decode(manifest, strict=True)
    assert (decoded, problems) == (manifest, [])
    assert kind.admit_update(decoded, manifest) == manifest, "writing it back changes nothing"


@every_kind
def test_identity_cannot_be_changed_and_is_kept_when_left_out(kind):
    old = stored(kind)
    bare = {**minimal(kind), "metadata": {**old["metadata"]}}
    for key in ("uid", "resourceVersion", "creationTimestamp"):
        del bare["metadata"][key]
    assert kind.admit_update(bare, old)["metadata"] == old["metadata"]
    other = {**old, "metadata": {**old["metadata"], "uid": "u-2"}}
    assert [error.path for error in kind.validate(other, old)] == ["metadata.uid"]


@every_kind
def test_status_is_written_through_the_subresource_only(kind):
    old = stored(kind)
    with_status = {**old, "status": {"phase": "Mine"}}
    if "status" in kind.schema.fields:
        assert kind.prepare_update(with_status, old).get("status") == old.get("status")
    labelled = {**old["metadata"], "labels": {"x": "y"}, "annotations": {"a": "b"}}
    sent = {**with_status, "metadata": labelled, "spec": {"changed": True}}
    result = kind.prepare_status_update(sent, old)
    assert result["status"] == {"phase": "Mine"}
    assert result.get("spec") == old.get("spec")
    assert result["metadata"].get("labels") == old["metadata"].get("labels")
    assert result["metadata"]["annotations"] == {"a": "b"}


@every_kind
def test_openapi_of_a_kind_refers_only_to_what_is_there(kind):
    schemas = components([kind])
    top = schemas[definition_name(kind, kind.schema)]
    assert set(top["properties"]) == set(kind.schema.fields)
    assert top["x-kubernetes-group-version-kind"][0]["kind"] == kind.kind
    text = repr(schemas)
    for part in text.split("#/components/schemas/")[1:]:
        assert part.partition("'")[0] in schemas


@every_kind
def test_field_selectors_name_what_they_may_use(kind):
    assert kind.refuse_field_labels(["metadata.name", *(kind.field_labels or ())]) is None
    complaint = kind.refuse_field_labels(["metadata.name", "spec.nosuch"])
    if kind.field_labels is None:
        assert complaint == (
            '"spec.nosuch" is not a known field selector: '
            'only "metadata.name", "metadata.namespace"'
        )
    else:
        assert complaint == "field label not supported: spec.nosuch"

"""Label selectors in both forms and field selectors: what matches, and how they are refused."""

from __future__ import annotations

import pytest

from cluster.core.selectors import (
    EVERYTHING,
    NOTHING,
    SelectorError,
    compile_selector,
    equality_selector,
    parse_fields,
    parse_labels,
)

LABELS = {"app": "web", "tier": "front", "replicas": "3"}


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("", True),
        ("app=web", True),
        ("app==web", True),
        (" app = web , tier=front ", True),
        ("app=api", False),
        ("app!=api", True),
        ("app!=web", False),
        ("nosuch!=web", True),
        ("app in (api, web)", True),
        ("app in (api)", False),
        ("app notin (api)", True),
        ("nosuch notin (api)", True),
        ("app", True),
        ("nosuch", False),
        ("!nosuch", True),
        ("!app", False),
        ("replicas>2", True),
        ("replicas<2", False),
        ("app>2", False),
        ("app=web,tier in (front,back),!canary", True),
        ("app=web,canary", False),
        ("nosuch=", False),
    ],
)
def test_label_selector_of_a_command_line(text, matches):
    assert parse_labels(text).matches(LABELS) is matches


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("=x", "found '=', expected: !, identifier, or 'end of string'"),
        ("env in prod", "unable to parse requirement: found 'prod' expected: '('"),
        ("a,", "found '', expected: identifier after ','"),
        ("a=b c", "found 'c', expected: ',' or 'end of string'"),
        ("a in (b", "unable to parse requirement: found '', expected: ',' or ')'"),
        (
            "a b",
            "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
        ),
        ("!", "unable to parse requirement: found '', expected: identifier"),
    ],
)
def test_label_selector_that_cannot_be_read(text, complaint):
    with pytest.raises(SelectorError) as refused:
        parse_labels(text)
    assert str(refused.value) == complaint


@pytest.mark.parametrize(
    ("selector", "matches"),
    [
        (None, False),
        ({}, True),
        ({"matchLabels": {"app": "web"}}, True),
        ({"matchLabels": {"app": "web", "tier": "back"}}, False),
        ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["web"]}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["web"]}]}, False),
        ({"matchExpressions": [{"key": "x", "operator": "NotIn", "values": ["web"]}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "Exists"}]}, True),
        ({"matchExpressions": [{"key": "x", "operator": "DoesNotExist"}]}, True),
    ],
)
def test_selector_of_a_manifest(selector, matches):
    assert compile_selector(selector).matches(LABELS) is matches


def test_a_selector_that_cannot_be_built():
    with pytest.raises(SelectorError):
        compile_selector({"matchExpressions": [{"key": "app", "operator": "Equals"}]})


def test_equal_selectors_are_compiled_once():
    first = compile_selector({"matchLabels": {"app": "web"}})
    assert compile_selector({"matchLabels": {"app": "web"}}) is first


def test_a_service_without_selector_matches_nothing():
    assert equality_selector(None) is NOTHING
    assert not equality_selector({}).matches(LABELS)
    assert equality_selector({"app": "web"}).matches(LABELS)
    assert EVERYTHING.is_everything and not NOTHING.is_everything


def test_selector_as_tables_print_it():
    assert str(parse_labels("tier in (b,a),app=web,!x,y")) == "app=web,tier in (a,b),!x,y"


POD = {
    "metadata": {"name": "a,b", "namespace": "default"},
    "spec": {"hostNetwork": True},
    "status": {"phase": "Running"},
}


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("", True),
        ("status.phase=Running", True),
        ("status.phase==Running", True),
        ("status.phase!=Running", False),
        ("spec.nodeName=", True),
        ("spec.nodeName!=", False),
        ("spec.nodeName=node-1", False),
        ("spec.hostNetwork=true", True),
        (r"metadata.name=a\,b,status.phase!=Failed", True),
        ("metadata.namespace=default,status.phase=Pending", False),
        ("metadata.name.deeper=x", False),
    ],
)
def test_field_selector(text, matches):
    assert parse_fields(text).matches(POD) is matches


def test_field_selector_names_what_an_index_can_use():
    selector = parse_fields("metadata.name=web,status.phase!=Failed")
    assert selector.required("metadata.name") == "web"
    assert selector.required("status.phase") is None
    assert [*selector.paths] == ["metadata.name", "status.phase"]


def test_field_selector_that_cannot_be_read():
    with pytest.raises(SelectorError, match="can't understand 'nonsense'"):
        parse_fields("nonsense")

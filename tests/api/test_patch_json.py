"""JSON Patch: the examples of RFC 6902, and what the API server refuses."""

from __future__ import annotations

import copy

import pytest

from cluster.api.patch.json_patch import MAX_OPERATIONS, apply_json_patch
from cluster.kinds.errors import ApiError

RFC_6902 = [
    pytest.param(
        {"foo": "bar"},
        [{"op": "add", "path": "/baz", "value": "qux"}],
        {"baz": "qux", "foo": "bar"},
        id="A.1 add a member",
    ),
    pytest.param(
        {"foo": ["bar", "baz"]},
        [{"op": "add", "path": "/foo/1", "value": "qux"}],
        {"foo": ["bar", "qux", "baz"]},
        id="A.2 add an element",
    ),
    pytest.param(
        {"baz": "qux", "foo": "bar"},
        [{"op": "remove", "path": "/baz"}],
        {"foo": "bar"},
        id="A.3 remove a member",
    ),
    pytest.param(
        {"foo": ["bar", "qux", "baz"]},
        [{"op": "remove", "path": "/foo/1"}],
        {"foo": ["bar", "baz"]},
        id="A.4 remove an element",
    ),
    pytest.param(
        {"baz": "qux", "foo": "bar"},
        [{"op": "replace", "path": "/baz", "value": "boo"}],
        {"baz": "boo", "foo": "bar"},
        id="A.5 replace",
    ),
    pytest.param(
        {"foo": {"bar": "baz", "waldo": "fred"}, "qux": {"corge": "grault"}},
        [{"op": "move", "from": "/foo/waldo", "path": "/qux/thud"}],
        {"foo": {"bar": "baz"}, "qux": {"corge": "grault", "thud": "fred"}},
        id="A.6 move a value",
    ),
    pytest.param(
        {"foo": ["all", "grass", "cows", "eat"]},
        [{"op": "move", "from": "/foo/1", "path": "/foo/3"}],
        {"foo": ["all", "cows", "eat", "grass"]},
        id="A.7 move an element",
    ),
    pytest.param(
        {"baz": "qux", "foo": ["a", 2, "c"]},
        [
            {"op": "test", "path": "/baz", "value": "qux"},
            {"op": "test", "path": "/foo/1", "value": 2},
        ],
        {"baz": "qux", "foo": ["a", 2, "c"]},
        id="A.8 test",
    ),
    pytest.param(
        {"foo": "bar"},
        [{"op": "add", "path": "/child", "value": {"grandchild": {}}}],
        {"foo": "bar", "child": {"grandchild": {}}},
        id="A.10 nested",
    ),
    pytest.param(
        {"foo": "bar"},
        [{"op": "add", "path": "/baz", "value": "qux", "xyz": 123}],
        {"foo": "bar", "baz": "qux"},
        id="A.11 unknown member",
    ),
    pytest.param(
        {"/": 9, "~1": 10},
        [{"op": "test", "path": "/~01", "value": 10}],
        {"/": 9, "~1": 10},
        id="A.14 escapes",
    ),
    pytest.param(
        {"foo": ["bar"]},
        [{"op": "add", "path": "/foo/-", "value": ["abc", "def"]}],
        {"foo": ["bar", ["abc", "def"]]},
        id="A.16 append",
    ),
    pytest.param({"a": 1}, [{"op": "add", "path": "", "value": {"b": 2}}], {"b": 2}, id="the root"),
    pytest.param(
        {"a": {"b": 1}},
        [{"op": "copy", "from": "/a", "path": "/c"}],
        {"a": {"b": 1}, "c": {"b": 1}},
        id="copy",
    ),
    pytest.param({"a": 1.0}, [{"op": "test", "path": "/a", "value": 1}], {"a": 1.0}, id="1 is 1.0"),
]
MISFITS = [
    pytest.param([{"op": "test", "path": "/baz", "value": "bar"}], id="A.9 test fails"),
    pytest.param([{"op": "add", "path": "/nosuch/bat", "value": 1}], id="A.12 missing parent"),
    pytest.param([{"op": "test", "path": "/number", "value": "10"}], id="A.15 text is no number"),
    pytest.param([{"op": "test", "path": "/number", "value": True}], id="true is not 1"),
    pytest.param([{"op": "remove", "path": "/nosuch"}], id="remove a missing member"),
    pytest.param([{"op": "replace", "path": "/nosuch", "value": 1}], id="replace a missing member"),
    pytest.param([{"op": "add", "path": "/list/3", "value": 1}], id="index past the end"),
    pytest.param([{"op": "add", "path": "/list/01", "value": 1}], id="index with a leading zero"),
    pytest.param([{"op": "remove", "path": "/list/-"}], id="remove past the end"),
    pytest.param([{"op": "add", "path": "baz", "value": 1}], id="no pointer"),
    pytest.param([{"op": "add", "path": "/x"}], id="no value"),
    pytest.param([{"op": "frob", "path": "/x"}], id="unknown operation"),
    pytest.param([{"op": "move", "from": "/baz", "path": "/baz/x"}], id="move into itself"),
    pytest.param([{"op": "remove", "path": "/number/x"}], id="below a number"),
]


@pytest.mark.parametrize(("document", "patch", "expected"), RFC_6902)
def test_patch_gives_what_the_rfc_says(document, patch, expected):
    before = copy.deepcopy(document)
    assert apply_json_patch(document, patch) == expected
    assert document == before, "the document itself is never changed"


@pytest.mark.parametrize("patch", MISFITS)
def test_operation_that_does_not_fit_is_422_and_nothing_happens(patch):
    document = {"baz": {}, "number": 1, "list": ["a", "b"]}
    before = copy.deepcopy(document)
    with pytest.raises(ApiError) as refused:
        apply_json_patch(document, [{"op": "add", "path": "/new", "value": 1}, *patch])
    assert refused.value.status_code == 422
    assert refused.value.message == (
        "the server rejected our request due to an error in our request"
    )
    assert document == before


def test_a_patch_must_be_a_list_of_operations():
    for patch in ({"op": "add"}, "x", [1], None):
        with pytest.raises(ApiError) as refused:
            apply_json_patch({}, patch)
        assert refused.value.status_code == 400


def test_too_many_operations_are_refused():
    operation = {"op": "test", "path": "/a", "value": 1}
    assert apply_json_patch({"a": 1}, [operation] * 100) == {"a": 1}
    with pytest.raises(ApiError) as refused:
        apply_json_patch({"a": 1}, [operation] * (MAX_OPERATIONS + 1))
    assert refused.value.status_code == 413


def test_copies_cannot_double_a_document_without_end():
    patch = [{"op": "copy", "from": "", "path": f"/{number}"} for number in range(64)]
    with pytest.raises(ApiError) as refused:
        apply_json_patch({"text": "x" * 1000}, patch)
    assert refused.value.status_code == 413


def test_what_is_not_touched_is_shared():
    document = {"spec": {"replicas": 1}, "status": {"replicas": 1}}
    result = apply_json_patch(document, [{"op": "replace", "path": "/spec/replicas", "value": 2}])
    assert result["status"] is document["status"]

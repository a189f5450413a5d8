"""JSON Merge Patch: the table of RFC 7396, appendix A."""

from __future__ import annotations

import copy

import pytest

from cluster.api.patch.merge_patch import apply_merge_patch, merge
from cluster.kinds.errors import ApiError

RFC_7396 = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize(("document", "patch", "expected"), RFC_7396)
def test_merge_gives_what_the_rfc_says(document, patch, expected):
    before = copy.deepcopy(document)
    assert merge(document, patch) == expected
    assert document == before


@pytest.mark.parametrize("patch", [["c"], "bar", None, 3])
def test_an_object_is_only_patched_by_an_object(patch):
    with pytest.raises(ApiError) as refused:
        apply_merge_patch({"a": "b"}, patch)
    assert refused.value.status_code == 400


def test_what_is_not_touched_is_shared():
    document = {"spec": {"replicas": 1}, "status": {"replicas": 1}}
    assert apply_merge_patch(document, {"spec": {"replicas": 2}})["status"] is document["status"]

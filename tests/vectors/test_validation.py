"""Manifests as the API server judges them, after defaults."""

from __future__ import annotations

from cluster.kinds import by_kind


def as_stored(kind, manifest):
    decoded, _ = kind.decode(manifest, strict=True)
    return kind.defaults(decoded)


def test_validation(case):
    given, expect = case["given"], case["expect"]
    kind = by_kind(given["manifest"]["kind"])
    old = as_stored(kind, given["old"]) if given["action"] == "update" else None
    errors = kind.validate(as_stored(kind, given["manifest"]), old)
    told = [(error.path, error.type) for error in errors]
    assert told == [(error["field"], error["kind"]) for error in expect["errors"]]
    for error, wanted in zip(errors, expect["errors"], strict=True):
        assert wanted["says"] in error.text
    assert (not errors) == expect["valid"]

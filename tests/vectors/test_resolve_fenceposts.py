"""Surge and unavailability limits for a wanted size."""

from __future__ import annotations

import pytest

from cluster.core.intstr import resolve_fenceposts


def test_resolve_fenceposts(case):
    given, expect = case["given"], case["expect"]
    if expect.get("error"):
        with pytest.raises(ValueError):
            resolve_fenceposts(
                given["max_surge"], given["max_unavailable"], desired=given["desired"]
            )
        return
    limits = resolve_fenceposts(
        given["max_surge"], given["max_unavailable"], desired=given["desired"]
    )
    assert limits._asdict() == expect

"""Ages as kubectl prints them."""

from __future__ import annotations

from cluster.core import durations

STYLES = {"long": durations.human, "short": durations.human_short}


def test_human_duration(case):
    given = case["given"]
    assert STYLES[given["style"]](given["ns"] / 1e9) == case["expect"]["text"]

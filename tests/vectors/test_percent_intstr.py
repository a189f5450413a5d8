"""Integers and percentages: reading, scaling, and words of a command line."""

from __future__ import annotations

import pytest

from cluster.core.intstr import from_text, read_int_or_percent, scale


def run(given):
    match given["op"]:
        case "read":
            number, is_percent = read_int_or_percent(given["value"])
            return {"number": number, "is_percent": is_percent}
        case "scale":
            up = given["round"] == "up"
            return {"number": scale(given["value"], total=given["total"], round_up=up)}
        case "from_text":
            return {"value": from_text(given["text"])}


def test_percent_intstr(case):
    if case["expect"].get("error"):
        with pytest.raises(ValueError):
            run(case["given"])
    else:
        assert run(case["given"]) == case["expect"]

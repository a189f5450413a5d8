"""Autoscaler arithmetic for one utilisation target."""

from __future__ import annotations

from cluster.core.autoscaling import bounded_size, stabilized_size, wanted_size


def run(given):
    match given["op"]:
        case "raw":
            numbers = {key: given[key] for key in ("current", "ready", "usage", "target")}
            return {"wanted": wanted_size(**numbers)}
        case "bounds":
            return bounded_size(
                current=given["current"],
                wanted=given["wanted"],
                smallest=given["min"],
                largest=given["max"],
            )._asdict()
        case "stabilize":
            return {"size": stabilized_size(given["past"], given["now"])}


def test_hpa(case):
    assert run(case["given"]) == case["expect"]

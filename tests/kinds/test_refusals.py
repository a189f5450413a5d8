"""Manifests and the exact words in which a Kubernetes 1.36 API server refused or took them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from cluster.kinds import Context, by_api_kind
from cluster.kinds.errors import ApiError

CASES = yaml.safe_load((Path(__file__).parent / "cases/refusals.yaml").read_text(encoding="utf-8"))


def admit(manifest):
    kind = by_api_kind(manifest["apiVersion"], manifest["kind"])
    if kind.namespaced:
        metadata = {"namespace": "default", **manifest["metadata"]}
        manifest = {**manifest, "metadata": metadata}
    decoded, _ = kind.decode(manifest, strict=True)
    return kind.admit_create(decoded, Context())


def name_of(case):
    told = case.get("bad_request") or " | ".join(case["complaints"]) or "taken"
    return f"{case['manifest']['kind']} {told}"[:90]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_manifest_is_judged_as_the_real_server_does(case):
    if "bad_request" in case:
        with pytest.raises(ApiError) as refused:
            admit(case["manifest"])
        assert (refused.value.status_code, refused.value.message) == (400, case["bad_request"])
        return
    if not case["complaints"]:
        assert admit(case["manifest"])["metadata"]["name"] == case["manifest"]["metadata"]["name"]
        return
    with pytest.raises(ApiError) as refused:
        admit(case["manifest"])
    causes = refused.value.to_status()["details"]["causes"]
    told = [f"{cause['field']}: {cause['message']}" for cause in causes]
    assert told == case["complaints"]
    assert refused.value.status_code == 422

"""Input that makes no sense: a clear answer in Kubernetes' form, nothing changed, never a 500."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.api.client import (
    DEPLOYMENTS,
    JSON_PATCH,
    MERGE,
    PODS,
    SIM,
    STRATEGIC,
    WEB,
    YAML,
    Api,
    a_deployment,
    a_pod,
)

BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{former}'] * 10)}]\n"
    for former, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def with_field(**fields: Any) -> dict[str, Any]:
    manifest = a_deployment()
    manifest["spec"].update(fields)
    return manifest


def named(name: str) -> dict[str, Any]:
    manifest = a_deployment()
    manifest["metadata"]["name"] = name
    return manifest


def bad_surge() -> dict[str, Any]:
    rolling = {"maxSurge": 0, "maxUnavailable": 0}
    return {"spec": {"strategy": {"rollingUpdate": rolling}}}


CASES = [
    pytest.param("POST", DEPLOYMENTS, b"{", "", 400, "unexpected end of JSON", id="half a body"),
    pytest.param("POST", DEPLOYMENTS, b"", "", 400, "", id="no body"),
    pytest.param("POST", DEPLOYMENTS, b"\xff\xfe", "", 400, "UTF-8", id="not text"),
    pytest.param("POST", DEPLOYMENTS, b"[]", "", 400, "", id="a list"),
    pytest.param("POST", DEPLOYMENTS, b"null", "", 400, "", id="null"),
    pytest.param("POST", DEPLOYMENTS, b"NaN", "", 400, "", id="nan"),
    pytest.param("POST", DEPLOYMENTS, b"[" * 5000, "", 400, "", id="deep"),
    pytest.param("POST", DEPLOYMENTS, b"a: [", YAML, 400, "yaml", id="half a YAML"),
    pytest.param("POST", DEPLOYMENTS, BOMB, YAML, 400, "aliasing", id="alias bomb"),
    pytest.param("POST", "apply", BOMB, YAML, 400, "aliasing", id="alias bomb in the box"),
    pytest.param("POST", "apply", "a: &a [*a]", YAML, 400, "", id="alias of itself"),
    pytest.param("POST", "apply", "", YAML, 400, "no objects", id="empty box"),
    pytest.param(
        "POST", "apply", "just text", YAML, 400, "must be an object", id="text in the box"
    ),
    pytest.param(
        "POST", "apply", "kind: Gizmo\napiVersion: v1", YAML, 400, 'kind "Gizmo"', id="unknown kind"
    ),
    pytest.param("POST", "apply", "apiVersion: v1", YAML, 400, "'kind' is missing", id="no kind"),
    pytest.param("POST", "apply", "x" * 1_100_000, YAML, 413, "too large", id="large box"),
    pytest.param(
        "POST", DEPLOYMENTS, {"a": "x" * 1_100_000}, "", 413, "too large", id="large body"
    ),
    pytest.param("POST", DEPLOYMENTS, a_pod(), "", 422, "is invalid", id="nothing of a Deployment"),
    pytest.param(
        "POST",
        DEPLOYMENTS,
        {**a_pod(), "kind": "Pod", "apiVersion": "v1"},
        "",
        400,
        "does not match",
        id="another kind",
    ),
    pytest.param(
        "POST",
        f"{DEPLOYMENTS}?fieldValidation=Strict",
        with_field(replica=3),
        "",
        400,
        'unknown field "spec.replica"',
        id="unknown field",
    ),
    pytest.param(
        "POST", DEPLOYMENTS, with_field(replicas="3"), "", 400, "cannot unmarshal", id="wrong type"
    ),
    pytest.param(
        "POST", DEPLOYMENTS, with_field(replicas=-1), "", 422, "greater than or equal", id="minus"
    ),
    pytest.param("POST", DEPLOYMENTS, named("Bad_Name"), "", 422, "RFC 1123", id="bad name"),
    pytest.param("POST", DEPLOYMENTS, named("x" * 254), "", 422, "", id="long name"),
    pytest.param("POST", DEPLOYMENTS, named("a/../b"), "", 422, "", id="path in the name"),
    pytest.param("POST", DEPLOYMENTS, a_deployment(), "image/png", 415, "", id="picture"),
    pytest.param(
        "PATCH",
        WEB,
        {"spec": {"selector": {"matchLabels": {"app": "other"}}}},
        MERGE,
        422,
        "field is immutable",
        id="immutable selector",
    ),
    pytest.param("PATCH", WEB, bad_surge(), MERGE, 422, "maxSurge", id="no way to roll"),
    pytest.param("PATCH", WEB, {"spec": {"replicas": "3"}}, MERGE, 422, "", id="type in a patch"),
    pytest.param("PATCH", WEB, {"spec": None}, MERGE, 422, "", id="no spec left"),
    pytest.param("PATCH", WEB, {"metadata": None}, MERGE, 400, "", id="no metadata left"),
    pytest.param("PATCH", WEB, {"metadata": {"name": "x"}}, MERGE, 400, "name", id="renamed"),
    pytest.param("PATCH", WEB, [1], MERGE, 400, "", id="merge patch that is a list"),
    pytest.param("PATCH", WEB, {"op": "add"}, JSON_PATCH, 400, "", id="JSON patch that is none"),
    pytest.param(
        "PATCH",
        WEB,
        [{"op": "test", "path": "/spec/replicas", "value": 99}],
        JSON_PATCH,
        422,
        "",
        id="test that fails",
    ),
    pytest.param(
        "PATCH", WEB, {"spec": {"$patch": "explode"}}, STRATEGIC, 400, "", id="unknown directive"
    ),
    pytest.param("PATCH", WEB, b"{", MERGE, 400, "", id="half a patch"),
    pytest.param("DELETE", WEB, b"{", "", 400, "", id="half a DELETE"),
    pytest.param("DELETE", WEB, {"gracePeriodSeconds": "x"}, "", 400, "", id="grace of text"),
    pytest.param("DELETE", WEB, {"propagationPolicy": "Never"}, "", 400, "Never", id="policy"),
    pytest.param("DELETE", WEB, {"preconditions": []}, "", 400, "", id="preconditions of a list"),
    pytest.param("PUT", f"{WEB}/scale", {"spec": {"replicas": -1}}, "", 422, "", id="scale minus"),
    pytest.param("PUT", f"{WEB}/scale", {"spec": {"replicas": "x"}}, "", 400, "", id="scale text"),
    pytest.param("PUT", f"{WEB}/scale", [], "", 400, "", id="scale list"),
    pytest.param("PUT", f"{WEB}/scale", {"metadata": []}, "", 400, "", id="scale metadata list"),
    pytest.param("POST", f"{WEB}/rollback", {"toRevision": "x"}, "", 400, "", id="rollback text"),
    pytest.param("POST", f"{WEB}/rollback", {"toRevision": 77}, "", 409, "77", id="rollback far"),
    pytest.param("POST", f"{WEB}/rollback", {}, "", 409, "no rollout history", id="rollback none"),
    pytest.param("POST", f"{PODS}/p/eviction", [], "", 400, "", id="eviction list"),
    pytest.param("POST", f"{PODS}/p/eviction", {"metadata": 1}, "", 400, "", id="eviction number"),
    pytest.param("POST", f"{PODS}/p/eviction", {}, "", 404, "", id="eviction of nobody"),
    pytest.param("POST", f"{PODS}/p/binding", {"target": 1}, "", 400, "", id="binding number"),
    pytest.param("POST", f"{PODS}/p/binding", {"target": {}}, "", 422, "", id="binding nowhere"),
    pytest.param("POST", "api/v1/nodes/node-1/drain", {"force": 1}, "", 400, "", id="drain number"),
    pytest.param("POST", "api/v1/nodes/node-9/drain", {}, "", 404, "", id="drain of no node"),
    pytest.param(
        "PATCH", f"{SIM}/clocks/clock", {"spec": {"speed": 1000}}, MERGE, 422, "", id="too fast"
    ),
    pytest.param(
        "POST", f"{SIM}/clocks/clock/step", None, "", 409, "pause", id="step while running"
    ),
    pytest.param(
        "POST",
        f"{SIM}/faults",
        {"metadata": {"name": "f"}, "spec": {"node": "node-1", "type": "Fire"}},
        "",
        422,
        "",
        id="unknown fault",
    ),
    pytest.param("GET", f"{PODS}?labelSelector=a%3D%3D%3D", None, "", 400, "", id="bad labels"),
    pytest.param("GET", f"{PODS}?fieldSelector=spec.x%3D1", None, "", 400, "", id="bad field"),
    pytest.param("GET", f"{PODS}?limit=x", None, "", 400, "", id="bad limit"),
    pytest.param("GET", f"{PODS}?continue=x", None, "", 400, "continue", id="bad token"),
    pytest.param("GET", f"{PODS}?watch=1&resourceVersion=x", None, "", 400, "", id="bad version"),
    pytest.param("GET", f"{PODS}?timeoutSeconds=1e9", None, "", 400, "", id="bad timeout"),
    pytest.param("DELETE", f"{WEB}?dryRun=Some", None, "", 400, "dryRun", id="bad dry run"),
    pytest.param(
        "DELETE", f"{WEB}?gracePeriodSeconds=x", None, "", 400, "gracePeriod", id="bad grace"
    ),
    pytest.param(
        "POST", f"{DEPLOYMENTS}?fieldValidation=Some", a_deployment(), "", 400, "", id="bad mode"
    ),
]


@pytest.mark.parametrize(("method", "path", "body", "content_type", "code", "says"), CASES)
async def test_nonsense_is_refused_and_changes_nothing(
    api: Api, method: str, path: str, body: Any, content_type: str, code: int, says: str
):
    before = await api.revision()
    answer = await api.ask(method, path, body, content_type)
    assert answer.code == code, answer.text
    status = answer.json
    assert (status["kind"], status["status"], status["code"]) == ("Status", "Failure", code)
    assert status["message"]
    assert says in status["message"]
    assert "Traceback" not in answer.text
    assert await api.revision() == before


async def test_an_unknown_field_is_dropped_with_a_warning(api: Api):
    made = await api.post(DEPLOYMENTS, with_field(replica=3))
    assert made.code == 201
    assert made.headers["Warning"] == '299 - "unknown field \\"spec.replica\\""'
    assert "replica" not in made.json["spec"]
    quiet = await api.post(
        f"{DEPLOYMENTS}?fieldValidation=Ignore", {**with_field(x=1), "metadata": {"name": "two"}}
    )
    assert quiet.code == 201
    assert "Warning" not in quiet.headers


async def test_a_yaml_body_is_as_good_as_json(api: Api):
    text = json.dumps(a_deployment()).replace("{", "{ ")
    assert (await api.post(DEPLOYMENTS, text, YAML)).code == 201


async def test_an_unknown_cluster_is_not_found(api: Api, alice):
    answer = await Api(alice, "nosuchcluster").get(PODS)
    assert (answer.code, answer.json["kind"]) == (404, "Status")


async def test_every_method_on_every_kind_answers_nonsense_with_a_refusal(api: Api):
    from cluster.kinds import KINDS

    before = await api.revision()
    for kind in KINDS:
        root = f"apis/{kind.group}/{kind.version}" if kind.group else f"api/{kind.version}"
        place = f"{root}/namespaces/default" if kind.namespaced else root
        for method, path in (
            ("POST", f"{place}/{kind.plural}"),
            ("PUT", f"{place}/{kind.plural}/nosuch"),
            ("PATCH", f"{place}/{kind.plural}/nosuch"),
            ("DELETE", f"{place}/{kind.plural}/nosuch"),
        ):
            for body in (b"", b"{}", b'{"metadata": 1}', b'{"metadata": {"name": 7}, "spec": []}'):
                answer = await api.ask(method, path, body, MERGE if method == "PATCH" else "")
                assert 400 <= answer.code < 500, (method, path, body, answer.text)
                assert answer.json["kind"] == "Status"
    assert await api.revision() == before

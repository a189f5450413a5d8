"""Real objects with something wrong in them: refused or taken, never a 500; controllers go on.

Each seed is one story: objects of every kind are sent back with values of the wrong type, fields
missing and fields too many, by every verb; now and then the controllers work on what got through.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from cluster.kinds import KINDS
from tests.api.client import JSON_PATCH, MERGE, PODS, STRATEGIC, WEB, Api

REQUESTS = 150
JUNK = [
    *(None, True, False, 0, 1, -1, 3.5, 2**31, 2**63, 10**30),
    *("", "x", "3", "25%", "-5", "a/b", "é", "\x00", "x" * 300, "2026-01-01T00:00:00Z", "1Gi"),
    *([], {}, [None], [{}], [1], {"a": None}, {"a": {"b": 1}}, [[1]], {"": ""}),
]
FIELDS = ["metadata", "spec", "name", "kind", "$patch", "$retainKeys", "finalizers", "labels"]
OPERATIONS = ["add", "replace", "test", "remove", "copy", "move"]
SMALL_BODIES = [
    ("POST", f"{WEB}/rollback", {"toRevision": 1}),
    ("POST", "api/v1/nodes/node-1/drain", {"force": True}),
    (
        "PUT",
        f"{WEB}/scale",
        {"kind": "Scale", "metadata": {"name": "web"}, "spec": {"replicas": 3}},
    ),
    ("PATCH", f"{WEB}/scale", {"spec": {"replicas": 3}}),
    ("POST", f"{PODS}/p/eviction", {"metadata": {"name": "p"}, "deleteOptions": {"dryRun": []}}),
    ("POST", f"{PODS}/p/binding", {"target": {"kind": "Node", "name": "node-1"}}),
    ("DELETE", f"{PODS}/p", {"gracePeriodSeconds": 1, "preconditions": {"uid": "x"}}),
    ("PUT", f"{WEB}/status", {"metadata": {"name": "web"}, "status": {"conditions": [{}]}}),
    ("POST", "apply", {"apiVersion": "v1", "kind": "List", "items": [{"kind": "ConfigMap"}]}),
]


def paths(value: Any, path: tuple = ()) -> Iterator[tuple]:
    yield path
    entries = value.items() if isinstance(value, dict) else []
    entries = enumerate(value) if isinstance(value, list) else entries
    for key, each in entries:
        yield from paths(each, (*path, key))


def spoilt(value: Any, dice: random.Random) -> Any:
    """The value with one to three things wrong in it."""
    value = copy.deepcopy(value)
    for _ in range(dice.choice([1, 1, 1, 2, 3])):
        path = dice.choice([path for path in paths(value) if path] or [()])
        if not path:
            return copy.deepcopy(dice.choice(JUNK))
        holder = value
        for key in path[:-1]:
            holder = holder[key]
        chance = dice.random()
        if chance < 0.7:
            holder[path[-1]] = copy.deepcopy(dice.choice(JUNK))
        elif isinstance(holder, dict) and chance < 0.85:
            holder[dice.choice(FIELDS)] = copy.deepcopy(dice.choice(JUNK))
        else:
            del holder[path[-1]]
    return value


def a_request(objects: list[tuple[str, dict]], number: int, dice: random.Random) -> tuple:
    """(method, path, body, content type)."""
    if dice.random() < 0.3:
        method, path, body = dice.choice(SMALL_BODIES)
        return method, path, spoilt(body, dice), MERGE if method == "PATCH" else ""
    place, found = dice.choice(objects)
    path = f"{place}/{found['metadata']['name']}"
    if dice.random() < 0.2:
        steps = ["/".join(map(str, ("", *dice.choice(list(paths(found)))))) for _ in range(2)]
        operation = {"op": dice.choice(OPERATIONS), "path": steps[0], "from": steps[1]}
        body = [{**operation, "value": copy.deepcopy(dice.choice(JUNK))}]
        return "PATCH", path, spoilt(body, dice), JSON_PATCH
    body = spoilt(found, dice)
    method = dice.choice(["POST", "PUT", "PATCH"])
    if method != "POST":
        return method, path, body, dice.choice([MERGE, STRATEGIC]) if method == "PATCH" else ""
    if isinstance(body, dict) and isinstance(body.get("metadata"), dict):
        body["metadata"]["name"] = f"n{number}"
        body["metadata"].pop("uid", None)
        body["metadata"].pop("resourceVersion", None)
    return method, place, body, ""


async def all_objects(api: Api) -> list[tuple[str, dict]]:
    """Some objects of every kind with the address of their collection."""
    found = []
    for kind in KINDS:
        root = f"apis/{kind.group}/{kind.version}" if kind.group else f"api/{kind.version}"
        for item in (await api.get(f"{root}/{kind.plural}")).json["items"][:2]:
            namespace = item["metadata"].get("namespace")
            place = f"{root}/namespaces/{namespace}" if namespace else root
            found.append((f"{place}/{kind.plural}", item))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_whatever_is_sent_is_answered_and_the_cluster_goes_on(api: Api, seed: int):
    dice = random.Random(seed)
    await api.run(20)
    objects = await all_objects(api)
    codes: dict[int, int] = {}
    for number in range(REQUESTS):
        method, path, body, content_type = a_request(objects, number, dice)
        mode = dice.choice(["", "", "?fieldValidation=Strict", "?fieldValidation=Ignore"])
        answer = await api.ask(method, path + mode, json.dumps(body), content_type)
        assert answer.code < 500, (method, path, content_type, body, answer.text)
        if answer.code >= 400:
            assert answer.json["kind"] == "Status"
        codes[answer.code] = codes.get(answer.code, 0) + 1
        if number % 50 == 49:
            await api.run(5)
    assert codes[200] > 5
    assert codes[400] > 5

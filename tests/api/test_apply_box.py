"""The YAML box: many documents, all or nothing, merged into what is there."""

from __future__ import annotations

from tests.api.client import PODS, WEB, YAML, Api

TWO = """
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {color: blue}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: c, image: "web:v1"}]}
"""
NEW_ROOM = "apiVersion: v1\nkind: Namespace\nmetadata: {name: room}\n"
SHOP = "apis/apps/v1/namespaces/default/deployments/shop"


async def results(api: Api, text: str) -> list[str]:
    answer = await api.post("apply", text, YAML)
    assert answer.code == 200, answer.text
    return [item["result"] for item in answer.json["items"]]


async def test_documents_are_created_then_unchanged_then_configured(api: Api):
    assert await results(api, TWO) == ["created", "created"]
    revision = await api.revision()
    assert await results(api, TWO) == ["unchanged", "unchanged"]
    assert await api.revision() == revision
    assert await results(api, TWO.replace("replicas: 2", "replicas: 5")) == [
        "unchanged",
        "configured",
    ]
    await api.run()
    assert (await api.get(SHOP)).json["status"]["readyReplicas"] == 5


async def test_annotations_that_no_manifest_named_stay(api: Api):
    await results(api, TWO)
    await api.run()
    note = {"metadata": {"annotations": {"note": "by hand"}}}
    assert (await api.patch(SHOP, note)).code == 200
    assert await results(api, TWO.replace("replicas: 2", "replicas: 5")) == [
        "unchanged",
        "configured",
    ]
    kept = (await api.get(SHOP)).json["metadata"]["annotations"]
    assert kept["note"] == "by hand"
    assert kept["deployment.kubernetes.io/revision"] == "1"


async def test_an_annotation_that_the_manifest_drops_goes(api: Api):
    noted = TWO.replace("{name: shop}", "{name: shop, annotations: {first: one, second: two}}", 1)
    await results(api, noted)
    await results(api, TWO)
    kept = (await api.get(SHOP)).json["metadata"]["annotations"]
    assert not {"first", "second"} & set(kept)


async def test_one_bad_document_stops_all(api: Api):
    before = await api.revision()
    for bad in (
        TWO.replace("replicas: 2", "replicas: -2"),
        TWO.replace("replicas: 2", "replica: 2"),
        TWO.replace("kind: Deployment", "kind: Gizmo"),
        TWO + "\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: nosuch}\n"
        "spec: {containers: [{name: c, image: nginx}]}",
    ):
        answer = await api.post("apply", bad, YAML)
        assert 400 <= answer.code < 500, answer.text
        assert answer.json["kind"] == "Status"
    assert await api.revision() == before
    assert (await api.get("api/v1/namespaces/default/configmaps/settings")).code == 404


async def test_later_documents_see_earlier_ones(api: Api):
    text = (
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: room}\n---\n"
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: room}\n"
        "spec: {containers: [{name: c, image: nginx}]}\n"
    )
    assert await results(api, text) == ["created", "created"]


async def test_what_the_manifest_no_longer_says_goes_and_what_it_never_said_stays(api: Api):
    first = TWO.replace("metadata: {name: shop}", "metadata: {name: shop, labels: {a: x, b: z}}")
    await results(api, first)
    await api.patch(SHOP, {"metadata": {"labels": {"mine": "kept"}}})
    second = TWO.replace("metadata: {name: shop}", "metadata: {name: shop, labels: {a: x}}")
    assert (await results(api, second))[1] == "configured"
    assert (await api.get(SHOP)).json["metadata"]["labels"] == {"a": "x", "mine": "kept"}


async def test_an_object_that_another_way_created_is_merged(api: Api):
    text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 6}\n"
    assert await results(api, text) == ["configured"]
    web = (await api.get(WEB)).json
    assert web["spec"]["replicas"] == 6
    assert web["spec"]["template"]["spec"]["containers"][0]["image"] == "web:v1"


async def test_json_and_lists_are_taken_too(api: Api):
    body = {
        "apiVersion": "v1",
        "kind": "List",
        "items": [
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}} for name in "ab"
        ],
    }
    answer = await api.post("apply", body)
    assert [item["name"] for item in answer.json["items"]] == ["a", "b"]


async def test_a_dry_run_says_what_would_happen(api: Api):
    before = await api.revision()
    answer = await api.post("apply?dryRun=All", TWO, YAML)
    assert [item["result"] for item in answer.json["items"]] == ["created", "created"]
    assert await api.revision() == before
    assert (await api.get(SHOP)).code == 404
    assert (await api.get(f"{PODS}")).names == []


def shop(containers: str, more: str = "") -> str:
    return (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec:\n"
        f"  selector: {{matchLabels: {{app: shop}}}}\n{more}"
        f"  template: {{metadata: {{labels: {{app: shop}}}}, spec: {{containers: {containers}}}}}\n"
    )


async def test_items_that_the_manifest_no_longer_names_go_and_foreign_ones_stay(api: Api):
    env = 'env: [{name: X, value: "1"}, {name: Z}]'
    both = f'[{{name: a, image: "web:v1", {env}}}, {{name: b, image: nginx}}]'
    assert await results(api, shop(both)) == ["created"]
    side = [{"name": "side", "image": "redis"}]
    template = {"spec": {"template": {"spec": {"containers": side}}}}
    await api.patch(SHOP, template, "application/strategic-merge-patch+json")
    one = '[{name: a, image: "web:v1", env: [{name: Z}]}]'
    assert await results(api, shop(one)) == ["configured"]
    containers = (await api.get(SHOP)).json["spec"]["template"]["spec"]["containers"]
    by_name = {each["name"]: each for each in containers}
    assert set(by_name) == {"a", "side"}
    assert by_name["a"]["env"] == [{"name": "Z"}]
    assert await results(api, shop(one)) == ["unchanged"]


async def test_another_strategy_takes_the_place_of_the_old_one(api: Api):
    one = '[{name: a, image: "web:v1"}]'
    rolling = "  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}\n"
    assert await results(api, shop(one, rolling)) == ["created"]
    assert await results(api, shop(one, "  strategy: {type: Recreate}\n")) == ["configured"]
    assert (await api.get(SHOP)).json["spec"]["strategy"] == {"type": "Recreate"}


async def test_an_unreadable_note_of_the_last_manifest_does_no_harm(api: Api):
    one = '[{name: a, image: "web:v1"}]'
    await results(api, shop(one))
    for note in (
        "{",
        "[1]",
        '{"spec": 1}',
        '{"spec": {"template": {"spec": {"containers": [1]}}}}',
    ):
        key = "kubectl.kubernetes.io/last-applied-configuration"
        await api.patch(SHOP, {"metadata": {"annotations": {key: note}}})
        assert await results(api, shop(one)) == ["configured"]


async def test_a_dry_run_tells_what_would_change_and_stores_nothing(api: Api):
    text = TWO.replace("replicas: 2", "replicas: 4")
    await results(api, TWO)
    revision = await api.revision()
    answer = await api.post("apply?dryRun=All", text + "\n---\n" + NEW_ROOM, YAML)
    settings, shop, room = answer.json["items"]
    assert [settings["result"], shop["result"], room["result"]] == [
        "unchanged",
        "configured",
        "created",
    ]
    assert settings["before"] == settings["after"]
    assert (shop["before"]["spec"]["replicas"], shop["after"]["spec"]["replicas"]) == (2, 4)
    assert shop["after"]["spec"]["progressDeadlineSeconds"] == 600
    assert room["before"] is None
    assert room["after"]["spec"] == {"finalizers": ["kubernetes"]}
    assert await api.revision() == revision
    assert "after" not in (await api.post("apply", TWO, YAML)).json["items"][0]


async def test_a_dry_run_refuses_what_the_real_one_refuses(api: Api):
    answer = await api.post("apply?dryRun=All", TWO.replace("replicas: 2", "replicas: -2"), YAML)
    assert answer.code == 422
    assert answer.json["details"]["name"] == "shop"
    assert answer.json["details"]["causes"][0]["field"] == "spec.replicas"


async def test_what_the_page_tries_is_answered_with_the_status_and_everybody_else_is_refused(
    api: Api,
):
    bad = TWO.replace("replicas: 2", "replicas: -2")
    before = await api.revision()
    path = "apply?dryRun=All"
    told = await api.ask("POST", path, bad, YAML, **{"X-Kubeloop-Trial": "yes"})
    refused = await api.ask("POST", path, bad, YAML)
    assert (told.code, refused.code) == (200, 422)
    assert (told.json["status"], told.json["code"]) == ("Failure", 422)
    assert told.json == refused.json
    assert await api.revision() == before

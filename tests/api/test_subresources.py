"""Scale, status, eviction, binding, log, drain, rollback, step."""

from __future__ import annotations

from typing import Any

from tests.api.client import PODS, SIM, STRATEGIC, WEB, Api, a_pod

NODE = "api/v1/nodes/node-1"
BUDGETS = "apis/policy/v1/namespaces/default/poddisruptionbudgets"


def image(name: str) -> dict[str, Any]:
    return {"spec": {"template": {"spec": {"containers": [{"name": "web", "image": name}]}}}}


async def pods_of_web(api: Api) -> list[dict[str, Any]]:
    return (await api.get(f"{PODS}?labelSelector=app%3Dweb")).json["items"]


async def test_scale_is_read_changed_and_replaced(api: Api):
    await api.run()
    scale = (await api.get(f"{WEB}/scale")).json
    assert (scale["kind"], scale["apiVersion"]) == ("Scale", "autoscaling/v1")
    assert scale["spec"]["replicas"] == 3
    assert scale["status"] == {"replicas": 3, "selector": "app=web"}

    patched = await api.patch(f"{WEB}/scale", {"spec": {"replicas": 5}})
    assert patched.json["spec"]["replicas"] == 5
    stale = await api.put(f"{WEB}/scale", {**scale, "spec": {"replicas": 9}})
    assert (stale.code, stale.reason) == (409, "Conflict")
    scale["metadata"]["resourceVersion"] = patched.json["metadata"]["resourceVersion"]
    assert (await api.put(f"{WEB}/scale", {**scale, "spec": {"replicas": 9}})).code == 200
    assert (await api.get(WEB)).json["spec"]["replicas"] == 9
    await api.run()
    assert len(await pods_of_web(api)) == 9


async def test_a_status_write_moves_the_status_and_nothing_else(api: Api):
    web = (await api.get(WEB)).json
    sent = {**web, "spec": {**web["spec"], "replicas": 99}, "status": {"replicas": 7}}
    answer = await api.put(f"{WEB}/status", sent)
    assert answer.code == 200
    assert answer.json["status"] == {"replicas": 7}
    assert answer.json["spec"]["replicas"] == 3
    assert answer.json["metadata"]["generation"] == web["metadata"]["generation"]
    ignored = await api.patch(WEB, {"status": {"replicas": 8}})
    assert ignored.json["status"] == {"replicas": 7}


async def test_an_eviction_marks_the_pod_and_says_why(api: Api):
    await api.run()
    pod = (await pods_of_web(api))[0]["metadata"]["name"]
    body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": pod}}
    assert (await api.post(f"{PODS}/{pod}/eviction", body)).code == 201
    marked = (await api.get(f"{PODS}/{pod}")).json
    assert "deletionTimestamp" in marked["metadata"]
    target = [c for c in marked["status"]["conditions"] if c["type"] == "DisruptionTarget"]
    assert target[0]["reason"] == "EvictionByEvictionAPI"
    await api.run()
    assert len(await pods_of_web(api)) == 3


async def test_a_budget_lets_only_so_many_go(api: Api):
    await api.run()
    selector = {"matchLabels": {"app": "web"}}
    budget = {"metadata": {"name": "b"}, "spec": {"minAvailable": 2, "selector": selector}}
    assert (await api.post(BUDGETS, budget)).code == 201
    first, second, _ = [pod["metadata"]["name"] for pod in await pods_of_web(api)]
    assert (await api.post(f"{PODS}/{first}/eviction", {})).code == 201
    refused = await api.post(f"{PODS}/{second}/eviction", {})
    assert (refused.code, refused.reason) == (429, "TooManyRequests")
    assert refused.message == ("Cannot evict pod as it would violate the pod's disruption budget.")
    assert refused.json["details"]["causes"][0]["message"] == (
        "The disruption budget b needs 2 healthy pods and has 2 currently"
    )
    await api.run()
    assert (await api.post(f"{PODS}/{second}/eviction", {})).code == 201


async def test_what_a_budget_says_and_what_evictions_get_agree(api: Api):
    await api.run()
    spec = {"maxUnavailable": "50%", "selector": {"matchLabels": {"app": "web"}}}
    await api.post(BUDGETS, {"metadata": {"name": "b"}, "spec": spec})
    await api.run()
    status = (await api.get(f"{BUDGETS}/b")).json["status"]
    assert (status["disruptionsAllowed"], status["desiredHealthy"]) == (2, 1)
    names = [pod["metadata"]["name"] for pod in await pods_of_web(api)]
    answers = [(await api.post(f"{PODS}/{name}/eviction", {})).code for name in names]
    assert answers == [201, 201, 429]
    await api.run(0.01)
    status = (await api.get(f"{BUDGETS}/b")).json["status"]
    assert (status["disruptionsAllowed"], status["currentHealthy"]) == (0, 1)


async def test_a_pod_with_two_budgets_cannot_be_evicted(api: Api):
    await api.run()
    for name in ("one", "two"):
        spec = {"maxUnavailable": 3, "selector": {"matchLabels": {"app": "web"}}}
        await api.post(BUDGETS, {"metadata": {"name": name}, "spec": spec})
    pod = (await pods_of_web(api))[0]["metadata"]["name"]
    refused = await api.post(f"{PODS}/{pod}/eviction", {})
    assert refused.code == 500
    assert "more than one PodDisruptionBudget" in refused.message


async def test_a_pod_is_bound_once(api: Api):
    await api.post(PODS, a_pod(schedulerName="mine"))
    bound = await api.post(f"{PODS}/p/binding", {"target": {"kind": "Node", "name": "node-2"}})
    assert bound.code == 201
    assert (await api.get(f"{PODS}/p")).json["spec"]["nodeName"] == "node-2"
    again = await api.post(f"{PODS}/p/binding", {"target": {"name": "node-1"}})
    assert (again.code, again.reason) == (409, "Conflict")
    assert 'is already assigned to node "node-2"' in again.message
    nowhere = await api.post(f"{PODS}/p/binding", {"target": {"name": "node-9"}})
    assert nowhere.code == 409
    await api.run()
    assert (await api.get(f"{PODS}/p")).json["status"]["phase"] == "Running"


async def test_a_log_tells_the_life_of_the_container(api: Api):
    await api.post(PODS, a_pod(schedulerName="mine"))
    waiting = await api.get(f"{PODS}/p/log")
    assert (waiting.code, waiting.reason) == (400, "BadRequest")
    await api.post(f"{PODS}/p/binding", {"target": {"name": "node-2"}})
    await api.run()
    log = await api.get(f"{PODS}/p/log")
    assert log.code == 200
    assert log.text == "nginx starts\nnginx is listening\n"
    assert log.headers["Content-Type"].startswith("text/plain")
    assert (await api.get(f"{PODS}/p/log?tailLines=1")).text == "nginx is listening\n"
    assert (await api.get(f"{PODS}/p/log?container=other")).code == 400
    assert (await api.get(f"{PODS}/p/log?previous=true")).code == 400


async def test_a_crashed_container_has_a_log_of_its_former_run(api: Api):
    containers = [{"name": "c", "image": "web:v4-crash"}]
    await api.post(PODS, {"metadata": {"name": "bad"}, "spec": {"containers": containers}})
    await api.run(30)
    log = await api.get(f"{PODS}/bad/log?previous=true")
    assert log.text.endswith("web:v4-crash stopped with exit code 1\n")


async def test_a_drain_cordons_and_evicts(api: Api):
    await api.run()
    there = [pod for pod in await pods_of_web(api) if pod["spec"]["nodeName"] == "node-1"]
    assert there
    drained = await api.post(f"{NODE}/drain")
    assert drained.code == 200
    assert [each["name"] for each in drained.json["evicted"]] == [
        pod["metadata"]["name"] for pod in there
    ]
    assert (await api.get(NODE)).json["spec"]["unschedulable"] is True
    await api.run()
    after = await pods_of_web(api)
    assert len(after) == 3
    assert all(pod["spec"]["nodeName"] != "node-1" for pod in after)


async def test_a_drain_that_would_lose_a_pod_evicts_nothing_and_leaves_the_cordon(api: Api):
    await api.post(PODS, a_pod(nodeName="node-1"))
    await api.run()
    refused = await api.post(f"{NODE}/drain")
    assert (refused.code, refused.reason) == (409, "Conflict")
    assert "Pods that declare no controller" in refused.message
    assert (await api.get(NODE)).json["spec"]["unschedulable"] is True
    assert "deletionTimestamp" not in (await api.get(f"{PODS}/p")).json["metadata"]
    assert (await api.post(f"{NODE}/drain", {"force": True})).code == 200
    assert "deletionTimestamp" in (await api.get(f"{PODS}/p")).json["metadata"]


async def test_a_drain_names_who_has_to_wait(api: Api):
    await api.run()
    spec = {"minAvailable": 3, "selector": {"matchLabels": {"app": "web"}}}
    await api.post(BUDGETS, {"metadata": {"name": "b"}, "spec": spec})
    drained = (await api.post(f"{NODE}/drain")).json
    assert drained["evicted"] == []
    assert "disruption budget" in drained["waiting"][0]["message"]


async def test_a_rollback_goes_to_the_revision_before(api: Api):
    await api.run()
    await api.patch(WEB, image("web:v2"), STRATEGIC)
    await api.run()
    back = await api.post(f"{WEB}/rollback", {"toRevision": 0})
    assert (back.code, back.message) == (200, "rolled back")
    web = (await api.get(WEB)).json
    assert web["spec"]["template"]["spec"]["containers"][0]["image"] == "web:v1"
    assert "pod-template-hash" not in web["spec"]["template"]["metadata"]["labels"]
    await api.run()
    web = (await api.get(WEB)).json
    assert web["metadata"]["annotations"]["deployment.kubernetes.io/revision"] == "3"


async def test_a_rollback_is_refused_in_the_words_of_kubectl(api: Api):
    await api.run()
    none = await api.post(f"{WEB}/rollback")
    assert (none.code, none.message) == (409, 'no rollout history found for deployment "web"')
    await api.patch(WEB, image("web:v2"), STRATEGIC)
    await api.run()
    unknown = await api.post(f"{WEB}/rollback", {"toRevision": 9})
    assert unknown.message == "unable to find specified revision 9 in history"
    same = await api.post(f"{WEB}/rollback", {"toRevision": 2})
    assert same.code == 200
    assert same.message == "skipped rollback (current template already matches revision 2)"
    await api.patch(WEB, {"spec": {"paused": True}})
    paused = await api.post(f"{WEB}/rollback")
    assert paused.code == 409
    assert paused.message.startswith("you cannot rollback a paused deployment")


async def test_steps_are_counted_while_time_stands(api: Api):
    clock = f"{SIM}/clocks/clock"
    running = await api.post(f"{clock}/step")
    assert (running.code, running.reason) == (409, "Conflict")
    await api.run()
    assert (await api.patch(clock, {"spec": {"paused": True}})).code == 200
    await api.patch(WEB, {"spec": {"replicas": 5}})
    before = await api.revision()
    assert (await api.post(f"{clock}/step")).code == 202
    change = await api.last_change()
    assert (change.kind, change.why["text"]) == ("Clock", "asked for one step")

    from cluster.runtime.executors import run_write

    await run_write(api.reconciler.run, api.cluster_id)
    assert await api.revision() > before + 1
    now = (await api.get(clock)).json["status"]["now"]
    assert (await api.get(clock)).json["status"]["now"] == now


async def test_a_subresource_belongs_to_its_kind(api: Api):
    for path in (f"{WEB}/eviction", f"{WEB}/drain", "api/v1/nodes/node-1/scale", f"{PODS}/p/step"):
        assert (await api.post(path)).code == 404, path
    assert (await api.get(f"{PODS}/p/eviction")).code == 405


async def test_commands_in_containers_are_refused_with_the_reason(api: Api):
    await api.run()
    pod = (await pods_of_web(api))[0]["metadata"]["name"]
    for path in ("exec?command=ls&container=web&stdout=true", "attach", "portforward"):
        for method in ("GET", "POST"):
            answer = await api.ask(method, f"{PODS}/{pod}/{path}")
            assert (answer.code, answer.reason) == (501, "NotImplemented")
            assert "simulated" in answer.message
    missing = await api.post(f"{PODS}/nosuch/exec?command=ls")
    assert (missing.code, missing.message) == (404, 'pods "nosuch" not found')
    wrong = await api.post(f"{PODS}/{pod}/exec?command=ls&container=nosuch")
    assert wrong.message == f"container nosuch is not valid for pod {pod}"
    await api.post(PODS, a_pod("homeless", nodeSelector={"no": "where"}))
    waiting = await api.post(f"{PODS}/homeless/exec?command=ls")
    assert waiting.message == "pod homeless does not have a host assigned"


async def test_a_log_can_begin_at_a_moment(api: Api):
    await api.run()
    pod = (await pods_of_web(api))[0]
    path = f"{PODS}/{pod['metadata']['name']}/log"
    begun = pod["status"]["containerStatuses"][0]["state"]["running"]["startedAt"]
    assert "web:v1 starts" in (await api.get(f"{path}?sinceTime={begun}")).text
    assert (await api.get(f"{path}?sinceTime=2999-01-01T00:00:00Z")).text == ""
    assert "web:v1 starts" in (await api.get(f"{path}?sinceSeconds=36000")).text
    for bad in ("sinceTime=soon", "sinceSeconds=x", f"sinceSeconds=1&sinceTime={begun}"):
        assert (await api.get(f"{path}?{bad}")).code == 400


async def test_the_namespaces_of_every_cluster_stay(api: Api):
    for name in ("default", "kube-system", "kube-public"):
        refused = await api.delete(f"api/v1/namespaces/{name}")
        assert (refused.code, refused.reason) == (403, "Forbidden")
        assert refused.message == (
            f'namespaces "{name}" is forbidden: this namespace may not be deleted'
        )
    await api.post("api/v1/namespaces", {"metadata": {"name": "team"}})
    assert (await api.delete("api/v1/namespaces/team")).code == 200

"""The proxy to Services and Pods: who answers, how, and what is said when nobody does."""

from __future__ import annotations

import re
from pathlib import Path

from cluster.api.web_page import COLORS
from tests.api.client import PODS, SIM, WEB, Api, a_pod
from tests.people import Person

SERVICES = "api/v1/namespaces/default/services"
PROXY = f"{SERVICES}/web:80/proxy/"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"


async def test_a_request_is_answered_by_the_version_that_runs(api: Api):
    await api.run()
    answer = await api.get(PROXY)
    assert (answer.code, answer.text) == (200, "web v1")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    for same in (f"{SERVICES}/web/proxy/", f"{SERVICES}/http:web:80/proxy/any/where?x=1"):
        assert (await api.get(same)).text == "web v1"


async def test_ready_endpoints_take_turns(api: Api):
    await api.run()
    answered = [(await api.get(PROXY)).headers["X-Kubeloop-Pod"] for _ in range(6)]
    assert answered[:3] == answered[3:]
    running = [pod["metadata"]["name"] for pod in (await api.get(PODS)).json["items"]]
    assert sorted(answered[:3]) == sorted(running)


async def test_a_browser_gets_a_page_that_says_who_answered_and_may_do_nothing(api: Api):
    await api.run()
    answer = await api.get(PROXY, **BROWSER)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    pod, node = (answer.headers[f"X-Kubeloop-{name}"] for name in ("Pod", "Node"))
    assert pod in answer.text and node in answer.text and "web:v1" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'self'" in policy
    assert "sandbox" in policy
    assert "Set-Cookie" not in answer.headers
    assert not re.search(r"<script|src=|href=|url\(|@import", answer.text)
    assert len(answer.text) < 4096


async def test_the_page_has_the_colours_of_the_picture():
    tokens = re.findall(r"--(v\d): light-dark\((#\w+), (#\w+)\);", TOKENS.read_text())
    assert {name: (light, dark) for name, light, dark in tokens} == COLORS


async def test_an_image_answers_with_its_own_status_and_words_and_these_are_no_markup(api: Api):
    spec = {"image": "bad:v1", "response": {"status": 500, "body": "<script>alert(1)</script>"}}
    assert (
        await api.post(f"{SIM}/images", {"metadata": {"name": "bad"}, "spec": spec})
    ).code == 201
    containers = [{"name": "c", "image": "bad:v1"}]
    await api.post(PODS, a_pod("bad", containers=containers))
    await api.run()
    page = await api.get(f"{PODS}/bad/proxy/", **BROWSER)
    assert page.code == 500
    assert "500 Internal Server Error" in page.text
    assert "<script" not in page.text and "&lt;script&gt;" in page.text
    assert (await api.get(f"{PODS}/bad/proxy/")).text == "<script>alert(1)</script>"


async def test_without_a_ready_endpoint_it_is_503_in_the_words_of_kubernetes(api: Api):
    await api.run()
    await api.patch(f"{WEB}/scale", {"spec": {"replicas": 0}})
    await api.run()
    answer = await api.get(PROXY)
    assert (answer.code, answer.reason) == (503, "ServiceUnavailable")
    assert answer.message == 'no endpoints available for service "web"'


async def test_pods_that_are_not_ready_get_no_request(api: Api):
    labels = {"app": "slow"}
    pod = a_pod("slow", containers=[{"name": "c", "image": "web:v5-notready"}])
    await api.post(PODS, {**pod, "metadata": {"name": "slow", "labels": labels}})
    service = {"metadata": {"name": "slow"}, "spec": {"selector": labels, "ports": [{"port": 80}]}}
    await api.post(SERVICES, service)
    await api.run(10)
    refused = await api.get(f"{SERVICES}/slow:80/proxy/")
    assert refused.message == 'no endpoints available for service "slow:80"'
    assert (await api.get(f"{PODS}/slow/proxy/")).code == 200


async def test_unknown_services_ports_and_names_are_refused_with_the_reason(api: Api):
    await api.run()
    missing = await api.get(f"{SERVICES}/nosuch/proxy/")
    assert (missing.code, missing.message) == (404, 'services "nosuch" not found')
    port = await api.get(f"{SERVICES}/web:81/proxy/")
    assert (port.code, port.message) == (503, 'no service port 81 found for service "web"')
    named = await api.get(f"{SERVICES}/web:grpc/proxy/")
    assert (named.code, named.message) == (503, 'no endpoints available for service "web:grpc"')
    for bad in ("ftp:web:80", "a:b:c:d", ":80"):
        answer = await api.get(f"{SERVICES}/{bad}/proxy/")
        assert (answer.code, answer.message) == (400, f'invalid service request "{bad}"')
    tls = await api.get(f"{SERVICES}/https:web:80/proxy/")
    assert tls.message == (
        "error trying to reach service: http: server gave HTTP response to HTTPS client"
    )
    assert (await api.get(f"{PODS}/nosuch/proxy/")).message == 'pods "nosuch" not found'


async def test_a_node_that_is_cut_off_or_a_program_that_does_not_run_is_not_reached(api: Api):
    await api.post(PODS, a_pod("p", nodeName="node-1"))
    assert (await api.get(f"{PODS}/p/proxy/")).message == "address not allowed"
    await api.run()
    assert (await api.get(f"{PODS}/p:8080/proxy/")).text == "Hello from nginx"
    fault = {"metadata": {"name": "f"}, "spec": {"node": "node-1", "type": "PowerOff"}}
    await api.post(f"{SIM}/faults", fault)
    lost = await api.get(f"{PODS}/p:8080/proxy/")
    assert lost.code == 503
    assert re.fullmatch(
        r"error trying to reach service: dial tcp 10\.244\.\d+\.\d+:8080: i/o timeout", lost.message
    )
    await api.post(PODS, a_pod("c", containers=[{"name": "c", "image": "web:v4-crash"}]))
    await api.run(20)
    assert "connection refused" in (await api.get(f"{PODS}/c/proxy/")).message


async def test_the_address_without_a_slash_leads_to_the_one_with_it(api: Api):
    answer = await api.get(f"{SERVICES}/web/proxy?x=1")
    assert answer.code == 301
    assert answer.headers["Location"].endswith("/services/web/proxy/?x=1")


async def test_a_node_has_no_kubelet_to_ask(api: Api):
    answer = await api.get("api/v1/nodes/node-1/proxy/stats/summary")
    assert answer.code == 503 and "simulated node" in answer.message


async def test_the_way_to_the_page_goes_through_the_door(api: Api, bob: Person, charlie: Person):
    for person, code in ((bob, 403), (charlie, 403)):
        assert (await Api(person, api.cluster_id).get(PROXY)).code == code

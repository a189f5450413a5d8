"""The first picture of a large cluster is one message of megabytes; it must reach the page."""

from __future__ import annotations

import json

import httpx
from websockets.sync.client import connect

from tests.server import Client, Server, deployment, fast_image

PODS = 2200
MEGABYTE = 1024 * 1024
IMAGES = "/apis/sim.kubeloop.dev/v1alpha1/images"
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"


def test_a_page_gets_a_picture_of_more_than_a_megabyte(live_server_process: Server):
    server = live_server_process
    made = json.loads(server.manage("newcluster", "large", "--nodes", "24", "--json"))
    client = Client(made["api"], made["token"])
    client.send("POST", IMAGES, fast_image("fast:v1"))
    client.send("POST", DEPLOYMENTS, deployment("web", "fast:v1", PODS))
    for event in client.watch(DEPLOYMENTS):
        if event["object"].get("status", {}).get("readyReplicas") == PODS:
            break
    visitor = httpx.Client(follow_redirects=True)
    visitor.get(made["page"])
    cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    origin = f"http://127.0.0.1:{server.port}"
    with connect(
        f"{origin.replace('http', 'ws')}/ws/c/{made['id']}/",
        additional_headers={"Cookie": cookie, "Origin": origin},
        max_size=None,
    ) as socket:
        text = str(socket.recv(timeout=20))
    assert len(text) > MEGABYTE
    cards = json.loads(text)["objects"]
    assert sum(card["kind"] == "Pod" and card["ready"] for card in cards) == PODS

"""The official Python client against a real server: list, watch, patch, scale, roll back; restarts.

The restart test is an informer in small: list, watch from the list's revision, and after a broken
connection list again. What it knows must be what is there, however often the server is killed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import kubernetes
import pytest
import urllib3
from kubernetes.client import ApiClient, ApiException, AppsV1Api, Configuration, CoreV1Api
from kubernetes.watch import Watch

from tests.server import Client, Server, deployment, running_server
from tests.stories.run import token_of

PATIENCE_SECONDS = 60.0
NAMESPACE = "default"


def api_client(client: Client) -> ApiClient:
    configuration = Configuration(host=client.base)
    configuration.api_key = {"authorization": f"Bearer {token_of(client)}"}
    configuration.retries = False
    return kubernetes.client.ApiClient(configuration)


def eventually(is_so: Callable[[], Any], what: str) -> None:
    """Look again and again until it is so."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < ends, f"never: {what}"
        time.sleep(0.05)


def rolled_out(found: Any, image: str, replicas: int) -> bool:
    status = found.status
    return (
        found.spec.template.spec.containers[0].image == image
        and status.observed_generation == found.metadata.generation
        and (status.updated_replicas, status.ready_replicas, status.replicas)
        == (replicas, replicas, replicas)
    )


def watched_until(apps: AppsV1Api, image: str, replicas: int) -> int:
    """How many events a rollout showed until it was done."""
    listing = apps.list_namespaced_deployment(NAMESPACE)
    if any(rolled_out(each, image, replicas) for each in listing.items):
        return 1
    events = Watch().stream(
        apps.list_namespaced_deployment,
        NAMESPACE,
        resource_version=listing.metadata.resource_version,
        timeout_seconds=int(PATIENCE_SECONDS),
    )
    for count, event in enumerate(events, 1):
        if rolled_out(event["object"], image, replicas):
            return count
    pytest.fail(f"{image} x {replicas} was never rolled out")


@pytest.mark.slow
def test_a_deployment_lives_its_life(live_server_process: Server):
    client = live_server_process.new_cluster("official")
    client.set_speed(10)
    api = api_client(client)
    apps, core = AppsV1Api(api), CoreV1Api(api)
    apps.create_namespaced_deployment(NAMESPACE, deployment("web", "web:v1", 2))
    assert watched_until(apps, "web:v1", 2) > 0
    pods = core.list_namespaced_pod(NAMESPACE, label_selector="app=web").items
    assert [pod.status.phase for pod in pods] == ["Running", "Running"]
    assert len(core.list_namespaced_pod(NAMESPACE, limit=1).items) == 1

    containers = [{"name": "web", "image": "web:v2"}]
    body = {"spec": {"template": {"spec": {"containers": containers}}}}
    apps.patch_namespaced_deployment("web", NAMESPACE, body)
    assert watched_until(apps, "web:v2", 2) > 0
    apps.patch_namespaced_deployment_scale("web", NAMESPACE, {"spec": {"replicas": 4}})
    assert apps.read_namespaced_deployment_scale("web", NAMESPACE).spec.replicas == 4
    assert watched_until(apps, "web:v2", 4) > 0

    sets = apps.list_namespaced_replica_set(NAMESPACE, label_selector="app=web").items
    first = min(sets, key=lambda each: int(revision_of(each)))
    template = api.sanitize_for_serialization(first.spec.template)
    template["metadata"]["labels"].pop("pod-template-hash")
    patch = [{"op": "replace", "path": "/spec/template", "value": template}]
    apps.patch_namespaced_deployment("web", NAMESPACE, patch)
    assert watched_until(apps, "web:v1", 4) > 0
    assert revision_of(apps.read_namespaced_deployment("web", NAMESPACE)) == "3"

    stale = apps.read_namespaced_deployment("web", NAMESPACE)
    apps.patch_namespaced_deployment("web", NAMESPACE, {"metadata": {"labels": {"a": "b"}}})
    with pytest.raises(ApiException) as refused:
        apps.replace_namespaced_deployment("web", NAMESPACE, stale)
    assert (refused.value.status, refused.value.reason) == (409, "Conflict")
    apps.delete_namespaced_deployment("web", NAMESPACE)
    eventually(lambda: not core.list_namespaced_pod(NAMESPACE).items, "all Pods are gone")
    with pytest.raises(ApiException) as gone:
        apps.read_namespaced_deployment("web", NAMESPACE)
    assert gone.value.status == 404


def revision_of(found: Any) -> str:
    return str(found.metadata.annotations["deployment.kubernetes.io/revision"])


class Informer(threading.Thread):
    """Keeps what the ConfigMaps say by list and watch, and lists again when the watch breaks."""

    def __init__(self, core: CoreV1Api) -> None:
        super().__init__(daemon=True)
        self._core = core
        self.known: dict[str, str] = {}
        self.lists = 0
        self.events = 0
        self.is_done = False

    def run(self) -> None:
        while not self.is_done:
            with suppress(urllib3.exceptions.HTTPError, ApiException, OSError):
                self.list_and_watch()
            time.sleep(0.05)

    def list_and_watch(self) -> None:
        listing = self._core.list_namespaced_config_map(NAMESPACE)
        self.known = {each.metadata.name: each.data["number"] for each in listing.items}
        self.lists += 1
        for event in Watch().stream(
            self._core.list_namespaced_config_map,
            NAMESPACE,
            resource_version=listing.metadata.resource_version,
            timeout_seconds=int(PATIENCE_SECONDS),
        ):
            self.events += 1
            self.take(event["type"], event["object"])

    def take(self, kind: str, found: Any) -> None:
        if kind == "DELETED":
            self.known.pop(found.metadata.name, None)
        elif kind in ("ADDED", "MODIFIED"):
            self.known[found.metadata.name] = found.data["number"]


def put(core: CoreV1Api, name: str, number: str, *, is_new: bool) -> None:
    body = {"metadata": {"name": name}, "data": {"number": number}}
    if is_new:
        core.create_namespaced_config_map(NAMESPACE, body)
    else:
        core.patch_namespaced_config_map(name, NAMESPACE, body)


@pytest.mark.slow
def test_a_watch_outlives_the_server_by_listing_again():
    with running_server() as server:
        client = server.new_cluster("restart")
        core = CoreV1Api(api_client(client))
        informer = Informer(CoreV1Api(api_client(client)))
        put(core, "first", "0", is_new=True)
        informer.start()
        for round_ in range(3):
            eventually(lambda: informer.known.get("first"), "the informer knows the first map")
            seen = informer.events
            put(core, f"before-{round_}", "1", is_new=True)
            eventually(lambda seen=seen: informer.events > seen, "the watch tells of a change")
            lists = informer.lists
            put(core, "first", str(round_ + 1), is_new=False)
            server.kill_and_restart()
            put(core, f"after-{round_}", "2", is_new=True)
            core.delete_namespaced_config_map(f"before-{round_}", NAMESPACE)
            eventually(lambda lists=lists: informer.lists > lists, "it has listed again")
            truth = core.list_namespaced_config_map(NAMESPACE).items
            wanted = {each.metadata.name: each.data["number"] for each in truth}
            eventually(lambda wanted=wanted: informer.known == wanted, f"it knows {wanted}")
            assert wanted["first"] == str(round_ + 1)
        informer.is_done = True

"""A worker, Redis or PostgreSQL dies while clusters roll out: it is told, it comes back, and
nothing is lost. `OUTAGES=10` repeats each ten times, `AWAY_SECONDS=10` keeps the part away
longer."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from cluster.live.messages import LATE, UNATTENDED
from tests.e2e.waiting import wait_until_rolled_out
from tests.processes.house import House, running_house
from tests.server import Client, deployment

pytestmark = pytest.mark.slow

TIMES = int(os.environ.get("OUTAGES", "1"))
AWAY_SECONDS = float(os.environ.get("AWAY_SECONDS", "3"))
CLUSTERS, REPLICAS = 3, 10
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with running_house(servers=1, workers=2) as made:
        yield made


@dataclass
class Cluster:
    """One learner's cluster with a running Deployment."""

    id: str
    token: str
    client: Client


def new_cluster(house: House) -> Cluster:
    made = json.loads(house.manage("newcluster", "outage", "--speed", "10", "--json"))
    client = Client(f"http://127.0.0.1:{house.port}/k8s/{made['id']}", made["token"])
    client.send("POST", DEPLOYMENTS, deployment("web", "web:v1", REPLICAS))
    return Cluster(made["id"], made["token"], client)


@pytest.fixture(scope="module")
def clusters(house: House) -> list[Cluster]:
    made = [new_cluster(house) for _ in range(CLUSTERS)]
    for each in made:
        wait_until_rolled_out(each.client, REPLICAS)
    return made


def roll(clusters: list[Cluster], number: int) -> None:
    image = ("web:v2", "web:v1")[number % 2]
    containers = [{"name": "web", "image": image}]
    patch = {"spec": {"template": {"spec": {"containers": containers}}}}
    for each in clusters:
        each.client.send("PATCH", f"{DEPLOYMENTS}/web", patch, "merge")


def is_observed(cluster: Cluster) -> bool:
    """A controller has looked at the newest wish."""
    found = cluster.client.send("GET", f"{DEPLOYMENTS}/web")
    return bool(found["status"].get("observedGeneration") == found["metadata"]["generation"])


def wait_until(is_so: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.1)


def all_is_well(house: House, clusters: list[Cluster]) -> None:
    """Everything answers, every roll-out comes to its end, and the journals have no gap."""
    wait_until(lambda: house.ready()["status"] == 200)
    for each in clusters:
        wait_until_rolled_out(each.client, REPLICAS)
    house.audit()


@contextmanager
def a_page(house: House, cluster: Cluster) -> Iterator[Any]:
    bearer = {"Authorization": f"Bearer {cluster.token}"}
    address = f"ws://127.0.0.1:{house.port}/ws/c/{cluster.id}/"
    with connect(address, additional_headers=bearer, max_size=None) as socket:
        socket.recv(timeout=10)
        yield socket


@pytest.mark.parametrize("number", range(TIMES))
def test_a_worker_is_killed(house: House, clusters: list[Cluster], number: int) -> None:
    roll(clusters, number)
    time.sleep(0.3)
    house.workers.pop(0).kill()
    roll(clusters, number + 1)
    for each in clusters:
        wait_until(lambda each=each: is_observed(each), 5)
    house.start_worker()
    all_is_well(house, clusters)


def until_told(page: Any, words: str) -> None:
    """The page is told this above its picture, which goes on meanwhile."""
    while True:
        told = json.loads(page.recv(timeout=40))
        if told["type"] == "notice" and told["message"] == words:
            return


def test_no_worker_is_left(house: House, clusters: list[Cluster]) -> None:
    with a_page(house, clusters[0]) as page:
        while house.workers:
            house.workers.pop().kill()
        until_told(page, UNATTENDED)
        roll(clusters, 0)
        for _ in range(2):
            house.start_worker()
        until_told(page, "")
    all_is_well(house, clusters)


@pytest.mark.parametrize("number", range(TIMES))
@pytest.mark.parametrize("away", [House.redis_killed, House.redis_hanging])
def test_redis_is_away(house: House, clusters: list[Cluster], number: int, away: Any) -> None:
    roll(clusters, number + 1)
    with a_page(house, clusters[0]) as page:
        with away(house):
            found = house.ready()
            assert (found["status"], found["database"]) == (503, "ok")
            assert found["channels"] != "ok"
            until_told(page, LATE)
            labels = {"metadata": {"labels": {"while": f"{away.__name__}-{number}"}}}
            clusters[0].client.send("PATCH", f"{DEPLOYMENTS}/web", labels, "merge")
            wait_until_rolled_out(clusters[0].client, REPLICAS)
            time.sleep(AWAY_SECONDS)
        until_told(page, "")
    all_is_well(house, clusters)


@pytest.mark.parametrize("number", range(TIMES))
def test_postgresql_is_away(house: House, clusters: list[Cluster], number: int) -> None:
    roll(clusters, number)
    with a_page(house, clusters[0]) as page, house.database_stopped():
        words = ""
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                told = json.loads(page.recv(timeout=20))
                words = told.get("message", words)
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, words) == (4503, "The database does not answer.")
        assert house.ready()["status"] == 503
        answer = clusters[0].client.http.get(DEPLOYMENTS)
        assert (answer.status_code, answer.json()["kind"]) == (503, "Status")
        time.sleep(AWAY_SECONDS)
    all_is_well(house, clusters)


def workers_of(house: House) -> list[str]:
    """The worker that each cluster's row names."""
    rows = "from cluster.models import Cluster\nfor row in Cluster.objects.all(): print(row.worker)"
    return house.manage("shell", "-c", rows).split()[-CLUSTERS:]


def test_a_worker_that_is_told_to_end_gives_its_clusters_up(
    house: House, clusters: list[Cluster]
) -> None:
    roll(clusters, 0)
    for each in clusters:
        wait_until(lambda each=each: is_observed(each))
    leaving = house.workers.pop(0)
    leaving.send_signal(signal.SIGTERM)
    assert leaving.wait(timeout=15) == 0
    roll(clusters, 1)
    for each in clusters:
        wait_until(lambda each=each: is_observed(each), 5)
    assert len(set(workers_of(house))) == 1
    house.start_worker()
    all_is_well(house, clusters)

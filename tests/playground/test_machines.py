"""What machines ask: alive, ready, numbers."""

from __future__ import annotations

import asyncio

import pytest
from channels.layers import get_channel_layer
from django.test import AsyncClient

from cluster.runtime.announce import WORKER_CHANNEL
from playground import metrics, readiness
from playground.asgi import channel_application
from playground.worker import EagerWorker
from tests.people import Person


async def test_alive_needs_nothing():
    answer = await AsyncClient().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


async def test_ready_when_a_worker_answers(transactional_db: None):
    worker = EagerWorker(channel_application, [WORKER_CHANNEL], get_channel_layer())
    task = asyncio.ensure_future(worker.arun())
    try:
        answer = await AsyncClient().get("/readyz")
    finally:
        task.cancel()
        for instance in list(worker.application_instances):
            worker.delete_application_instance(instance)
    assert answer.json() == {"ready": True, "database": "ok", "channels": "ok", "worker": "ok"}
    assert answer.status_code == 200


async def test_not_ready_without_a_worker(transactional_db: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(readiness, "PATIENCE_SECONDS", 0.1)
    answer = await AsyncClient().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["worker"] == "no answer"
    assert answer.json()["database"] == "ok"


async def test_not_ready_without_a_database(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
):
    def broken() -> None:
        raise OSError("gone")

    monkeypatch.setattr(readiness, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(readiness, "read_one_row", broken)
    answer = await AsyncClient().get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "failed")


async def test_metrics_count_requests_and_clusters(alice: Person):
    browser = alice.client
    await browser.get(f"/c/{alice.cluster.id}/")
    metrics.verbs.clear()
    await browser.get(f"/k8s/{alice.cluster.id}/api/v1/namespaces/default/pods")
    answer = await browser.get("/metrics")
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = answer.content.decode().splitlines()
    assert "kubeloop_clusters 1" in lines
    assert any(
        line.startswith('kubeloop_requests_total{door="page",status="2xx"} ') for line in lines
    )
    assert "kubeloop_sockets_open 0" in lines
    assert 'kubeloop_api_requests_total{verb="list"} 1' in lines
    assert "kubeloop_watches_open 0" in lines
    assert "kubeloop_rooms_open 0" in lines
    assert "kubeloop_clusters_due 1" in lines  # it was just made, and no worker runs here
    told = dict(line.split() for line in lines if not line.startswith("#"))
    assert int(told["kubeloop_journal_commits"]) == 1
    assert int(told["kubeloop_database_bytes"]) > 100_000
    assert float(told["kubeloop_worker_lag_seconds"]) == 0.0
    bucket = 'kubeloop_request_latency_seconds_bucket{door="page",le="'
    counts = [int(line.split()[1]) for line in lines if line.startswith(bucket)]
    assert counts == sorted(counts)
    assert counts[-1] >= 1
    for line in lines:
        assert line.startswith("#") or len(line.split()) == 2

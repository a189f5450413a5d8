"""What machines ask: alive, ready, numbers."""

from __future__ import annotations

import asyncio

import pytest
from channels.layers import get_channel_layer
from django.test import AsyncClient

from cluster.runtime.announce import WORKER_CHANNEL
from playground import readiness
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
    answer = await browser.get("/metrics")
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = answer.content.decode().splitlines()
    assert "kubeloop_clusters 1" in lines
    assert any(
        line.startswith('kubeloop_requests_total{door="page",status="2xx"} ') for line in lines
    )
    assert "kubeloop_sockets_open 0" in lines
    bucket = 'kubeloop_request_latency_seconds_bucket{door="page",le="'
    counts = [int(line.split()[1]) for line in lines if line.startswith(bucket)]
    assert counts == sorted(counts)
    assert counts[-1] >= 1
    for line in lines:
        assert line.startswith("#") or len(line.split()) == 2

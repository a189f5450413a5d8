"""A learner's cluster is answered so many requests a second; others are as quick as ever."""

from __future__ import annotations

from cluster.runtime.executors import run_write
from cluster.store import clusters
from playground import allowance
from playground.allowance import BURST_SECONDS, Allowance
from tests.people import Person


def taken(bucket: Allowance, times: int, name: str = "c1") -> int:
    return sum(bucket.take(name, 20) for _ in range(times))


def test_a_burst_goes_through_and_then_so_many_each_second():
    now = [100.0]
    bucket = Allowance(lambda: now[0])
    assert taken(bucket, 1_000) == 20 * BURST_SECONDS
    assert taken(bucket, 5, "c2") == 5, "another cluster has its own"
    now[0] += 1
    assert taken(bucket, 1_000) == 20
    now[0] += 3_600
    assert taken(bucket, 1_000) == 20 * BURST_SECONDS


def test_buckets_that_are_full_are_not_kept(monkeypatch):
    now = [100.0]
    bucket = Allowance(lambda: now[0])
    monkeypatch.setattr(allowance, "MOST_KEPT", 10)
    for number in range(10):
        bucket.take(f"c{number}", 20)
    taken(bucket, 100, "c1")
    now[0] += 1
    bucket.take("new", 20)
    assert set(bucket._full_at) == {"c1", "new"}


async def test_who_asks_a_class_cluster_too_often_hears_when_to_ask_again(
    alice: Person, bob: Person, settings, monkeypatch
):
    monkeypatch.setattr(allowance, "allowance", Allowance(lambda: 100.0))
    settings.KUBELOOP_LIMITS = {**settings.KUBELOOP_LIMITS, "class_requests": 1}
    pods = "/k8s/{}/api/v1/namespaces/default/pods"
    await run_write(clusters.limit_pods, [alice.cluster.id], 50)
    codes = []
    for _ in range(int(BURST_SECONDS) + 2):
        answer = await alice.client.get(pods.format(alice.cluster.id))
        codes.append(answer.status_code)
    assert codes == [200] * int(BURST_SECONDS) + [429] * 2
    assert (answer["Retry-After"], answer.json()["reason"]) == ("1", "TooManyRequests")
    assert answer.json()["details"]["retryAfterSeconds"] == 1
    for _ in range(20):
        assert (await bob.client.get(pods.format(bob.cluster.id))).status_code == 200

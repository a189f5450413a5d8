"""Requests to a Service as the real controllers move its Pods: exact numbers, and always the same.

The Lab's images have no jitter: pull 0.8 s, start 0.2 s, ready after 0.5 s, stop 0.5 s. So a new
Pod is ready 1.5 s after it was created, and an old one answers for 0.5 s after it was told to stop.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

from cluster.core.requests import ANSWERED_ERROR, NO_ENDPOINT, NODE_SILENT, Stream
from cluster.store.journal import JournalChange
from cluster.store.traffic import Traffic
from tests.lab import START, Lab, a_deployment, a_fault, a_service, an_image
from tests.live.painter import as_journalled

IMAGES = (an_image("web:v1"), an_image("web:v2"), an_image("web:v6", response={"status": 500}))
CAREFUL = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}


@pytest.fixture
def lab() -> Lab:
    """Deployment web of four behind its Service, at rest since 1.5 s, now 10 s."""
    lab = Lab(nodes=3, images=IMAGES)
    lab.create(a_service())
    lab.create(a_deployment(replicas=4))
    lab.run_to(10)
    return lab


def stream_of(lab: Lab, traffic: Traffic | None = None) -> Stream:
    """The requests up to the lab's moment."""
    traffic = traffic or Traffic()
    traffic.follow(as_journalled(change) for change in lab.changes)
    stream = traffic.settled(lab.get("Service", "web").uid)
    stream.settle(START + lab.now)
    return stream


def as_it_stands(changes: Iterable[JournalChange]) -> Traffic:
    """One that knows only what is there after these changes."""
    traffic, last = Traffic(), {change.uid: change for change in changes}
    for change in last.values():
        if change.type != "DELETED":
            traffic.put(change, change.uid, change.object, change.sim)
    return traffic


def update(lab: Lab, image: str, **spec: object) -> None:
    template = lab.get("Deployment", "web").spec["template"]
    containers = [{**template["spec"]["containers"][0], "image": image}]
    new = {**template, "spec": {**template["spec"], "containers": containers}}
    lab.edit_spec("Deployment", "web", template=new, **spec)


def test_at_rest_all_are_served_from_the_first_ready_pod_on(lab):
    stream = stream_of(lab)
    assert stream.begin == START + 1.5
    assert (stream.served, stream.failed) == (51, Counter())


def test_recreate_leaves_users_without_an_answer(lab):
    """Old Pods stop answering after 0.5 s, new ones come then and are ready 1.5 s later."""
    update(lab, "web:v2", strategy={"type": "Recreate"})
    lab.run_to(20)
    stream = stream_of(lab)
    assert stream.since == START + 10
    assert stream.failed == Counter({NO_ENDPOINT: 9})
    assert stream.served == 60 - 9


@pytest.mark.parametrize(
    "strategy",
    [
        pytest.param(CAREFUL, id="surge 1, unavailable 0"),
        pytest.param({"type": "RollingUpdate"}, id="25 percent each"),
    ],
)
def test_a_rolling_update_fails_nobody(lab, strategy):
    update(lab, "web:v2", strategy=strategy)
    lab.run_to(40)
    stream = stream_of(lab)
    assert {pod.spec["containers"][0]["image"] for pod in lab.pods} == {"web:v2"}
    assert (stream.served, stream.failed) == (180, Counter())


def test_an_endpoint_on_a_dead_node_fails_until_it_is_taken_out(lab):
    silent = [pod.name for pod in lab.pods if pod.node_name == "node-1"]
    lab.create(a_fault("node-1"))
    lab.run_to(120)
    stream = stream_of(lab)
    assert set(stream.failed) == {NODE_SILENT}
    taken_out = next(
        moment
        for moment, found, _ in lab.history("Pod", silent[0])
        if moment > 10 and not found.is_ready  # type: ignore[attr-defined]
    )
    share = len(silent) / 4
    expected = (taken_out - 10) * 6 * share
    assert abs(stream.failed.total() - expected) <= len(silent)
    before = stream.failed.total()
    lab.run_to(180)
    assert stream_of(lab).failed.total() == before


def test_a_version_that_answers_500_fails_its_share(lab):
    update(lab, "web:v6", strategy={"type": "Recreate"})
    lab.run_to(22)
    stream = stream_of(lab)
    assert stream.failed == Counter({ANSWERED_ERROR: 60, NO_ENDPOINT: 9})


def test_users_stay_away_while_the_rate_is_zero(lab):
    service = lab.get("Service", "web")
    annotations = {"sim.kubeloop.dev/requests-per-second": "0"}
    lab.edit(service, metadata={**service.metadata, "annotations": annotations})
    lab.run_to(100)
    assert stream_of(lab).served == 51


def test_going_on_from_what_a_checkpoint_keeps_gives_the_same_numbers(lab):
    update(lab, "web:v2", strategy={"type": "Recreate"})
    lab.run_to(11)
    changes = [as_journalled(change) for change in lab.changes]
    first = Traffic()
    first.follow(changes)
    resumed = as_it_stands(changes)
    resumed.now = first.now
    resumed.remember(first.memories())
    known = len(changes)
    lab.run_to(20)
    rest = [as_journalled(change) for change in lab.changes[known:]]
    uid = lab.get("Service", "web").uid
    for traffic in (first, resumed):
        traffic.follow(rest)
    assert first.memories() == resumed.memories()
    assert first.settled(uid).failed == Counter({NO_ENDPOINT: 9})


def lose_and_find(lab: Lab) -> None:
    lab.create(a_fault("node-1", "NetworkPartition"))
    lab.run_to(11)
    lab.delete("Fault", "fault-node-1")


def break_program(lab: Lab) -> None:
    image = lab.get("Image", "web-v1")
    lab.edit_spec("Image", image.name, response={"status": 500})


@pytest.mark.parametrize(
    "turn",
    [
        pytest.param(lambda lab: lab.create(a_fault("node-1")), id="a node falls silent"),
        pytest.param(lose_and_find, id="a node is cut off for a second"),
        pytest.param(break_program, id="the program begins to answer errors"),
        pytest.param(lambda lab: lab.delete("Image", "web-v1"), id="the program is not known"),
        pytest.param(lambda lab: lab.delete("Pod", lab.pods[0].name, grace=0), id="a Pod is gone"),
        pytest.param(
            lambda lab: update(lab, "web:v2", strategy={"type": "Recreate"}), id="all Pods stop"
        ),
    ],
)
def test_who_asks_after_each_change_is_told_what_a_newcomer_is_told(lab, turn):
    uid, known = lab.get("Service", "web").uid, len(lab.changes)
    turn(lab)
    lab.run_to(14)
    changes = [as_journalled(change) for change in lab.changes]
    traffic = as_it_stands(changes[:known])
    for number, change in enumerate(changes[known:], known + 1):
        traffic.follow((change,))
        newcomer = as_it_stands(changes[:number])
        assert traffic.settled(uid).targets == newcomer.settled(uid).targets


def test_a_deleted_service_has_no_users(lab):
    traffic = Traffic()
    lab.delete("Service", "web")
    lab.run_to(20)
    traffic.follow(as_journalled(change) for change in lab.changes)
    assert traffic.streams == {}

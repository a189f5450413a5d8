"""Cards and sentences as the real controllers move a cluster."""

from __future__ import annotations

import json
import random
import re

import msgspec
import pytest

from cluster.live.picture import Picture
from tests.lab import Lab, a_deployment, a_fault, a_service, an_image
from tests.live.painter import Painter, as_journalled

IMAGES = (
    an_image("web:v1"),
    an_image("web:v2"),
    an_image("web:v4-crash", crashAfterSeconds=0.2, exitCode=1),
    an_image("web:v5-notready", neverReady=True),
)


@pytest.fixture
def painter() -> Painter:
    """Three nodes, the Deployment web of ten, at rest."""
    lab = Lab(nodes=3, images=IMAGES)
    lab.create(a_service())
    lab.create(a_deployment(replicas=10))
    lab.run(20)
    return Painter(lab)


def set_image(painter: Painter, image: str) -> None:
    found = painter.lab.get("Deployment", "web")
    template = found.spec["template"]
    container = {**template["spec"]["containers"][0], "image": image}
    pod = {**template["spec"], "containers": [container]}
    painter.lab.edit_spec("Deployment", "web", template={**template, "spec": pod})


def test_at_rest_every_pod_is_ready_and_the_sentence_says_so(painter: Painter):
    assert painter.sentence() == (
        "web wants 10 Pods and 10 are ready. The controllers have nothing to do."
    )
    pods = painter.of("Pod")
    assert len(pods) == 10
    for pod in pods:
        assert (pod["stage"], pod["status"], pod["readyText"]) == ("ready", "Running", "1/1")
        assert pod["timer"] is None
        assert pod["created"] < pod["readySince"] <= painter.lab.engine.now
        assert pod["node"].startswith("node-")
    (replica_set,) = painter.of("ReplicaSet")
    web = painter.one("Deployment", "web")
    assert (web["floor"], web["ceiling"], web["complete"]) == (8, 13, True)
    assert web["newReplicaSet"] == replica_set["uid"]
    assert {pod["owner"] for pod in pods} == {replica_set["uid"]}
    assert replica_set["owner"] == web["uid"]


def test_the_sentence_follows_a_rollout_with_exact_numbers(painter: Painter):
    set_image(painter, "web:v2")
    assert painter.sentence() == "web has a new template. Its ReplicaSet comes next."
    said = []
    for _ in range(400):
        painter.lab.run(0.05)
        web = painter.one("Deployment", "web")
        if web["complete"]:
            break
        said.append(web["sentence"])
        is_observed = web["generation"] == web["observedGeneration"]
        assert str(web["updated"] if is_observed else 0) in web["sentence"]
        assert is_observed or "10 of 10 Pods are updated" not in web["sentence"]
        assert web["available"] >= web["floor"] or "below the floor" in web["sentence"]
    assert (
        "5 of 10 Pods are updated to web:v2. 8 are available, exactly the floor. "
        "The next old Pod goes when another new one is ready."
    ) in said
    assert painter.one("Deployment", "web")["complete"]
    painter.lab.run(10)
    assert painter.sentence() == (
        "web wants 10 Pods and 10 are ready. The controllers have nothing to do."
    )


def test_a_crashing_version_stands_at_the_floor(painter: Painter):
    set_image(painter, "web:v4-crash")
    painter.lab.run(60)
    assert painter.sentence() == (
        "web:v4-crash starts and exits with code 1. The rollout stands still at the floor: "
        "8 Pods of web:v1 keep answering."
    )
    crashed = [pod for pod in painter.of("Pod") if pod["image"] == "web:v4-crash"]
    assert {pod["stage"] for pod in crashed} == {"crash"}
    assert {pod["status"] for pod in crashed} <= {"CrashLoopBackOff", "Error"}
    waiting = [pod for pod in crashed if pod["status"] == "CrashLoopBackOff"]
    assert all(pod["timer"]["kind"] == "backoff" for pod in waiting)
    assert all(pod["readySince"] is None for pod in waiting)
    painter.lab.run(600)
    assert "nothing is rolled back by itself" in painter.sentence()


def test_an_image_that_nobody_has_cannot_be_pulled(painter: Painter):
    set_image(painter, "web:v9")
    painter.lab.run(30)
    assert painter.sentence() == (
        "web:v9 cannot be pulled. The Pods wait, and 8 Pods of web:v1 keep answering."
    )
    waiting = [pod for pod in painter.of("Pod") if pod["image"] == "web:v9"]
    assert {pod["stage"] for pod in waiting} == {"imagepull"}


def test_a_version_that_never_gets_ready_is_named_after_the_deadline(painter: Painter):
    set_image(painter, "web:v5-notready")
    painter.lab.run(30)
    web = painter.one("Deployment", "web")
    assert web["deadlineAt"] > painter.lab.engine.now
    painter.lab.run(700)
    assert painter.sentence().startswith("web:v5-notready does not become ready. The rollout")


def test_paused_keeps_everything_as_it_is(painter: Painter):
    painter.lab.edit_spec("Deployment", "web", paused=True)
    painter.lab.run(5)
    assert painter.sentence() == (
        "Paused. web keeps 10 Pods as they are; new changes wait until you resume."
    )


def test_a_deleted_pod_is_replaced_and_the_picture_shows_both(painter: Painter):
    victim = painter.lab.pods[0].name
    painter.lab.delete("Pod", victim)
    painter.lab.run(0.1)
    leaving = painter.one("Pod", victim)
    assert (leaving["stage"], leaving["status"]) == ("terminating", "Terminating")
    assert leaving["timer"]["kind"] == "grace"
    assert len(painter.of("Pod")) == 11
    assert painter.sentence() == (
        "web wants 10 Pods and 9 are available. 1 Pod is on the way. 1 Pod is still shutting down."
    )
    news = painter.follow()
    assert not news
    painter.lab.run(10)
    assert [gone.name for gone in painter.follow().gone] == [victim]
    assert len(painter.of("Pod")) == 10


def test_stages_and_countdowns_of_a_start(painter: Painter):
    painter.lab.edit_spec("Deployment", "web", replicas=11)
    stages = []
    known = {pod["uid"] for pod in painter.of("Pod")}
    for _ in range(60):
        painter.lab.run(0.05)
        new = [pod for pod in painter.of("Pod") if pod["uid"] not in known]
        if new and (not stages or stages[-1][0] != new[0]["stage"]):
            timer = new[0]["timer"]
            stages.append((new[0]["stage"], timer and timer["kind"]))
            if timer:
                assert timer["from"] <= painter.lab.engine.now <= timer["until"]
    assert stages[0] in (("pulling", "pull"), ("starting", "start"))
    assert stages[1:] == [("notready", "probe"), ("ready", None)]


def test_a_silent_node_is_told_before_and_after_it_is_lost(painter: Painter):
    here = [pod for pod in painter.of("Pod") if pod["node"] == "node-2"]
    painter.lab.create(a_fault("node-2"))
    painter.lab.run(1)
    node = painter.one("Node", "node-2")
    assert (node["status"], node["fault"]) == ("Ready", "PowerOff")
    assert node["timer"]["kind"] == "notready"
    assert node["silentSince"] == node["timer"]["from"]
    painter.lab.run(60)
    node = painter.one("Node", "node-2")
    assert (node["status"], node["ready"], node["timer"]) == ("NotReady", False, None)
    lost = [pod for pod in painter.of("Pod") if pod["node"] == "node-2"]
    assert len(lost) == len(here)
    for pod in lost:
        assert (pod["stage"], pod["status"], pod["readyText"]) == ("unknown", "Running", "1/1")
        assert pod["timer"]["kind"] == "eviction"
        assert pod["timer"]["until"] - pod["timer"]["from"] == pytest.approx(300)
    missing = len(lost)
    short = 8 - (10 - missing)
    below = f", {short} below the floor of 8" if short > 0 else ""
    assert painter.sentence() == (
        f"node-2 is silent. {10 - missing} of 10 Pods are available{below}. "
        "No new Pods yet: node-2 may come back."
    )
    painter.lab.delete("Fault", "fault-node-2")
    painter.lab.run(30)
    assert painter.one("Node", "node-2")["fault"] == ""
    assert all(pod["stage"] == "ready" for pod in painter.of("Pod"))
    assert painter.sentence().endswith("The controllers have nothing to do.")


def test_after_the_eviction_the_sentence_says_what_became_of_the_pods(painter: Painter):
    gone = len([pod for pod in painter.of("Pod") if pod["node"] == "node-2"])
    painter.lab.create(a_fault("node-2"))
    painter.lab.run(60)
    painter.lab.edit_spec("Deployment", "web", replicas=20)
    painter.lab.run(0.2)
    assert painter.sentence() == (
        f"node-2 is silent. {10 - gone} of 20 Pods are available, {5 + gone} below the floor of "
        f"15. {gone} Pods are not known: node-2 may come back. 10 Pods are on the way."
    )
    painter.lab.run(20)
    assert painter.sentence().endswith("No new Pods yet: node-2 may come back.")
    while not any(pod["deleting"] for pod in painter.of("Pod")):
        painter.lab.run(0.5)
    away = f"{gone} Pods were evicted; they leave when node-2 returns."
    assert painter.sentence() == (
        f"node-2 is silent. {20 - gone} of 20 Pods are available. {away} "
        f"{gone} Pods are on the way."
    )
    painter.lab.run(20)
    assert painter.sentence() == f"web wants 20 Pods and 20 are ready. {away}"


def test_pods_that_find_no_node_are_counted_with_the_schedulers_reason():
    lab = Lab(nodes=1, images=IMAGES)
    lab.create(a_deployment(replicas=3))
    lab.run(20)
    node = lab.get("Node", "node-1")
    lab.edit(node, spec={**node.spec, "unschedulable": True})
    painter = Painter(lab)
    lab.edit_spec("Deployment", "web", replicas=8)
    lab.run(5)
    why = "5 Pods find no node: 0/1 nodes are available: 1 node(s) were unschedulable."
    assert painter.sentence() == f"web wants 8 Pods and 3 are available. {why}"
    set_image(painter, "web:v2")
    lab.run(5)
    assert "find no node: 0/1 nodes are available" in painter.sentence()


def test_pods_that_are_there_are_not_said_to_be_missing(painter: Painter):
    painter.lab.edit_spec("Deployment", "web", replicas=400)
    for _ in range(100):
        painter.lab.run(0.01)
        web, there = painter.one("Deployment", "web"), len(painter.of("Pod"))
        words = painter.sentence()
        said = re.search(r"(\d+) more (is|are) to be created", words)
        assert said is None or int(said[1]) == 400 - max(there, web["replicas"]), words
        if there == 400:
            break
    assert there == 400 and "to be created" not in painter.sentence()


def test_a_rollback_says_which_revision_comes_back(painter: Painter):
    set_image(painter, "web:v2")
    painter.lab.run(30)
    set_image(painter, "web:v1")
    painter.lab.run(1)
    assert "back on web:v1, which was rev 1 and is now rev 3. " in painter.sentence()


def test_scaled_to_nothing_the_last_pods_still_shut_down(painter: Painter):
    painter.lab.edit_spec("Deployment", "web", replicas=0)
    painter.lab.run(0.2)
    assert painter.sentence() == "web wants 0 Pods. 10 Pods are still shutting down."
    painter.lab.run(40)
    assert painter.sentence() == "web wants 0 Pods. The controllers have nothing to do."


def test_a_service_shows_its_endpoints(painter: Painter):
    painter.lab.run(5)
    endpoints = painter.one("Service", "web")["endpoints"]
    assert {each["pod"] for each in endpoints} == {pod["uid"] for pod in painter.of("Pod")}
    assert all(each["ready"] and not each["terminating"] for each in endpoints)


def test_images_say_what_to_expect(painter: Painter):
    kinds = {card["image"]: card["kindOf"] for card in painter.of("Image")}
    assert kinds["web:v1"] == "healthy"
    assert kinds["web:v4-crash"] == "crash"
    assert kinds["web:v5-notready"] == "notready"


def test_the_trail_names_author_and_reason(painter: Painter):
    painter.follow()
    painter.lab.edit_spec("Deployment", "web", replicas=12)
    painter.lab.run(5)
    writes = painter.follow().writes
    assert {write.kind for write in writes} == {"Deployment", "ReplicaSet"}
    resize = next(write for write in writes if write.by == "deployment-controller" and write.why)
    assert resize.why["text"]
    assert len(writes) <= 50


def test_many_writes_to_one_object_make_one_card(painter: Painter):
    painter.follow()
    pod = painter.lab.pods[0]
    for number in range(40):
        pod = painter.lab.edit(
            pod, metadata={**pod.metadata, "labels": {**pod.labels, "number": str(number)}}
        )
    news = painter.follow()
    assert len(news.put) == 1
    assert b'"number":"39"' in bytes(news.put[0])


def test_any_order_and_any_repetition_gives_the_same_picture(painter: Painter):
    """States may come twice and late; the newest one is what stays."""
    set_image(painter, "web:v2")
    painter.lab.run(30)
    expected = {card["uid"]: card for card in painter.cards()}
    rows = [as_journalled(change) for change in painter.lab.changes]
    alive = [row for row in rows if row.uid in expected]
    random.Random(7).shuffle(alive)
    other = Picture()
    other.traffic = painter.picture.traffic
    for row in alive + alive[:50]:
        other.take(row.kind, row.object, row.sim)
    slices = [row for row in rows if row.kind == "EndpointSlice"]
    for row in slices:
        other.take(row.kind, row.object, row.sim)
    other.flush()
    frame = other.snapshot(None)  # type: ignore[arg-type]
    got = {card["uid"]: card for card in (json.loads(bytes(raw)) for raw in frame.objects)}
    assert got == expected


def test_a_page_that_missed_a_stretch_gets_exactly_that(painter: Painter):
    before = {card["uid"]: card for card in painter.cards()}
    set_image(painter, "web:v2")
    painter.lab.run(30)
    missed = [as_journalled(change) for change in painter.lab.changes[painter.seen :]]
    painter.follow()
    news = painter.picture.since(missed)
    for raw in news.put:
        card = json.loads(bytes(raw))
        before[card["uid"]] = card
    for gone in news.gone:
        before.pop(gone.uid, None)
    assert before == {card["uid"]: card for card in painter.cards()}


def test_a_service_counts_requests_and_says_which_endpoints_fail(painter: Painter):
    at_rest = painter.one("Service", "web")
    assert (at_rest["traffic"]["rate"], at_rest["traffic"]["failed"]) == (6, 0)
    assert [each["takes"] for each in at_rest["endpoints"]] == [True] * 10
    assert [each["pod"] for each in at_rest["endpoints"]] == sorted(
        each["pod"] for each in at_rest["endpoints"]
    )
    painter.lab.create(a_fault("node-2"))
    painter.lab.run(5)
    silent = {pod["uid"] for pod in painter.of("Pod") if pod["node"] == "node-2"}
    failing = {each["pod"]: each["failing"] for each in painter.one("Service", "web")["endpoints"]}
    assert {pod for pod, reason in failing.items() if reason == "NodeSilent"} == silent != set()
    painter.lab.run(200)
    (failure,) = painter.one("Service", "web")["traffic"]["failures"]
    assert failure["text"] == "the Pod's node does not answer"
    assert failure["count"] > 0


def test_a_service_at_rest_is_not_sent_again(painter: Painter):
    painter.follow()
    painter.lab.run(600)
    news = painter.follow()
    assert [raw for raw in news.put if b'"kind":"Service"' in bytes(raw)] == []
    assert news.services == []


def test_of_a_service_only_the_endpoints_that_changed_are_sent(painter: Painter):
    before = painter.one("Service", "web")
    endpoints = {each["pod"]: each for each in before["endpoints"]}
    set_image(painter, "web:v2")
    sizes = []
    for _ in range(60):
        painter.lab.run(0.5)
        news = painter.follow()
        assert [raw for raw in news.put if b'"kind":"Service"' in bytes(raw)] == []
        for change in news.services:
            sizes.append(len(change.put))
            endpoints |= {each.pod: msgspec.to_builtins(each) for each in change.put}
            for pod in change.gone:
                del endpoints[pod]
    now = painter.one("Service", "web")
    assert [endpoints[pod] for pod in sorted(endpoints)] == now["endpoints"]
    assert {each["pod"] for each in now["endpoints"]}.isdisjoint(
        each["pod"] for each in before["endpoints"]
    )
    assert sum(sizes) < 40


def test_a_service_that_was_written_itself_is_sent_as_a_whole(painter: Painter):
    painter.follow()
    service = painter.lab.get("Service", "web")
    painter.lab.edit(service, metadata={**service.metadata, "labels": {"team": "blue"}})
    news = painter.follow()
    (raw,) = news.put
    card = json.loads(bytes(raw))
    assert (card["labels"], len(card["endpoints"]), news.services) == ({"team": "blue"}, 10, [])


def test_an_autoscaler_has_a_card_that_names_its_target():
    painter = Painter(Lab(nodes=1))
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "webb"}
    painter.lab.create(
        {
            "apiVersion": "autoscaling/v2",
            "kind": "HorizontalPodAutoscaler",
            "metadata": {"name": "web", "namespace": "default"},
            "spec": {"scaleTargetRef": target, "minReplicas": 2, "maxReplicas": 9},
        }
    )
    card = painter.one("HorizontalPodAutoscaler", "web")
    assert (card["targetKind"], card["target"]) == ("Deployment", "webb")
    assert (card["smallest"], card["largest"], card["wanted"]) == (2, 9, 0)

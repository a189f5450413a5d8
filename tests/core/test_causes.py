"""Cause chains: from the symptom to the root, told by real controllers' clusters."""

from __future__ import annotations

import pytest

from cluster.core.causes.chain import EXPLAINED, causes_of, standing_of
from cluster.core.causes.model import Link, Scene
from cluster.core.causes.pods import QUESTIONS, WORST
from tests.lab import Lab, a_deployment, a_fault, a_service


def web(replicas: int = 10) -> Lab:
    """A Deployment of web:v1 that has come to rest, and its Service."""
    lab = Lab(nodes=3)
    lab.create(a_service())
    lab.create(a_deployment(replicas=replicas))
    lab.run(20)
    return lab


def update(lab: Lab, image: str, **container: object) -> None:
    template = lab.get("Deployment", "web").spec["template"]
    changed = {**template["spec"]["containers"][0], "image": image, **container}
    spec = {**template["spec"], "containers": [changed]}
    lab.edit_spec("Deployment", "web", template={**template, "spec": spec})


def chain(lab: Lab, kind: str = "Deployment", name: str = "web") -> list[Link]:
    return causes_of(lab.get(kind, name), Scene(lab.view, lab.engine.now))


def kinds(links: list[Link]) -> list[str]:
    return [each.kind for each in links]


def test_what_is_well_has_no_cause():
    lab = web()
    for kind in EXPLAINED:
        for found in list(lab.view.all(kind)):
            assert causes_of(found, Scene(lab.view, lab.engine.now)) == []
    lab.run(3_000)
    assert chain(lab) == []
    said = standing_of(lab.get("Deployment", "web"), Scene(lab.view, lab.engine.now))
    assert said is not None
    assert said.is_standing
    assert standing_of(lab.get("Service", "web"), Scene(lab.view, lab.engine.now)) is None


def test_a_version_that_crashes_is_followed_to_its_image():
    lab = web()
    update(lab, "web:v4-crash")
    lab.run(100)
    links = chain(lab)
    assert kinds(links) == ["Deployment", "ReplicaSet", "Pod", "Image"]
    rollout, replica_set, pod, image = links
    assert "must keep 8 available and has 8, so no old one goes" in rollout.text
    said = standing_of(lab.get("Deployment", "web"), Scene(lab.view, lab.engine.now))
    assert said is not None
    assert [each.result.value for each in said.sums] == [0, 0]
    assert replica_set.text.endswith("wants 5 Pods, has 5, and 0 are ready.")
    assert "has ended 5 times, last with exit code 1 (Error)" in pod.text
    assert pod.facts[0].text == "1 m 20 s, doubles up to 300 s"
    assert pod.wait is not None
    assert pod.wait.words == "It is tried again"
    assert lab.engine.now < pod.wait.until < lab.engine.now + 90
    assert pod.kubectl == f"kubectl logs {pod.name} --previous"
    assert "0.2 s after its start with exit code 1" in image.text
    assert image.cure is not None
    assert image.cure.kubectl == "kubectl rollout undo deployment web"
    assert all(each.cure is None for each in links[:-1])
    lab.run(600)
    assert "moved for more than 600 s, so it counts as timed out" in chain(lab)[0].text


@pytest.mark.parametrize(
    ("image", "root"),
    [
        ("web:v9-badimage", "web:v9-badimage cannot be pulled from its registry"),
        ("shop:v1", "shop:v1 is in no catalogue, so no node can pull it"),
        ("web:v3-notready", "The program in web:v3-notready never says that it is ready"),
    ],
)
def test_what_the_image_does_is_the_root(image: str, root: str):
    lab = web()
    update(lab, image)
    lab.run(60)
    links = chain(lab)
    assert kinds(links) == ["Deployment", "ReplicaSet", "Pod", "Image"]
    assert links[-1].text.startswith(root)
    assert links[-1].name == image


def test_a_pod_without_room_has_each_node_in_numbers():
    lab = web()
    update(lab, "web:v2", resources={"requests": {"cpu": "3"}})
    lab.run(60)
    _, _, pod, root = chain(lab)
    assert pod.text.endswith("finds no node: 0/3 nodes are available: 3 Insufficient cpu.")
    assert [(fact.name, fact.text) for fact in pod.facts] == [
        (f"node-{number}", "asks for 3 CPU, 1 of 4 are free") for number in (1, 2, 3)
    ]
    assert root.text.startswith("The nodes are full")
    assert root.cure is not None
    assert root.cure.kubectl == "kubectl set resources deployment web --requests=cpu=500m"


def test_a_pod_larger_than_any_node_is_told_apart_from_full_nodes():
    lab = web(replicas=3)
    update(lab, "web:v2", resources={"requests": {"cpu": "9"}})
    lab.run(10)
    assert "asks for more than any node has, even an empty one" in chain(lab)[-1].text


def test_cordoned_nodes_are_the_root_and_uncordon_cures():
    lab = web(replicas=3)
    for number in (1, 2, 3):
        lab.edit_spec("Node", f"node-{number}", unschedulable=True)
    lab.edit_spec("Deployment", "web", replicas=4)
    lab.run(10)
    links = chain(lab)
    assert [fact.text for fact in links[2].facts] == ["is cordoned"] * 3
    assert links[-1].cure is not None
    assert links[-1].cure.kubectl == "kubectl uncordon node-1"
    lab.edit_spec("Node", "node-1", unschedulable=False)
    lab.run(30)
    assert chain(lab) == []


def test_a_silent_node_is_followed_to_its_fault():
    lab = web(replicas=3)
    lab.create(a_fault("node-2"))
    lab.run(20)
    assert chain(lab) == []
    service = chain(lab, "Service")
    assert kinds(service) == ["Service", "Node", "Fault"]
    assert "counts as Ready until its grace has passed" in service[0].text
    lab.run(60)
    links = chain(lab)
    assert kinds(links) == ["Deployment", "ReplicaSet", "Pod", "Node", "Fault"]
    assert links[2].wait is not None
    assert links[2].wait.words == "It is evicted and replaced elsewhere"
    assert [fact.name for fact in links[3].facts] == ["state", "Pods there", "last heard"]
    assert links[-1].cure is not None
    assert links[-1].cure.kubectl == "kubectl delete fault fault-node-2"
    lab.run(320)
    assert chain(lab) == []
    gone = next(pod for pod in lab.pods if pod.is_deleting)
    told = chain(lab, "Pod", gone.name)
    assert "cannot hear it: it stays Terminating" in told[0].text
    assert told[0].cure is not None
    assert "--grace-period=0 --force" in told[0].cure.kubectl


def test_a_selector_that_matches_nothing_names_the_labels_that_there_are():
    lab = web(replicas=3)
    lab.create(a_service("shop", selector={"app": "webb"}))
    lab.run(1)
    first, root = chain(lab, "Service", "shop")
    assert first.text == "shop selects app=webb, and none of 3 Pods in default has it: no endpoint."
    assert [(fact.name, fact.text) for fact in first.facts] == [("app=web", "on 3 Pods")]
    assert root.cure is not None
    assert root.cure.kubectl == "kubectl set selector service shop app=web"


def test_a_service_whose_deployment_has_size_0_is_told_so():
    lab = web(replicas=3)
    lab.edit_spec("Deployment", "web", replicas=0)
    lab.run(60)
    links = chain(lab, "Service")
    assert kinds(links) == ["Service", "Deployment"]
    assert links[-1].cure is not None
    assert links[-1].cure.kubectl == "kubectl scale deployment web --replicas=1"


def test_a_service_whose_pods_are_not_ready_goes_on_to_them():
    lab = Lab(nodes=3)
    lab.create(a_service())
    lab.create(a_deployment(replicas=2, image="web:v4-crash"))
    lab.run(30)
    links = chain(lab, "Service")
    assert kinds(links) == ["Service", "Pod", "Image"]
    assert links[0].text == "web selects 2 Pods, and 0 of them are ready: no endpoint."
    assert links[-1].cure is not None
    assert links[-1].cure.kubectl == "kubectl set image deployment/web web=web:v1"


def test_a_paused_rollout_ends_with_its_resume():
    lab = web()
    lab.edit_spec("Deployment", "web", paused=True)
    update(lab, "web:v2")
    lab.run(10)
    (only,) = chain(lab)
    assert only.cure is not None
    assert only.cure.kubectl == "kubectl rollout resume deployment web"


def test_a_rollout_on_its_way_waits_for_time_only():
    lab = web()
    update(lab, "web:v2")
    lab.run(0.2)
    last = chain(lab)[-1]
    assert last.kind == "Pod"
    assert "pulls its image. Nothing is wrong with it." in last.text
    assert last.wait is not None
    assert last.cure is None


def test_the_quota_says_its_number():
    lab = web(replicas=3)
    limits = lab.view.limits
    lab.view.limits = type(limits)(nodes=limits.nodes, pods=4, objects=limits.objects)
    lab.edit_spec("Deployment", "web", replicas=6)
    lab.run(30)
    assert "may have 4 Pods and has them all" in chain(lab, "Deployment")[1].text


def test_an_autoscaler_without_its_target_says_so():
    lab = web(replicas=1)
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "webb"}
    spec = {"scaleTargetRef": target, "minReplicas": 1, "maxReplicas": 3}
    metadata = {"name": "web", "namespace": "default"}
    kind = "HorizontalPodAutoscaler"
    lab.create({"apiVersion": "autoscaling/v2", "kind": kind, "metadata": metadata, "spec": spec})
    (only,) = chain(lab, kind)
    assert "scales the Deployment webb, and there is none of that name" in only.text


def test_every_question_about_a_pod_has_its_weight():
    assert set(QUESTIONS) == set(WORST)

"""The kubelet through the engine: starts, restarts, pulls, probes and ends, at their moments."""

from __future__ import annotations

import pytest

from cluster.core.kubelet.lifecycle import ENTER, LIFECYCLE
from tests.lab import (
    NO_TIMES,
    Lab,
    a_fault,
    an_image,
    bare_pod,
    condition,
    status_word,
)

CRASH = an_image("web:v4-crash", crashAfterSeconds=0.2)
WEB = an_image("web:v1")
LATE_STOP = an_image("web:stubborn", stopSeconds=100)
JOB = an_image("job:v1", crashAfterSeconds=2, exitCode=0)


def a_lab(*images: dict, nodes: int = 1) -> Lab:
    return Lab(nodes=nodes, images=images or (WEB,))


def story(lab: Lab, name: str = "web") -> list[tuple[float, str, str]]:
    """Moment, STATUS and READY of every write that can be told apart in `kubectl get -w`."""
    rows: list[tuple[float, str, str]] = []
    for moment, pod, change in lab.history("Pod", name):
        statuses = pod.status.get("containerStatuses") or []
        ready = f"{sum(each['ready'] for each in statuses)}/{len(pod.spec['containers'])}"
        row = (moment, "gone" if change == "DELETED" else status_word(pod), ready)
        if not rows or rows[-1][1:] != row[1:]:
            rows.append(row)
    return rows


def container(lab: Lab, name: str = "web") -> dict:
    return lab.pod(name).status["containerStatuses"][0]


def test_good_pod_from_birth_to_removal():
    lab = a_lab()
    lab.create(bare_pod())
    lab.run(10)
    lab.delete("Pod", "web")
    lab.run(10)
    assert story(lab) == [
        (0.0, "Pending", "0/1"),
        (0.0, "ContainerCreating", "0/1"),
        (1.0, "Running", "0/1"),
        (1.5, "Running", "1/1"),
        (10.0, "Terminating", "1/1"),
        (10.5, "Completed", "0/1"),
        (10.5, "gone", "0/1"),
    ]
    reasons = [event["reason"] for event in lab.events("web")]
    assert reasons == ["Scheduled", "Pulling", "Pulled", "Created", "Started", "Killing"]


def test_status_of_a_running_pod_is_complete():
    lab = a_lab()
    lab.create(bare_pod())
    lab.run(10)
    status = lab.pod().status
    assert [(each["type"], each["status"]) for each in status["conditions"]] == [
        ("PodReadyToStartContainers", "True"),
        ("Initialized", "True"),
        ("Ready", "True"),
        ("ContainersReady", "True"),
        ("PodScheduled", "True"),
    ]
    assert status["hostIP"] == "172.18.0.1"
    assert status["podIPs"] == [{"ip": status["podIP"]}]
    assert status["podIP"].startswith("10.244.0.")
    assert (status["qosClass"], status["observedGeneration"]) == ("BestEffort", 1)
    assert len(container(lab)["containerID"]) == len("containerd://") + 64


def test_waiting_container_says_which_containers_are_not_ready():
    lab = a_lab()
    lab.create(bare_pod())
    lab.run(0.5)
    ready = condition(lab.pod(), "Ready")
    assert (ready["status"], ready["reason"]) == ("False", "ContainersNotReady")
    assert ready["message"] == "containers with unready status: [web]"


def test_without_delays_a_pod_costs_one_write():
    lab = a_lab(an_image("web:v1", **NO_TIMES))
    lab.create(bare_pod())
    lab.run(0)
    assert [change.by for change in lab.changes if change.object.name == "web"][1:] == [
        "default-scheduler",
        "kubelet/node-1",
    ]
    assert lab.pod().is_ready
    lab.delete("Pod", "web")
    lab.run(0)
    assert lab.pods == []


def test_image_that_lies_on_the_node_is_not_pulled():
    lab = a_lab()
    preload(lab)
    lab.create(bare_pod())
    lab.run(5)
    assert [row[0] for row in story(lab)] == [0.0, 0.0, 0.2, 0.7]
    (event,) = lab.events("web", "Pulled")
    assert event["message"] == 'Container image "web:v1" already present on machine'
    assert not lab.events("web", "Pulling")


def preload(lab: Lab) -> None:
    """Put web:v1 on the only node."""
    node = lab.node("node-1")
    images = [{"names": ["web:v1"], "sizeBytes": 9_000_000}]
    lab.edit(node, status={**node.status, "images": images})


def test_every_pod_pulls_for_itself_and_once():
    lab = a_lab()
    pair = [{"name": name, "image": "web:v1"} for name in ("one", "two")]
    for name in ("first", "second"):
        lab.create(bare_pod(name, initContainers=pair))
    lab.run(10)
    for name in ("first", "second"):
        assert lab.events(name, "Pulling")[0]["count"] == 1
        assert lab.pod(name).is_ready


def test_policy_always_pulls_again():
    lab = a_lab()
    pod = bare_pod(containers=[{"name": "web", "image": "web:v1", "imagePullPolicy": "Always"}])
    preload(lab)
    lab.create(pod)
    lab.run(5)
    assert lab.events("web", "Pulling")


def test_crash_loop_waits_0_10_20_40_seconds():
    lab = a_lab(CRASH)
    lab.create(bare_pod(image="web:v4-crash"))
    lab.run(100)
    assert [row for row in story(lab) if row[1] in ("Error", "CrashLoopBackOff")] == [
        (1.2, "Error", "0/1"),
        (1.6, "Error", "0/1"),
        (2.6, "CrashLoopBackOff", "0/1"),
        (12.0, "Error", "0/1"),
        (13.0, "CrashLoopBackOff", "0/1"),
        (32.4, "Error", "0/1"),
        (33.4, "CrashLoopBackOff", "0/1"),
        (72.8, "Error", "0/1"),
        (73.8, "CrashLoopBackOff", "0/1"),
    ]
    pod, found = lab.pod(), container(lab)
    assert (pod.phase, found["restartCount"]) == ("Running", 4)
    assert found["lastState"]["terminated"]["exitCode"] == 1
    assert found["state"]["waiting"]["message"] == (
        f"back-off 1m20s restarting failed container=web pod=web_default({pod.uid})"
    )
    assert pod.sim["until"] == pytest.approx(lab.engine.now + 152.8 - 100)
    (event,) = lab.events("web", "BackOff")
    assert event["message"].startswith("Back-off restarting failed container web in pod web_defau")
    assert event["count"] == 4
    lab.assert_at_rest()


def test_jitter_lengthens_waits_by_up_to_a_half_and_keeps_zero():
    lab = Lab(nodes=1, images=(an_image("web:v4-crash", crashAfterSeconds=0.2, jitter=0.2),))
    lab.create(bare_pod(image="web:v4-crash"))
    lab.run(100)
    ends = [moment for moment, word, _ in story(lab) if word == "Error"]
    gaps = [later - earlier for earlier, later in zip(ends, ends[1:], strict=False)]
    assert gaps[0] < 1
    assert 10 < gaps[1] < 16
    assert 20 < gaps[2] < 31
    still = a_lab(an_image("web:v1", **NO_TIMES, jitter=0.2))
    still.create(bare_pod())
    still.run(0)
    assert still.pod().is_ready


def test_missing_image_is_tried_after_10_20_40_seconds():
    lab = a_lab()
    lab.create(bare_pod(image="nosuch:v1"))
    lab.run(60)
    words = [(round(moment), word) for moment, word, _ in story(lab) if "Image" in word]
    jittered = [word for _, word in words]
    assert jittered == ["ErrImagePull", "ImagePullBackOff"] * (len(words) // 2)
    gaps = [later[0] - earlier[0] for earlier, later in zip(words[::2], words[2::2], strict=False)]
    assert 10 <= gaps[0] <= 17
    assert 20 <= gaps[1] <= 32
    pod = lab.pod()
    assert pod.phase == "Pending"
    messages = [event["message"] for event in lab.events("web", "Failed")]
    assert messages == [
        'Failed to pull image "nosuch:v1": failed to resolve image: nosuch:v1: not found',
        "Error: ErrImagePull",
        "Error: ImagePullBackOff",
    ]
    lab.create(an_image("nosuch:v1"))
    lab.run(100)
    assert lab.pod().is_ready, "the next try finds the image that was added to the catalogue"


@pytest.mark.parametrize(
    ("image", "policy", "reason"),
    [
        pytest.param("web:v1", "Never", "ErrImageNeverPull", id="never pulled, not there"),
        pytest.param("Web:V 1", "IfNotPresent", "InvalidImageName", id="no image name"),
    ],
)
def test_images_that_are_not_even_tried(image, policy, reason):
    lab = a_lab()
    lab.create(bare_pod(containers=[{"name": "web", "image": image, "imagePullPolicy": policy}]))
    lab.run(60)
    assert container(lab)["state"]["waiting"]["reason"] == reason
    assert not lab.events("web", "Pulling")


def test_changed_image_restarts_the_container():
    lab = a_lab(WEB, an_image("web:v2"))
    lab.create(bare_pod())
    lab.run(5)
    lab.edit_spec("Pod", "web", containers=[{"name": "web", "image": "web:v2"}])
    lab.run(5)
    found = container(lab)
    assert (found["image"], found["restartCount"], found["ready"]) == ("web:v2", 1, True)
    assert lab.events("web", "Killing")[0]["message"] == (
        "Container web definition changed, will be restarted"
    )
    assert lab.pod().status["observedGeneration"] == 2


@pytest.mark.parametrize(
    ("policy", "image", "phase", "restarts"),
    [
        pytest.param("Never", "job:v1", "Succeeded", 0, id="never, exit 0"),
        pytest.param("Never", "web:v4-crash", "Failed", 0, id="never, exit 1"),
        pytest.param("OnFailure", "job:v1", "Succeeded", 0, id="on failure, exit 0"),
        pytest.param("OnFailure", "web:v4-crash", "Running", 2, id="on failure, exit 1"),
        pytest.param("Always", "job:v1", "Running", 2, id="always, exit 0 counts as a crash"),
    ],
)
def test_restart_policy_decides_after_an_end(policy, image, phase, restarts):
    lab = a_lab(JOB, CRASH)
    lab.create(bare_pod(image=image, restartPolicy=policy))
    lab.run(20)
    assert (lab.pod().phase, container(lab)["restartCount"]) == (phase, restarts)
    if phase == "Succeeded":
        assert condition(lab.pod(), "Ready")["reason"] == "PodCompleted"
        assert status_word(lab.pod()) == "Completed"


def test_init_containers_run_in_order_before_the_others():
    lab = a_lab()
    steps = [{"name": name, "image": "web:v1"} for name in ("one", "two")]
    lab.create(bare_pod(initContainers=steps))
    lab.run(10)
    words = [(moment, word) for moment, word, _ in story(lab)]
    assert words == [
        (0.0, "Pending"),
        (0.0, "Init:0/2"),
        (1.5, "Init:1/2"),
        (2.2, "PodInitializing"),
        (2.4, "Running"),
        (2.9, "Running"),
    ]
    assert condition(lab.pod(), "Initialized")["status"] == "True"


def test_failing_init_container_holds_the_pod_back():
    lab = a_lab(WEB, CRASH)
    lab.create(bare_pod(initContainers=[{"name": "one", "image": "web:v4-crash"}]))
    lab.run(20)
    assert status_word(lab.pod()) == "Init:CrashLoopBackOff"
    assert lab.pod().phase == "Pending"
    initialized = condition(lab.pod(), "Initialized")
    assert initialized["message"] == "containers with incomplete status: [one]"
    lab.create(
        bare_pod(
            "never",
            restartPolicy="Never",
            initContainers=[{"name": "one", "image": "web:v4-crash"}],
        )
    )
    lab.run(20)
    assert lab.pod("never").phase == "Failed"


def test_sidecar_starts_first_and_runs_on():
    lab = a_lab()
    sidecar = {"name": "proxy", "image": "web:v1", "restartPolicy": "Always"}
    lab.create(bare_pod(initContainers=[sidecar]))
    lab.run(10)
    status = lab.pod().status
    assert "running" in status["initContainerStatuses"][0]["state"]
    assert lab.pod().is_ready
    assert status_word(lab.pod()) == "Running"


def test_two_containers_are_ready_together_only():
    lab = a_lab(WEB, an_image("slow:v1", readyDelaySeconds=3))
    pair = [{"name": "a", "image": "web:v1"}, {"name": "b", "image": "slow:v1"}]
    lab.create(bare_pod(containers=pair))
    lab.run(3)
    assert condition(lab.pod(), "Ready")["message"] == "containers with unready status: [b]"
    lab.run(2)
    assert lab.pod().is_ready


def test_failing_liveness_probe_restarts_with_events():
    lab = a_lab(an_image("web:v1", readyDelaySeconds=60))
    probe = {"httpGet": {"path": "/", "port": 80}, "periodSeconds": 2, "failureThreshold": 2}
    lab.create(bare_pod(containers=[{"name": "web", "image": "web:v1", "livenessProbe": probe}]))
    lab.run(5)
    assert container(lab)["restartCount"] == 1
    killing, unhealthy = lab.events("web", "Killing")[0], lab.events("web", "Unhealthy")[0]
    assert killing["message"] == "Container web failed liveness probe, will be restarted"
    assert unhealthy["message"].startswith('Liveness probe failed: Get "http://10.244.0.')


def test_http_readiness_looks_at_the_answer():
    lab = a_lab(an_image("web:v6-errors", response={"status": 500}))
    probe = {"httpGet": {"path": "/", "port": 80}}
    lab.create(
        bare_pod(containers=[{"name": "web", "image": "web:v6-errors", "readinessProbe": probe}])
    )
    lab.create(bare_pod("bare", image="web:v6-errors"))
    lab.run(60)
    assert not lab.pod().is_ready
    assert lab.pod("bare").is_ready, "without a probe it answers 500 and is ready"


def test_never_ready_image_runs_and_never_gets_ready():
    lab = a_lab(an_image("web:v5", neverReady=True))
    lab.create(bare_pod(image="web:v5"))
    lab.run(600)
    assert (lab.pod().phase, lab.pod().is_ready) == ("Running", False)
    lab.assert_at_rest()


def test_stubborn_container_is_killed_after_the_grace_period():
    lab = a_lab(LATE_STOP)
    lab.create(bare_pod(image="web:stubborn", terminationGracePeriodSeconds=5))
    lab.run(10)
    lab.delete("Pod", "web")
    lab.run(10)
    assert story(lab)[-3:] == [
        (10.0, "Terminating", "1/1"),
        (15.0, "Error", "0/1"),
        (15.0, "gone", "0/1"),
    ]
    last = lab.history("Pod", "web")[-1][1]
    assert last.status["containerStatuses"][0]["state"]["terminated"]["exitCode"] == 137
    assert last.phase == "Failed"


def test_second_delete_shortens_the_grace_period():
    lab = a_lab(LATE_STOP)
    lab.create(bare_pod(image="web:stubborn"))
    lab.run(10)
    lab.delete("Pod", "web")
    lab.run(4)
    lab.delete("Pod", "web", grace=6)
    lab.run(1)
    assert lab.pod().is_deleting
    lab.run(2)
    assert lab.pods == []
    assert lab.history("Pod", "web")[-1][0] == 16.0


def test_pod_deleted_before_it_ran_fails_and_goes():
    lab = a_lab()
    lab.create(bare_pod())
    lab.run(0.5)
    lab.delete("Pod", "web")
    lab.run(0)
    assert lab.pods == []
    last = lab.history("Pod", "web")[-1][1]
    assert last.phase == "Failed"
    state = last.status["containerStatuses"][0]["state"]["terminated"]
    assert (state["exitCode"], state["reason"]) == (137, "ContainerStatusUnknown")


def test_finalizer_keeps_the_stopped_pod_until_it_is_let_go():
    lab = a_lab()
    pod = bare_pod()
    pod["metadata"]["finalizers"] = ["test/hold"]
    lab.create(pod)
    lab.run(5)
    lab.delete("Pod", "web")
    lab.run(5)
    found = lab.pod()
    assert (found.phase, found.metadata["deletionGracePeriodSeconds"]) == ("Succeeded", 0)
    lab.assert_at_rest()


def test_addresses_are_unique_and_of_the_nodes_network():
    lab = Lab(nodes=3, images=(an_image("web:v1", **NO_TIMES),))
    for number in range(120):
        lab.create(bare_pod(f"p-{number}"))
    lab.run(0)
    addresses = [pod.status["podIP"] for pod in lab.pods]
    assert len(set(addresses)) == 120
    for pod in lab.pods:
        network = lab.node(pod.node_name).spec["podCIDR"].rpartition(".")[0]
        assert pod.status["podIP"].startswith(network + ".")


def test_readiness_gate_is_waited_for():
    lab = a_lab()
    lab.create(bare_pod(readinessGates=[{"conditionType": "example.com/ok"}]))
    lab.run(5)
    assert condition(lab.pod(), "Ready")["reason"] == "ReadinessGatesNotReady"
    assert condition(lab.pod(), "ContainersReady")["status"] == "True"
    pod = lab.pod()
    gate = {"type": "example.com/ok", "status": "True"}
    conditions = [*pod.status["conditions"], gate]
    lab.edit(pod, status={**pod.status, "conditions": conditions})
    lab.run(1)
    assert lab.pod().is_ready


def test_table_has_an_effect_for_every_stage_it_leads_to():
    reached = {stage for events in LIFECYCLE.values() for stage in events.values()}
    assert reached <= set(LIFECYCLE)
    assert reached - {"done"} == set(ENTER)


def test_silent_node_writes_nothing_and_tells_its_story_afterwards():
    lab = a_lab(CRASH)
    lab.create(bare_pod(image="web:v4-crash"))
    lab.run(5)
    lab.create(a_fault("node-1", "NetworkPartition"))
    lab.run(0)
    before = len(lab.history("Pod", "web"))
    lab.run(30)
    assert len(lab.history("Pod", "web")) == before
    lab.delete("Fault", "fault-node-1")
    lab.run(0)
    assert container(lab)["restartCount"] == 3

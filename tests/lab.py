"""A small cluster that runs the real controllers on its own clock, for engine-level tests.

Times are seconds after START. Example: lab = Lab(nodes=3); lab.create(a_bare_pod("a"));
lab.run(2) moves the clock by two seconds and does all that is due.
"""

from __future__ import annotations

from cluster.core.actions import Why
from cluster.core.controllers import CONTROLLERS
from cluster.core.engine import Engine
from cluster.core.objects import Manifest, Node, Object, Pod, read
from cluster.core.view import ClusterView, Limits

START = 2_000_000_000.0
PLAIN_TIMES = {
    "pullSeconds": 0.8,
    "startSeconds": 0.2,
    "readyDelaySeconds": 0.5,
    "stopSeconds": 0.5,
}
NO_TIMES = dict.fromkeys(PLAIN_TIMES, 0)


def an_image(image: str, **spec: object) -> Manifest:
    """A catalogue entry without jitter."""
    return {
        "apiVersion": "sim.kubeloop.dev/v1alpha1",
        "kind": "Image",
        "metadata": {"name": image.replace(":", "-").replace("/", "-")},
        "spec": {"image": image, "jitter": 0, **PLAIN_TIMES, **spec},
    }


def bare_node(name: str, cpu: str = "4", **labels: str) -> Manifest:
    room = {"cpu": cpu, "memory": "8Gi", "pods": "110"}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name, **labels}},
        "spec": {},
        "status": {
            "capacity": room,
            "allocatable": room,
            "addresses": [{"type": "InternalIP", "address": f"172.18.0.{name[5:]}"}],
            "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady"}],
        },
    }


def bare_pod(name: str = "web", image: str = "web:v1", **spec: object) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "default", "labels": {"app": "web"}},
        "spec": {
            "containers": [{"name": "web", "image": image}],
            "restartPolicy": "Always",
            "terminationGracePeriodSeconds": 30,
            **spec,
        },
        "status": {"phase": "Pending"},
    }


def a_deployment(
    name: str = "web", *, replicas: int = 3, image: str = "web:v1", **pod: object
) -> Manifest:
    labels = {"app": name}
    template = {
        "metadata": {"labels": labels},
        "spec": {
            "containers": [{"name": "web", "image": image}],
            "restartPolicy": "Always",
            "terminationGracePeriodSeconds": 30,
            **pod,
        },
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "strategy": {
                "type": "RollingUpdate",
                "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"},
            },
            "template": template,
            "progressDeadlineSeconds": 600,
            "revisionHistoryLimit": 10,
        },
    }


def a_service(name: str = "web", **spec: object) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {
            "selector": {"app": name},
            "ports": [{"port": 80, "targetPort": 8080, "protocol": "TCP"}],
            **spec,
        },
    }


def a_fault(node: str, kind: str = "PowerOff") -> Manifest:
    return {
        "apiVersion": "sim.kubeloop.dev/v1alpha1",
        "kind": "Fault",
        "metadata": {"name": f"fault-{node}"},
        "spec": {"node": node, "type": kind},
    }


class Lab:
    """An engine with nodes, two namespaces and a catalogue."""

    def __init__(
        self,
        nodes: int = 3,
        *,
        seed: str = "lab",
        images: tuple[Manifest, ...] = (),
        cpu: str = "4",
    ) -> None:
        view = ClusterView(seed, limits=Limits())
        self.engine = Engine(view, CONTROLLERS, START)
        for name in ("default", "kube-node-lease"):
            self.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
        for image in images or (an_image("web:v1"), an_image("web:v2")):
            self.create(image)
        for number in range(1, nodes + 1):
            self.create(bare_node(f"node-{number}", cpu))
        self.run(0)

    @property
    def view(self) -> ClusterView:
        return self.engine.view

    @property
    def now(self) -> float:
        return self.engine.now - START

    @property
    def changes(self):
        return self.engine.ledger.changes

    def create(self, manifest: Manifest) -> Object:
        created = self.engine.ledger.create(manifest, "test", Why("", "test"), None)
        self.engine.observe(created, is_deleted=False)
        return created

    def delete(self, kind: str, name: str, grace: int | None = None) -> None:
        found = self.get(kind, name)
        after = self.engine.ledger.delete(found, "test", None, grace)
        if after is None:
            self.engine.observe(found, is_deleted=True)
        else:
            self.engine.observe(after, is_deleted=False)

    def edit(self, found: Object, **parts: object) -> Object:
        """Replace top-level parts of an object, as a user would."""
        new = self.engine.ledger.update(found, {**found.manifest, **parts}, "test", None)
        assert new is not None
        self.engine.observe(new, is_deleted=False)
        return new

    def edit_spec(self, kind: str, name: str, **spec: object) -> Object:
        found = self.get(kind, name)
        return self.edit(found, spec={**found.spec, **spec})

    def get(self, kind: str, name: str) -> Object:
        for found in self.view.all(kind):
            if found.name == name:
                return found
        raise LookupError(f"{kind} {name}")

    def pod(self, name: str = "web") -> Pod:
        found = self.get("Pod", name)
        assert isinstance(found, Pod)
        return found

    def node(self, name: str) -> Node:
        found = self.get("Node", name)
        assert isinstance(found, Node)
        return found

    @property
    def pods(self) -> list[Pod]:
        return list(self.view.every(Pod))

    def run(self, seconds: float) -> None:
        """Move the clock and do all that is due."""
        assert self.engine.advance(self.engine.now + seconds)

    def run_to(self, moment: float) -> None:
        """The same, up to a moment after START."""
        self.run(moment - self.now)

    def events(self, name: str, reason: str = "") -> list[Manifest]:
        """The Events about an object, oldest first."""
        return [
            event.manifest
            for event in self.view.all("Event")
            if event.manifest["involvedObject"]["name"] == name
            and reason in ("", event.manifest["reason"])
        ]

    def history(self, kind: str, name: str) -> list[tuple[float, Object, str]]:
        """Every write of one object: seconds, object, change type."""
        return [
            (round(change.time - START, 3), change.object, change.type)
            for change in self.changes
            if change.object.kind == kind and change.object.name == name
        ]

    def assert_at_rest(self) -> None:
        """One more pass of every controller over every object plans nothing."""
        planned = [
            (controller.name, key, plan.actions)
            for controller in CONTROLLERS
            for kind in list(self.view.kinds())
            for found in list(self.view.all(kind))
            for trigger_kind, trigger in controller.triggers.items()
            if trigger_kind in (kind, "*")
            for key in trigger(None, found, self.view)
            if (plan := controller.reconcile(key, self.view, self.engine.now)).actions
        ]
        assert planned == []


def status_word(pod: Pod) -> str:
    from cluster.core.pod_status import pod_status

    return pod_status(pod.manifest).word


def condition(found: Object, kind: str) -> Manifest:
    for each in found.status.get("conditions") or ():
        if each["type"] == kind:
            return each
    return {}


def typed(manifest: Manifest) -> Object:
    return read(manifest)

"""A whole cluster in memory: view, engine and ledger, and the commands of a user.

No database, no server: writes go through the admission of the kinds (defaults, validation) into
the view, and the engine runs the controllers on a clock that only moves when told. Every write
since the start is in `journal`.

Example: simulation = Simulation(nodes=3); simulation.create_deployment("web", replicas=3);
simulation.run(30); simulation.deployment("web").status["availableReplicas"] == 3
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cluster.core.changes import Change
from cluster.core.controllers import CONTROLLERS
from cluster.core.controllers.deployment.undo import Undone, undo
from cluster.core.engine import Engine
from cluster.core.names import draw, suffix
from cluster.core.objects import Deployment, Manifest, Node, Object, Pod, ReplicaSet
from cluster.core.timestamps import format_time
from cluster.core.view import ClusterView, Limits
from cluster.kinds import Context, by_kind
from cluster.kinds.catalogue import image_manifest
from cluster.kinds.seeds import first_manifests

START = 2_000_000_000.0
Pass = Callable[[Sequence[Change]], None]


def ignore(changes: Sequence[Change]) -> None:
    """What is told about a pass by default."""


class Simulation:
    """One cluster and its user."""

    def __init__(
        self,
        nodes: int = 3,
        seed: str = "s1",
        images: dict[str, dict] | None = None,
        limits: Limits | None = None,
        controllers=CONTROLLERS,
    ) -> None:
        """`images`: the catalogue by image name instead of the default one."""
        self.view = ClusterView(seed, limits=limits)
        self.engine = Engine(self.view, controllers, START)
        self.after_pass: Pass = ignore
        for manifest in first_manifests(seed, nodes, START, 1.0):
            if images is None or manifest["kind"] != "Image":
                self._add(manifest)
        for name, spec in (images or {}).items():
            self._add(image_manifest(name, **spec))

    # -- time --------------------------------------------------------------------------------

    @property
    def now(self) -> float:
        return self.engine.now

    @property
    def journal(self) -> list[Change]:
        """Every write so far."""
        return self.engine.ledger.changes

    def run(self, seconds: float) -> None:
        """Let time pass; `after_pass` is told of the writes of each pass."""
        end = self.now + seconds
        told = len(self.journal)
        while self.engine.step(end):
            self.after_pass(self.journal[told:])
            told = len(self.journal)
        self.engine.advance(end)

    def settle(self) -> None:
        """Do what is due at this moment."""
        self.run(0)

    # -- the user's commands -----------------------------------------------------------------

    def create(self, manifest: Manifest) -> Object:
        kind = by_kind(manifest["kind"])
        revision = self.engine.ledger.revision + 1
        context = Context(
            now=self.now,
            token=lambda purpose: suffix(self.view.seed, revision, purpose),
            number=lambda purpose: draw(self.view.seed, revision, purpose),
        )
        decoded, _ = kind.decode(manifest, strict=True)
        return self._add(kind.admit_create(decoded, context))

    def update(self, target: Object, manifest: Manifest) -> Object | None:
        """Write the main resource; the changed object, or None when that let it go."""
        admitted = by_kind(target.kind).admit_update(manifest, target.manifest)
        if admitted == target.manifest:
            return target
        return self._took(self.engine.ledger.update(target, admitted, "user", None))

    def delete(self, target: Object, propagation="Background", grace: int | None = None) -> None:
        before = len(self.journal)
        left = self.engine.ledger.delete(target, "user", None, grace, propagation)
        if len(self.journal) > before:
            self._took(left)

    def create_deployment(
        self, name="web", replicas=3, image="web:v1", pod: Manifest | None = None, **spec
    ) -> Object:
        labels = {"app": name}
        container = {"name": "c", "image": image}
        template = {
            "metadata": {"labels": labels},
            "spec": {"containers": [container], **(pod or {})},
        }
        return self.create(
            {
                "apiVersion": "apps/v1",
                "kind": "Deployment",
                "metadata": {"name": name, "namespace": "default", "labels": labels},
                "spec": {
                    "replicas": replicas,
                    "selector": {"matchLabels": labels},
                    "template": template,
                    **spec,
                },
            }
        )

    def edit(self, name: str, **spec) -> None:
        """Replace fields of a Deployment's spec."""
        manifest = self.deployment(name).manifest
        self.update(self.deployment(name), {**manifest, "spec": {**manifest["spec"], **spec}})

    def set_image(self, name: str, image: str) -> None:
        template = self.deployment(name).template
        containers = [{**each, "image": image} for each in template["spec"]["containers"]]
        spec = {**template["spec"], "containers": containers}
        self.edit(name, template={**template, "spec": spec})

    def scale(self, name: str, replicas: int) -> None:
        self.edit(name, replicas=replicas)

    def pause(self, name: str, is_paused: bool = True) -> None:
        self.edit(name, paused=is_paused)

    def restart(self, name: str) -> None:
        template = self.deployment(name).template
        metadata = template["metadata"]
        stamp = {"kubectl.kubernetes.io/restartedAt": format_time(self.now)}
        annotations = {**(metadata.get("annotations") or {}), **stamp}
        self.edit(name, template={**template, "metadata": {**metadata, "annotations": annotations}})

    def undo(self, name: str, to_revision: int = 0) -> Undone:
        """`kubectl rollout undo`. Raises UndoRefused."""
        deployment = self.deployment(name)
        undone = undo(deployment, self.sets(name), to_revision)
        self.update(deployment, undone.manifest)
        return undone

    def fail_node(self, node: str, fault: str = "NetworkPartition") -> None:
        self.create(
            {
                "apiVersion": "sim.kubeloop.dev/v1alpha1",
                "kind": "Fault",
                "metadata": {"name": f"fault-{node}"},
                "spec": {"node": node, "type": fault},
            }
        )

    def repair_node(self, node: str) -> None:
        found = self.view.get(("Fault", "", f"fault-{node}"))
        if found is not None:
            self.delete(found)

    # -- questions ---------------------------------------------------------------------------

    def deployment(self, name: str = "web") -> Deployment:
        found = self.view.find(Deployment, "default", name)
        assert found is not None, f"there is no Deployment {name}"
        return found

    def sets(self, name: str = "web") -> list[ReplicaSet]:
        """The Deployment's sets in order of creation."""
        owned = self.view.owned_by(self.deployment(name).uid, "ReplicaSet")
        return [each for each in owned if isinstance(each, ReplicaSet)]

    def pods(self) -> list[Pod]:
        return list(self.view.every(Pod))

    def node(self, name: str) -> Node:
        found = self.view.find(Node, "", name)
        assert found is not None, f"there is no node {name}"
        return found

    # -- writing -----------------------------------------------------------------------------

    def _add(self, manifest: Manifest) -> Object:
        created = self.engine.ledger.create(manifest, "user", None, None)
        self.engine.observe(created, is_deleted=False)
        return created

    def _took(self, left: Object | None) -> Object | None:
        self.engine.observe(self.journal[-1].object, is_deleted=left is None)
        return left

"""One container of one Pod: what its manifest, its image and its node say, read for one pass.

Example: seconds("pull", 0.8) is 0.8 s give or take a fifth, drawn from the cluster's seed, the Pod
and the number of the run; exactly 0 stays 0, and an Image with `jitter: 0` has no jitter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from cluster.core.images import PLAIN, ImageBehaviour, behaviour
from cluster.core.kubelet.messages import EventType, Note
from cluster.core.names import fraction
from cluster.core.nodes import images_on
from cluster.core.objects import Manifest, Node, Pod
from cluster.core.view import ClusterView

Memory = dict[str, Any]
REFERENCE = re.compile(r"[a-z0-9][a-z0-9._:/-]*?(:[A-Za-z0-9_][\w.-]*)?(@[a-z0-9]+:[a-f0-9]+)?")
NOT_FOUND = "failed to resolve image: {image}: not found"


class Catalogue(dict[str, ImageBehaviour | None]):
    """The behaviour of images by the cluster's catalogue, looked up once for each name."""

    def __init__(self, view: ClusterView) -> None:
        super().__init__()
        self._entries = [entry.manifest for entry in view.all("Image")]

    def __missing__(self, image: str) -> ImageBehaviour | None:
        found = self[image] = behaviour(image, self._entries)
        return found


@dataclass(slots=True)
class Container:
    """A container and where it runs. `role` is main, init or sidecar.

    `pulled` are the images that the containers of its Pod have brought along."""

    spec: Manifest
    role: str
    pod: Pod
    node: Node
    seed: str
    image: ImageBehaviour | None
    restart_policy: str
    pulled: set[str]
    notes: list[Note] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.spec["name"])

    @property
    def image_name(self) -> str:
        return str(self.spec["image"])

    @property
    def pull_policy(self) -> str:
        policy = self.spec.get("imagePullPolicy")
        if policy:
            return str(policy)
        tag = self.image_name.rpartition("/")[2].partition(":")[2]
        return "IfNotPresent" if tag not in ("", "latest") or "@" in self.image_name else "Always"

    @property
    def is_present(self) -> bool:
        return self.image_name in self.pulled or self.image_name in images_on(self.node)

    @property
    def pull_error(self) -> str | None:
        """Why the image cannot be pulled; None when it can."""
        if self.image is None:
            return NOT_FOUND.format(image=self.image_name)
        return self.image.pull_error

    @property
    def refusal(self) -> str | None:
        """Why the kubelet does not even try: InvalidImageName or ErrImageNeverPull."""
        if not REFERENCE.fullmatch(self.image_name):
            return "InvalidImageName"
        if self.pull_policy == "Never" and not self.is_present:
            return "ErrImageNeverPull"
        return None

    def way_in(self) -> str:
        """How a new run begins: pull, start or refuse."""
        if self.refusal:
            return "refuse"
        if self.pull_policy == "Always" or not self.is_present:
            return "pull"
        return "start"

    def restarts_after(self, code: int) -> bool:
        """Is the container started again after it ended with this code?"""
        if self.role == "sidecar":
            return True
        if self.restart_policy == "Never":
            return False
        return code != 0 or (self.restart_policy == "Always" and self.role == "main")

    def seconds(self, what: str, nominal: float, run: int) -> float:
        """A time of the catalogue with its jitter."""
        spread = (self.image or PLAIN).jitter
        if not nominal or not spread:
            return nominal
        drawn = fraction(self.seed, self.pod.uid, self.name, what, run)
        return nominal * (1 + spread * (2 * drawn - 1))

    def lengthened(self, what: str, wait: float, run: int) -> float:
        """A back-off wait with its jitter: up to half as much again (P13)."""
        if not (self.image or PLAIN).jitter:
            return wait
        return wait * (1 + fraction(self.seed, self.pod.uid, self.name, what, run) / 2)

    def note(self, type_: EventType, reason: str, message: str) -> None:
        """Record an event, once this pass's write is made."""
        self.notes.append(Note(type_, reason, message, self.name))


def containers_of(pod: Pod, node: Node, view: ClusterView) -> list[Container]:
    """Init containers in their order, then the others."""
    spec = pod.manifest["spec"]
    catalogue = view.once("Image", Catalogue)
    policy = spec.get("restartPolicy", "Always")
    memories = (pod.sim or {}).get("containers") or {}
    pulled = {each["have"] for each in memories.values() if "have" in each}
    found = []
    for each in spec.get("initContainers") or ():
        role = "sidecar" if each.get("restartPolicy") == "Always" else "init"
        image = catalogue[each["image"]]
        found.append(Container(each, role, pod, node, view.seed, image, policy, pulled))
    for each in spec["containers"]:
        image = catalogue[each["image"]]
        found.append(Container(each, "main", pod, node, view.seed, image, policy, pulled))
    return found

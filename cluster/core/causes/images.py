"""What an image does that keeps its Pod from being ready: the catalogue's answer.

Example: web:v4-crash ends by itself 0.2 s after its start with exit code 1.
"""

from __future__ import annotations

from cluster.core.causes.model import DEFAULT, Cure, Link, Scene, command_for, link, namespace_flag
from cluster.core.causes.placing import maker_of
from cluster.core.images import ImageBehaviour, behaviour, normalised, split_reference
from cluster.core.objects import Deployment, Manifest, Object, Pod


def of(pod: Pod, container: str) -> str:
    """The image of a container of a Pod."""
    known = {each["name"]: str(each["image"]) for each in containers(pod)}
    return known.get(container) or str(pod.spec["containers"][0]["image"])


def containers(pod: Pod) -> list[Manifest]:
    return [*(pod.spec.get("initContainers") or ()), *pod.spec["containers"]]


def does(image: str, scene: Scene) -> ImageBehaviour | None:
    return behaviour(image, [each.manifest for each in scene.view.all("Image")])


def entry(image: str, scene: Scene) -> Object | None:
    """The catalogue's entry with exactly this image."""
    wanted = normalised(image)
    found = (each for each in scene.view.all("Image") if normalised(each.spec["image"]) == wanted)
    return next(found, None)


def about(image: str, pod: Pod, text: str, scene: Scene) -> Link:
    """A root about an image; its cure is another image, or the revision before."""
    cure = another(image, pod, scene)
    known = entry(image, scene)
    if known is not None:
        return link(known, text, command_for("get", known, "-o yaml"), cure=cure)
    return Link("Image", "", image, "", text, "kubectl get images", cure=cure)


def another(image: str, pod: Pod, scene: Scene) -> Cure:
    maker = maker_of(pod, scene)
    if maker is None:
        return Cure("Make the Pod again with another image.", "kubectl get images")
    if isinstance(maker, Deployment) and has_past(maker, scene):
        text = "Return to the revision before, or name another image."
        return Cure(text, command_for("rollout undo", maker))
    container = pod.spec["containers"][0]["name"]
    good = proposal(image, scene)
    flag = namespace_flag(maker.namespace if maker.namespace != DEFAULT else "")
    command = " ".join(
        ["kubectl set image", f"{maker.kind.lower()}/{maker.name}", f"{container}={good}", *flag]
    )
    return Cure("Name another image.", command)


def has_past(deployment: Deployment, scene: Scene) -> bool:
    return len(scene.view.owned_by(deployment.uid, "ReplicaSet")) > 1


def proposal(image: str, scene: Scene) -> str:
    """An image of the catalogue that works, of the same name if there is one."""
    names = sorted(each.spec["image"] for each in scene.view.all("Image"))
    working = [each for each in names if is_fine(each, scene)]
    name = split_reference(normalised(image))[0]
    kin = [each for each in working if split_reference(normalised(each))[0] == name]
    return next(iter([*kin, *working]), "web:v1")


def is_fine(image: str, scene: Scene) -> bool:
    found = does(image, scene)
    return (
        found is not None
        and not found.pull_error
        and not found.never_ready
        and found.crash_after_seconds is None
        and found.response_status < 400
    )


def pull_root(image: str, pod: Pod, scene: Scene) -> Link:
    found = does(image, scene)
    if found is None:
        text = f"{image} is in no catalogue, so no node can pull it."
    else:
        text = f"{image} cannot be pulled from its registry: {found.pull_error or 'not found'}."
    return about(image, pod, text, scene)


def crash_root(image: str, pod: Pod, scene: Scene) -> Link | None:
    found = does(image, scene)
    if found is None or found.crash_after_seconds is None:
        return None
    after = f"{found.crash_after_seconds:g} s after its start"
    text = f"The program in {image} ends by itself {after} with exit code {found.exit_code}."
    return about(image, pod, text, scene)


def ready_root(image: str, pod: Pod, scene: Scene) -> Link | None:
    found = does(image, scene)
    if found is None:
        return None
    if found.never_ready:
        text = f"The program in {image} never says that it is ready."
        return about(image, pod, text, scene)
    if found.response_status >= 400:
        text = (
            f"The program in {image} answers {found.response_status}, which a probe takes for no."
        )
        return about(image, pod, text, scene)
    return None

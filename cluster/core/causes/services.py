"""Why a Service has no endpoint, or requests to it fail: its selector, then the Pods it finds.

Example: "web selects app=webb, and none of 10 Pods in default has it; 10 have app=web".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from cluster.core.causes import images, nodes, pods
from cluster.core.causes.model import (
    Chain,
    Cure,
    Fact,
    Scene,
    command_for,
    link,
    namespace_flag,
    short,
)
from cluster.core.nodes import is_silent
from cluster.core.objects import Node, Pod, ReplicaSet, Service
from cluster.core.selectors import equality_selector
from cluster.core.words import be, some

MOST_LABELS = 3


def explain(service: Service, scene: Scene) -> Chain:
    """Nothing for a Service whose every endpoint answers."""
    if service.spec.get("type") == "ExternalName":
        return
    if not service.selector:
        text = f"{service.name} has no selector, so its endpoints are written by hand, if at all."
        yield link(service, text, cure=Cure("Give it the labels of the Pods that it is for."))
        return
    chosen = [pod for pod in pods_in(service, scene) if is_selected(service, pod)]
    living = [pod for pod in chosen if not pod.is_final]
    if not living:
        yield from matches_nothing(service, scene)
    elif not any(pod.is_ready and not pod.is_deleting for pod in living):
        yield from none_ready(service, living, scene)
    else:
        yield from failing(service, living, scene)


def pods_in(service: Service, scene: Scene) -> list[Pod]:
    return [pod for pod in scene.view.every(Pod) if pod.namespace == service.namespace]


def is_selected(service: Service, pod: Pod) -> bool:
    return equality_selector(service.selector).matches(pod.labels)


def matches_nothing(service: Service, scene: Scene) -> Chain:
    """No Pod has these labels: they are misspelt, or their makers want no Pods."""
    wanted = labels_text(service.selector)
    there = pods_in(service, scene)
    namespace = service.namespace
    none = f"none of {some(len(there), 'Pod')} in {namespace} has" if there else "no Pod has"
    facts = neighbours(there)
    yield link(
        service, f"{service.name} selects {wanted}, and {none} it: no endpoint.", facts=facts
    )
    empty = makers(service, scene)
    if empty is not None:
        about = scene.view.with_uid(empty.controller_uid or "") or empty
        cure = Cure("Scale it up.", command_for("scale", about, "--replicas=1"))
        yield link(
            about, f"{about.name} makes such Pods, and it wants none of them now.", cure=cure
        )
        return
    best = nearest(service.selector, there)
    flag = namespace_flag(namespace)
    labels = ",".join(f"{key}={value}" for key, value in best.items())
    command = " ".join(["kubectl set selector service", service.name, labels, *flag])
    cure = Cure("Select labels that Pods have.", command if labels else "")
    text = f"Nothing in {namespace} makes Pods with {wanted}."
    yield link(service, text, " ".join(["kubectl get pods --show-labels", *flag]), cure=cure)


def labels_text(labels: Mapping[str, str]) -> str:
    return ", ".join(f"{key}={value}" for key, value in labels.items())


def neighbours(there: list[Pod]) -> tuple[Fact, ...]:
    """The labels that the Pods of the namespace do have, the most frequent first."""
    counted = Counter(
        f"{key}={value}"
        for pod in there
        for key, value in pod.labels.items()
        if "/" not in key and key != "pod-template-hash"
    )
    return tuple(
        Fact(label, f"on {some(number, 'Pod')}")
        for label, number in counted.most_common(MOST_LABELS)
    )


def nearest(selector: Mapping[str, str], there: list[Pod]) -> dict[str, str]:
    """The labels of the selector with values that Pods have."""
    found = {}
    for key in selector:
        values = Counter(pod.labels[key] for pod in there if key in pod.labels)
        if values:
            found[key] = values.most_common(1)[0][0]
    return found


def makers(service: Service, scene: Scene) -> ReplicaSet | None:
    """A ReplicaSet of size 0 whose Pods would be selected, the newest of several."""
    matches = equality_selector(service.selector).matches
    fitting = [
        each
        for each in scene.view.every(ReplicaSet)
        if each.namespace == service.namespace
        and each.size == 0
        and matches((each.template.get("metadata") or {}).get("labels") or {})
    ]
    return fitting[-1] if fitting else None


def none_ready(service: Service, living: list[Pod], scene: Scene) -> Chain:
    count = len(living)
    text = f"{service.name} selects {some(count, 'Pod')}, and 0 of them {be(0)} ready: no endpoint."
    flag = namespace_flag(service.namespace)
    labels = ",".join(f"{key}={value}" for key, value in service.selector.items())
    command = " ".join(["kubectl get pods -l", labels, "-o wide", *flag])
    yield link(service, text, command)
    found = pods.worst(living, scene)
    if found is not None:
        yield from pods.explain(found, scene)


def failing(service: Service, living: list[Pod], scene: Scene) -> Chain:
    """There are endpoints, and some of them do not answer, or answer with an error."""
    ready = [pod for pod in living if pod.is_ready and not pod.is_deleting]
    for pod in ready:
        node = scene.view.find(Node, "", pod.node_name)
        if node is not None and is_silent(scene.view, node):
            text = (
                f"{service.name} still sends requests to {short(pod)}: {node.name} is silent and "
                "counts as Ready until its grace has passed."
            )
            yield link(service, text, command_for("describe", service))
            yield from nodes.explain(node, scene)
            return
    for pod in ready:
        image = images.of(pod, pod.spec["containers"][0]["name"])
        found = images.does(image, scene)
        if found is not None and found.response_status >= 500:
            text = f"{service.name} sends requests to {short(pod)}, which answers with an error."
            yield link(service, text, command_for("describe", service))
            answer = f"The program in {image} answers every request with {found.response_status}."
            yield images.about(image, pod, answer, scene)
            return

"""A link of a cause chain: about whom, one sentence, how to see it, and what cures it.

Example: Link(pod, "web-x cannot pull web:v9 ...", facts=(), cure=None) is followed by a link about
the image, which is the root and carries the cure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cluster.core.objects import Object
from cluster.core.view import ClusterView

DEFAULT = "default"
RESOURCES = {
    "Deployment": "deployment",
    "ReplicaSet": "replicaset",
    "Pod": "pod",
    "Node": "node",
    "Service": "service",
    "Image": "image",
    "Fault": "fault",
    "HorizontalPodAutoscaler": "hpa",
}
"""Kinds by the word that a kubectl command names them with."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A detail of a link: of whom or what, what is so, and since when where that is known."""

    name: str
    text: str
    moment: float | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """What comes by itself, and when: Wait("It is tried again", 2000000043.0)."""

    words: str
    until: float


@dataclass(frozen=True, slots=True)
class Cure:
    """What to do about a root, in words and as a command; without one time alone helps."""

    text: str
    kubectl: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """One step from the symptom towards the root. `about` may be an object that is missing."""

    kind: str
    namespace: str
    name: str
    uid: str
    text: str
    kubectl: str
    facts: tuple[Fact, ...] = ()
    cure: Cure | None = None
    wait: Wait | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """The cluster at one moment."""

    view: ClusterView
    now: float


Chain = Iterator[Link]


def link(
    about: Object,
    text: str,
    kubectl: str = "",
    *,
    facts: tuple[Fact, ...] = (),
    cure: Cure | None = None,
) -> Link:
    """A link about an object; the command that shows it describes it unless one is given."""
    command = kubectl or command_for("describe", about)
    return Link(about.kind, about.namespace, about.name, about.uid, text, command, facts, cure=cure)


def until(told: Link, words: str, moment: float | None) -> Link:
    """The link with what comes by itself; unchanged when nobody knows when that will be."""
    return told if moment is None else replace(told, wait=Wait(words, float(moment)))


def command_for(verb: str, about: Object, *more: str) -> str:
    """kubectl, a verb and an object: `kubectl describe pod web-x -n shop`."""
    what = f"{RESOURCES.get(about.kind, about.kind.lower())} {about.name}"
    return " ".join(["kubectl", verb, what, *more, *namespace_flag(about.namespace)])


def namespace_flag(namespace: str) -> list[str]:
    """`-n` and the namespace; the default one goes without saying."""
    return [f"-n {namespace}"] if namespace not in ("", DEFAULT) else []


def short(pod: Object) -> str:
    """A Pod as people tell it from its siblings: the last five letters of a generated name."""
    return pod.name.rpartition("-")[2] if pod.controller_uid else pod.name


def seconds(number: float) -> str:
    """Seconds as a person reads them: 0.8 s, 12 s, 5 m 3 s."""
    if number < 10:
        return f"{max(0.0, round(number, 1)):g} s"
    minutes, rest = divmod(round(number), 60)
    if not minutes:
        return f"{rest} s"
    return f"{minutes} m {rest} s" if rest else f"{minutes} m"

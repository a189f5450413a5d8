"""The control loop of each controller in words: what it sees of one object, what it wants, and the
difference. What it does about it is its own plan, which whoever asks here runs beside it.

Example: the ReplicaSet controller sees 9 live Pods of web-1, wants 10, so 1 is missing; its plan
creates it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cluster.core.causes.model import Fact, Scene, short
from cluster.core.causes.placing import asked, cpu, words
from cluster.core.causes.workloads import sets_of
from cluster.core.controllers.deployment.rolling import terms_of
from cluster.core.controllers.deployment.standing import standing
from cluster.core.leases import GRACE_SECONDS, last_sign
from cluster.core.nodes import room_of
from cluster.core.objects import Deployment, Node, Object, Pod, ReplicaSet, Service
from cluster.core.pod_status import pod_status
from cluster.core.scheduler.ask import Ask
from cluster.core.selectors import equality_selector
from cluster.core.sums import MINUS, Sum, Term
from cluster.core.words import be, some

MOST_FACTS = 12
SERVICE_LABEL = "kubernetes.io/service-name"


@dataclass(frozen=True, slots=True)
class Seen:
    """One look: what is observed, what is wanted, what differs."""

    observed: tuple[Fact, ...]
    wanted: str
    difference: str
    sums: tuple[Sum, ...] = ()


Look = Callable[[Object, Scene], Seen]


@dataclass(frozen=True, slots=True)
class Loop:
    """One controller: `kind` is what it looks at, "" for objects of every kind."""

    name: str
    title: str
    kind: str
    often: str
    wants: str
    look: Look | None = None


def of_deployment(found: Object, scene: Scene) -> Seen:
    assert isinstance(found, Deployment)
    sets = sets_of(found, scene)
    terms, said = terms_of(found, sets), standing(found, sets)
    facts = [
        Fact("all together", f"{some(terms.pods, 'Pod')} asked for, {terms.available} available")
    ]
    for each in reversed(sets.active):
        facts.append(Fact(image_of(each), f"{each.size} asked for, {each.available} available"))
    wanted = f"{some(terms.wanted, 'Pod')} of {image_of(found)}"
    if found.strategy_type == "RollingUpdate":
        wanted += f", never fewer than {terms.floor} available, never more than {terms.ceiling}"
    return Seen(tuple(facts), f"{wanted}.", said.text, said.sums)


def image_of(found: Deployment | ReplicaSet) -> str:
    containers = (found.template.get("spec") or {}).get("containers") or [{}]
    return str(containers[0].get("image", ""))


def of_replica_set(found: Object, scene: Scene) -> Seen:
    assert isinstance(found, ReplicaSet)
    tally = scene.view.tally(found.uid)
    facts = (
        Fact("live Pods", f"{tally.active}, {tally.ready} of them ready"),
        Fact("shutting down", f"{tally.terminating}, not counted"),
    )
    wanted, live = Term("", "wanted", found.size), Term("", "live Pods", tally.active)
    more = found.size - tally.active
    if more >= 0:
        rows, result = (wanted, Term(MINUS, live.words, live.value)), "Pods that are missing"
    else:
        rows, result = (live, Term(MINUS, "wanted", found.size)), "Pods that are too many"
    question = "How many Pods are missing?" if more >= 0 else "How many Pods are too many?"
    by = "replicaset-controller"
    sum_ = Sum(question, by, rows, Term("=", result, abs(more)), "ok" if more else "wait")
    way = "missing" if more > 0 else "too many"
    said = f"{some(abs(more), 'Pod')} {be(abs(more))} {way}" if more else "It has what it wants"
    return Seen(facts, f"{some(found.size, 'Pod')}.", f"{said}.", (sum_,))


def of_scheduling(found: Object, scene: Scene) -> Seen:
    assert isinstance(found, Pod)
    wanted = f"A node for {short(found)}."
    if found.node_name:
        facts = (Fact("node", found.node_name),)
        return Seen(facts, wanted, f"It has one: {found.node_name}.")
    ask = Ask.of(found, scene.view)
    nodes = []
    for node, refusal in asked(ask)[:MOST_FACTS]:
        load, room = scene.view.load(node.name), room_of(node)
        free = cpu(max(0, room.cpu_milli - load.cpu_milli))
        fits = f"fits: {some(load.pods, 'Pod')}, {free} of {cpu(room.cpu_milli)} CPU free"
        nodes.append(Fact(node.name, fits if refusal is None else words(ask, node, refusal)))
    return Seen(tuple(nodes), wanted, f"{short(found)} has none.")


def of_kubelet(found: Object, scene: Scene) -> Seen:
    assert isinstance(found, Pod)
    row = pod_status(found.manifest)
    facts = [Fact("status", f"{row.word}, {row.ready} of {row.total} containers ready")]
    facts += [Fact(each["name"], state_word(each)) for each in found.container_statuses]
    if row.restarts:
        facts.append(Fact("restarts", str(row.restarts)))
    stops = found.is_deleting
    wanted = "Its containers stopped." if stops else "Its containers running and ready."
    is_there = not stops and found.is_ready
    said = "They run and are ready." if is_there else f"It is {row.word}."
    return Seen(tuple(facts), wanted, said)


def state_word(status: dict[str, dict[str, dict[str, str]]]) -> str:
    """running, or the reason for which a container waits or has ended."""
    for name, state in (status.get("state") or {}).items():
        return state.get("reason") or name
    return "not begun"


def of_node(found: Object, scene: Scene) -> Seen:
    assert isinstance(found, Node)
    heard = last_sign(found, scene.view.seed, scene.now)
    state = "Ready" if found.is_ready else "NotReady"
    taints = ", ".join(f"{each['key']}:{each.get('effect', '')}" for each in found.taints)
    facts = (
        Fact("state", state),
        Fact("last renewal", "", heard),
        Fact("taints", taints or "none"),
    )
    silent, grace = round(scene.now - heard), round(GRACE_SECONDS)
    rows = (Term("", "grace, seconds", grace), Term(MINUS, "silent, seconds", silent))
    left = max(0, grace - silent)
    result = Term("=", "seconds until it counts as NotReady", left)
    note = "A renewal begins it anew." if left else "It is over: the node counts as NotReady."
    sum_ = Sum("How long may it be silent?", "node-controller", rows, result, "wait", note)
    said = f"It was heard {silent} s ago." if found.is_ready else f"It is silent for {silent} s."
    return Seen(facts, f"A renewal every 10 s, at the latest after {grace} s.", said, (sum_,))


def of_service(found: Object, scene: Scene) -> Seen:
    assert isinstance(found, Service)
    matches = equality_selector(found.selector).matches
    fitting = [
        pod
        for pod in scene.view.every(Pod)
        if pod.namespace == found.namespace and matches(pod.labels) and pod.ip and not pod.is_final
    ]
    listed = [
        endpoint
        for each in scene.view.all("EndpointSlice")
        if each.labels.get(SERVICE_LABEL) == found.name and each.namespace == found.namespace
        for endpoint in each.manifest.get("endpoints") or ()
    ]
    ready = sum(pod.is_ready and not pod.is_deleting for pod in fitting)
    shown = sum((each.get("conditions") or {}).get("ready") is not False for each in listed)
    facts = (
        Fact("Pods that fit", f"{len(fitting)}, {ready} ready"),
        Fact("endpoints listed", f"{len(listed)}, {shown} ready"),
    )
    is_same = (len(fitting), ready) == (len(listed), shown)
    said = "The list is right." if is_same else "The list is behind what is."
    labels = ", ".join(f"{key}={value}" for key, value in found.selector.items()) or "nothing"
    return Seen(facts, f"A list of every Pod with {labels}, and which are ready.", said)


def of_owned(found: Object, scene: Scene) -> Seen:
    """An object with its owners: does one of them live?"""
    facts = tuple(
        Fact(
            f"{each['kind']} {each['name']}",
            "is there" if scene.view.with_uid(each["uid"]) is not None else "is gone",
        )
        for each in found.owner_references
    )
    gone = sum(fact.text == "is gone" for fact in facts)
    said = f"{some(gone, 'owner')} {be(gone)} gone." if gone else "All its owners are there."
    return Seen(facts, "No object whose owners are all gone.", said if facts else "Nobody owns it.")


CHANGES = "after each change of what it watches"
LOOPS: tuple[Loop, ...] = (
    Loop(
        "deployment-controller",
        "Deployment controller",
        "Deployment",
        CHANGES,
        "As many Pods of the newest template as are wanted.",
        of_deployment,
    ),
    Loop(
        "replicaset-controller",
        "ReplicaSet controller",
        "ReplicaSet",
        CHANGES,
        "As many live Pods as its size says.",
        of_replica_set,
    ),
    Loop(
        "default-scheduler",
        "Scheduler",
        "Pod",
        "when a Pod has no node, and when a node or a Pod makes room",
        "A node for every Pod.",
        of_scheduling,
    ),
    Loop(
        "kubelet",
        "Kubelet",
        "Pod",
        "when its Pod changes, and at each moment of its containers",
        "The containers of its Pods running.",
        of_kubelet,
    ),
    Loop(
        "endpointslice-controller",
        "EndpointSlice controller",
        "Service",
        "after each change of what it watches, at most ten times a second",
        "A list of the Pods behind each Service.",
        of_service,
    ),
    Loop(
        "node-controller",
        "Node lifecycle controller",
        "Node",
        "every 5 s, and when a node falls silent or returns",
        "A sign of life from every node.",
        of_node,
    ),
    Loop(
        "taint-eviction-controller",
        "Taint eviction",
        "Pod",
        "when a node's taints change, and when a toleration ends",
        "No Pod on a node whose NoExecute taint it does not tolerate.",
    ),
    Loop(
        "pod-garbage-collector",
        "Pod garbage collector",
        "Pod",
        "after each change, and 40 s after a node is gone",
        "No Pod whose node is gone.",
    ),
    Loop(
        "horizontal-pod-autoscaler",
        "Autoscaler",
        "HorizontalPodAutoscaler",
        "every 15 s",
        "A size that fits the load.",
    ),
    Loop(
        "disruption-controller",
        "Disruption controller",
        "PodDisruptionBudget",
        CHANGES,
        "To know how many Pods may be missing.",
    ),
    Loop(
        "garbage-collector",
        "Garbage collector",
        "",
        "when an owner goes",
        "No object whose owners are all gone.",
        of_owned,
    ),
    Loop(
        "namespace-controller",
        "Namespace controller",
        "Namespace",
        CHANGES,
        "A namespace that is deleted to be empty.",
    ),
    Loop(
        "event-expiry",
        "Event expiry",
        "Event",
        "an hour after an Event was last seen",
        "No Event older than an hour.",
    ),
)


def loop_named(name: str) -> Loop | None:
    """The loop of a controller; `kubelet/node-2` is the kubelet's."""
    plain = name.partition("/")[0]
    return next((each for each in LOOPS if each.name == plain), None)


def loops_for(kind: str) -> list[Loop]:
    """Those that look at objects of a kind, the one that matters most first."""
    return [each for each in LOOPS if each.kind in (kind, "")]


def look_at(loop: Loop, found: Object, scene: Scene) -> Seen:
    """What a controller sees of one object."""
    if loop.look is not None:
        return loop.look(found, scene)
    facts = (Fact(found.kind, found.name),)
    return Seen(facts, loop.wants, "")

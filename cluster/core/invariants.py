"""What must be true after every step, whatever happened before.

`check` is about one moment, `check_step` about what one pass wrote, `check_rest` about a cluster in
which nothing is left to do. Each gives sentences about what is broken; an empty list is good.
Tests ask them after every step of a generated story, a developer may ask them at any time.

Example: a step of a rolling update that leaves fewer available Pods than the promise, although
there were enough, is reported with the numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from cluster.core.changes import Change
from cluster.core.controllers.deployment.notes import DESIRED, MAXIMUM, read_note
from cluster.core.intstr import max_surge, min_available
from cluster.core.objects import Deployment, Manifest, Node, Object, Pod, ReplicaSet
from cluster.core.tally import NodeLoad, PodTally
from cluster.core.view import ClusterView

DEPLOYMENT_CONTROLLER = "deployment-controller"
SHRINK_RULES = frozenset({"D47", "D48"})
SHARE_RULE = "Z3"


def check(view: ClusterView) -> list[str]:
    """What is wrong with the cluster at this moment."""
    return [
        *broken_objects(view),
        *broken_tallies(view),
        *broken_loads(view),
        *broken_statuses(view),
    ]


def check_step(changes: Sequence[Change], view: ClusterView) -> list[str]:
    """What is wrong with the writes of one pass; the view is as they left it."""
    numbers = [change.revision for change in changes]
    broken = [] if numbers == sorted(set(numbers)) else [f"revisions out of order: {numbers}"]
    writes = [
        change
        for change in changes
        if change.by == DEPLOYMENT_CONTROLLER and isinstance(change.object, ReplicaSet)
    ]
    owners = {change.object.controller_uid for change in writes if size_moved(change)}
    for uid in sorted(each for each in owners if each is not None):
        deployment = view.with_uid(uid)
        if isinstance(deployment, Deployment):
            broken += broken_promises(deployment, writes, view)
    return broken


def check_rest(view: ClusterView) -> list[str]:
    """What a cluster at rest has left undone: sizes not reached, counts not reported."""
    broken = [f"{each} has lost its owners" for each in everything(view) if is_forsaken(each, view)]
    for replica_set in view.every(ReplicaSet):
        if replica_set.is_deleting or view.is_namespace_closed(replica_set.namespace):
            continue
        tally = view.tally(replica_set.uid)
        if tally.active != replica_set.size and view.room("Pod") > 0:
            broken.append(f"{replica_set} wants {replica_set.size} Pods and has {tally.active}")
        if (replica_set.counted, replica_set.ready) != (tally.active, tally.ready):
            broken.append(f"{replica_set} reports other counts than its Pods give")
    for deployment in view.every(Deployment):
        counted = sum(each.counted for each in sets_of(deployment, view))
        if deployment.status.get("replicas", 0) != counted:
            broken.append(f"{deployment} reports other counts than its ReplicaSets")
    return broken


def is_forsaken(target: Object, view: ClusterView) -> bool:
    """Owned once, by nobody who still exists, and not on its way out."""
    owners = target.owner_references
    is_owned = any(view.with_uid(each["uid"]) is not None for each in owners)
    return bool(owners) and not is_owned and not target.is_deleting


def broken_objects(view: ClusterView) -> Iterator[str]:
    """Identity, ownership and deletion marks."""
    revisions: Counter[int] = Counter()
    for each in everything(view):
        revisions[each.revision] += 1
        if view.with_uid(each.uid) is not each:
            yield f"{each} is not found by its uid"
        if each.revision > view.revision:
            yield f"{each} is newer than the cluster"
        if sum(bool(reference.get("controller")) for reference in each.owner_references) > 1:
            yield f"{each} has more than one controller"
        if is_stranded(each):
            yield f"{each} is marked as deleted and nothing holds it"
    if revisions and revisions.most_common(1)[0][1] > 1:
        yield f"revision {revisions.most_common(1)[0][0]} was given more than once"


def everything(view: ClusterView) -> Iterator[Object]:
    for kind in list(view.kinds()):
        yield from view.all(kind)


def is_stranded(target: Object) -> bool:
    """Only Pods wait without a finalizer, for their kubelet; namespaces hold themselves."""
    return target.is_deleting and not target.finalizers and target.kind not in ("Pod", "Namespace")


def broken_tallies(view: ClusterView) -> Iterator[str]:
    """The running counts are what counting anew gives."""
    tallies: dict[str, PodTally] = {}
    for pod in view.every(Pod):
        if pod.controller_uid is not None:
            tallies.setdefault(pod.controller_uid, PodTally()).add(pod, 1)
    for uid, counted in tallies.items():
        if parts(counted) != parts(view.tally(uid)):
            yield f"the tally of {view.with_uid(uid) or uid} is wrong"


def broken_loads(view: ClusterView) -> Iterator[str]:
    """The running sums of requests are what summing anew gives."""
    loads: dict[str, NodeLoad] = {}
    for pod in view.every(Pod):
        if pod.node_name and not pod.is_final:
            loads.setdefault(pod.node_name, NodeLoad()).add(pod, 1)
    for node in view.every(Node):
        if parts(loads.get(node.name, NodeLoad())) != parts(view.load(node.name)):
            yield f"the load of {node} is wrong"


def parts(sums: PodTally | NodeLoad) -> list[object]:
    return [getattr(sums, name) for name in sums.__slots__]


def broken_statuses(view: ClusterView) -> Iterator[str]:
    """Counts that contain each other, and conditions that stand once."""
    for replica_set in view.every(ReplicaSet):
        yield from broken_counts(replica_set, replica_set.status)
    for deployment in view.every(Deployment):
        yield from broken_counts(deployment, deployment.status)
        if deployment.status.get("updatedReplicas", 0) > deployment.status.get("replicas", 0):
            yield f"{deployment} reports more new Pods than Pods"


def broken_counts(target: Object, status: Manifest) -> Iterator[str]:
    total, ready = status.get("replicas", 0), status.get("readyReplicas", 0)
    available = status.get("availableReplicas", 0)
    if not 0 <= available <= ready <= total:
        yield f"{target} reports {total} Pods, {ready} ready, {available} available"
    types = [condition["type"] for condition in status.get("conditions") or ()]
    if len(types) != len(set(types)):
        yield f"{target} has a condition twice: {types}"


def size_moved(change: Change) -> bool:
    before = change.old.size if isinstance(change.old, ReplicaSet) else 0
    return isinstance(change.object, ReplicaSet) and change.object.size != before


def broken_promises(
    deployment: Deployment, writes: Sequence[Change], view: ClusterView
) -> Iterator[str]:
    """Growing stays under the ceiling; shrinking for a rollout keeps to the floor (D45-D48)."""
    own = [change for change in writes if change.object.controller_uid == deployment.uid]
    sets = sets_of(deployment, view)
    total = sum(each.size for each in sets)
    ceiling = deployment.replicas + max_surge(deployment.spec)
    before = {change.object.uid: change.old for change in own}
    had_sets = [before.get(each.uid) or each for each in sets]
    grown = [change for change in own if growth(change) > 0]
    is_excused = all(shares_sizes(change) for change in grown) and are_sized_by_hand(had_sets)
    if total > ceiling and grown and not is_excused:
        yield f"{deployment} grew to {total} Pods, its ceiling is {ceiling}"
    if deployment.strategy_type != "RollingUpdate":
        return
    if any(change.why is not None and change.why.rule in SHRINK_RULES for change in own):
        floor = min_available(deployment.spec)
        had = promised(had_sets)
        left = promised(sets)
        if left < min(floor, had):
            yield f"{deployment} went from {had} to {left} available Pods, its floor is {floor}"


def growth(change: Change) -> int:
    before = change.old.size if isinstance(change.old, ReplicaSet) else 0
    return change.object.size - before if isinstance(change.object, ReplicaSet) else 0


def shares_sizes(change: Change) -> bool:
    """Was the size a share in proportion (Z3)?"""
    return change.why is not None and change.why.rule == SHARE_RULE


def are_sized_by_hand(sets: Iterable[Object]) -> bool:
    """Did somebody give a set a size that the Deployment did not note (D37)?

    Shares are computed from the notes (Z4), so such a set may come out larger than the ceiling has
    room for; the next pass cuts it. The real controller does the same."""
    active = [each for each in sets if isinstance(each, ReplicaSet) and each.size > 0]
    noted = {(each.annotations.get(DESIRED), each.annotations.get(MAXIMUM)) for each in active}
    return len(noted) > 1 or any(
        each.size > (read_note(each.annotations.get(MAXIMUM)) or 0) for each in active
    )


def promised(sets: Iterable[Object]) -> int:
    """Available Pods that stay when every set has gone down to its size."""
    return sum(min(each.size, each.available) for each in sets if isinstance(each, ReplicaSet))


def sets_of(deployment: Deployment, view: ClusterView) -> list[ReplicaSet]:
    owned = view.owned_by(deployment.uid, "ReplicaSet")
    return [each for each in owned if isinstance(each, ReplicaSet)]

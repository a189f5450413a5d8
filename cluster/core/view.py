"""The cluster as controllers see it: every object, with the indexes they ask.

The view is never rebuilt: `put` and `take` move one object and keep each index, so a pass costs
what changed and not what exists. Controllers only read it. Iteration follows the order of creation.

Example: view.owned_by(replica_set.uid, "Pod") gives the Pods that the set controls, and
view.tally(replica_set.uid) their counts, without walking over them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from cluster.core.objects import Key, Node, Object, Pod
from cluster.core.tally import NodeLoad, PodTally

T = TypeVar("T", bound=Object)
K = TypeVar("K")
R = TypeVar("R")
EMPTY: dict[Key, Object] = {}
ADOPTABLE = ("Pod", "ReplicaSet")
NO_PODS = PodTally()


@dataclass(frozen=True, slots=True)
class Limits:
    """Quotas of one cluster; a write beyond one is refused with the number in its text."""

    nodes: int = 100
    pods: int = 6_000
    objects: int = 30_000


class ClusterView:
    """All objects of one cluster, indexed."""

    def __init__(self, seed: str, revision: int = 0, limits: Limits | None = None) -> None:
        self.seed = seed
        self.revision = revision
        self.limits = limits or Limits()
        self._kinds: dict[str, dict[Key, Object]] = {}
        self._uids: dict[str, Object] = {}
        self._owned: dict[tuple[str, str], dict[Key, Object]] = {}
        self._dependents: dict[str, dict[Key, Object]] = {}
        self._orphans: dict[tuple[str, str], dict[Key, Object]] = {}
        self._on_node: dict[str, dict[Key, Object]] = {}
        self._tallies: dict[str, PodTally] = {}
        self._loads: dict[str, NodeLoad] = {}
        self._addresses: dict[str, Key] = {}
        self._memos: dict[str, dict[Callable[[ClusterView], Any], Any]] = {}

    # -- questions ---------------------------------------------------------------------------

    def get(self, key: Key) -> Object | None:
        """The object of that name, or None."""
        return self._kinds.get(key[0], EMPTY).get(key)

    def find(self, reading: type[T], namespace: str, name: str) -> T | None:
        """The object of that kind and name as its typed reading: find(Pod, "default", "web-1")."""
        found = self.get((reading.__name__, namespace, name))
        return found if isinstance(found, reading) else None

    def with_uid(self, uid: str) -> Object | None:
        return self._uids.get(uid)

    def all(self, kind: str) -> Collection[Object]:
        """Every object of a kind, oldest first."""
        return self._kinds.get(kind, EMPTY).values()

    def every(self, reading: type[T]) -> Iterator[T]:
        """Every object of a kind as its typed reading."""
        for found in self.all(reading.__name__):
            assert isinstance(found, reading)
            yield found

    def kinds(self) -> Collection[str]:
        """The kinds that have objects now or had some."""
        return self._kinds.keys()

    @property
    def total(self) -> int:
        """How many objects there are, of all kinds."""
        return len(self._uids)

    def count(self, kind: str) -> int:
        return len(self._kinds.get(kind, EMPTY))

    def owned_by(self, uid: str, kind: str) -> Collection[Object]:
        """Objects of that kind whose controller owner reference carries this uid."""
        return self._owned.get((uid, kind), EMPTY).values()

    def pods_of(self, uid: str) -> list[Pod]:
        """The Pods that this owner controls."""
        return [pod for pod in self.owned_by(uid, "Pod") if isinstance(pod, Pod)]

    def dependents_of(self, uid: str) -> Collection[Object]:
        """Objects with any owner reference to this uid."""
        return self._dependents.get(uid, EMPTY).values()

    def orphans(self, kind: str, namespace: str) -> Collection[Object]:
        """Pods or ReplicaSets of a namespace that have no controller."""
        return self._orphans.get((kind, namespace), EMPTY).values()

    def pods_on(self, node: str) -> list[Pod]:
        """Pods bound to a node, final and terminating ones included."""
        return [pod for pod in self._on_node.get(node, EMPTY).values() if isinstance(pod, Pod)]

    def unbound(self) -> Collection[Object]:
        """Pods that have no node, oldest first."""
        return self._on_node.get("", EMPTY).values()

    def tally(self, owner_uid: str) -> PodTally:
        """Counts over the Pods that this owner controls."""
        return self._tallies.get(owner_uid, NO_PODS)

    def load(self, node: str) -> NodeLoad:
        """What the Pods of a node ask for, final ones left out."""
        return self._loads.get(node) or NodeLoad()

    def has_address(self, ip: str) -> bool:
        """True when a Pod that is not final has this address."""
        return ip in self._addresses

    def once(self, kind: str, compute: Callable[[ClusterView], R]) -> R:
        """What `compute` says of all objects of a kind; asked again only after one changed."""
        memo = self._memos.setdefault(kind, {})
        try:
            known: R = memo[compute]
        except KeyError:
            known = memo[compute] = compute(self)
        return known

    def nodes(self) -> list[Node]:
        return list(self.every(Node))

    def is_namespace_closed(self, namespace: str) -> bool:
        """True when nothing may be created there: the namespace is missing or going (O8)."""
        found = self.get(("Namespace", "", namespace))
        return found is None or found.is_deleting

    def room(self, kind: str) -> int:
        """How many more objects of a kind the quotas allow."""
        if kind == "Pod":
            return max(0, self.limits.pods - self.count("Pod"))
        if kind == "Node":
            return max(0, self.limits.nodes - self.count("Node"))
        return max(0, self.limits.objects - len(self._uids) + self.count("Event"))

    # -- upkeep, for the engine and the store ------------------------------------------------

    def put(self, new: Object) -> Object | None:
        """Take in an object in place of its former state; gives that former state."""
        key = new.key
        kinds = self._kinds.setdefault(new.kind, {})
        old = kinds.get(key)
        if old is not None and old.uid != new.uid:
            self.take(old)
            old = None
        kinds[key] = new
        self._memos.pop(new.kind, None)
        self._uids[new.uid] = new
        self._index_owners(key, old, new)
        if isinstance(new, Pod):
            self._index_pod(key, old if isinstance(old, Pod) else None, new)
        if new.revision > self.revision:
            self.revision = new.revision
        return old

    def take(self, gone: Object) -> None:
        """Forget an object."""
        key = gone.key
        old = self._kinds.get(gone.kind, EMPTY).pop(key, None)
        if old is not None:
            self._memos.pop(old.kind, None)
            self._uids.pop(old.uid, None)
            self._index_owners(key, old, None)
            if isinstance(old, Pod):
                self._index_pod(key, old, None)
        if gone.revision > self.revision:
            self.revision = gone.revision

    def _index_owners(self, key: Key, old: Object | None, new: Object | None) -> None:
        if (
            old is not None
            and new is not None
            and (old.owner_references is new.owner_references)
            and old.owner_references
        ):
            for reference in new.owner_references:
                self._dependents[reference["uid"]][key] = new
            if new.controller_uid is not None:
                self._owned[new.controller_uid, new.kind][key] = new
                return
        else:
            if old is not None:
                self._unlink(key, old)
            if new is None:
                return
            for reference in new.owner_references:
                self._dependents.setdefault(reference["uid"], {})[key] = new
            if new.controller_uid is not None:
                self._owned.setdefault((new.controller_uid, new.kind), {})[key] = new
                return
        if new.kind in ADOPTABLE:
            self._orphans.setdefault((new.kind, new.namespace), {})[key] = new

    def _unlink(self, key: Key, old: Object) -> None:
        for reference in old.owner_references:
            drop(self._dependents, reference["uid"], key)
        if old.controller_uid is not None:
            drop(self._owned, (old.controller_uid, old.kind), key)
        else:
            drop(self._orphans, (old.kind, old.namespace), key)

    def _index_pod(self, key: Key, old: Pod | None, new: Pod | None) -> None:
        if old is not None and (new is None or new.node_name != old.node_name):
            drop(self._on_node, old.node_name, key)
        if new is not None:
            self._on_node.setdefault(new.node_name, {})[key] = new
        for pod, sign in ((old, -1), (new, 1)):
            if pod is None:
                continue
            if pod.controller_uid is not None:
                tally = self._tallies.get(pod.controller_uid)
                if tally is None:
                    tally = self._tallies[pod.controller_uid] = PodTally()
                tally.add(pod, sign)
                if tally.total == 0:
                    del self._tallies[pod.controller_uid]
        self._index_load(old, new)
        if old is not None and old.ip and self._addresses.get(old.ip) == key:
            del self._addresses[old.ip]
        if new is not None and new.ip and not new.is_final:
            self._addresses[new.ip] = key

    def _index_load(self, old: Pod | None, new: Pod | None) -> None:
        before = old.node_name if old is not None and not old.is_final else ""
        after = new.node_name if new is not None and not new.is_final else ""
        if before == after:
            return
        for pod, node, sign in ((old, before, -1), (new, after, 1)):
            if pod is not None and node:
                self._loads.setdefault(node, NodeLoad()).add(pod, sign)


def drop(index: dict[K, dict[Key, Object]], group: K, key: Key) -> None:
    """Take a key out of an index, and the group with it when it was the last."""
    members = index.get(group)
    if members is not None:
        members.pop(key, None)
        if not members:
            del index[group]

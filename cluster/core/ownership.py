"""Who owns what: adopting what fits the selector, releasing what no longer does (SPEC O1, O2).

Per object: owned by somebody else - ignore; mine and matching - keep; mine and not matching -
release, unless I am being deleted; nobody's and matching - adopt, unless I or it are being deleted.

Example: a Pod that is relabelled away from its ReplicaSet loses its owner reference and runs on;
the ReplicaSet counts one Pod less and starts another.
Mirrors: kubernetes pkg/controller/controller_ref_manager.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from cluster.core.objects import Manifest, Object

T = TypeVar("T", bound=Object)
Matches = Callable[[Mapping[str, str]], bool]


@dataclass(frozen=True, slots=True)
class Claim(Generic[T]):
    """What an owner keeps, takes on and lets go."""

    kept: tuple[T, ...] = ()
    adopted: tuple[T, ...] = ()
    released: tuple[T, ...] = ()

    @property
    def claimed(self) -> tuple[T, ...]:
        """All that the owner counts from now on."""
        return self.kept + self.adopted

    @property
    def is_settled(self) -> bool:
        return not (self.adopted or self.released)


def claim(owner: Object, matches: Matches, candidates: Iterable[T]) -> Claim[T]:
    """Sort the candidates, all of the owner's namespace, by the rule above."""
    kept: list[T] = []
    adopted: list[T] = []
    released: list[T] = []
    for each in candidates:
        if each.controller_uid is not None and each.controller_uid != owner.uid:
            continue
        if each.controller_uid is not None:
            if matches(each.labels):
                kept.append(each)
            elif not owner.is_deleting:
                released.append(each)
        elif not owner.is_deleting and not each.is_deleting and matches(each.labels):
            adopted.append(each)
    return Claim(tuple(kept), tuple(adopted), tuple(released))


def with_owner(target: Object, reference: Manifest) -> Manifest:
    """The manifest with one more owner reference."""
    others = [each for each in target.owner_references if each["uid"] != reference["uid"]]
    return with_references(target.manifest, [*others, reference])


def without_owner(target: Object, uid: str) -> Manifest:
    """The manifest without the references to that owner."""
    return with_references(
        target.manifest, [each for each in target.owner_references if each["uid"] != uid]
    )


def with_references(manifest: Manifest, references: list[Manifest]) -> Manifest:
    """The manifest with exactly these owner references; the field goes with the last one."""
    metadata = {**manifest["metadata"]}
    metadata.pop("ownerReferences", None)
    if references:
        metadata["ownerReferences"] = references
    return {**manifest, "metadata": metadata}

"""The sentence over a Deployment: what is, what is next, in plain words with exact numbers.

Rules in order, the first that fits speaks: being deleted, silent node, paused, rollout that cannot
go on, rollout under way, healing, rest. The wording is the product's: short, present tense, subject
first, digits, "shutting down" instead of "killed".

Example: "8 of 10 Pods are updated to web:v2. 8 are available, exactly the floor. The next old Pod
goes when another new one is ready."
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from cluster.live.messages import DeploymentCard, ReplicaSetCard

DEADLINE_PASSED = (
    "The progress deadline has passed. That only sets a condition; "
    "nothing is rolled back by itself."
)
NOT_YET = ("pending", "pulling", "starting", "notready", "unknown")


@dataclass(slots=True)
class Crowd:
    """A Deployment's ReplicaSets and what their Pods are doing: stages by the set's uid.

    `silent` maps the name of each silent node to how many Pods of the Deployment sit there and may
    come back; `evicted` to how many were sent away and leave when the node returns. `homeless` is
    what the scheduler says of Pods that find no node, with how many it says it of. `exits` has the
    code with which a container of the set ended last, by the set's uid."""

    sets: list[ReplicaSetCard]
    stages: dict[str, Counter[str]]
    silent: dict[str, int] = field(default_factory=dict)
    evicted: dict[str, int] = field(default_factory=dict)
    homeless: Counter[str] = field(default_factory=Counter)
    exits: dict[str, int] = field(default_factory=dict)

    def new(self, deployment: DeploymentCard) -> ReplicaSetCard | None:
        return next((each for each in self.sets if each.uid == deployment.new_replica_set), None)

    def old(self, deployment: DeploymentCard) -> list[ReplicaSetCard]:
        return [each for each in self.sets if each.uid != deployment.new_replica_set]

    @property
    def living(self) -> int:
        """Pods that are neither leaving nor at their end; a status may lag behind them."""
        over = sum(map(self.count, ("terminating", "completed", "failed")))
        return sum(counter.total() for counter in self.stages.values()) - over

    def count(self, stage: str) -> int:
        return sum(counter[stage] for counter in self.stages.values())


def sentence(deployment: DeploymentCard, crowd: Crowd) -> str:
    """One to three sentences about the Deployment as it stands."""
    speakers = (being_deleted, silent_node, paused, stuck, rolling, healing, resting)
    return next(said for speak in speakers if (said := speak(deployment, crowd)))


def being_deleted(deployment: DeploymentCard, crowd: Crowd) -> str:
    if not deployment.deleting:
        return ""
    left = sum(counter.total() for counter in crowd.stages.values())
    return f"{deployment.name} is being deleted. {pods(left)} {are(left)} still there."


def silent_node(deployment: DeploymentCard, crowd: Crowd) -> str:
    """Pods are missing, and some of them are on nodes that nobody hears."""
    if deployment.available >= deployment.wanted or not (crowd.silent or crowd.evicted):
        return ""
    names = sorted({**crowd.silent, **crowd.evicted})
    subject = " and ".join(names) + (" is silent." if len(names) == 1 else " are silent.")
    short = deployment.floor - deployment.available
    state = f"{deployment.available:,} of {deployment.wanted:,} Pods are available"
    if short > 0:
        state += f", {short:,} below the floor of {deployment.floor:,}"
    back = f"{names[0]} may come back" if len(names) == 1 else "they may come back"
    lost = sum(crowd.silent.values())
    if lost >= deployment.wanted - deployment.available:
        return f"{subject} {state}. No new Pods yet: {back}."
    parts = [f"{subject} {state}."]
    if lost:
        parts.append(f"{pods(lost)} {are(lost)} not known: {back}.")
    return " ".join([*parts, *evicted(crowd), *coming(crowd, silent=lost)])


def evicted(crowd: Crowd) -> list[str]:
    """What became of the Pods that were sent away from silent nodes."""
    number = sum(crowd.evicted.values())
    if not number:
        return []
    names = " and ".join(sorted(crowd.evicted))
    verb = "returns" if len(crowd.evicted) == 1 else "return"
    was, they_leave = ("was", "it leaves") if number == 1 else ("were", "they leave")
    return [f"{pods(number)} {was} evicted; {they_leave} when {names} {verb}."]


def coming(crowd: Crowd, *, silent: int = 0) -> list[str]:
    """The Pods that are not there yet: those that find no node, and those on the way."""
    stuck = crowd.homeless.total()
    way = sum(crowd.count(stage) for stage in NOT_YET) - silent - stuck
    said = [f"{pods(way)} {are(way)} on the way."] if way > 0 else []
    if stuck:
        reason = crowd.homeless.most_common(1)[0][0].rstrip(".")
        said.append(f"{pods(stuck)} {'finds' if stuck == 1 else 'find'} no node: {reason}.")
    return said


def paused(deployment: DeploymentCard, crowd: Crowd) -> str:
    if not deployment.paused:
        return ""
    kept = pods(deployment.replicas)
    return (
        f"Paused. {deployment.name} keeps {kept} as {they(deployment.replicas)}; "
        "new changes wait until you resume."
    )


def stuck(deployment: DeploymentCard, crowd: Crowd) -> str:
    """A new version that crashes or cannot be pulled, or one that never becomes ready in time."""
    new = crowd.new(deployment)
    if new is None or deployment.complete:
        return ""
    stages = crowd.stages.get(new.uid, Counter())
    keep = keepers(deployment, crowd)
    if stages["imagepull"]:
        trouble = f"{new.image} cannot be pulled. The Pods wait"
        trouble += f", and {keep}." if keep else "."
    elif stages["crash"] or stages["failed"]:
        trouble = f"{new.image} starts and {ends(crowd.exits.get(new.uid))}."
        if keep:
            trouble += f" {standstill(deployment)}: {keep}."
    elif is_overdue(deployment):
        trouble = f"{new.image} does not become ready."
        if keep:
            trouble += f" {standstill(deployment)}: {keep}."
    else:
        return ""
    return f"{trouble} {DEADLINE_PASSED}" if is_overdue(deployment) else trouble


def ends(code: int | None) -> str:
    """What a program does that does not stay; `None`: nobody saw how it ended."""
    return "stops again" if code is None else f"exits with code {code}"


def standstill(deployment: DeploymentCard) -> str:
    """Where a rollout stands that does not get on."""
    if deployment.available == deployment.floor:
        return "The rollout stands still at the floor"
    return "The rollout does not get on"


def keepers(deployment: DeploymentCard, crowd: Crowd) -> str:
    """The old Pods that still answer, in words; empty when there are none."""
    old = [each for each in crowd.old(deployment) if each.ready]
    number = sum(each.ready for each in old)
    if not number:
        return ""
    images = " and ".join(sorted({each.image for each in old}))
    return f"{pods(number)} of {images} {'keeps' if number == 1 else 'keep'} answering"


def is_overdue(deployment: DeploymentCard) -> bool:
    return any(each.reason == "ProgressDeadlineExceeded" for each in deployment.conditions)


def rolling(deployment: DeploymentCard, crowd: Crowd) -> str:
    """A rollout under way: Pods of old sets are still counted."""
    old = sum(each.size for each in crowd.old(deployment))
    counted = sum(each.replicas for each in crowd.old(deployment))
    if deployment.generation > deployment.observed_generation and old == 0:
        return ""
    if old == 0 and counted == 0:
        return ""
    if deployment.new_replica_set == "":
        return f"{deployment.name} has a new template. Its ReplicaSet comes next."
    total = deployment.wanted
    done = min(updated(deployment, crowd), total)
    progress = f"{done:,} of {pods(total)} {are(done)} {updated_to(deployment, crowd)}."
    held = coming(crowd) if crowd.homeless else [next_step(deployment, old)]
    return " ".join([progress, room(deployment), *held])


def updated(deployment: DeploymentCard, crowd: Crowd) -> int:
    """How many Pods are of the new version; the status counts another one until it is observed."""
    new = crowd.new(deployment)
    is_observed = deployment.generation == deployment.observed_generation
    return deployment.updated if is_observed or new is None else new.replicas


def updated_to(deployment: DeploymentCard, crowd: Crowd) -> str:
    """The version that takes over, and whether it is one that was there before."""
    new = crowd.new(deployment)
    if new is None or not new.revision_history:
        return f"updated to {deployment.image}"
    former = new.revision_history.rpartition(",")[2]
    return f"back on {new.image}, which was rev {former} and is now rev {new.rollout_revision}"


def room(deployment: DeploymentCard) -> str:
    """How the available Pods stand to the floor."""
    available, floor = deployment.available, deployment.floor
    said = f"{available:,} {are(available)} available"
    if deployment.strategy == "Recreate":
        return f"{said}."
    if available == floor:
        return f"{said}, exactly the floor."
    where = "below" if available < floor else "above"
    return f"{said}, {abs(available - floor):,} {where} the floor of {floor:,}."


def next_step(deployment: DeploymentCard, old: int) -> str:
    if deployment.strategy == "Recreate":
        return "New Pods start when every old one is gone."
    if old == 0:
        return "The last old Pods are shutting down."
    if deployment.available <= deployment.floor:
        return "The next old Pod goes when another new one is ready."
    return "The next old Pod goes now."


def healing(deployment: DeploymentCard, crowd: Crowd) -> str:
    """Pods are missing or not available, and no rollout is the reason."""
    wanted, available = deployment.wanted, deployment.available
    if deployment.complete and available == wanted:
        return ""
    if wanted == 0 and deployment.replicas == 0:
        return ""
    if deployment.replicas > wanted:
        extra = deployment.replicas - wanted
        has = f"{deployment.name} wants {pods(wanted)} and has {deployment.replicas:,}."
        return f"{has} {extra:,} {go(extra)}."
    said = [f"{deployment.name} wants {pods(wanted)} and {available:,} {are(available)} available."]
    missing = wanted - max(deployment.replicas, crowd.living)
    if missing > 0:
        said.append(f"{missing:,} more {are(missing)} to be created.")
    if missing <= 0 or crowd.homeless:
        said += coming(crowd)
    return " ".join([*said, *leaving(crowd)])


def resting(deployment: DeploymentCard, crowd: Crowd) -> str:
    wanted, ready = deployment.wanted, deployment.ready
    said = f"{deployment.name} wants {pods(wanted)}"
    said += f" and {ready:,} {are(ready)} ready." if wanted else "."
    rest = [*evicted(crowd), *leaving(crowd)] or ["The controllers have nothing to do."]
    return " ".join([said, *rest])


def leaving(crowd: Crowd) -> list[str]:
    """The Pods that shut down on nodes that answer."""
    number = crowd.count("terminating") - sum(crowd.evicted.values())
    return [f"{pods(number)} {are(number)} still shutting down."] if number > 0 else []


def pods(number: int) -> str:
    return "1 Pod" if number == 1 else f"{number:,} Pods"


def are(number: int) -> str:
    return "is" if number == 1 else "are"


def they(number: int) -> str:
    return "it is" if number == 1 else "they are"


def go(number: int) -> str:
    return "goes" if number == 1 else "go"

"""The rules by which something is written, in words: what the page shows in place of an id.

A row names the rule and, where its numbers are a sum, how they add up. A sum is told with signs
only when it does add up; a step that another limit cut short is told with its bare numbers.

Example: D45 with ceiling 13, pods 10, grow 3 is told as "Grow up to the ceiling": 13 - 10 = 3 new
Pods that may start. To add a rule, use its id in a `Why` and give it its row here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cluster.core.sums import MINUS, Sum, Term

Row = tuple[str, str, str]
"""Sign, key of the number, words."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in words; `rows` and `result` (key, words) are its sum."""

    words: str
    rows: tuple[Row, ...] = ()
    result: tuple[str, str] = ("", "")


GROWTH: tuple[Row, ...] = (("", "ceiling", "ceiling"), (MINUS, "pods", "Pods asked for"))
STARTS = ("grow", "new Pods that start")
LEAVE = ("dropped", "old Pods that go")

RULES: Mapping[str, Rule] = {
    # what people ask for
    "user": Rule("Somebody asked for it"),
    "undo": Rule("Take back what was done last"),
    "E2": Rule("An eviction was asked for and allowed"),
    # Deployments
    "O1": Rule("Adopt what fits the selector, release what does not"),
    "D36": Rule("The new ReplicaSet carries the Deployment's notes"),
    "D38": Rule("A name that is taken asks for another hash"),
    "D41": Rule("A selector that selects everything is refused"),
    "D44": Rule("A new template needs a ReplicaSet of its own", GROWTH, STARTS),
    "D45": Rule("Grow the new ReplicaSet up to the ceiling", GROWTH, STARTS),
    "D47": Rule("Old Pods that do not work go first"),
    "D48": Rule(
        "Shrink the old ReplicaSets down to the floor",
        (("", "available", "available Pods"), (MINUS, "floor", "floor")),
        LEAVE,
    ),
    "D51": Rule("Recreate: all old Pods stop before a new one starts"),
    "D53": Rule("Report what the ReplicaSets count"),
    "D56": Rule("Say how the rollout gets on"),
    "D66": Rule("Note that the rollout was paused or resumed"),
    "D71": Rule("A template that was there before keeps its ReplicaSet"),
    "D73": Rule("The Deployment carries the revision of its new ReplicaSet"),
    "D79": Rule("Only so many old revisions are kept"),
    "Z1": Rule("The only ReplicaSet with Pods takes the whole size"),
    "Z2": Rule("The new ReplicaSet is full, so the old ones empty"),
    "Z3": Rule("A change of size is shared in proportion"),
    # ReplicaSets
    "R2": Rule(
        "Create the Pods that are missing",
        (("", "wanted", "wanted"), (MINUS, "live", "Pods that live")),
        ("create", "Pods to create"),
    ),
    "R4": Rule(
        "Delete the Pods that are too many",
        (("", "live", "Pods that live"), (MINUS, "wanted", "wanted")),
        ("delete", "Pods to delete"),
    ),
    "R7": Rule("Report how many Pods live and are ready"),
    "R13": Rule("Adopt Pods that fit the selector, release those that do not"),
    # the scheduler
    "S1": Rule("The best of the nodes that fit takes the Pod"),
    "S8": Rule("A Pod that no node can take waits"),
    # the kubelet
    "S12": Rule("The node itself refuses a Pod that it cannot run"),
    "P3": Rule("A container that ended stays ended"),
    "P4": Rule("Containers start one after the other"),
    "P6": Rule("A container that runs and is ready gets requests"),
    "P10": Rule("Pull, start, probe: in this order"),
    "P11": Rule("A container that ended is started again, each time later"),
    "P17": Rule("An image that cannot be pulled is tried again, each time later"),
    "P18": Rule("An image with an impossible name is not tried"),
    "P26": Rule("A Pod that is deleted has its grace period to stop"),
    "P27": Rule("A Pod whose containers have stopped is taken away"),
    "P30": Rule("A Pod without its node is taken away"),
    # nodes
    "N1": Rule("A node renews its lease, or is silent"),
    "N3": Rule("A node that is silent for longer than its grace is NotReady"),
    "N5": Rule("A node in trouble gets taints"),
    "N6": Rule("Pods that do not tolerate a taint have to leave"),
    "N9": Rule("A Pod is evicted when its toleration is over"),
    "N10": Rule("Pods of a lost node do not count as ready"),
    "N14": Rule("A node that speaks again is Ready again"),
    # Services, autoscalers, budgets
    "V1": Rule("A Service lists the Pods that its selector fits"),
    "H1": Rule("Report what the autoscaler measures"),
    "H4": Rule("Size 0 switches autoscaling off"),
    "H5": Rule("The size stays between minimum and maximum"),
    "H6": Rule("The size follows the load"),
    "E3": Rule(
        "A budget says how many Pods may be missing",
        (("", "healthy", "healthy Pods"), (MINUS, "needed", "needed")),
        ("allowed", "Pods that may be evicted"),
    ),
    # what goes
    "O3": Rule("What nobody owns any more goes"),
    "O4": Rule("What is owned goes before its owner"),
    "O5": Rule("An owner goes and leaves what it owned"),
    "O6": Rule("An owner that is gone is struck off"),
    "O8": Rule("A namespace goes with all that is in it"),
    "X3": Rule("Events are kept for an hour"),
}


def words_of(rule: str) -> str:
    """The rule in words; empty for one that nobody knows, never its id."""
    found = RULES.get(rule)
    return "" if found is None else found.words


def sum_of(rule: str, numbers: Mapping[str, Any], by: str) -> Sum | None:
    """The numbers of a decision as a sum; None when they are none, or do not add up."""
    found = RULES.get(rule)
    if found is None or not found.rows:
        return None
    key, words = found.result
    wanted = (key, *(row[1] for row in found.rows))
    if not all(isinstance(numbers.get(each), int) for each in wanted):
        return None
    terms = tuple(Term(sign, text, numbers[name]) for sign, name, text in found.rows)
    total = sum(-term.value if term.sign == MINUS else term.value for term in terms)
    if total != numbers[key]:
        return None
    result = Term("=", words, total)
    return Sum(found.words, by, terms, result, "ok" if total > 0 else "wait")

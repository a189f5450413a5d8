"""Why a Deployment does not move: the sums that forbid the next step, or say that all is done.

Asked by people, not by the controller: it acts on the same `Terms`, so what is said here is what
the next pass decides.

Example: 10 wanted as 8 old and 5 new, 8 available: "may have 13 Pods and has 13, so no new one
starts. It must keep 8 available and has 8, so no old one goes. It waits for 5 new Pods to become
available."
"""

from __future__ import annotations

from dataclasses import dataclass

from cluster.core.controllers.deployment.rolling import Terms, go, ones, terms_of
from cluster.core.controllers.deployment.sets import ReplicaSets
from cluster.core.objects import Deployment
from cluster.core.sums import MINUS, Sum, Term
from cluster.core.words import some

BY = "deployment-controller"


@dataclass(frozen=True, slots=True)
class Standing:
    """The two sums in words and in rows; `is_standing` when the next pass resizes nothing."""

    text: str
    sums: tuple[Sum, ...]
    is_standing: bool


def standing(deployment: Deployment, sets: ReplicaSets) -> Standing:
    """What the next step of a Deployment is decided by."""
    terms = terms_of(deployment, sets)
    is_rolling = deployment.strategy_type == "RollingUpdate"
    is_standing = not (terms.grow or (is_rolling and terms.leave))
    if is_done(terms):
        return Standing(done(deployment, terms), (growth(terms),), is_standing)
    if deployment.is_paused:
        return Standing(held(deployment), (), True)
    if not is_rolling:
        return Standing(recreating(deployment, terms), (), terms.old_size == 0)
    said = [f"{deployment.name} {growing(terms)}", shrinking(terms), waiting(terms)]
    sums = [growth(terms)]
    if terms.old_size:
        sums.append(departure(terms))
    return Standing(" ".join(part for part in said if part), tuple(sums), is_standing)


def is_done(terms: Terms) -> bool:
    return terms.old_size == 0 and terms.new_size == terms.new_available == terms.wanted


def done(deployment: Deployment, terms: Terms) -> str:
    are = "is" if terms.wanted == 1 else "are"
    return (
        f"{deployment.name} wants {some(terms.wanted, 'Pod')} of its newest version, and "
        f"{terms.new_available} {are} available. Wanted and real agree; the loop keeps looking."
    )


def held(deployment: Deployment) -> str:
    return (
        f"{deployment.name} is paused: its controller only keeps sizes. "
        "A changed template waits until somebody resumes it."
    )


def recreating(deployment: Deployment, terms: Terms) -> str:
    if terms.old_size:
        old = some(terms.old_size, "old Pod")
        return f"{deployment.name} is recreated: {old} stop before a new one starts."
    if terms.new_size:
        wait = some(terms.new_waiting, "new Pod")
        return f"{deployment.name} is recreated: it waits for {wait} to become available."
    return f"{deployment.name} is recreated: new Pods start when the last old one is gone."


def growing(terms: Terms) -> str:
    """The first sum in words."""
    if terms.grow > 0:
        return (
            f"may have {some(terms.ceiling, 'Pod')} and has {terms.pods}, "
            f"so {terms.grow} new {ones(terms.grow)}."
        )
    if terms.new_size >= terms.wanted:
        return (
            f"wants {some(terms.wanted, 'Pod')} of its newest version and asks for "
            f"{terms.new_size}, so no new one starts."
        )
    return f"may have {some(terms.ceiling, 'Pod')} and has {terms.pods}, so no new one starts."


def shrinking(terms: Terms) -> str:
    """The second sum in words."""
    if not terms.old_size:
        return ""
    if not terms.is_counted:
        return "Its ReplicaSets still report Pods that they no longer want, so it waits for them."
    must = f"It must keep {terms.floor} available and has {terms.available}"
    if terms.leave == 0:
        return f"{must}, so no old one goes."
    if terms.spare >= terms.leave:
        return f"{must}, so {terms.leave} old {go(terms.leave)}."
    broken = some(terms.broken, "old Pod")
    return f"{must}; {broken} do not work, so {terms.leave} of them {go_verb(terms.leave)} first."


def go_verb(count: int) -> str:
    return "goes" if count == 1 else "go"


def waiting(terms: Terms) -> str:
    if terms.grow or terms.leave or not terms.new_waiting:
        return ""
    what = "new Pod" if terms.old_size else "Pod"
    return f"It waits for {some(terms.new_waiting, what)} to become available."


def growth(terms: Terms) -> Sum:
    """New Pods that may start: up to the ceiling, and never more than are wanted."""
    may = max(0, terms.grow)
    if terms.wanted - terms.new_size <= terms.ceiling - terms.pods:
        rows = (Term("", "wanted", terms.wanted), Term(MINUS, "new Pods asked for", terms.new_size))
        note = "" if may else "The new ReplicaSet asks for all of them already."
    else:
        rows = (Term("", "ceiling", terms.ceiling), Term(MINUS, "Pods asked for", terms.pods))
        note = "" if may else "The ceiling is reached: a new Pod needs an old one to go first."
    question = "Why may new Pods start?" if may else "Why does no new Pod start?"
    result = Term("=", "new Pods that may start", may)
    return Sum(question, BY, rows, result, "ok" if may else "wait", note)


def departure(terms: Terms) -> Sum:
    """Old Pods that may go: what is asked for above the floor, without the new ones that lack."""
    rows = (
        Term("", "Pods asked for", terms.pods),
        Term(MINUS, "floor", terms.floor),
        Term(MINUS, "new, not available", terms.new_waiting),
    )
    may = terms.leave
    question = "Why may old Pods go?" if may else "Why does no old Pod go?"
    result = Term("=", "old Pods that may go", may)
    return Sum(question, BY, rows, result, "ok" if may else "wait", departure_note(terms))


def departure_note(terms: Terms) -> str:
    if not terms.is_counted:
        return "A ReplicaSet still reports more available Pods than it wants: they go first."
    if terms.leave == 0:
        below = "Below 0 counts as none. " if terms.room < 0 else ""
        return f"{below}The next old Pod goes when another new one is available."
    if terms.room > terms.old_size:
        return f"Only {some(terms.old_size, 'old Pod')} are left."
    first = min(terms.room, terms.broken)
    return f"{some(first, 'Pod')} of them that do not work go first." if first else ""

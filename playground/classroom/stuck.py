"""Who needs help, found from facts alone: in trouble for minutes, the same refusal again, no step.

Pure: facts and the moment in, a verdict out. A verdict has a state, one line of words and, for
who is stuck, since when. The wall's order follows: stuck longest, hand up, working, finished, away.

Example: Pods that crash for 6 min -> Verdict("stuck", "same crash for 6 min", since=...).
"""

from __future__ import annotations

from dataclasses import dataclass

TROUBLE_WORDS = {
    "crash": "same crash for",
    "image": "image not found for",
    "node": "node down for",
    "notready": "not ready for",
}
TROUBLE_SECONDS = {"crash": 180.0, "image": 180.0, "node": 180.0, "notready": 300.0}
SAME_REFUSALS = 3
REFUSAL_SECONDS = 300.0
NO_STEP_SECONDS = 480.0
FRESH_SECONDS = 90.0
ORDER = {"stuck": 0, "hand": 1, "working": 2, "finished": 3, "away": 4}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a learner; moments are the machine's clock, 0 where there was none."""

    now: float
    is_here: bool = True
    seen_at: float = 0.0
    hand_at: float = 0.0
    helped_at: float = 0.0
    trouble: str = ""
    trouble_at: float = 0.0
    refusal: str = ""
    refusals: int = 0
    refused_at: float = 0.0
    is_rolling: bool = False
    did: str = ""
    did_at: float = 0.0
    has_lesson: bool = False
    is_finished: bool = False
    moved_at: float = 0.0
    hints_left: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """`state` is one of ORDER, `words` the line under the picture."""

    state: str
    words: str
    since: float = 0.0

    @property
    def rank(self) -> tuple[int, float]:
        """Smaller stands further in front."""
        return ORDER[self.state], self.since


def judge(facts: Facts) -> Verdict:
    """The one thing that a teacher should read about this learner."""
    if not facts.is_here:
        return Verdict("away", f"left {minutes(facts.now - facts.seen_at)} ago")
    if facts.is_finished:
        return Verdict("finished", "finished")
    stuck = trouble(facts) or repeated(facts) or no_step(facts)
    if stuck is not None:
        return stuck
    if facts.hand_at:
        return Verdict("hand", "has a question", facts.hand_at)
    return Verdict("working", doing(facts))


def trouble(facts: Facts) -> Verdict | None:
    """The cluster is in the same trouble for minutes; help given starts the count anew."""
    since = max(facts.trouble_at, facts.helped_at)
    if not facts.trouble or facts.now - since < TROUBLE_SECONDS[facts.trouble]:
        return None
    words = f"{TROUBLE_WORDS[facts.trouble]} {minutes(facts.now - facts.trouble_at)}"
    return Verdict("stuck", words, facts.trouble_at)


def repeated(facts: Facts) -> Verdict | None:
    """The cluster refused the same thing again and again."""
    is_fresh = facts.now - facts.refused_at < REFUSAL_SECONDS
    if facts.refusals < SAME_REFUSALS or not is_fresh or facts.refused_at < facts.helped_at:
        return None
    return Verdict("stuck", f"same refusal {facts.refusals} times", facts.refused_at)


def no_step(facts: Facts) -> Verdict | None:
    """No step of the lesson for long, or no hint left to ask for."""
    if not facts.has_lesson or not facts.moved_at:
        return None
    since = max(facts.moved_at, facts.helped_at)
    if not facts.hints_left and facts.helped_at <= facts.moved_at:
        return Verdict("stuck", "used every hint", facts.moved_at)
    if facts.now - since < NO_STEP_SECONDS:
        return None
    return Verdict("stuck", f"no step for {minutes(facts.now - facts.moved_at)}", facts.moved_at)


def doing(facts: Facts) -> str:
    """What somebody who needs nothing is at."""
    if facts.is_rolling:
        return "rolling out"
    if facts.did and facts.now - facts.did_at < FRESH_SECONDS:
        return facts.did
    return "reading"


def minutes(seconds: float) -> str:
    """`less than 1 min`, `6 min`, `2 h`."""
    whole = int(max(0.0, seconds) // 60)
    if whole < 1:
        return "less than 1 min"
    return f"{whole} min" if whole < 120 else f"{whole // 60} h"

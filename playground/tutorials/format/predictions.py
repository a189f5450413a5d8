"""A prediction as a lesson writes it: question, choices, and how the answer is read off the run.

    question: How many Pods does `kubectl get pods` list one second later?
    observe:
      after: 1
      count: {kind: Pod, metadata: {labels: {app: web}}, leaving: any}
    choices:
      - {answer: 3, label: it was replaced at once, because: ...}
      - {answer: 4, label: the old one is still leaving, because: ..., right: true}

`count` counts objects, `value` reads the field `path` of one; `lowest` and `highest` keep the
extreme of either since the run began. A choice may instead say `when:` with goals that hold then.
"""

from __future__ import annotations

from typing import Any

from playground.tutorials.format.goals import read_goals, read_pattern
from playground.tutorials.format.located import Cursor
from playground.tutorials.goals.comparison import ComparisonError, comparison, is_compared
from playground.tutorials.goals.model import Measure
from playground.tutorials.lesson import Choice, Observe, Prediction

MEASURES = ("count", "value", "lowest", "highest")
OBSERVE_KEYS = ("after", "until", "within", *MEASURES)
CHOICE_KEYS = ("label", "because", "answer", "when", "right")


def read_prediction(cursor: Cursor) -> Prediction | None:
    if not cursor.has("observe") or not cursor.has("choices"):
        return None
    observe = read_observe(cursor.at("observe"))
    choices = [read_choice(each, observe) for each in cursor.items("choices")]
    check_choices(cursor.at("choices"), choices)
    return Prediction(
        question=cursor.text("question"),
        choices=tuple(choices),
        observe=observe,
        button=cursor.text("button", "Lock in and run"),
    )


def check_choices(cursor: Cursor, choices: list[Choice]) -> None:
    right = sum(each.is_right for each in choices)
    if len(choices) < 2:
        cursor.problem("a prediction needs two choices or more", "Write what learners expect.")
    elif right != 1:
        cure = "Mark the one that the run shows with `right: true`."
        cursor.problem(f"{right} choices are marked as right", cure)


def read_observe(cursor: Cursor) -> Observe:
    if not cursor.keys(OBSERVE_KEYS):
        return Observe(None, after=1)
    has_after, has_until = cursor.has("after"), cursor.has("until")
    if has_after is has_until:
        cure = "Write `after: 5` (virtual seconds) or `until:` with goals."
        cursor.problem("observe needs one of after and until", cure)
    return Observe(
        measure=read_measure(cursor),
        after=cursor.number("after", 1, 0, 3600) if has_after else None,
        until=read_goals(cursor, "until"),
        within=cursor.number("within", 120, 1, 3600),
    )


def read_measure(cursor: Cursor) -> Measure | None:
    """What is counted or read; None when the choices say it all with `when`."""
    named = [each for each in MEASURES if cursor.has(each)]
    if len(named) > 1:
        cursor.problem(f"observe has {' and '.join(named)}", "Keep one of them.")
    if not named:
        return None
    name = named[0]
    below = cursor.at(name)
    if not isinstance(below.value, dict):
        below.problem(f"{name} must be a mapping", "Write `{kind: Pod, ...}`.")
        return None
    path = below.text("path")
    rest = {key: value for key, value in below.value.items() if key != "path"}
    pattern = read_pattern(Cursor(rest, below.path, below.source))
    if name == "value" and not path:
        below.problem("value has no path", "Add the field to read: `path: spec.replicas`.")
    if pattern is None:
        return None
    return Measure(pattern, path, name if name in ("lowest", "highest") else "")


def read_choice(cursor: Cursor, observe: Observe) -> Choice:
    if not cursor.keys(CHOICE_KEYS, ("label", "because")):
        return Choice("", "", is_right=False)
    answer = cursor.value.get("answer")
    when = read_goals(cursor, "when")
    if observe.measure is None and not when:
        cure = "Write `when:` with goals, or a measure such as `count:` under observe."
        cursor.problem("nothing tells whether this choice is right", cure)
    if observe.measure is not None and answer is None and not when:
        cure = 'Write the value it claims, such as 3, ">= 8" or "2..4".'
        cursor.problem("this choice has no answer", cure)
    check_answer(cursor, answer)
    return Choice(
        label=cursor.text("label"),
        because=cursor.text("because"),
        is_right=bool(cursor.flag("right", default=False)),
        answer=answer,
        when=when,
    )


def check_answer(cursor: Cursor, answer: Any) -> None:
    """A text with an operator must be a comparison."""
    if isinstance(answer, str) and answer[:1] in "<>=!" and not is_compared(answer):
        try:
            comparison(answer)
        except ComparisonError:
            cure = 'Write ">= 8", "< 2" or "2..4".'
            cursor.at("answer").problem(f"answer cannot be read: {answer!r}", cure)

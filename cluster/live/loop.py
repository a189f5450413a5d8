"""The control loop of one controller about one object: `/c/<id>/loop?uid=...&controller=...`.

While time runs it tells the present: what the controller sees and wants, and what its own plan
would do now. While time stands, and of the past (`&at=...`), it tells the pass just done: what was
seen right before it, by the journal, and what it wrote.

Example: paused after a step of the Deployment controller: observed are the sizes before the pass,
acts has "may have 13 Pods, has 10, so 3 new ones start", revision is that of its last write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from msgspec import Struct

from cluster.core.actions import Action, Emit, Plan
from cluster.core.causes.chain import causes_of
from cluster.core.causes.model import Fact, Scene
from cluster.core.controllers import CONTROLLERS
from cluster.core.loops import LOOPS, Loop, look_at, loop_named, loops_for
from cluster.core.objects import Object
from cluster.core.rules import sum_of, words_of
from cluster.core.sums import Sum
from cluster.core.view import ClusterView
from cluster.live.trail import about
from cluster.store import journal, moments
from cluster.store.journal import JournalChange
from cluster.store.orm import clock_of, from_raw

MOST_COMMITS = 400
MOST_PASSES = 200
MOST_ACTS = 6
COUNTED_SECONDS = 60.0
LAST = "last"
FROM_OUTSIDE = ("user", "clock")


class Subject(Struct, frozen=True):
    """The object that the loop is about."""

    kind: str
    namespace: str
    name: str
    uid: str


class Act(Struct, frozen=True):
    """A write that was done, or would be: of which object, by which rule, in words."""

    kind: str
    name: str
    text: str
    rule: str
    sum: Sum | None
    repeats: int


class Choice(Struct, frozen=True):
    name: str
    title: str


class LoopAnswer(Struct, frozen=True, rename="camel"):
    """`is_done`: acts are those of the pass that ended with `last_revision`, else what comes next.
    `is_settled`: nothing is wrong with the object, so nothing is waited for.

    `last_*` are about the last pass that wrote, `recent` counts those of the last minute."""

    controller: str
    title: str
    watches: list[str]
    often: str
    about: Subject | None
    observed: tuple[Fact, ...]
    wanted: str
    difference: str
    sums: tuple[Sum, ...]
    acts: list[Act]
    is_done: bool
    is_settled: bool
    again: float | None
    time: float
    last_revision: int
    last_time: float | None
    last_text: str
    recent: int
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Question:
    """About what object, which controller ("" chooses, "last" is who acted last), and when."""

    uid: str
    controller: str
    at: int | None


@dataclass(frozen=True, slots=True)
class Pass:
    """Writes of one controller that follow each other at one moment, newest first."""

    changes: list[JournalChange]

    @property
    def by(self) -> str:
        return self.changes[0].by

    @property
    def time(self) -> float:
        return self.changes[0].time

    @property
    def first(self) -> int:
        return self.changes[-1].revision


def loop_at(cluster_id: str, question: Question) -> LoopAnswer:
    """Raises UnknownClusterError and journal.ExpiredError."""
    is_over = question.at is not None or clock_of(cluster_id).paused
    found = recent(passes(cluster_id, question), loop_named(question.controller))
    with moments.at(cluster_id, question.at) as moment:
        loop = chosen(question, found, moment.view.with_uid(question.uid))
        mine = [each for each in found if loop_named(each.by) is loop]
        last = mine[0] if mine else None
        answer = present(loop, question, moment, mine)
    if last is None or not (is_over or question.controller == LAST):
        return answer
    return done(cluster_id, loop, last, answer)


def recent(found: Iterable[Pass], wanted: Loop | None) -> list[Pass]:
    """The passes of the last minute that somebody wrote in, back to one of the wanted loop."""
    kept: list[Pass] = []
    has_wanted = False
    for each in islice(found, MOST_PASSES):
        if has_wanted and kept[0].time - each.time > COUNTED_SECONDS:
            break
        kept.append(each)
        has_wanted = has_wanted or wanted is None or loop_named(each.by) is wanted
    return kept


def passes(cluster_id: str, question: Question) -> Iterator[Pass]:
    """The passes about the object, newest first; of all objects when the last one is asked for."""
    is_any = question.controller == LAST or not question.uid
    saying = b"" if is_any else question.uid.encode()
    commits = journal.read_back(cluster_id, MOST_COMMITS, saying=saying, until=question.at)
    for commit in commits:
        changes: Iterable[JournalChange] = reversed(commit.changes)
        if question.at is not None:
            limit = question.at
            changes = [each for each in changes if each.revision <= limit]
        yield from grouped(changes if is_any else about(question.uid, changes))


def grouped(changes: Iterable[JournalChange]) -> Iterator[Pass]:
    """The passes of one commit: no pass is spread over two, and each step commits its own."""
    group: list[JournalChange] = []
    for change in changes:
        if change.by.startswith(FROM_OUTSIDE) or change.kind == "Event":
            continue
        if group and (group[0].by, group[0].time) != (change.by, change.time):
            yield Pass(group)
            group = []
        group.append(change)
    if group:
        yield Pass(group)


def chosen(question: Question, found: list[Pass], subject: Object | None) -> Loop:
    """The loop that is asked for; without a choice the one that matters most to the kind."""
    named = loop_named(question.controller)
    if named is not None:
        return named
    if question.controller == LAST and found:
        return loop_named(found[0].by) or LOOPS[0]
    if subject is None:
        return LOOPS[0]
    fitting = loops_for(subject.kind)
    if subject.kind == "Pod" and subject.spec.get("nodeName"):
        fitting = [each for each in fitting if each.name == "kubelet"]
    return fitting[0]


def present(loop: Loop, question: Question, moment: moments.Moment, mine: list[Pass]) -> LoopAnswer:
    """What the controller sees now, and what its plan would do."""
    view, now = moment.view, moment.now
    subject = view.with_uid(question.uid)
    if subject is not None and loop.kind not in ("", subject.kind):
        subject = above(subject, loop.kind, view)
    plan = Plan() if subject is None else planned(loop, subject, moment)
    seen = None if subject is None else look_at(loop, subject, Scene(view, now))
    acts = [told for action in plan.actions if (told := act_of(action, loop.name)) is not None]
    last = mine[0].changes[0] if mine else None
    kinds = next(each.triggers for each in CONTROLLERS if each.name == loop.name)
    listed = LOOPS if subject is None else loops_for(subject.kind)
    return LoopAnswer(
        controller=loop.name,
        title=loop.title,
        watches=["every kind" if kind == "*" else kind for kind in kinds],
        often=loop.often,
        about=None if subject is None else subject_of(subject),
        observed=() if seen is None else seen.observed,
        wanted=loop.wants if seen is None else seen.wanted,
        difference="" if seen is None else seen.difference,
        sums=() if seen is None else seen.sums,
        acts=merged(acts),
        is_done=False,
        is_settled=subject is None or not causes_of(subject, Scene(view, now)),
        again=plan.requeue_at,
        time=now,
        last_revision=0 if last is None else last.revision,
        last_time=None if last is None else last.time,
        last_text="" if last is None else (last.why or {}).get("text", ""),
        recent=sum(now - each.time <= COUNTED_SECONDS for each in mine),
        choices=[Choice(each.name, each.title) for each in listed],
    )


def planned(loop: Loop, subject: Object, moment: moments.Moment) -> Plan:
    """What the controller itself would do next; it only reads."""
    controller = next(each for each in CONTROLLERS if each.name == loop.name)
    return controller.reconcile(subject.key, moment.view, moment.now)


def done(cluster_id: str, loop: Loop, last: Pass, answer: LoopAnswer) -> LoopAnswer:
    """The pass just done: what was seen before its first write, and what it wrote."""
    acts = merged(
        act(change.kind, change.name, change.by, change.why or {})
        for change in reversed(last.changes)
    )
    try:
        with moments.at(cluster_id, last.first - 1) as before:
            scene = Scene(before.view, last.changes[0].time)
            subject = subject_before(loop, last, before.view)
            seen = None if subject is None else look_at(loop, subject, scene)
            found = None if subject is None else subject_of(subject)
    except journal.ExpiredError:
        return replace_parts(answer, acts=acts, is_done=True)
    if seen is None:
        return replace_parts(answer, acts=acts, is_done=True)
    return replace_parts(
        answer,
        about=found,
        observed=seen.observed,
        wanted=seen.wanted,
        difference=seen.difference,
        sums=seen.sums,
        acts=acts,
        is_done=True,
        again=None,
    )


def replace_parts(answer: LoopAnswer, **parts: object) -> LoopAnswer:
    fields = {name: getattr(answer, name) for name in answer.__struct_fields__}
    return LoopAnswer(**{**fields, **parts})


def subject_before(loop: Loop, last: Pass, view: ClusterView) -> Object | None:
    """What the pass looked at: what it wrote, or the owner of that of the controller's own kind."""
    for change in reversed(last.changes):
        written = view.with_uid(change.uid)
        if written is None:
            written = from_raw(change.object, change.sim)
        found = written if loop.kind in ("", written.kind) else above(written, loop.kind, view)
        if found is not None:
            return found
    return None


def above(found: Object, kind: str, view: ClusterView) -> Object | None:
    """The owner of that kind."""
    owner = view.with_uid(found.controller_uid or "")
    while owner is not None and owner.kind != kind:
        owner = view.with_uid(owner.controller_uid or "")
    return owner


def subject_of(found: Object) -> Subject:
    return Subject(found.kind, found.namespace, found.name, found.uid)


def act_of(action: Action, by: str) -> Act | None:
    """A planned action in words; Events tell the same once more."""
    if isinstance(action, Emit):
        return None
    told = {} if action.why is None else asdict(action.why)
    if hasattr(action, "object"):
        return act(action.object.kind, action.object.name, by, told)
    metadata = action.manifest["metadata"]
    return act(action.manifest["kind"], metadata.get("name", ""), by, told)


def act(kind: str, name: str, by: str, why: Mapping[str, Any]) -> Act:
    rule, numbers = str(why.get("rule", "")), why.get("numbers")
    found = sum_of(rule, numbers if isinstance(numbers, dict) else {}, by)
    return Act(kind, name, str(why.get("text", "")), words_of(rule), found, 0)


def merged(acts: Iterable[Act]) -> list[Act]:
    """Ten Pods that one sum creates are one act."""
    told: list[Act] = []
    for each in acts:
        last = told[-1] if told else None
        if last is not None and (last.kind, last.text, last.rule) == (
            each.kind,
            each.text,
            each.rule,
        ):
            repeats = last.repeats + 1
            told[-1] = Act(last.kind, last.name, last.text, last.rule, last.sum, repeats)
        else:
            told.append(each)
    return told[:MOST_ACTS]

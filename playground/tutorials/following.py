"""One step held against a cluster as its journal goes on: goals, and the answer to a prediction.

A `Follower` moves a scene along the journal. After each change it lets the goals take note, after
each commit it asks whether all are met at once; the first such moment is the step's end. What it
knows beside the scene is in its `Track`, which is stored with the learner's progress.

Example: follower.take(commit) with the third ready Pod sets `track.done_at` to the commit's time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cluster.store.traffic import Traffic
from playground.tutorials.goals.finding import find
from playground.tutorials.goals.judging import Mark, Verdict, verdict, watch
from playground.tutorials.goals.measuring import fits_answer, measured, more_extreme
from playground.tutorials.goals.model import TRAFFIC, Goal
from playground.tutorials.goals.partial import ABSENT
from playground.tutorials.goals.scene import Scene
from playground.tutorials.lesson import DO, PREDICT, WATCH, Choice, Pick, Prediction, Step

Value = float | str | bool | None


@dataclass(slots=True)
class Track:
    """What is known of a step that goes on. Moments are of the cluster's clock.

    `began` and `lesson_began` are revisions. `run_at` is when the run of a prediction began,
    `extreme` the lowest or highest value since, `observed` the answer, `right` the choice it
    proves (-1: none of them). `writes` counts what users wrote since the step began."""

    began: int = 0
    lesson_began: int = 0
    revision: int = 0
    marks: dict[str, Mark] = field(default_factory=dict)
    done_at: float | None = None
    run_at: float | None = None
    extreme: Value = None
    has_observed: bool = False
    observed: Value = None
    right: int = -1
    writes: int = 0


@dataclass(slots=True)
class Follower:
    """Follows one step. `begin` notes the first moment, `take` each commit, `reach` the time."""

    step: Step
    scene: Scene
    track: Track
    forgives: bool = False
    """In an examination a goal that is lost costs points and does not hold the learner up."""
    traffic: Traffic | None = None
    """The requests, for steps that ask how many failed."""

    def begin(self) -> None:
        """Look at the moment at which the step begins."""
        self.track.revision = self.scene.revision
        for key, goal in self._goals():
            watch(goal, self.scene, self._mark(key), self._since(goal))

    def begin_run(self, now: float) -> None:
        """The learner has answered; from here on the prediction is measured."""
        self.track.run_at = now
        for key, goal in self._goals():
            self.track.marks.pop(key, None)
            watch(goal, self.scene, self._mark(key), self._since(goal))
        self._note_extreme()

    def take(self, commit: Any) -> None:
        """Take in one commit of the journal (cluster.store.journal.Commit)."""
        for change in commit.changes:
            if change.revision <= self.scene.revision:
                continue
            self._observe_before(change.time)
            if self.traffic is not None:
                self.traffic.follow((change,))
            self.scene.apply(change)
            self.track.writes += change.by.startswith("user") and change.kind != "Clock"
            for key, goal in self._goals():
                watch(goal, self.scene, self._mark(key), self._since(goal), change)
            self._note_extreme()
        self.track.revision = self.scene.revision
        self._settle()

    def reach(self, now: float) -> None:
        """Everything that happened up to `now` has been taken in."""
        self._observe_before(now)
        self._count_requests(now)
        self._settle()

    def verdicts(self) -> list[Verdict]:
        """The goals of the step as they stand."""
        return [
            verdict(goal, self.scene, self._mark(goal.id), self._since(goal))
            for goal in self.step.goals
        ]

    @property
    def is_done(self) -> bool:
        return self.track.done_at is not None

    @property
    def wants_traffic(self) -> bool:
        """Whether a goal asks for requests."""
        return any(goal.mode == TRAFFIC for goal in self.step.goals)

    def picked(self) -> dict[str, str]:
        """The names that the step's text and commands use."""
        found = {}
        for name, pick in self.step.names.items():
            found[name] = self._pick(pick)
        return found

    # -- inside ------------------------------------------------------------------------------

    def listen(self, traffic: Traffic) -> None:
        """Count requests that fail from now on."""
        self.traffic = traffic
        traffic.on_failed = self._note_failed

    def _note_failed(self, uid: str, begin: float, end: float, failed: Counter[str]) -> None:
        """Requests to a Service failed."""
        for each in self.scene.of("Service"):
            metadata = each.manifest["metadata"]
            if metadata["uid"] != uid:
                continue
            for goal in self.step.goals:
                pattern = goal.pattern
                place = (pattern.namespace, pattern.name)
                if goal.mode == TRAFFIC and place == (metadata["namespace"], metadata["name"]):
                    mark = self._mark(goal.id)
                    mark.count += failed.total()
                    mark.at = begin if mark.at is None else mark.at

    def _count_requests(self, now: float) -> None:
        if self.traffic is None or now <= self.traffic.now:
            return
        self.traffic.now = now
        for uid in list(self.traffic.streams):
            self.traffic.settled(uid)

    def _pick(self, pick: Pick) -> str:
        objects = find(pick.pattern, self.scene, self.track.began)
        if not -len(objects) <= pick.index < len(objects):
            return ""
        value = field_of(objects[pick.index].manifest, pick.path)
        return "" if value is ABSENT else str(value)

    def _goals(self) -> Iterator[tuple[str, Goal]]:
        """Every goal of the step with the key of its mark."""
        for goal in self.step.goals:
            yield goal.id, goal
        prediction = self.step.prediction
        if prediction is not None:
            for goal in prediction.observe.until:
                yield f"until:{goal.id}", goal
            for index, choice in enumerate(prediction.choices):
                for goal in choice.when:
                    yield f"{index}:{goal.id}", goal

    def _mark(self, key: str) -> Mark:
        return self.track.marks.setdefault(key, Mark())

    def _since(self, goal: Goal) -> int:
        return self.track.lesson_began if goal.since == "lesson" else self.track.began

    def _settle(self) -> None:
        """End the step when all that it asks for is true at once."""
        if self.is_done:
            return
        if self.step.type in (DO, WATCH):
            found = self.verdicts()
            if all(each.is_met or (self.forgives and each.is_lost) for each in found):
                self.track.done_at = self.scene.time
        elif self.step.type == PREDICT and self.track.run_at is not None:
            self._observe_until()
            if self.track.has_observed:
                self.track.done_at = self.scene.time

    def _observe_before(self, moment: float) -> None:
        """Read the answer off before anything later than its moment is taken in."""
        prediction, run_at = self.step.prediction, self.track.run_at
        if prediction is None or run_at is None or self.track.has_observed:
            return
        observe = prediction.observe
        seconds = observe.within if observe.after is None else observe.after
        if moment > run_at + seconds:
            self._observe(prediction)

    def _observe_until(self) -> None:
        prediction = self.step.prediction
        if prediction is None or self.track.has_observed or not prediction.observe.until:
            return
        found = [
            verdict(goal, self.scene, self._mark(f"until:{goal.id}"), self._since(goal))
            for goal in prediction.observe.until
        ]
        if all(each.is_met for each in found):
            self._observe(prediction)

    def _observe(self, prediction: Prediction) -> None:
        track, measure = self.track, prediction.observe.measure
        track.has_observed = True
        if measure is not None:
            track.observed = (
                track.extreme if measure.extreme else measured(measure, self.scene, track.began)
            )
        proved = [
            index for index, choice in enumerate(prediction.choices) if self._holds(index, choice)
        ]
        track.right = proved[0] if len(proved) == 1 else -1

    def _holds(self, index: int, choice: Choice) -> bool:
        """Whether what a choice claims is what the run shows."""
        if choice.answer is not None and not fits_answer(choice.answer, self.track.observed):
            return False
        return all(
            verdict(goal, self.scene, self._mark(f"{index}:{goal.id}"), self._since(goal)).is_met
            for goal in choice.when
        )

    def _note_extreme(self) -> None:
        prediction = self.step.prediction
        measure = None if prediction is None else prediction.observe.measure
        if measure is None or not measure.extreme or self.track.run_at is None:
            return
        if not self.track.has_observed:
            value = measured(measure, self.scene, self.track.began)
            self.track.extreme = more_extreme(measure.extreme, self.track.extreme, value)


def field_of(manifest: dict[str, Any], path: str) -> Any:
    """The value at a dotted path; ABSENT when there is none."""
    value: Any = manifest
    for part in path.split("."):
        if not isinstance(value, dict) or part not in value:
            return ABSENT
        value = value[part]
    return value

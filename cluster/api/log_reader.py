"""A container's log as one client reads it: all there is, then what comes.

One read of the journal tells what became of the Pod and which requests came to it. The newest
requests are held back a quarter of a second, because a write of that moment, which sends them
elsewhere, may still be under way.

Example: reader.first() has the lines up to now; reader.next() those that came since, until
reader.is_over; reader.wait_seconds() says when the next request comes.
"""

from __future__ import annotations

from cluster.api.call import Call
from cluster.api.container_log import Line, run_after, run_of, told
from cluster.api.containers import chosen
from cluster.api.options import flag
from cluster.api.reading import decode
from cluster.api.verbs.get import missing
from cluster.core.images import PLAIN, behaviour
from cluster.core.objects import Manifest
from cluster.store import journal, orm
from cluster.store.checkpoints import present
from cluster.store.clock import wall_time
from cluster.store.request_log import Request, RequestLog, past_near

TOLD_SECONDS = 120.0
HOLD_BACK_SECONDS = 0.25
LONGEST_WAIT = 30.0
BATCH = 500


class LogReader:
    """What one client was told so far. For reader threads."""

    def __init__(self, call: Call) -> None:
        """Raises ApiError 400, 404."""
        self._call = call
        row = orm.read_object(call.cluster_id, "Pod", call.target.namespace, call.target.name)
        if row is None:
            raise missing(call)
        self._pod: Manifest = decode(row.body)
        self._pod_revision = row.revision
        query = call.request.GET
        self._container = chosen(self._pod, query.get("container", ""))
        is_previous = flag(query.get("previous", ""))
        self.run = run_of(self._pod, self._container, is_previous=is_previous)
        self._is_gone = False
        self._told: list[Line] = []
        self._status: int | None = None
        self._clock = orm.clock_of(call.cluster_id)
        past = past_near(call.cluster_id, self.now - TOLD_SECONDS)
        self._requests = RequestLog(past, self._program)

    @property
    def now(self) -> float:
        """The cluster's time."""
        return self._clock.now(wall_time())

    @property
    def is_over(self) -> bool:
        """Nothing comes any more: the container ended, or its Pod is gone."""
        return self._is_gone or bool(self.run.ended)

    def first(self) -> list[Line]:
        """Every line up to now."""
        earliest = self.now - TOLD_SECONDS
        self._read_on()
        self._told = self.run.facts
        came = [each for each in self._came() if each.arrival.moment >= earliest]
        return [*self.run.facts, *told(came, self.run, self._answer()), *self.run.ending]

    def next(self) -> list[Line]:
        """The lines since the last time."""
        self._clock = orm.clock_of(self._call.cluster_id)
        self._read_on()
        self.run = run_after(self._pod, self._container, self.run)
        facts = [line for line in self.run.facts if line not in self._told]
        self._told = [*self._told, *facts]
        return [*facts, *told(self._came(), self.run, self._answer()), *self.run.ending]

    def wait_seconds(self) -> float:
        """How long nothing comes, unless the cluster moves."""
        moment = self._requests.next_at
        wall = None if moment is None else self._clock.wall_at(moment)
        if wall is None:
            return LONGEST_WAIT
        return min(LONGEST_WAIT, max(0.0, wall + HOLD_BACK_SECONDS - wall_time()))

    @property
    def _program(self) -> str:
        """The Pod's uid; its first container is the program that users reach."""
        is_first = self._container["name"] == self._pod["spec"]["containers"][0]["name"]
        return str(self._pod["metadata"]["uid"]) if is_first else ""

    def _read_on(self) -> None:
        """Take in what was written since."""
        try:
            while True:
                revision = self._requests.revision
                commits = journal.read_after(self._call.cluster_id, revision, BATCH)
                for commit in commits:
                    for change in commit.changes:
                        self._note(change)
                self._requests.follow(commits)
                if len(commits) < BATCH:
                    return
        except journal.ExpiredError:
            self._requests = RequestLog(present(self._call.cluster_id), self._program)

    def _note(self, change: journal.JournalChange) -> None:
        if change.kind == "Image":
            self._status = None
        if change.uid != self._pod["metadata"]["uid"] or change.revision <= self._pod_revision:
            return
        self._pod, self._pod_revision = decode(change.object), change.revision
        self._is_gone = change.type == "DELETED"

    def _came(self) -> list[Request]:
        is_certain = self._clock.paused or self.is_over
        held_back = 0.0 if is_certain else HOLD_BACK_SECONDS * self._clock.speed
        return self._requests.take(self.now - held_back)

    def _answer(self) -> int:
        """The status that the program answers with."""
        if self._status is None:
            rows = orm.read_list(self._call.cluster_id, "Image")[1]
            does = behaviour(self._container.get("image", ""), (decode(row.body) for row in rows))
            self._status = (does or PLAIN).response_status
        return self._status

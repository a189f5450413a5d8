"""The engine: a work queue, timers on the cluster's clock, and one pass after the other.

It takes the first thing to look at, asks its controller for a plan, applies the plan to the view at
once (so the next controller sees it) and writes each step down with a revision of its own. When the
queue is empty it moves the clock to the next timer, up to `until`. The same story comes out whether
time runs at 0.1x or 100x, because every pass happens at its own moment of the cluster's clock.

Example: engine.advance(until=now) returns True when nothing is left to do at `now`.
Level-triggered: the queue holds names, never events; a controller looks at what is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from heapq import heappop, heappush

from cluster.core.actions import Action, Create, Delete, Emit, Plan, Remove, Update
from cluster.core.changes import Ledger
from cluster.core.controller import EVERY_KIND, Controller, Trigger
from cluster.core.events import Recorder, name_for
from cluster.core.objects import Key, Object
from cluster.core.view import ClusterView

Item = tuple[int, Key]
OnFailure = Callable[[str, Key, Exception], None]
RETRY_FAILED_SECONDS = 30.0
STOP_CHECK_EVERY = 8
PASSES_PER_OBJECT = 100


class EngineStuckError(RuntimeError):
    """Controllers keep planning at one moment without coming to rest."""


def never() -> bool:
    return False


class Engine:
    """Runs the controllers over one view. One ledger is open at a time.

    A controller that fails on one object must not stop the others: with `on_failure` the failure is
    told there and that object is looked at again later. Without it the error is raised."""

    def __init__(
        self,
        view: ClusterView,
        controllers: Sequence[Controller],
        now: float,
        on_failure: OnFailure | None = None,
    ) -> None:
        self.view = view
        self.now = now
        self.ledger = Ledger(view.seed, view.revision, now)
        self._controllers = controllers
        self._triggers: dict[str, list[tuple[int, Trigger]]] = {}
        self._queue: deque[Item] = deque()
        self._queued: set[Item] = set()
        self._timers: list[tuple[float, Item]] = []
        self._due: dict[Item, float] = {}
        self._recorder = Recorder(view)
        self._passes_at_now = 0
        self._on_failure = on_failure

    # -- what happened outside ---------------------------------------------------------------

    def look_at_everything(self) -> None:
        """Queue every object for every controller: what a restarted worker does."""
        for kind in list(self.view.kinds()):
            for found in list(self.view.all(kind)):
                self._trigger(None, found)

    def observe(self, new: Object, is_deleted: bool) -> None:
        """Take in a write that somebody else committed."""
        old = self.view.get(new.key)
        if is_deleted:
            self.view.take(new)
            self._trigger(old, None)
        else:
            self._trigger(self.view.put(new), new)

    def reach(self, moment: float) -> None:
        """Come to the moment at which somebody else wrote; what follows happens from there on."""
        self._set_now(max(self.now, moment))

    # -- running -----------------------------------------------------------------------------

    def open_ledger(self) -> None:
        """Begin a commit: from here on changes are collected anew."""
        self.ledger = Ledger(self.view.seed, self.view.revision, self.now)

    def advance(self, until: float, should_stop: Callable[[], bool] = never) -> bool:
        """Do all that is due up to `until`. True when quiet, False when told to stop before."""
        passes = 0
        while True:
            if not self._queue:
                if not self._wake_next(until):
                    self._set_now(max(self.now, until))
                    return True
                continue
            passes += 1
            if passes % STOP_CHECK_EVERY == 0 and should_stop():
                return False
            self._pass()

    def step(self, horizon: float) -> bool:
        """Run up to the first pass that writes something, moving the clock at most to `horizon`.

        True when something was written, False when nothing happens before the horizon."""
        while self._queue or self._wake_next(horizon):
            before = self.ledger.revision
            if self._queue:
                self._pass()
            if self.ledger.revision != before:
                return True
        return False

    @property
    def next_due(self) -> float | None:
        """When the next timer fires, on the cluster's clock; None when none is set."""
        while self._timers and self._due.get(self._timers[0][1]) != self._timers[0][0]:
            heappop(self._timers)
        return self._timers[0][0] if self._timers else None

    @property
    def is_quiet(self) -> bool:
        return not self._queue

    # -- one pass ----------------------------------------------------------------------------

    def _pass(self) -> None:
        item = self._queue.popleft()
        self._queued.discard(item)
        index, key = item
        controller = self._controllers[index]
        self._count_pass()
        try:
            plan = controller.reconcile(key, self.view, self.now)
            if plan.actions:
                self._apply(plan, controller.name)
        except Exception as error:
            if self._on_failure is None:
                raise
            self._on_failure(controller.name, key, error)
            self._set_timer(item, self.now + RETRY_FAILED_SECONDS)
            return
        self._set_timer(item, plan.requeue_at)

    def _apply(self, plan: Plan, name: str) -> None:
        by = plan.by or name
        for action in plan.actions:
            self._carry_out(action, by)

    def _carry_out(self, action: Action, by: str) -> None:
        ledger = self.ledger
        match action:
            case Emit():
                self._emit(action, by)
            case Update(old, manifest, why, sim, status_only):
                if manifest is not old.manifest or sim is not None:
                    write = ledger.update_status if status_only else ledger.update
                    self._moved(old, write(old, manifest, by, why, sim))
            case Create(manifest, why, sim):
                namespace = manifest["metadata"].get("namespace", "")
                if not namespace or not self.view.is_namespace_closed(namespace):
                    self._moved(None, ledger.create(manifest, by, why, sim))
            case Delete(old, why, grace, propagation):
                self._moved(old, ledger.delete(old, by, why, grace, propagation))
            case Remove(old, why):
                ledger.remove(old, by, why)
                self._moved(old, None)

    def _emit(self, emit: Emit, by: str) -> None:
        recorded = self._recorder.record(emit, by, self.now)
        if recorded is None:
            return
        known, manifest = recorded
        if known is not None:
            updated = self.ledger.update_status(known, manifest, by, None)
            self._moved(known, updated)
            return
        name = name_for(emit, self.ledger.revision + 1, self.now)
        manifest["metadata"]["name"] = name
        if self.view.is_namespace_closed(manifest["metadata"]["namespace"]):
            return
        created = self.ledger.create(manifest, by, None, None)
        self._moved(None, created)
        self._recorder.remember(emit, by, manifest["message"], created.key)

    def _moved(self, old: Object | None, new: Object | None) -> None:
        if new is not None:
            if new is old:
                return
            self.view.put(new)
        elif old is not None:
            self.view.take(old)
            self.view.revision = self.ledger.revision
        self._trigger(old, new)

    # -- queue and timers --------------------------------------------------------------------

    def _trigger(self, old: Object | None, new: Object | None) -> None:
        changed = new if new is not None else old
        if changed is None:
            return
        triggers = self._triggers.get(changed.kind)
        if triggers is None:
            triggers = self._triggers[changed.kind] = list(self._triggers_of(changed.kind))
        for index, trigger in triggers:
            for key in trigger(old, new, self.view):
                self._enqueue((index, key))

    def _triggers_of(self, kind: str) -> Iterable[tuple[int, Trigger]]:
        for index, controller in enumerate(self._controllers):
            for wanted, trigger in controller.triggers.items():
                if wanted in (kind, EVERY_KIND):
                    yield index, trigger

    def _enqueue(self, item: Item) -> None:
        if item not in self._queued:
            self._queued.add(item)
            self._queue.append(item)

    def _set_timer(self, item: Item, due: float | None) -> None:
        if due is None:
            self._due.pop(item, None)
        elif due <= self.now:
            self._enqueue(item)
        elif self._due.get(item) != due:
            self._due[item] = due
            heappush(self._timers, (due, item))

    def _wake_next(self, until: float) -> bool:
        """Move the clock to the next timer not after `until` and queue what it wakes."""
        due = self.next_due
        if due is None or due > until:
            return False
        self._set_now(max(self.now, due))
        while self.next_due is not None and self._timers[0][0] <= due:
            _, item = heappop(self._timers)
            self._due.pop(item, None)
            self._enqueue(item)
        return True

    def _set_now(self, now: float) -> None:
        if now != self.now:
            self._passes_at_now = 0
        self.now = now
        self.ledger.now = now

    def _count_pass(self) -> None:
        self._passes_at_now += 1
        if self._passes_at_now > PASSES_PER_OBJECT * (self.view.total + 100):
            raise EngineStuckError(f"{self._passes_at_now} passes at one moment")

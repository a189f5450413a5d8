r"""The life of a container, as a table: from which stage which event leads where.

    waiting ----> pulling -------> probing ------> running
               \-> starting -----/     \             |
    pulling --> pullfailed --> imagebackoff --> pulling
    probing, running --> exited --> backoff --> starting or pulling
                               \--> starting or pulling (the first restart is immediate)
                                \-> done (by restart policy)

A container's memory is a small dict: its stage, since when, and the next event with its moment. All
that is due is gone through in order, each event at its own moment, so that a kubelet that could not
write for a while tells the same story afterwards.

What the API shows of a stage is in `states.py`. Pulling and starting are both ContainerCreating,
and a restart shows the former state until the container runs; so neither needs its own write.

Example: an image with pull 0.8 s and start 0.3 s is `pulling` from 0 and `probing` from 1.1.
Mirrors: kubernetes pkg/kubelet/kuberuntime (SyncPod, doBackOff), images/image_manager.go.
Differs: the events Pulled, Created and Started of a pull come together when the container starts;
an init container ends with 0 when its image would be ready; images are pulled side by side; a pull
serves the Pod that asked for it, other Pods find an image only where `status.images` of the Node
lists it.
"""

from __future__ import annotations

from collections.abc import Callable

from cluster.core.images import PLAIN
from cluster.core.kubelet import backoff
from cluster.core.kubelet.container import Container, Memory
from cluster.core.kubelet.messages import present_text, pulled_text
from cluster.core.kubelet.probes import failure_text, outcome

LIFECYCLE: dict[str, dict[str, str]] = {
    "waiting": {"pull": "pulling", "start": "starting", "refuse": "refused"},
    "pulling": {"started": "probing", "pull failed": "pullfailed"},
    "pullfailed": {"look": "imagebackoff", "pull": "pulling"},
    "imagebackoff": {"pull": "pulling", "start": "starting", "refuse": "refused"},
    "starting": {"started": "probing"},
    "probing": {"startup passed": "probing", "ready": "running", "exit": "exited"},
    "running": {"exit": "exited"},
    "exited": {
        "look": "backoff",
        "pull": "pulling",
        "start": "starting",
        "refuse": "refused",
        "end": "done",
    },
    "backoff": {"pull": "pulling", "start": "starting", "refuse": "refused"},
    "refused": {},
    "done": {},
}
LOOK_SECONDS = 1.0
KEPT = ("runs", "image", "have", "ended", "before", "crashes", "pulls")
BEFORE_RUN = frozenset({"waiting", "pulling", "starting", "pullfailed", "imagebackoff", "refused"})
IN_RUN = frozenset({"probing", "running"})


def fresh(container: Container) -> Memory:
    return {"stage": "waiting", "runs": 0, "image": container.image_name}


def advance(memory: Memory, container: Container, now: float) -> Memory:
    """Go through every event that is due by `now`."""
    while (due := memory.get("due")) is not None and due <= now:
        memory = move(memory, container, memory["next"], due)
    return memory


def move(memory: Memory, container: Container, event: str, moment: float) -> Memory:
    """The memory after one event; `begin` is pull, start or refuse, as the image lies."""
    if event == "begin":
        event = container.way_in()
    stage = LIFECYCLE[memory["stage"]][event]
    if stage == memory["stage"]:
        return with_next({**memory, "startup": True})
    return ENTER[stage](memory, container, moment)


def kept(memory: Memory) -> Memory:
    return {key: memory[key] for key in KEPT if key in memory}


def held(memory: Memory) -> Memory:
    """What stays to be seen until the container runs again."""
    shown = memory.get("held", memory["stage"])
    if shown == "waiting":
        return {}
    return {"held": shown, "wait": memory["wait"]} if "wait" in memory else {"held": shown}


def with_next(memory: Memory) -> Memory:
    """The earliest event of a running container, from the moments known at its start."""
    moments = []
    if not memory.get("startup") and memory.get("startupAt") is not None:
        moments.append((memory["startupAt"], 0, "startup passed"))
    if memory["stage"] == "probing" and memory.get("readyAt") is not None:
        moments.append((memory["readyAt"], 1, "ready"))
    if memory.get("exitAt") is not None:
        moments.append((memory["exitAt"], 2, "exit"))
    if not moments:
        return {key: value for key, value in memory.items() if key not in ("due", "next")}
    due, _, event = min(moments)
    return {**memory, "due": due, "next": event}


def tried_again(memory: Memory, moment: float) -> Memory:
    """Count a restart after an end: the next wait is twice as long (P11)."""
    if memory["stage"] not in ("exited", "backoff"):
        return kept(memory)
    record = read(memory.get("crashes"))
    record = backoff.after_failure(record, memory["ended"]["finished"], moment)
    return {**kept(memory), "crashes": list(record)}


def read(record: list[float] | None) -> backoff.Record | None:
    return None if record is None else backoff.Record(*record)


def enter_pulling(memory: Memory, container: Container, moment: float) -> Memory:
    container.note("Normal", "Pulling", f'Pulling image "{container.image_name}"')
    image = container.image or PLAIN
    tries = round(sum(memory.get("pulls", ())[:1])) + memory["runs"]
    pulled = moment + container.seconds("pull", image.pull_seconds, tries)
    entered = {
        **tried_again(memory, moment),
        **held(memory),
        "stage": "pulling",
        "from": moment,
        "pulled": pulled,
    }
    if container.pull_error is not None:
        return {**entered, "due": pulled, "next": "pull failed"}
    started = pulled + container.seconds("start", image.start_seconds, memory["runs"])
    return {**entered, "due": started, "next": "started"}


def enter_pullfailed(memory: Memory, container: Container, moment: float) -> Memory:
    error = container.pull_error or ""
    container.note("Warning", "Failed", f'Failed to pull image "{container.image_name}": {error}')
    container.note("Warning", "Failed", "Error: ErrImagePull")
    record = backoff.after_failure(read(memory.get("pulls")), moment, moment)
    retry = moment + container.lengthened("repull", record.wait, round(record.wait))
    return {
        **kept(memory),
        "pulls": list(record),
        "stage": "pullfailed",
        "from": moment,
        "error": error,
        "retryAt": retry,
        "due": min(moment + LOOK_SECONDS, retry),
        "next": "look",
    }


def enter_imagebackoff(memory: Memory, container: Container, moment: float) -> Memory:
    container.note("Normal", "BackOff", f'Back-off pulling image "{container.image_name}"')
    container.note("Warning", "Failed", "Error: ImagePullBackOff")
    return {
        **memory,
        "stage": "imagebackoff",
        "from": memory["from"],
        "due": memory["retryAt"],
        "next": "begin",
    }


def enter_starting(memory: Memory, container: Container, moment: float) -> Memory:
    container.note("Normal", "Pulled", present_text(container.image_name))
    image = container.image or PLAIN
    started = moment + container.seconds("start", image.start_seconds, memory["runs"])
    return {
        **tried_again(memory, moment),
        **held(memory),
        "stage": "starting",
        "from": moment,
        "due": started,
        "next": "started",
    }


def enter_refused(memory: Memory, container: Container, moment: float) -> Memory:
    reason = container.refusal or ""
    container.note("Warning", "Failed", f"Error: {reason}")
    return {**kept(memory), "stage": "refused", "from": moment, "reason": reason}


def enter_probing(memory: Memory, container: Container, moment: float) -> Memory:
    """The container has started: all that will become of this run is known now."""
    if memory["stage"] == "pulling":
        took = memory["pulled"] - memory["from"]
        container.note("Normal", "Pulled", pulled_text(container.image_name, took))
    container.note("Normal", "Created", "Container created")
    container.note("Normal", "Started", "Container started")
    run = memory["runs"]
    image = container.image or PLAIN
    up = moment + container.seconds("ready", image.ready_delay_seconds, run)
    container.pulled.add(container.image_name)
    begun = {**kept(memory), "stage": "probing", "from": moment, "runs": run + 1, "up": up}
    begun["have"] = container.image_name
    if container.role == "init":
        return with_next({**begun, "startup": True, **own_exit(container, run, moment, up)})
    found = outcome(container.spec, image, started=moment, up=up)
    exits = own_exit(container, run, moment, None)
    if found.killed is not None and found.killed < exits.get("exitAt", float("inf")):
        stop = container.seconds("stop", image.stop_seconds, run)
        exits = {"exitAt": found.killed + stop, "code": 137, "killedBy": found.killed_by}
    if found.first_check_fails:
        note_failure(container, "readiness", is_up=up <= moment)
    times = {"startupAt": found.started, "readyAt": found.ready}
    begun.update({key: value for key, value in times.items() if value is not None})
    begun["startup"] = found.started is not None and found.started <= moment
    return with_next({**begun, **exits})


def own_exit(container: Container, run: int, started: float, ends: float | None) -> Memory:
    """When the program ends by itself: it crashes, or it is an init container and done."""
    image = container.image or PLAIN
    if image.crash_after_seconds is not None:
        lives = container.seconds("crash", image.crash_after_seconds, run)
        return {"exitAt": started + lives, "code": image.exit_code}
    return {} if ends is None else {"exitAt": ends, "code": 0}


def enter_running(memory: Memory, container: Container, moment: float) -> Memory:
    rest = {key: value for key, value in memory.items() if key not in ("readyAt", "startupAt")}
    return with_next({**rest, "stage": "running"})


def enter_exited(memory: Memory, container: Container, moment: float) -> Memory:
    """The program ended: restart at once, after a wait, or not at all."""
    killer = memory.get("killedBy")
    if killer:
        note_failure(container, killer, is_up=memory["up"] <= moment)
        text = f"Container {container.name} failed {killer} probe, will be restarted"
        container.note("Normal", "Killing", text)
    code = memory["code"]
    entered = {**ended(memory, code=code, finished=moment), "stage": "exited", "from": moment}
    if not container.restarts_after(code):
        return {**entered, "stage": "done"}
    wait = backoff.wait_after(read(memory.get("crashes")), moment)
    if wait <= 0:
        return {**entered, "due": moment, "next": "begin"}
    retry = moment + container.lengthened("restart", wait, memory["runs"])
    look = min(moment + LOOK_SECONDS, retry)
    return {**entered, "wait": wait, "retryAt": retry, "due": look, "next": "look"}


def ended(memory: Memory, *, code: int, finished: float, reason: str = "") -> Memory:
    """What is kept of a run that is over; the run before it moves one back."""
    over = {
        "code": code,
        "reason": reason or ("Completed" if code == 0 else "Error"),
        "started": memory["from"],
        "finished": finished,
        "run": memory["runs"],
    }
    result = {**kept(memory), "ended": over}
    if "ended" in memory:
        result["before"] = memory["ended"]
    return result


def enter_backoff(memory: Memory, container: Container, moment: float) -> Memory:
    pod = container.pod
    full = f"{pod.name}_{pod.namespace}({pod.uid})"
    text = f"Back-off restarting failed container {container.name} in pod {full}"
    container.note("Warning", "BackOff", text)
    return {**memory, "stage": "backoff", "due": memory["retryAt"], "next": "begin"}


def note_failure(container: Container, kind: str, *, is_up: bool) -> None:
    """The event of a probe that failed."""
    address = container.pod.status.get("podIP", "")
    manifest = container.spec[f"{kind}Probe"]
    image = container.image or PLAIN
    text = failure_text(manifest, image, address=address, is_up=is_up)
    container.note("Warning", "Unhealthy", f"{kind.capitalize()} probe failed: {text}")


ENTER: dict[str, Callable[[Memory, Container, float], Memory]] = {
    "pulling": enter_pulling,
    "pullfailed": enter_pullfailed,
    "imagebackoff": enter_imagebackoff,
    "starting": enter_starting,
    "refused": enter_refused,
    "probing": enter_probing,
    "running": enter_running,
    "exited": enter_exited,
    "backoff": enter_backoff,
}

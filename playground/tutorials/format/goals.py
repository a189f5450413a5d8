"""Goals as a lesson writes them: partial manifests with a few keys of ours beside them.

    - say: Three Pods of web are ready
      kind: Pod
      metadata: {labels: {app: web}}
      ready: true
      count: 3
    - say: At no time fewer than 8 were available
      always: {kind: Deployment, metadata: {name: web}, status: {availableReplicas: ">= 8"}}

Fields are checked against the kind's schema, so a mistyped one is found here and not by a learner
whose step never ends.
"""

from __future__ import annotations

from typing import Any

from cluster.core.selectors import SelectorError, parse_labels
from cluster.kinds import KINDS, by_kind
from cluster.kinds.schema import ListOf, MapOf, Record, Schema
from playground.tutorials.format.located import Cursor
from playground.tutorials.format.problems import did_you_mean
from playground.tutorials.goals import model
from playground.tutorials.goals.comparison import CURE, Comparison, ComparisonError, comparison
from playground.tutorials.goals.model import Goal, Pattern, Writes

OWN_KEYS = ("count", "selector", "ready", "shows", "leaving", "new", "owned", "growing")
GOAL_KEYS = ("id", "say", "gap", "since")
MODES = (*model.HISTORY_MODES, model.WROTE, model.TRAFFIC)
TRAFFIC_KEYS = ("service", "namespace", "failed")
WROTE_KEYS = ("by", "did")
WRITERS_CURE = "Name who wrote as the journal does: user, deployment-controller, kubelet/node-1 ..."
DID = {"created": "ADDED", "changed": "MODIFIED", "deleted": "DELETED"}
KIND_NAMES = tuple(dict.fromkeys(kind.kind for kind in KINDS))
HAS_READY = ("Pod", "Node")


def read_goals(cursor: Cursor, key: str) -> tuple[Goal, ...]:
    """All goals of a list."""
    found = [read_goal(each, index) for index, each in enumerate(cursor.items(key))]
    return tuple(each for each in found if each is not None)


def read_goal(cursor: Cursor, index: int) -> Goal | None:
    """One goal; None when it names no kind."""
    if not isinstance(cursor.value, dict):
        cursor.keys(("kind", "say"))
        return None
    mode = next((each for each in MODES if each in cursor.value), model.NOW)
    if mode != model.NOW:
        cursor.keys((*GOAL_KEYS, mode), ("say",))
    elif not cursor.has("say"):
        cursor.problem(f'{cursor.label} has no "say"', "Add what the learner reads as the goal.")
    if mode == model.TRAFFIC:
        pattern = read_traffic(cursor.at(mode))
    else:
        pattern = read_pattern(cursor if mode == model.NOW else cursor.at(mode), mode)
    if pattern is None:
        return None
    return Goal(
        id=cursor.text("id") or f"goal-{index + 1}",
        say=cursor.text("say"),
        mode=mode,
        pattern=pattern,
        since=cursor.word("since", model.SINCE, "step"),
        gap=cursor.text("gap"),
        writes=read_writes(cursor.at(mode), pattern) if mode == model.WROTE else None,
        line=cursor.line,
    )


def read_traffic(cursor: Cursor) -> Pattern | None:
    """`traffic: {service: web, failed: 0}`: how many requests may fail since the step began."""
    if not cursor.keys(TRAFFIC_KEYS, ("service", "failed")):
        return None
    namespace = cursor.text("namespace", "default")
    count = read_count(cursor, "failed")
    return Pattern("Service", namespace, cursor.text("service"), count=count)


def read_writes(cursor: Cursor, pattern: Pattern) -> Writes:
    did = cursor.word("did", tuple(DID), "created")
    return Writes(pattern, cursor.text("by"), DID[did])


def read_pattern(cursor: Cursor, mode: str = model.NOW) -> Pattern | None:
    """The partial manifest and our keys; None when there is no usable kind."""
    if not isinstance(cursor.value, dict) or not cursor.has("kind"):
        names = "Pod, ReplicaSet, Deployment, Node"
        cursor.problem(f"{cursor.label} has no kind", f"Add `kind:` with one of {names} ...")
        return None
    kind = by_kind(str(cursor.value["kind"]))
    if kind is None:
        text = f'there is no kind "{cursor.value["kind"]}"'
        cursor.at("kind").problem(text, did_you_mean(str(cursor.value["kind"]), KIND_NAMES))
        return None
    ours = {*OWN_KEYS, *(GOAL_KEYS if mode == model.NOW else ())}
    ours |= set(WROTE_KEYS) if mode == model.WROTE else set()
    allowed = (*kind.schema.fields, *ours)
    cursor.keys(allowed)
    body = {key: value for key, value in cursor.value.items() if key in kind.schema.fields}
    check_fields(kind.schema, body, cursor)
    return build_pattern(cursor, kind.kind, body)


def build_pattern(cursor: Cursor, kind: str, body: dict[str, Any]) -> Pattern:
    metadata = dict(body.pop("metadata", None) or {})
    body.pop("kind", None)
    body.pop("apiVersion", None)
    labels = metadata.pop("labels", None) or {}
    name, namespace = metadata.pop("name", ""), metadata.pop("namespace", "default")
    if metadata:
        body["metadata"] = metadata
    ready = cursor.flag("ready", default=None)
    if ready is not None and kind not in HAS_READY:
        text = f"a {kind} is not ready or unready by itself"
        cursor.at("ready").problem(text, "Ask its status, as `status: {readyReplicas: 3}`.")
    return Pattern(
        kind=kind,
        namespace=str(namespace),
        name=str(name),
        selector=selector_of(cursor, labels),
        fields=body,
        count=read_count(cursor),
        ready=ready,
        shows=read_shows(cursor, kind),
        leaving=read_leaving(cursor),
        new=cursor.flag("new", default=None),
        owned=cursor.flag("owned", default=None),
        growing=cursor.flag("growing", default=None),
    )


def selector_of(cursor: Cursor, labels: dict[str, Any]) -> str:
    """`metadata.labels` and `selector` as one selector in kubectl's form."""
    parts = [f"{key}={value}" for key, value in labels.items()]
    written = cursor.text("selector")
    if written:
        try:
            parse_labels(written)
            parts.append(written)
        except SelectorError as error:
            cure = 'Write it as kubectl does: "app=web,!canary".'
            cursor.at("selector").problem(str(error), cure)
    return ",".join(parts)


def read_count(cursor: Cursor, key: str = "count") -> Comparison:
    """`count`; without it there must be one or more."""
    value = cursor.at(key).value
    if value is None:
        return Comparison()
    try:
        return comparison(value)
    except ComparisonError:
        cursor.at(key).problem(f"{key} cannot be read: {value!r}", CURE)
        return Comparison()


def read_shows(cursor: Cursor, kind: str) -> tuple[str, ...]:
    """The words of kubectl's STATUS column, one or a list."""
    value = cursor.at("shows").value
    if value is None:
        return ()
    if kind != "Pod":
        cursor.at("shows").problem("only Pods have the column STATUS", "Ask its status instead.")
    return cursor.texts("shows") if isinstance(value, list) else (cursor.text("shows"),)


def read_leaving(cursor: Cursor) -> bool | None:
    """`leaving: any` counts as `kubectl get` does; without it only what is not shutting down."""
    value = cursor.at("leaving").value
    return None if value == "any" else cursor.flag("leaving", default=False)


def check_fields(schema: Schema, value: Any, cursor: Cursor) -> None:
    """Note every field that the kind does not have."""
    if isinstance(schema, Record) and isinstance(value, dict):
        for key, each in value.items():
            here = cursor.at(key)
            if key in schema.fields:
                check_fields(schema.fields[key], each, here)
            else:
                text = f'{schema.name} has no field "{key}"'
                here.problem(text, did_you_mean(str(key), schema.fields))
    elif isinstance(schema, ListOf):
        if not isinstance(value, list):
            cursor.problem(f"{cursor.label} is a list in Kubernetes", 'Begin its items with "- ".')
            return
        for index, each in enumerate(value):
            check_fields(schema.item, each, cursor.at(index))
    elif isinstance(schema, MapOf) and isinstance(value, dict):
        for key, each in value.items():
            check_fields(schema.value, each, cursor.at(key))

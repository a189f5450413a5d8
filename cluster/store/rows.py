"""From objects to rows and back, one table per modelled kind.

Writes are set-based: one prepared statement per table and commit, executed for all its rows. The
statements are made from the models, so a column is named in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from django.db import connection

from cluster import models
from cluster.core.objects import Key, Node, Object, Pod
from cluster.store import statements

Columns = Callable[[Object], tuple[Any, ...]]

MODELS: dict[str, type[models.ObjectRow]] = {
    "Node": models.Node,
    "Deployment": models.Deployment,
    "ReplicaSet": models.ReplicaSet,
    "Pod": models.Pod,
    "Service": models.Service,
    "Event": models.Event,
}
SHARED = ("cluster_id", "namespace", "name", "uid", "revision", "body", "sim")


def node_columns(node: Object) -> tuple[Any, ...]:
    return (isinstance(node, Node) and node.is_ready,)


def replicas_column(found: Object) -> tuple[Any, ...]:
    return (found.spec.get("replicas", 1),)


def replica_set_columns(found: Object) -> tuple[Any, ...]:
    return (found.controller_uid or "", found.spec.get("replicas", 1))


def pod_columns(pod: Object) -> tuple[Any, ...]:
    assert isinstance(pod, Pod)
    return (pod.controller_uid or "", pod.node_name, pod.phase, pod.is_ready)


def event_columns(event: Object) -> tuple[Any, ...]:
    about = event.manifest.get("involvedObject") or {}
    return (about.get("uid", ""), event.manifest.get("reason", "")[:128])


def kind_column(found: Object) -> tuple[Any, ...]:
    return (found.kind,)


EXTRA: dict[type[models.ObjectRow], tuple[tuple[str, ...], Columns]] = {
    models.Node: (("ready",), node_columns),
    models.Deployment: (("replicas",), replicas_column),
    models.ReplicaSet: (("owner_uid", "replicas"), replica_set_columns),
    models.Pod: (("owner_uid", "node", "phase", "ready"), pod_columns),
    models.Service: ((), lambda found: ()),
    models.Event: (("about_uid", "reason"), event_columns),
    models.Resource: (("kind",), kind_column),
}


def model_of(kind: str) -> type[models.ObjectRow]:
    """The table that holds a kind."""
    return MODELS.get(kind, models.Resource)


def select_rows(
    kind: str, columns: str, place: Mapping[str, str], order: str = ""
) -> list[statements.Row]:
    """Some columns of the rows of a kind that lie at a place (column -> value)."""
    model = model_of(kind)
    wanted = {**place, "kind": kind} if model is models.Resource else place
    where = " AND ".join([f"{column} = %s" for column in wanted])
    sql = f"SELECT {columns} FROM {model._meta.db_table} WHERE {where} {order}"
    return statements.select(sql, list(wanted.values()))


@cache
def upsert_sql(model: type[models.ObjectRow]) -> str:
    """INSERT ... ON CONFLICT DO UPDATE for one row of a table."""
    columns = (*SHARED, *EXTRA[model][0])
    keys = identity(model)
    moving = [name for name in columns if name not in keys]
    assignments = ", ".join(f"{name} = excluded.{name}" for name in moving)
    marks = ", ".join(["%s"] * len(columns))
    return (
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) VALUES ({marks}) "
        f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {assignments}"
    )


def identity(model: type[models.ObjectRow]) -> tuple[str, ...]:
    """The columns that name one object within its table."""
    if model is models.Resource:
        return ("cluster_id", "kind", "namespace", "name")
    return ("cluster_id", "namespace", "name")


@cache
def delete_sql(model: type[models.ObjectRow]) -> str:
    where = " AND ".join(f"{name} = %s" for name in identity(model))
    return f"DELETE FROM {model._meta.db_table} WHERE {where}"


def write_rows(cluster_id: str, last: dict[Key, tuple[Object | None, str, str | None]]) -> None:
    """Bring rows to their last state: key -> (object or None when gone, its JSON, its sim)."""
    upserts: dict[type[models.ObjectRow], list[tuple[Any, ...]]] = {}
    deletes: dict[type[models.ObjectRow], list[tuple[Any, ...]]] = {}
    for (kind, namespace, name), (found, body, sim) in last.items():
        model = model_of(kind)
        if found is None:
            extra = (kind,) if model is models.Resource else ()
            deletes.setdefault(model, []).append((cluster_id, *extra, namespace, name))
            continue
        shared = (cluster_id, namespace, name, found.uid, found.revision, body, sim)
        upserts.setdefault(model, []).append((*shared, *EXTRA[model][1](found)))
    with connection.cursor() as cursor:
        execute_many(cursor, deletes.items(), delete_sql)
        execute_many(cursor, upserts.items(), upsert_sql)


def execute_many(
    cursor: Any,
    work: Iterable[tuple[type[models.ObjectRow], list[tuple[Any, ...]]]],
    sql: Callable[[type[models.ObjectRow]], str],
) -> None:
    for model, rows in work:
        cursor.executemany(sql(model), rows)

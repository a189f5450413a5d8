"""The few statements that every request and every slice runs, made once from the models.

Django builds a query anew each time, which costs ten times what SQLite needs for these (0.4 ms
against 0.03 ms); columns are still named in one place, the model.

Example: fetch(models.Cluster, "id = %s", ["c1"]) gives the row as a model instance, or None.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

M = TypeVar("M", bound=Model)
Row = tuple[Any, ...]


@cache
def columns(model: type[Model]) -> tuple[str, ...]:
    """Column names of a model's table, in the order of its fields."""
    return tuple(field.column for field in model._meta.concrete_fields)


def fetch(model: type[M], where: str, parameters: Sequence[Any], *, lock: bool = False) -> M | None:
    """The first row as a model instance; `lock` holds it until the transaction ends."""
    names = ", ".join(columns(model))
    suffix = " FOR UPDATE" if lock and connection.features.has_select_for_update else ""
    sql = f"SELECT {names} FROM {model._meta.db_table} WHERE {where} LIMIT 1{suffix}"
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        row = cursor.fetchone()
    if row is None:
        return None
    return model.from_db(
        connection.alias, [field.attname for field in model._meta.concrete_fields], row
    )


def select(sql: str, parameters: Sequence[Any]) -> list[Row]:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def insert(row: Model) -> None:
    """Add a row whose key the database gives."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    names = ", ".join(field.column for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    values = [getattr(row, field.attname) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {row._meta.db_table} ({names}) VALUES ({marks})", values)


def update(row: Model) -> None:
    """Write all columns of a row that exists."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    assignments = ", ".join(f"{field.column} = %s" for field in fields)
    key = row._meta.pk
    assert key is not None
    values = [getattr(row, field.attname) for field in fields]
    sql = f"UPDATE {row._meta.db_table} SET {assignments} WHERE {key.column} = %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, row.pk])

"""Who was let in a moment ago: what the door found holds for a second in this process.

Two queries and a thread hop are a third of what a small request costs, and a page or kubectl asks
many times in a row. Whatever writes a grant, a token or a cluster in this process empties the
memory at once, before and after its commit, and an answer that was looked up meanwhile is not
kept. So a revoked token is worth nothing from the commit on here, and something for at most
`KEPT_SECONDS` in the other processes of a server. Refusals are never kept.

Example: 30 requests of one page within a second ask the database once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.signals import post_delete, post_save

if TYPE_CHECKING:
    from playground.access import Access, Credentials

KEPT_SECONDS = 1.0
MOST_KEPT = 4096
Key = tuple[str, "Credentials"]


class LetIn:
    """Answers of the door by cluster and credentials. The generation counts what was forgotten."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._known: dict[Key, tuple[float, Access]] = {}
        self.generation = 0

    def find(self, key: Key) -> Access | None:
        """What the door said less than a second ago."""
        found = self._known.get(key)
        if found is None or self._now() - found[0] > KEPT_SECONDS:
            return None
        return found[1]

    def keep(self, key: Key, entered: Access, generation: int) -> None:
        """Keep an answer that was looked up in this generation; an older one may be out of date."""
        if generation != self.generation:
            return
        if len(self._known) >= MOST_KEPT:
            self._known = {}
        self._known[key] = (self._now(), entered)

    def forget(self) -> None:
        """Ask the database from now on."""
        self.generation += 1
        self._known = {}


let_in = LetIn()


def forget_with_commit() -> None:
    """Forget now and once more when the open transaction, if there is one, has been committed."""
    let_in.forget()
    transaction.on_commit(let_in.forget)


def on_write(sender: type[Model], **_: Any) -> None:
    """Somebody saved or deleted a row that the door reads."""
    forget_with_commit()


class DoorRows(QuerySet[Any]):
    """Rows that the door reads. Changing many at once sends no signal, so it is told here."""

    def update(self, **values: Any) -> int:
        """Change rows, and let nobody in by what they were."""
        changed = super().update(**values)
        forget_with_commit()
        return changed

    def bulk_create(self, *args: Any, **options: Any) -> list[Any]:
        """Add rows, and let nobody change a cluster that is held from now on."""
        made = super().bulk_create(*args, **options)
        forget_with_commit()
        return made


def listen(models: list[type[Model]]) -> None:
    """Forget whenever one of these is written."""
    for model in models:
        post_save.connect(on_write, sender=model, dispatch_uid=f"let in {model.__name__}")
        post_delete.connect(on_write, sender=model, dispatch_uid=f"let in {model.__name__}")

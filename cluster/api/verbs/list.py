"""GET of a collection: selectors, pages, and bodies joined without decoding.

Pages: `limit=2` gives two objects and a `continue` token that names the last one; the next request
goes on behind it. Differs: each page shows the cluster as it is, not as it was at the first page.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

import msgspec
from django.http import HttpResponse

from cluster.api import derived, table
from cluster.api.call import Call
from cluster.api.reading import Reader, encode, labels_of, matches_fields
from cluster.api.status import json_reply
from cluster.kinds.errors import ApiError
from cluster.runtime.executors import run_read
from cluster.store import orm
from cluster.store.orm import StoredRow


class Position(msgspec.Struct):
    """What a continue token says: the list's first revision and the last object given."""

    revision: int
    namespace: str
    name: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some objects of a list."""

    revision: int
    rows: list[StoredRow]
    token: str = ""
    remaining: int = 0

    @property
    def metadata(self) -> dict[str, object]:
        """The metadata of the List object."""
        metadata: dict[str, object] = {"resourceVersion": str(self.revision)}
        if self.token:
            metadata |= {"continue": self.token, "remainingItemCount": self.remaining}
        return metadata


async def list_objects(call: Call) -> HttpResponse:
    """The collection, or a page of it."""
    return json_reply(await run_read(read, call), warnings=derived.warnings_of(call.kind))


def read(call: Call) -> bytes:
    refuse_unknown_fields(call)
    page = paged(call, *select(call))
    reader = Reader(call.cluster_id, call.kind, call.target.version)
    if call.wants_table:
        return table.many(call, reader, page.metadata, [reader.row(row) for row in page.rows])
    head = encode(
        {
            "kind": f"{call.kind.kind}List",
            "apiVersion": call.target.api_version,
            "metadata": page.metadata,
        }
    )
    items = b",".join([reader.row(row) for row in page.rows])
    return b'%s,"items":[%s]}' % (head[:-1], items)


def refuse_unknown_fields(call: Call) -> None:
    """Raises ApiError 400 for a field selector that the kind does not offer."""
    complaint = call.kind.refuse_field_labels(list(call.options.fields.paths))
    if complaint:
        raise ApiError.bad_request(complaint)


def select(call: Call) -> tuple[int, list[StoredRow]]:
    """(revision, the rows that the selectors leave), by namespace and name."""
    options = call.options
    revision, rows = candidates(call)
    if options.fields.terms:
        rows = [
            row for row in rows if matches_fields(options.fields, row.namespace, row.name, row.body)
        ]
    if not options.labels.is_everything:
        rows = [row for row in rows if options.labels.matches(labels_of(row.body))]
    return revision, rows


def candidates(call: Call) -> tuple[int, list[StoredRow]]:
    """All rows of the place; the one row when the selector names it."""
    namespace = call.target.namespace
    name = call.options.fields.required("metadata.name")
    if name is None or (call.kind.namespaced and not namespace):
        return derived.read_list(call.cluster_id, call.kind, namespace or None)
    revision = orm.current_revision(call.cluster_id)
    row = derived.read_object(call.cluster_id, call.kind, namespace, name)
    return revision, [] if row is None else [row]


def paged(call: Call, revision: int, rows: list[StoredRow]) -> Page:
    """The page that `limit` and `continue` ask for. Raises ApiError 400."""
    options = call.options
    if options.continue_token:
        after = read_token(options.continue_token)
        revision = after.revision
        behind = (after.namespace, after.name)
        rows = [row for row in rows if (row.namespace, row.name) > behind]
    if not options.limit or len(rows) <= options.limit:
        return Page(revision, rows)
    shown = rows[: options.limit]
    last = Position(revision, shown[-1].namespace, shown[-1].name)
    token = base64.urlsafe_b64encode(msgspec.json.encode(last)).decode()
    return Page(revision, shown, token, len(rows) - len(shown))


def read_token(token: str) -> Position:
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(token.encode()), type=Position)
    except (binascii.Error, msgspec.DecodeError, ValueError):
        raise ApiError.bad_request("continue key is not valid") from None

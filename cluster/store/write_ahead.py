"""SQLite's write-ahead log, and how it comes into the database's file.

A commit appends to the log and does not wait for the disk. SQLite by itself copies the log into
the file whenever it has 1,000 pages, on the thread that commits just then, and that waits for the
disk: measured on a busy one, 0.2 to 3 s, with everybody's writes behind it. So somebody beside the
writers does it (`cluster/runtime/log_keeper.py`), and a commit only when the log is very long
(`SQLITE_LOG_PAGES` in `playground/environment.py`).

Example: copy_log() -> 1_830 pages were in the log, all of them are in the file now as well. The
next write begins the log anew.
"""

from __future__ import annotations

from django.db import connection


def has_log() -> bool:
    """Whether this database keeps such a log; PostgreSQL looks after its own."""
    return connection.vendor == "sqlite"


def copy_log() -> int:
    """Copy into the file what may be copied without stopping anybody; gives the log's pages."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
        _, pages, _ = cursor.fetchone()
    return int(pages)

"""A database that is away: what it raises then, and what people and programs are told.

Example: PostgreSQL restarts; kubectl, a page and a scraper of metrics all read `NO_DATABASE`.
"""

from __future__ import annotations

from django.db import InterfaceError, OperationalError

AWAY_ERRORS = (OperationalError, InterfaceError)
NO_DATABASE = "The database does not answer."

"""Log lines as JSON, one object a line, for machines that collect them (`LOG_FORMAT=json`).

Example: {"time":"2026-01-01T00:00:00.000Z","level":"WARNING","logger":"cluster.runtime.worker",
"message":"sweep failed: ...","process":4242}
"""

from __future__ import annotations

import datetime
import json
import logging
from typing import Any


class JsonLines(logging.Formatter):
    """One record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's fields; a traceback is one more field."""
        moment = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        line: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)

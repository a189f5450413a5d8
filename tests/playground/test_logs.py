"""Log lines for machines: each is one JSON object, also with a traceback or a line break."""

from __future__ import annotations

import json
import logging
import sys

from playground.environment import read_environment
from playground.logs import JsonLines


def line_of(message: str, *arguments: object, failed: bool = False) -> dict:
    error = None
    if failed:
        try:
            raise ValueError("no such thing")
        except ValueError:
            error = sys.exc_info()
    record = logging.LogRecord("cluster.x", logging.WARNING, "f", 1, message, arguments, error)
    text = JsonLines().format(record)
    assert "\n" not in text
    return json.loads(text)


def test_a_record_is_one_object():
    line = line_of("cluster %s:\nlate", "k7f2")
    assert (line["level"], line["logger"]) == ("WARNING", "cluster.x")
    assert line["message"] == "cluster k7f2:\nlate"
    assert line["time"].endswith("Z")


def test_a_traceback_is_a_field_of_it():
    assert "ValueError: no such thing" in line_of("failed", failed=True)["traceback"]


def test_the_form_comes_from_the_environment(tmp_path):
    assert read_environment({"LOG_FORMAT": "json"}, home=tmp_path).log_format == "json"
    assert read_environment({}, home=tmp_path).log_format == "plain"
    found = read_environment({"LOG_FORMAT": "xml"}, home=tmp_path)
    assert (found.log_format, found.problems[0].id) == ("plain", "playground.E010")

"""Behaviour vectors: data files of cases, one thin adapter for each file.

A file `<name>.json` has `cases`, each with `id`, `given` and `expect`. The adapter is
`tests/vectors/test_<name>.py` with functions that take the argument `case` (the whole case) and
compare what our code makes of `case["given"]` with `case["expect"]`. Nothing else is needed: the
cases are found by the adapter's file name, every one runs, and none may be skipped.

`VECTORS_DIR=/some/folder` runs the adapters against another set of files of the same layout.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"
RAN: Counter[str] = Counter()


def vector_folder() -> Path:
    return Path(os.environ.get("VECTORS_DIR") or DATA)


def vector_cases(name: str) -> list[dict]:
    """All cases of one file, in its order."""
    return json.loads((vector_folder() / f"{name}.json").read_text(encoding="utf-8"))["cases"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        name = metafunc.module.__name__.rpartition(".")[2].removeprefix("test_")
        cases = vector_cases(name)
        metafunc.parametrize("case", cases, ids=[case["id"] for case in cases])


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    path, _, rest = report.nodeid.partition("::")
    if report.when == "call" and "[" in rest and "/vectors/" in f"/{path}":
        RAN[Path(path).stem.removeprefix("test_")] += 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if RAN:
        terminalreporter.write_line(
            f"vectors: {sum(RAN.values())} cases of {len(RAN)} files ran (from {vector_folder()})"
        )

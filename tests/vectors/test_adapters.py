"""Every data file has an adapter, and every adapter has its data."""

from __future__ import annotations

import json
from pathlib import Path

HERE = Path(__file__).parent
FILES = {path.stem for path in (HERE / "data").glob("*.json")}
ADAPTERS = {path.stem.removeprefix("test_") for path in HERE.glob("test_*.py")} - {"adapters"}


def test_every_vector_file_has_an_adapter():
    missing = sorted(FILES - ADAPTERS)
    assert not missing, (
        f"write tests/vectors/test_<name>.py with `def test_...(case)` for {missing}"
    )


def test_every_adapter_has_a_vector_file():
    assert sorted(ADAPTERS - FILES) == []


def test_case_ids_are_unique_and_no_file_is_empty():
    for name in sorted(FILES):
        data = json.loads((HERE / "data" / f"{name}.json").read_text(encoding="utf-8"))
        ids = [case["id"] for case in data["cases"]]
        assert ids, name
        assert len(ids) == len(set(ids)), name

"""Stories: what kubectl printed against a real control plane, step by step.

Recorded with kubectl 1.33 against a Kubernetes 1.36 control plane of three nodes, in normal form
(`normaliser.py`). `STORIES_DIR` points to another folder of stories.

A step runs kubectl (`run`), waits (`until: ARGUMENTS => REGEX`), fails or repairs a node
(`control`), or watches while other commands run (`watch`, `during`). `expect` holds exit code,
stdout and stderr; `compare`, `only`, `only_stderr` and `sort` say what of them counts.
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Any

import yaml

Step = dict[str, Any]
OWN = Path(__file__).parent / "data"
FOLDER = Path(os.environ.get("STORIES_DIR") or OWN)
PASSING = Path(__file__).parent / "passing.txt"
EVERY_PART = ("rc", "stdout", "stderr")


def load(name: str) -> dict[str, Any]:
    """One story by its name."""
    story: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return story


def names() -> list[str]:
    """All stories in the folder."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def passing(target: str) -> list[str]:
    """The stories that are equal by now, for `terminal` or `kubectl`."""
    lines = PASSING.read_text(encoding="utf-8").splitlines()
    pairs = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return [name for kind, name in pairs if kind == target]


def title(step: Step) -> str:
    """The step in one line."""
    return str(step.get("run") or step.get("watch") or step.get("control") or step.get("until"))


def differences(step: Step, got: Step) -> list[str]:
    """What is not as recorded, part by part."""
    expected = step.get("expect") or {}
    found = []
    for part in step.get("compare", EVERY_PART):
        wanted = expected.get(part, 0 if part == "rc" else "")
        if wanted != got[part]:
            found += unlike(part, str(wanted), str(got[part]))
    return found


def unlike(part: str, wanted: str, got: str) -> list[str]:
    """The lines that differ."""
    lines = difflib.unified_diff(
        wanted.split("\n"), got.split("\n"), f"{part} expected", f"{part} got", lineterm="", n=0
    )
    return [line for line in lines if not line.startswith("@@")]

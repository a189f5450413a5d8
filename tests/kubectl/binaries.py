"""The kubectl binaries of this machine: the one on the path, and those that lie beside it.

`KUBECTL` chooses: `all`, or the path of one binary; without it the oldest and the newest are used.
Example: beside `/usr/bin/kubectl` lie `kubectl.1.27` and `kubectl.1.33`; those two are chosen.
A test that needs one is skipped where there is none, and fails there when `CI` is set.
"""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

RECORDED = (1, 33)
"""The version that told the recorded stories; words differ a little between versions."""


@dataclass(frozen=True, slots=True)
class Binary:
    """One kubectl."""

    version: tuple[int, int]
    path: Path

    @property
    def name(self) -> str:
        return ".".join(map(str, self.version))


@functools.cache
def found() -> tuple[Binary, ...]:
    """One binary for each version, oldest first."""
    default = shutil.which("kubectl")
    if default is None:
        return ()
    real = Path(default).resolve()
    versions = {}
    for path in [real, *sorted(real.parent.glob("kubectl.1.*"))]:
        version = version_of(path)
        if version is not None:
            versions[version] = Binary(version, path)
    return tuple(versions[version] for version in sorted(versions))


def version_of(path: Path) -> tuple[int, int] | None:
    """What the binary says about itself; None when it cannot run here."""
    try:
        done = subprocess.run(
            [str(path), "version", "--client", "-o", "json"],
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
        said = json.loads(done.stdout)["clientVersion"]["gitVersion"]
    except (OSError, ValueError, KeyError, subprocess.SubprocessError):
        return None
    numbers = re.match(r"v(\d+)\.(\d+)", said)
    return (int(numbers[1]), int(numbers[2])) if numbers else None


def chosen() -> tuple[Binary, ...]:
    """Those that this run is about."""
    wanted = os.environ.get("KUBECTL", "")
    every = found()
    if wanted == "all":
        return every
    if wanted:
        path = Path(wanted).resolve()
        version = version_of(path)
        return (Binary(version, path),) if version else ()
    return tuple(dict.fromkeys((*every[:1], *every[-1:])))


def best() -> Binary | None:
    """The version of the recordings where it is here, else the newest."""
    every = found()
    same = [each for each in every if each.version == RECORDED]
    return (same or list(every[-1:]) or [None])[0]


def needed() -> Binary:
    """The best one; skips or fails the test when there is none."""
    one = best()
    if one is None:
        absent()
    assert one is not None
    return one


def absent() -> None:
    """There is no kubectl: fine on somebody's machine, a failure in CI."""
    if os.environ.get("CI"):
        pytest.fail("kubectl is not installed here, and CI needs it")
    pytest.skip("kubectl is not installed here")

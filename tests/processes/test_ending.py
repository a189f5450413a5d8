"""A benchmark that is told to end leaves none of its processes behind."""

from __future__ import annotations

import signal
import subprocess
import sys

import psutil

from tests.server import ROOT

PROGRAM = """
import asyncio, os, signal, sys
from contextlib import ExitStack
from pathlib import Path
from tests.bench.ending import leave_nothing_running
from tests.processes.running import process

async def measure():
    print("begun", flush=True)
    await asyncio.sleep(600)

signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a shell starts what goes on in the background
leave_nothing_running()
with ExitStack() as stack:
    child = stack.enter_context(process(["sleep", "600"], dict(os.environ), Path(os.devnull)))
    print(child.pid, flush=True)
    asyncio.run(measure())
"""


def test_a_benchmark_that_is_terminated_ends_what_it_started():
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as benchmark:
        assert benchmark.stdout is not None
        child = psutil.Process(int(benchmark.stdout.readline()))
        assert benchmark.stdout.readline() == b"begun\n"
        benchmark.send_signal(signal.SIGTERM)
        _, told = benchmark.communicate(timeout=60)
    assert b"KeyboardInterrupt" in told
    assert benchmark.returncode != 0
    assert not child.is_running()

"""The terminal and the real kubectl say the same, command by command (`doors.py`, `scenes/`)."""

from __future__ import annotations

import pytest

from tests.kubectl.binaries import needed
from tests.kubectl.doors import names, only_looks, read_scene, tell, twins
from tests.server import Server


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
async def test_both_doors_say_the_same(live_server_process: Server, name: str):
    needed()
    both = await twins(live_server_process, name)
    unlike = await tell(both, name)
    assert not unlike, "\n".join(unlike)
    assert both.told > 0


def test_the_scenes_are_read():
    lines = [line for name in names() for line in read_scene(name)]
    assert len({line.text for line in lines}) > 400
    assert any(line.document for line in lines)


def test_what_only_looks():
    assert only_looks(["get", "pods"])
    assert only_looks(["rollout", "history", "deploy/web"])
    assert not only_looks(["rollout", "undo", "deploy/web"])
    assert not only_looks(["delete", "pod", "x", "--dry-run=server"])

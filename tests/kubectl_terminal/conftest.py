"""Fixtures: alice's terminal on her cluster with the demo Deployment `web`, at rest."""

from __future__ import annotations

import pytest

from tests.kubectl_terminal.terminal import Terminal
from tests.people import Person


@pytest.fixture
async def terminal(alice: Person) -> Terminal:
    made = Terminal(alice)
    await made.settle()
    return made

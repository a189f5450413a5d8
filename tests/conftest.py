"""Fixtures for every test: people, their clients, a real server process, a browser.

alice owns a cluster, bob owns another, charlie has none. Whatever lies in `tests/e2e` is marked
`e2e` and runs last: once Playwright's sync API has run, the thread has a running event loop, and no
async test can start in it. The product is imported inside the fixtures, so that the tests of the
pure core need none of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from channels.layers import channel_layers

from tests.tools.browser import FLAGS, machine_browser

if TYPE_CHECKING:
    from tests.people import Person
    from tests.server import Server

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark by folder; browser tests last."""
    for item in items:
        if HERE / "e2e" in item.path.parents:
            item.add_marker(pytest.mark.e2e)
        if HERE / "kubectl" in item.path.parents:
            item.add_marker(pytest.mark.kubectl)
    items.sort(key=lambda item: item.get_closest_marker("e2e") is not None)


@pytest.fixture
def alice(transactional_db: None) -> Person:
    """She owns a cluster."""
    from tests.people import owner_of_a_new_cluster

    return owner_of_a_new_cluster("alice")


@pytest.fixture
def bob(transactional_db: None) -> Person:
    """He owns another one."""
    from tests.people import owner_of_a_new_cluster

    return owner_of_a_new_cluster("bob")


@pytest.fixture
def charlie() -> Person:
    """He has a cookie and no cluster."""
    from tests.people import Person

    return Person()


@pytest.fixture(autouse=True)
def fresh_channels() -> None:
    """No message of one test reaches the next one; each event loop gets its own queues."""
    channel_layers.backends.clear()


@pytest.fixture(scope="session")
def live_server_process() -> Iterator[Server]:
    """`manage.py play` on a free port and a fresh folder, for the whole run."""
    from tests.server import running_server

    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def base_url(live_server_process: Server) -> str:
    """Playwright's pages open relative addresses here."""
    return f"http://127.0.0.1:{live_server_process.port}"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict, browser_type: Any) -> dict:
    """Playwright's own browser where it is installed, else the machine's."""
    arguments = {**browser_type_launch_args, "args": FLAGS}
    if not Path(browser_type.executable_path).exists():
        arguments["executable_path"] = machine_browser()
    return arguments

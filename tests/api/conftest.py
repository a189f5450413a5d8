"""Fixtures: the owner's client of her own cluster, with the demo Deployment `web`."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tests.people import Person


@pytest.fixture
def api(alice: Person) -> Api:
    """Alice's client of her cluster."""
    return Api(alice)

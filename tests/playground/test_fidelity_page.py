"""The page that says what is simulated."""

from __future__ import annotations

import re

from django.test import AsyncClient

from tests.server import ROOT


async def test_everybody_reads_every_line_of_what_is_simulated(transactional_db: None):
    answer = await AsyncClient().get("/fidelity/")
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "<h1>What is simulated" in html
    text = (ROOT / "docs/fidelity.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) > 10
    assert len(re.findall("<tr>", html)) == len(rows) - 1

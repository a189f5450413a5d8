"""Every lesson is played without a learner: unsolved at the start, solved by its own solution."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.tutorials.catalogue import folders, problems_of
from playground.tutorials.format.reading import read_lesson
from playground.tutorials.trial import try_lesson


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
async def test_a_lesson_does_what_it_says(folder: Path, transactional_db: None):
    assert [str(each) for each in problems_of(folder)] == []
    assert [str(each) for each in await try_lesson(read_lesson(folder))] == []

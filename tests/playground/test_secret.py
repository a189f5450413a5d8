"""The key of a data folder: made once, the same for everybody, readable by its owner only."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from playground.secret import kept_secret


def test_the_key_is_long_kept_and_private(tmp_path: Path):
    folder = tmp_path / "new" / "folder"
    key = kept_secret(folder)
    assert len(key) >= 32
    assert kept_secret(folder) == key
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600


def test_many_at_once_agree_on_one_key(tmp_path: Path):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: kept_secret(tmp_path), range(32)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_two_folders_have_two_keys(tmp_path: Path):
    assert kept_secret(tmp_path / "a") != kept_secret(tmp_path / "b")


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):
        kept_secret(tmp_path / "file" / "folder")

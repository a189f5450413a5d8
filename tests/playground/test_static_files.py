"""Static files: right type, kept by the browser, asked for again each time."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import AsyncClient

from playground.pages.static_files import type_of


@pytest.fixture
def folder(tmp_path: Path, settings) -> Path:
    settings.STATICFILES_DIRS = [tmp_path]
    (tmp_path / "a.js").write_text("export const a = 1;\n")
    return tmp_path


async def test_a_module_is_javascript_and_is_not_sent_twice(folder: Path):
    browser = AsyncClient()
    first = await browser.get("/static/a.js")
    assert (first.status_code, first.content) == (200, b"export const a = 1;\n")
    assert first["Content-Type"].startswith("text/javascript")
    assert first["Cache-Control"] == "no-cache"
    again = await browser.get("/static/a.js", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_changed_file_is_sent_anew(folder: Path):
    browser = AsyncClient()
    first = await browser.get("/static/a.js")
    (folder / "a.js").write_text("export const a = 22;\n")
    again = await browser.get("/static/a.js", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (200, b"export const a = 22;\n")


@pytest.mark.parametrize("path", ["b.js", "../a.js", "%2e%2e/settings.py", "", "sub/"])
async def test_only_files_of_the_folder_are_served(folder: Path, path: str):
    (folder / "sub").mkdir()
    assert (await AsyncClient().get(f"/static/{path}")).status_code == 404


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x.css", "text/css; charset=utf-8"),
        ("x.svg", "image/svg+xml"),
        ("x.png", "image/png"),
        ("x.woff2", "font/woff2"),
        ("x.unknown-kind", "application/octet-stream"),
    ],
)
def test_types(name: str, expected: str):
    assert type_of(name) == expected

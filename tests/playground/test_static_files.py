"""Static files: right type, kept by the browser, asked for again each time, never outside."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from playground.asgi import application
from playground.static_files import type_of

MODULE = "export const a = 1;\n" * 100


@pytest.fixture
def folder(tmp_path: Path, settings) -> Iterator[Path]:
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    (tmp_path / "static" / "sub").mkdir(parents=True)
    (tmp_path / "static" / "a.js").write_text(MODULE)
    (tmp_path / "outside.js").write_text("secret")
    return tmp_path / "static"


@pytest.fixture
def browser() -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=application)
    return httpx.AsyncClient(transport=transport, base_url="http://testserver")


async def test_a_module_is_javascript_and_is_not_sent_twice(folder: Path, browser):
    first = await browser.get("/static/a.js")
    assert (first.status_code, first.text) == (200, MODULE)
    assert first.headers["Content-Type"].startswith("text/javascript")
    assert first.headers["Cache-Control"] == "no-cache"
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    again = await browser.get("/static/a.js", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_changed_file_is_sent_anew(folder: Path, browser):
    first = await browser.get("/static/a.js")
    (folder / "a.js").write_text("export const a = 22;\n")
    again = await browser.get("/static/a.js", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.text) == (200, "export const a = 22;\n")


async def test_text_is_compressed_for_those_who_take_it(folder: Path, browser):
    async with browser.stream("GET", "/static/a.js") as packed:
        raw = b"".join([part async for part in packed.aiter_raw()])
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(raw).decode() == MODULE
    plain = await browser.get("/static/a.js", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["ETag"] != packed.headers["ETag"]


async def test_only_looking_is_allowed(folder: Path, browser):
    head = await browser.head("/static/a.js")
    assert (head.status_code, head.content) == (200, b"")
    assert (await browser.post("/static/a.js")).status_code == 405


@pytest.mark.parametrize(
    ("path", "keeping"),
    [
        ("vendor/page/page-AB12CD34.js", "public, max-age=31536000, immutable"),
        ("vendor/page/page-AB12CD34.css", "public, max-age=31536000, immutable"),
        ("vendor/page/bundle.json", "no-cache"),
        ("js/again.js", "public, max-age=86400"),
        ("sub/page-AB12CD34.js", "no-cache"),
    ],
)
async def test_only_what_has_a_hash_in_its_name_is_never_asked_for_again(
    folder: Path, browser, path: str, keeping: str
):
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(MODULE)
    assert (await browser.get(f"/static/{path}")).headers["Cache-Control"] == keeping


@pytest.mark.parametrize(
    "path",
    ["b.js", "..%2foutside.js", "%2e%2e/outside.js", "", "sub", "sub/", "/etc/passwd", "%00"],
)
async def test_only_files_of_the_folder_are_served(folder: Path, browser, path: str):
    answer = await browser.get(f"/static/{path}")
    assert answer.status_code == 404
    assert "secret" not in answer.text


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

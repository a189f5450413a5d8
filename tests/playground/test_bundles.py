"""A page gets its bundle if it was made of the sources that lie there, else the plain modules."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from playground.bundles import bundle, files_of
from playground.page_files import BUNDLE, PAGES, STATIC, PageFiles, sources
from tests.people import Person
from tests.server import ROOT
from tests.tools import vendor
from tests.tools.bundle import bundle as make

TEMPLATES = ROOT / "templates"
HASHED = re.compile(rf"{BUNDLE}/playground-[A-Z0-9]{{8}}\.js")
OLD = (1_000_000_000, 1_000_000_000)


def run(command: list[str], where: Path) -> None:
    node = vendor.machine_node() or Path(sys.executable).parent
    vendor.run(command, where, node)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own sources, bundled as set-up does it."""
    esbuild = ROOT / vendor.ESBUILD
    if not esbuild.exists():
        pytest.skip("the page's development tools are not installed: make setup")
    static = tmp_path_factory.mktemp("static")
    for name in ("js", "css"):
        shutil.copytree(STATIC / name, static / name)
    make(str(esbuild), run, static)
    return static


@pytest.fixture
def static(made: Path, tmp_path: Path, settings) -> Path:
    """The same in a folder of this test's own, which the server serves."""
    shutil.copytree(made, tmp_path / "static")
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    return tmp_path / "static"


def test_every_page_gets_its_bundle(static: Path):
    for name, plain in PAGES.items():
        found = files_of(name)
        scripts = [path for path in (found.early, found.script) if path]
        assert (bool(found.script), bool(found.early)) == (bool(plain.script), bool(plain.early))
        for path in (*found.sheets, *found.modules, *scripts):
            assert path.startswith(f"{BUNDLE}/") and (static / path).is_file()
        assert len(found.sheets) == 1


def test_a_changed_source_is_served_plain_until_the_next_bundle(static: Path):
    assert HASHED.fullmatch(files_of("playground").script)
    source = static / "js/main.js"
    text = source.read_text()
    source.write_text(text.replace("restoreTheme();", "restoreTheme( );"))
    assert files_of("playground").script == "js/main.js"
    assert files_of("playground").sheets == PAGES["playground"].sheets
    source.write_text(text)
    assert HASHED.fullmatch(files_of("playground").script)


def test_an_edit_counts_however_old_its_file_says_it_is(static: Path):
    sheet = static / "css/tokens.css"
    sheet.write_text(sheet.read_text() + "/* more */\n")
    os.utime(sheet, OLD)
    assert bundle() is None


def test_copied_sources_are_the_same_whatever_their_times(static: Path):
    for path in (static / "js").rglob("*.js"):
        os.utime(path, OLD)
    assert bundle() is not None


@pytest.mark.parametrize("change", ["new", "gone", "another list"])
def test_other_sources_are_another_bundle(
    static: Path, change: str, monkeypatch: pytest.MonkeyPatch
):
    assert bundle() is not None
    if change == "new":
        (static / "js/lib/fresh.js").write_text("export const fresh = 1;\n")
    elif change == "gone":
        (static / "css/why.css").unlink()
    else:
        monkeypatch.setitem(PAGES, "plain", PageFiles(()))
        (static / "css/why.css").touch()
    assert bundle() is None


def test_without_a_bundle_the_plain_files_are_named(tmp_path: Path, settings):
    shutil.copytree(STATIC / "js", tmp_path / "js")
    settings.STATICFILES_DIRS = [tmp_path]
    found = files_of("compare")
    assert (found.script, found.sheets) == ("js/compare/main.js", PAGES["compare"].sheets)


def test_a_bundle_that_lacks_a_file_is_none(static: Path):
    (static / files_of("playground").modules[0]).unlink()
    os.utime(static / BUNDLE / "bundle.json")
    assert bundle() is None


def test_a_new_bundle_keeps_what_an_open_page_may_still_want(static: Path):
    before = static / files_of("playground").script
    gone = static / BUNDLE / "why-AAAAAAAA.js"
    gone.write_text("export {};\n")
    os.utime(gone, OLD)
    main = static / "js/main.js"
    main.write_text(main.read_text() + 'document.title += "!";\n')
    make(str(ROOT / vendor.ESBUILD), run, static)
    assert static / files_of("playground").script != before
    assert before.exists() and not gone.exists()


def test_a_source_that_is_wrong_is_told_by_its_place(static: Path):
    (static / "js/main.js").write_text("const = 1;\n")
    with pytest.raises(subprocess.CalledProcessError) as told:
        make(str(ROOT / vendor.ESBUILD), run, static)
    assert b"js/main.js:1:6" in told.value.stderr
    assert bundle() is None


def test_late_parts_stay_late_and_addresses_hold(static: Path):
    """What is reached by `import.meta.url` lies as deep as the sources that say so."""
    found = files_of("playground")
    early = "".join((static / path).read_text() for path in (*found.modules, found.script))
    assert not re.search(r'from"\./(?:drawer_parts|why|yaml_view|panel)-', early)
    assert re.search(r'import\("\./drawer_parts-[A-Z0-9]{8}\.js"\)', early)
    relative = [path for path in STATIC.rglob("js/**/*.js") if "import.meta" in path.read_text()]
    depth = len(Path(BUNDLE).parts)
    assert relative and {len(path.relative_to(STATIC).parts) - 1 for path in relative} == {depth}


async def test_the_page_names_what_it_gets(alice: Person):
    text = (await alice.client.get(f"/c/{alice.cluster.id}/")).content.decode()
    found = files_of("playground")
    assert tuple(re.findall(r'"stylesheet" href="/static/([^"]+)"', text)) == found.sheets
    assert tuple(re.findall(r'"modulepreload" href="/static/([^"]+)"', text)) == found.modules
    assert re.findall(r'type="module" src="/static/([^"]+)"', text) == [found.script]
    early = re.findall(r'type="module" async fetchpriority="high" src="/static/([^"]+)"', text)
    assert early == [found.early]
    order = ['id="config"', 'module" async', "stylesheet", "modulepreload", 'type="module" src']
    assert [text.index(each) for each in order] == sorted(map(text.index, order))


def test_each_head_names_a_page_of_the_list_and_each_page_is_named():
    named = set()
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        pages = re.findall(r'\{% page_files "(\w+)" %\}', text)
        assert len(pages) == text.count("{% block head %}"), path
        assert not re.search(r'rel="stylesheet"|type="module"', text), path
        named |= set(pages)
    assert named == set(PAGES)


def test_what_set_up_made_is_what_is_served():
    stamp = STATIC / "vendor/.stamp"
    newest = max(changed_ns for _, changed_ns, _ in sources())
    if not stamp.exists() or stamp.stat().st_mtime_ns < newest:
        pytest.skip("set-up did not run since the last edit")
    assert bundle() is not None

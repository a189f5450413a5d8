"""Every system check is told when it should be, with its cure, and not otherwise."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from playground import checks
from playground.environment import read_environment

ROOT = Path(__file__).resolve().parents[2]
POSTGRES = "django.db.backends.postgresql"
SQLITE = "django.db.backends.sqlite3"


def ids(messages: Any) -> list[str]:
    return [message.id for message in messages]


def test_the_project_itself_has_nothing_to_say():
    assert ids(run_checks()) == []


def test_problems_of_the_environment_become_errors_with_their_cure(settings: Any):
    settings.ENVIRONMENT = read_environment({"PORT": "x", "DEBUG": "x"}, home=ROOT)
    messages = checks.check_environment()
    assert ids(messages) == ["playground.E005", "playground.E004"]
    assert all(message.hint for message in messages)


@pytest.mark.parametrize(
    ("command", "redis_url", "engine", "expected"),
    [
        pytest.param("runworker", "", SQLITE, ["playground.E008"], id="a worker that hears nobody"),
        pytest.param("runworker", "redis://h", POSTGRES, [], id="a worker with redis"),
        pytest.param("play", "", SQLITE, [], id="everything in one process"),
        pytest.param("play", "redis://h", SQLITE, ["playground.W001"], id="many on one writer"),
    ],
)
def test_processes_must_hear_each_other(
    command: str, redis_url: str, engine: str, expected: list[str]
):
    found = checks.processes_messages(command=command, redis_url=redis_url, engine=engine)
    assert ids(found) == expected
    assert all(message.hint for message in found)


def test_a_missing_driver_is_told(settings: Any, monkeypatch: pytest.MonkeyPatch):
    settings.REDIS_URL = "redis://h"
    assert ids(checks.check_drivers()) == []
    monkeypatch.setattr(checks, "is_there", lambda module: False)
    assert ids(checks.check_drivers()) == ["playground.E009"]


def test_any_host_is_a_warning_unless_debugging(settings: Any):
    settings.ALLOWED_HOSTS, settings.DEBUG = ["*"], False
    assert ids(checks.check_hosts()) == ["playground.W002"]
    settings.DEBUG = True
    assert checks.check_hosts() == []


def test_a_server_without_a_command_refuses_a_broken_setting(settings: Any):
    checks.refuse_if_broken()
    settings.ENVIRONMENT = read_environment({"PORT": "x"}, home=ROOT)
    with pytest.raises(ImproperlyConfigured, match=r"PORT=8123.*playground\.E004"):
        checks.refuse_if_broken()


def test_the_table_names_every_check_there_is():
    code = "".join(
        (ROOT / "playground" / name).read_text() for name in ("environment.py", "settings.py")
    )
    code += (ROOT / "playground" / "checks.py").read_text().split('"""', 2)[2]
    used = set(re.findall(r"playground\.[EW]\d{3}", code))
    listed = set(re.findall(r"^\| (playground\.[EW]\d{3})", checks.__doc__ or "", re.MULTILINE))
    assert used == listed
    operations = (ROOT / "docs" / "operations.md").read_text()
    assert used == set(re.findall(r"playground\.[EW]\d{3}", operations))


def manage(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    values = {"PATH": "/usr/bin:/bin", "DATA_DIR": str(tmp_path), **environment}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=values, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        pytest.param(("check",), {"PORT": "eighty"}, "playground.E004", id="port"),
        pytest.param(("runworker", "cluster"), {"DEBUG": "0"}, "playground.E008", id="deaf worker"),
        pytest.param(("play",), {"DATABASE_URL": "x"}, "playground.E001", id="play"),
    ],
)
def test_commands_stop_with_the_id_and_without_a_traceback(
    tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str], expected: str
):
    done = manage(tmp_path, *arguments, **environment)
    assert done.returncode != 0
    assert expected in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_data_dir_that_is_no_folder_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")
    done = manage(tmp_path, "check", DATA_DIR=str(tmp_path / "file"))
    assert "playground.E007" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_play_and_newcluster_say_it_in_one_line(tmp_path: Path):
    (tmp_path / "file").write_text("")
    for arguments in (("play",), ("newcluster", "x")):
        done = manage(tmp_path, *arguments, DATA_DIR=str(tmp_path / "file"), PORT="x")
        assert done.returncode == 1
        assert len(done.stderr.strip().splitlines()) == 1
        assert "playground.E004" in done.stderr
        assert "playground.E007" in done.stderr

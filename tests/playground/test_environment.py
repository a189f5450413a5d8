"""Environment variables become values, and bad ones become problems with a cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.environment import LIMITS, Environment, read_environment

HOME = Path("/srv/kubeloop")


def read(**values: str) -> Environment:
    return read_environment(values, home=HOME)


def ids(environment: Environment) -> list[str]:
    return [problem.id for problem in environment.problems]


def test_nothing_given_is_one_process_on_sqlite_beside_the_code():
    environment = read()
    assert environment.problems == []
    assert environment.database["ENGINE"] == "django.db.backends.sqlite3"
    assert environment.database["NAME"] == "/srv/kubeloop/data/kubeloop.sqlite3"
    assert environment.redis_url == ""
    assert environment.debug is False
    assert environment.port == 8000
    assert environment.limits == LIMITS


def test_sqlite_writers_take_their_lock_when_they_begin():
    options = read().database["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=NORMAL" in options["init_command"]


def test_data_dir_moves_the_database(tmp_path: Path):
    assert read(DATA_DIR=str(tmp_path)).database["NAME"] == str(tmp_path / "kubeloop.sqlite3")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        pytest.param("sqlite:////tmp/a.sqlite3", "/tmp/a.sqlite3", id="absolute"),
        pytest.param("sqlite:///a%20b.sqlite3", "a b.sqlite3", id="relative and escaped"),
    ],
)
def test_sqlite_can_be_named(url: str, name: str):
    environment = read(DATABASE_URL=url)
    assert (environment.database["NAME"], environment.problems) == (name, [])


def test_postgresql_keeps_its_connections_and_its_options():
    url = "postgres://me:p%40ss@db.example.org:5433/loop?sslmode=require&connect_timeout=20"
    environment = read(DATABASE_URL=url)
    database = environment.database
    assert environment.problems == []
    assert (database["USER"], database["PASSWORD"]) == ("me", "p@ss")
    assert (database["HOST"], database["PORT"], database["NAME"]) == (
        "db.example.org",
        "5433",
        "loop",
    )
    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["OPTIONS"]["connect_timeout"] == "20"
    assert int(database["OPTIONS"]["tcp_user_timeout"]) > 0
    assert database["CONN_MAX_AGE"] is None


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        pytest.param({"DATABASE_URL": "mysql://x/y"}, "E001", id="unknown database"),
        pytest.param({"DATABASE_URL": "postgres://host"}, "E001", id="database without a name"),
        pytest.param({"DATABASE_URL": "postgres://h:port/x"}, "E001", id="port is a word"),
        pytest.param({"DATABASE_URL": "sqlite://"}, "E001", id="sqlite without a file"),
        pytest.param({"DATABASE_URL": "nonsense"}, "E001", id="no address at all"),
        pytest.param({"REDIS_URL": "localhost:6379"}, "E002", id="redis without a scheme"),
        pytest.param({"REDIS_URL": "redis://"}, "E002", id="redis without a host"),
        pytest.param({"REDIS_URL": "redis://h:x/0"}, "E002", id="redis port is a word"),
        pytest.param({"SECRET_KEY": "short"}, "E003", id="short key"),
        pytest.param({"PORT": "80a"}, "E004", id="port with a letter"),
        pytest.param({"PORT": "65536"}, "E004", id="port too high"),
        pytest.param({"PORT": "-1"}, "E004", id="port below zero"),
        pytest.param({"DEBUG": "maybe"}, "E005", id="neither yes nor no"),
        pytest.param({"KUBELOOP_LIMITS_PODS": "many"}, "E006", id="limit is a word"),
        pytest.param({"KUBELOOP_LIMITS_PODS": "0"}, "E006", id="limit is zero"),
        pytest.param({"KUBELOOP_LIMITS_CATS": "3"}, "E006", id="unknown limit"),
    ],
)
def test_a_bad_value_is_a_problem_with_a_cure_and_never_an_exception(
    values: dict[str, str], problem: str
):
    environment = read(**values)
    assert ids(environment) == [f"playground.{problem}"]
    assert environment.problems[0].text.endswith(".")
    assert environment.problems[0].cure.endswith(".")


def test_a_password_is_never_repeated():
    (problem,) = read(DATABASE_URL="mysql://me:hunter2@h/x").problems
    assert "hunter2" not in problem.text + problem.cure


def test_good_limits_and_flags_are_taken():
    environment = read(KUBELOOP_LIMITS_PODS="50", DEBUG="yes", PORT="8123", REDIS_URL="redis://h/0")
    assert environment.problems == []
    assert environment.limits["pods"] == 50
    assert (environment.debug, environment.port) == (True, 8123)
    assert environment.redis_url == "redis://h/0"


def test_hosts_are_local_unless_they_are_named():
    assert "127.0.0.1" in read().allowed_hosts
    assert not read().hosts_were_named
    named = read(ALLOWED_HOSTS="a.example, b.example")
    assert (named.allowed_hosts, named.hosts_were_named) == (["a.example", "b.example"], True)

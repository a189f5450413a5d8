"""What the surroundings ask for: environment variables read once, into plain values.

Nothing here raises for a bad value. A bad value becomes a `Problem` with the id of a system check
and a sentence that says the cure, and a harmless value takes its place, so that `manage.py check`
can always speak. Example: `PORT=80a` gives port 8000 and the problem `playground.E004`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

LIMITS = {
    "nodes": 100,
    "pods": 6000,
    "objects": 30000,
    "clusters_per_visitor": 20,
    "idle_seconds": 900,
    "kept_days": 14,
    "class_seats": 200,
    "class_days": 30,
    "class_pods": 100,
    "class_requests": 20,
    "shares_per_cluster": 50,
    "copies_per_share": 100,
    "copy_hours": 24,
    "share_days": 90,
}
LOG_FORMATS = ("plain", "json")
LIMIT_PREFIX = "KUBELOOP_LIMITS_"
DEFAULT_PORT = 8000
LOCAL_HOSTS = ("localhost", ".localhost", "127.0.0.1", "[::1]")
SQLITE_LOG_PAGES = 16_384
"""64 MB. The log is copied beside the writers (cluster/runtime/log_keeper.py), long before that."""
SQLITE_START = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=NORMAL;"
    "PRAGMA cache_size=-2000;"
    "PRAGMA temp_store=MEMORY;"
    f"PRAGMA wal_autocheckpoint={SQLITE_LOG_PAGES};"
)
SQLITE_BUSY_SECONDS = 20
POSTGRESQL_OPTIONS = {"connect_timeout": "5", "tcp_user_timeout": "10000"}
"""A database that does not answer must be an error in seconds, not in minutes; `DATABASE_URL` may
say otherwise (`?connect_timeout=20`)."""


@dataclass(frozen=True)
class Problem:
    """A value that cannot be used: the id of its check, what is wrong, and the cure."""

    id: str
    text: str
    cure: str


@dataclass
class Environment:
    """Every setting that comes from outside, and what is wrong with them."""

    database: dict[str, Any]
    redis_url: str
    secret_key: str
    allowed_hosts: list[str]
    hosts_were_named: bool
    debug: bool
    data_dir: Path
    port: int
    limits: dict[str, int]
    log_format: str
    problems: list[Problem] = field(default_factory=list)


def read_environment(values: Mapping[str, str], *, home: Path) -> Environment:
    """Read `values`. Data lies in `home`/data unless DATA_DIR names another folder."""
    problems: list[Problem] = []
    named = values.get("DATA_DIR", "").strip()
    data_dir = Path(named).expanduser().resolve() if named else home / "data"
    hosts = [host.strip() for host in values.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
    return Environment(
        database=read_database(values.get("DATABASE_URL", "").strip(), data_dir, problems),
        redis_url=read_redis(values.get("REDIS_URL", "").strip(), problems),
        secret_key=read_secret(values.get("SECRET_KEY"), problems),
        allowed_hosts=hosts or list(LOCAL_HOSTS),
        hosts_were_named=bool(hosts),
        debug=read_flag("DEBUG", values.get("DEBUG", ""), problems),
        data_dir=data_dir,
        port=read_port(values.get("PORT", "").strip(), problems),
        limits=read_limits(values, problems),
        log_format=read_log_format(values.get("LOG_FORMAT", ""), problems),
        problems=problems,
    )


def sqlite_database(path: str) -> dict[str, Any]:
    """SQLite for a server: write-ahead log, and a writer takes its lock when it begins.

    Our few threads keep their connections: opening one costs more than most queries."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": SQLITE_BUSY_SECONDS,
            "init_command": SQLITE_START,
        },
    }


def read_database(url: str, data_dir: Path, problems: list[Problem]) -> dict[str, Any]:
    """Turn `DATABASE_URL` into Django's entry; an empty one is SQLite in the data folder."""
    default = sqlite_database(str(data_dir / "kubeloop.sqlite3"))
    if not url:
        return default
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        problems.append(bad_database())
        return default
    if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        return sqlite_database(sqlite_path(parts.path))
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme in ("postgres", "postgresql") and name:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(port or ""),
            "CONN_MAX_AGE": None,  # our few threads keep theirs (cluster/runtime/executors.py)
            "OPTIONS": {**POSTGRESQL_OPTIONS, **dict(parse_qsl(parts.query))},
        }
    problems.append(bad_database())
    return default


def sqlite_path(path: str) -> str:
    """`sqlite:///file` is relative, `sqlite:////folder/file` absolute, as everywhere."""
    return unquote(path[1:])


def bad_database() -> Problem:
    """The value itself is not shown: it may hold a password."""
    return Problem(
        "playground.E001",
        "DATABASE_URL cannot be read.",
        "Write postgres://user:password@host:5432/name or sqlite:////folder/file.sqlite3, "
        "or leave it out for SQLite in DATA_DIR.",
    )


def read_redis(url: str, problems: list[Problem]) -> str:
    """Return the address of Redis, or an empty text for the layer inside one process."""
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in ("redis", "rediss", "unix") and bool(
            parts.hostname or (parts.scheme == "unix" and parts.path)
        )
        is_good = is_good and (parts.scheme == "unix" or (parts.port or 1) > 0)
    except ValueError:
        is_good = False
    if url and not is_good:
        problems.append(
            Problem(
                "playground.E002",
                "REDIS_URL cannot be read.",
                "Write redis://host:6379/0, or leave it out to run everything in one process.",
            )
        )
    return url if is_good else ""


def read_secret(value: str | None, problems: list[Problem]) -> str:
    """A key given from outside must be worth something; none means: make one and keep it."""
    key = (value or "").strip()
    if key and len(key) < 32:
        problems.append(
            Problem(
                "playground.E003",
                f"SECRET_KEY has {len(key)} characters; cookies signed with it could be forged.",
                "Give at least 32 random characters, or leave it out: one is made and kept "
                "in DATA_DIR.",
            )
        )
    return key


def read_port(text: str, problems: list[Problem]) -> int:
    """A port from 0 (any free one) to 65535."""
    if not text:
        return DEFAULT_PORT
    if re.fullmatch(r"[0-9]{1,5}", text) and int(text) <= 65535:
        return int(text)
    problems.append(
        Problem(
            "playground.E004",
            f"PORT is {text!r}, which is no port.",
            "Give a number from 1 to 65535, such as PORT=8123.",
        )
    )
    return DEFAULT_PORT


def read_flag(name: str, text: str, problems: list[Problem]) -> bool:
    """Yes and no in the usual spellings; nothing means no."""
    word = text.strip().lower()
    if word in ("1", "true", "yes", "on"):
        return True
    if word not in ("", "0", "false", "no", "off"):
        problems.append(
            Problem(
                "playground.E005",
                f"{name} is {text!r}, which is neither yes nor no.",
                f"Write {name}=1 or {name}=0.",
            )
        )
    return False


def read_log_format(text: str, problems: list[Problem]) -> str:
    """How log lines look: plain for people, json for machines."""
    word = text.strip().lower() or "plain"
    if word in LOG_FORMATS:
        return word
    problems.append(
        Problem(
            "playground.E010",
            f"LOG_FORMAT is {text!r}, which is no form of log lines.",
            "Write LOG_FORMAT=plain or LOG_FORMAT=json.",
        )
    )
    return "plain"


def read_limits(values: Mapping[str, str], problems: list[Problem]) -> dict[str, int]:
    """Quotas: `KUBELOOP_LIMITS_PODS=500` and its siblings. A name nobody knows is a problem too."""
    limits = dict(LIMITS)
    for variable in sorted(name for name in values if name.startswith(LIMIT_PREFIX)):
        limit = variable.removeprefix(LIMIT_PREFIX).lower()
        text = values[variable].strip()
        if limit not in LIMITS:
            known = ", ".join(LIMIT_PREFIX + name.upper() for name in LIMITS)
            problems.append(
                Problem("playground.E006", f"There is no limit {variable}.", f"Known: {known}.")
            )
        elif not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:
            problems.append(
                Problem(
                    "playground.E006",
                    f"{variable} is {text!r}, which is no limit.",
                    f"Give a whole number from 1, such as {variable}={LIMITS[limit]}.",
                )
            )
        else:
            limits[limit] = int(text)
    return limits

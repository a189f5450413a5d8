"""Django's settings, all in one file, all from the environment (docs/operations.md lists it).

The defaults run everything in one process on SQLite. `DATABASE_URL` and `REDIS_URL` turn the same
code into many processes. Bad values do not raise here: `playground/checks.py` reports them.
"""

import os
import secrets
from pathlib import Path
from typing import Any

from playground.environment import Problem, read_environment
from playground.secret import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = read_environment(os.environ, home=BASE_DIR)

DEBUG = ENVIRONMENT.debug
DATA_DIR = ENVIRONMENT.data_dir
PORT = ENVIRONMENT.port
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts
REDIS_URL = ENVIRONMENT.redis_url
KUBELOOP_LIMITS = ENVIRONMENT.limits

try:
    SECRET_KEY = ENVIRONMENT.secret_key or kept_secret(DATA_DIR)
    if not os.access(DATA_DIR, os.W_OK) and not os.environ.get("DATABASE_URL"):
        raise PermissionError(f"no right to write in {DATA_DIR}")
except OSError as error:
    SECRET_KEY = secrets.token_urlsafe(48)
    ENVIRONMENT.problems.append(
        Problem(
            "playground.E007",
            f"DATA_DIR {DATA_DIR} cannot be used: {error.strerror or error}.",
            "Give a folder that you may write, such as DATA_DIR=/tmp/kubeloop.",
        )
    )

INSTALLED_APPS = [
    "playground",  # first: its `runworker` takes the place of Channels'
    "playground.classroom",
    "playground.sharing",
    "playground.tutorials",
    "cluster",
    "django.contrib.auth",  # teachers have accounts; learners have none
    "django.contrib.contenttypes",
    "channels",
    "django.contrib.staticfiles",
]
# Async only: a single sync middleware would send every request through a thread.
MIDDLEWARE = [
    "playground.middleware.count_requests",
    "playground.middleware.secure_headers",
]
ROOT_URLCONF = "playground.urls"
ASGI_APPLICATION = "playground.asgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"context_processors": []},
    }
]

DATABASES: dict[str, dict[str, Any]] = {"default": ENVIRONMENT.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if REDIS_URL:
    CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
        "default": {
            "BACKEND": "cluster.runtime.redis_layer.HintLayer",
            "CONFIG": {
                # A consumer may wait long for its next message: no time-out on the socket.
                "hosts": [{"address": REDIS_URL, "socket_timeout": None}],
                "capacity": 2000,
            },
        }
    }
else:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "cluster.runtime.local_layer.LocalLayer",
            "CONFIG": {"capacity": 2000},
        }
    }

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
LANGUAGE_CODE = "en"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"

VISITOR_COOKIE = "kubeloop_visitor"
VISITOR_COOKIE_SECONDS = 365 * 24 * 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
# Behind a proxy that ends TLS; trusted only for how links are written.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "playground.logs.JsonLines"},
    },
    "filters": {
        "exceptions": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: bool(record.exc_info),
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": ENVIRONMENT.log_format}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # A refused or unknown address, or "not ready", is an answer, not an incident.
        "django.request": {"level": "ERROR", "filters": ["exceptions"]},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "cluster": {"level": "INFO"},
        "playground": {"level": "INFO"},
    },
}

"""The product's settings in a folder of their own, so that no test touches anybody's data.

The database is a file, as in production: other threads and WAL then behave as they will.
`DATABASE_URL` still chooses PostgreSQL for the suite that runs on both.
"""

import atexit
import os
import shutil
import tempfile

if "KUBELOOP_TEST_DIR" not in os.environ:
    os.environ["KUBELOOP_TEST_DIR"] = tempfile.mkdtemp(prefix="kubeloop-tests-")
    atexit.register(shutil.rmtree, os.environ["KUBELOOP_TEST_DIR"], ignore_errors=True)
os.environ["DATA_DIR"] = os.environ["KUBELOOP_TEST_DIR"]
os.environ["SECRET_KEY"] = "a key for tests only, long enough to pass"
for outside in ("REDIS_URL", "PORT", "ALLOWED_HOSTS", "DEBUG"):
    os.environ.pop(outside, None)

from playground.settings import *  # noqa: E402, F403
from playground.settings import DATA_DIR, DATABASES  # noqa: E402

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}

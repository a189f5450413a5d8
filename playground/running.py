"""Where the server of this data folder runs, noted in a file beside its database.

`manage.py newcluster` is another process: it reads the note to print addresses that work.
"""

import ipaddress
from pathlib import Path

from django.conf import settings

FILE_NAME = "address"


def address_file() -> Path:
    """The note."""
    return Path(settings.DATA_DIR) / FILE_NAME


def base_url(host: str, port: int) -> str:
    """How a browser on this machine reaches a server that listens there."""
    try:
        parsed = ipaddress.ip_address(host)
    except ValueError:
        return f"http://{host}:{port}"
    if parsed.is_unspecified:
        return f"http://127.0.0.1:{port}"
    return f"http://[{host}]:{port}" if parsed.version == 6 else f"http://{host}:{port}"


def keep_address(address: str) -> None:
    """Write the note."""
    address_file().parent.mkdir(parents=True, exist_ok=True)
    address_file().write_text(f"{address}\n", encoding="ascii")


def forget_address() -> None:
    """Remove the note."""
    address_file().unlink(missing_ok=True)


def running_address() -> str:
    """The noted address; without a note, where `make run` would listen."""
    try:
        return address_file().read_text(encoding="ascii").strip()
    except OSError:
        return base_url("127.0.0.1", settings.PORT)

"""The address that learners type: the one the teacher sees, or this machine's in its network.

A teacher looks at http://127.0.0.1:8000, which is no address for anybody else. When the server
listens on all interfaces, the machine's own address in the network takes its place.
Example: play --host 0.0.0.0 on a laptop -> http://192.168.1.20:8000/join.
"""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from django.conf import settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
OPEN = frozenset({"0.0.0.0", "::"})
SOMEWHERE = ("192.0.2.1", 9)
"""An address kept for documents: nothing is sent there, the system only says how it would go."""


def join_address(seen: str) -> str:
    """The base address for learners, from the one that this request came to."""
    parts = urlsplit(seen)
    if parts.hostname not in LOOPBACK or not is_open():
        return seen
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{network_address() or parts.hostname}{port}"


def is_only_here(seen: str) -> bool:
    """Nobody but this machine can reach the address."""
    return urlsplit(seen).hostname in LOOPBACK and not is_open()


def is_open() -> bool:
    """`manage.py play` listens on every interface."""
    return getattr(settings, "LISTEN_HOST", "") in OPEN


def network_address() -> str:
    """This machine's address in its network; empty when it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(SOMEWHERE)
            found: str = probe.getsockname()[0]
        except OSError:
            return ""
    return "" if found in LOOPBACK else found

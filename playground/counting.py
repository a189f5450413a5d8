"""Daphne's server tells each connection how many bytes its client has not taken yet.

Daphne has no place for that, so its `Server` is given a `create_application` that puts the backlog
into the scope; `playground.asgi` does so in every process that runs Daphne, be it `manage.py play`
or `daphne playground.asgi:application`. Other processes never load Daphne and are left alone.

Example: a watch whose client stopped reading finds 20,000,000 under `kubeloop.backlog`.
"""

from __future__ import annotations

import sys
from typing import Any

from cluster.runtime.backlog import BACKLOG_KEY, TwistedBacklog

MARK = "counts_for_kubeloop"


def count_unsent() -> bool:
    """Teach Daphne's server once; whether there is one in this process."""
    daphne = sys.modules.get("daphne.server")
    if daphne is None:
        return False
    server = daphne.Server
    if hasattr(server, MARK):
        return True
    create = server.create_application

    def create_application(self: Any, protocol: Any, scope: dict[str, Any]) -> Any:
        transport = getattr(protocol, "channel", protocol).transport
        return create(self, protocol, {**scope, BACKLOG_KEY: TwistedBacklog(transport)})

    server.create_application = create_application
    setattr(server, MARK, True)
    return True

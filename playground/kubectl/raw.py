"""`--raw`: a path of the server as it stands, and its answer as it is.

The path may begin with the cluster's own address, as it has to for a kubectl with a kubeconfig.

Example: `create --raw /apis/sim.kubeloop.dev/v1alpha1/clocks/clock/step -f /dev/null`.
"""

from __future__ import annotations

from playground.kubectl.api import Api
from playground.kubectl.client import Request


async def ask(api: Api, method: str, path: str, body: str = "") -> int:
    """Send it and print what comes back. Raises ServerFailure."""
    address, _, query = path.partition("?")
    pairs = dict(each.partition("=")[::2] for each in query.split("&") if each)
    base = api.shell.client.base
    inside = address.removeprefix(base) if address.startswith(f"{base}/") else address
    answer = await api.call(Request(method, inside, pairs, body.encode()))
    api.shell.out_raw(answer.text)
    return 0

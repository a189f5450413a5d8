"""The order of a merged list: what a patch names in its order, what only the server has among it.

The server's own items keep their relative order. Each stands before the first named item that stood
behind it in the live list; with no such item it goes to the end.
Example: live [a, b, c], named [c, x] gives [a, b, c, x]; live [a], named [b] gives [b, a].
Mirrors: kubernetes apimachinery/pkg/util/strategicpatch (order of merged lists).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Identify = Callable[[Any], Any]


def in_order(merged: list[Any], named: list[Any], live: list[Any], identify: Identify) -> list[Any]:
    """The merged items in their final order."""
    place_named = {identify(item): index for index, item in reversed([*enumerate(named)])}
    place_live = {identify(item): index for index, item in reversed([*enumerate(live)])}
    last = len(place_live)
    wanted = [item for item in merged if identify(item) in place_named]
    wanted.sort(key=lambda item: place_named[identify(item)])
    own = [item for item in merged if identify(item) not in place_named]
    own.sort(key=lambda item: place_live.get(identify(item), last))
    result: list[Any] = []
    while own and wanted:
        own_place = place_live.get(identify(own[0]))
        wanted_place = place_live.get(identify(wanted[0]))
        is_before = None not in (own_place, wanted_place) and own_place < wanted_place  # type: ignore[operator]
        result.append((own if is_before else wanted).pop(0))
    return [*result, *wanted, *own]

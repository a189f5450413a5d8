"""Ten thousand and more malformed requests: each is answered, and a refused one changes nothing.

Hypothesis draws them in heaps, so that one cluster is told many; `MALFORMED` multiplies how many.
A cluster's revision moves with every write, so an equal revision means that nothing was written.
"""

from __future__ import annotations

import asyncio
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cluster.kinds import KINDS
from tests.api.client import Api
from tests.api.malformed import GROUPS, Wrong, collection_of

HEAPS = 105 * int(os.environ.get("MALFORMED", "1"))
IN_A_HEAP = 25
PATIENCE_SECONDS = 20.0
READ_BACK = 3


async def objects_of(api: Api) -> dict[str, list[dict]]:
    """Some of what exists, by kind."""
    found = {}
    for kind in KINDS:
        answer = await api.get(collection_of(kind).replace("/namespaces/default", ""))
        found[kind.kind] = answer.json["items"][:READ_BACK]
    return found


async def send(api: Api, wrong: Wrong) -> tuple[int, str]:
    """(status, body); a stream is let go as soon as it begins."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        answer = await api.raw(
            wrong.method, wrong.path, wrong.body, wrong.content_type, **wrong.headers
        )
        if not answer.streaming:
            return answer.status_code, answer.content.decode()
        await answer.streaming_content.aclose()
        answer.close()
        return answer.status_code, ""


async def check(api: Api, wrong: Wrong, before: int) -> int:
    """The revision after a request that was answered as it should be."""
    try:
        code, text = await send(api, wrong)
    except Exception as problem:
        raise AssertionError(f"{wrong} is not answered") from problem
    assert code < 500, (wrong, text)
    after = await api.revision()
    if code >= 400:
        assert after == before, (wrong, f"{code}, and yet something was written: {text}")
        if wrong.method != "HEAD":
            assert '"kind":"Status"' in text.replace('": "', '":"'), (wrong, code, text)
    return after


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
async def test_a_malformed_request_is_refused_and_changes_nothing(api: Api, group: str):
    await api.run(20)
    heaps = st.lists(GROUPS[group](await objects_of(api)), min_size=IN_A_HEAP, max_size=IN_A_HEAP)
    loop = asyncio.get_running_loop()
    told = 0

    @settings(
        max_examples=HEAPS,
        deadline=None,
        derandomize="MALFORMED" not in os.environ,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(heap=heaps)
    def tell(heap: list[Wrong]) -> None:
        nonlocal told

        async def all_of_it() -> None:
            nonlocal told
            revision = await api.revision()
            for wrong in heap:
                revision = await check(api, wrong, revision)
                told += 1

        asyncio.run_coroutine_threadsafe(all_of_it(), loop).result()

    await asyncio.to_thread(tell)
    assert told >= HEAPS * IN_A_HEAP

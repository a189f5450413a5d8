"""What the recorder of Events remembers: what makes a difference, and not a whole day."""

from __future__ import annotations

from cluster.core.actions import Emit
from cluster.core.events import BURST, MERGE_AFTER, MERGE_WINDOW_SECONDS, REFILL_SECONDS, Recorder
from cluster.core.objects import read
from tests.builders import START, a_pod, a_view

HOUR = 3600.0


def pulled(number: int, message: str = "pulled") -> Emit:
    """An event of one of many Pods."""
    manifest = a_pod(f"web-{number}").manifest
    metadata = {**manifest["metadata"], "uid": f"uid-{number}"}
    return Emit(read({**manifest, "metadata": metadata}), "Normal", "Pulled", message)


def test_a_day_of_new_pods_is_remembered_no_longer_than_it_matters():
    recorder = Recorder(a_view())
    sizes = []
    for minute in range(8 * 60):
        emit = pulled(minute)
        assert recorder.record(emit, "kubelet", START + minute * 60) is not None
        recorder.remember(emit, "kubelet", emit.message, ("Event", "default", f"gone-{minute}"))
        memories = (recorder._families, recorder._buckets, recorder._seen)
        sizes.append([len(memory) for memory in memories])
    assert sizes[-1] == sizes[60]
    assert sizes[-1][0] <= MERGE_WINDOW_SECONDS / 60 + 1
    assert sizes[-1][1] <= REFILL_SECONDS / 60 + 1


def test_a_flood_is_still_merged_and_spam_still_dropped_between_others():
    recorder = Recorder(a_view())
    told = []
    for number in range(2 * BURST):
        recorder.record(pulled(1000 + number), "kubelet", START + number)
        told.append(recorder.record(pulled(1, f"message {number}"), "kubelet", START + number))
    kept = [each for each in told if each is not None]
    assert len(kept) == BURST
    merged = [each for _, each in kept if each["message"].startswith("(combined")]
    assert len(merged) == BURST - (MERGE_AFTER - 1)


def test_tokens_come_back_with_time():
    recorder = Recorder(a_view())
    for _ in range(BURST):
        recorder.record(pulled(1), "kubelet", START)
    assert recorder.record(pulled(1), "kubelet", START + 1) is None
    assert recorder.record(pulled(1), "kubelet", START + REFILL_SECONDS + 1) is not None
    assert recorder.record(pulled(1), "kubelet", START + REFILL_SECONDS + 2) is None

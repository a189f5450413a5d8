"""Simulated requests: how many come, where they go, which fail."""

from __future__ import annotations

from collections import Counter

import pytest

from cluster.core.requests import (
    ANSWERED_ERROR,
    NO_ENDPOINT,
    NODE_SILENT,
    NOT_RUNNING,
    Stream,
    Target,
    failures,
    rate_of,
    turns,
)

START = 2_000_000_000.0
GOOD = tuple(Target(name) for name in "abcd")


def a_stream(*targets: Target, rate: float = 6.0) -> Stream:
    stream = Stream(rate)
    stream.aim(targets or GOOD, START)
    return stream


def test_six_requests_come_each_second_at_moments_that_can_be_computed():
    stream = a_stream()
    assert stream.next_at == pytest.approx(START + 1 / 6)
    stream.settle(START + 1 / 6 - 0.001)
    assert (stream.served, stream.next) == (0, 0)
    stream.settle(START + 1 / 6)
    assert (stream.served, stream.next) == (1, 1)
    stream.settle(START + 10)
    assert (stream.served, stream.failed.total(), stream.next) == (60, 0, 60)
    assert stream.next_at == pytest.approx(START + 10 + 1 / 6)


def test_counting_in_one_go_or_bit_by_bit_gives_the_same():
    once, often = (
        a_stream(*GOOD, Target("e", NODE_SILENT)),
        a_stream(*GOOD, Target("e", NODE_SILENT)),
    )
    once.settle(START + 3600)
    for tenth in range(36_001):
        often.settle(START + tenth / 10)
    assert (once.served, once.failed, once.next) == (often.served, often.failed, often.next)
    assert once.next == 6 * 3600


def test_requests_go_around_so_a_quarter_fails_when_one_of_four_does_not_answer():
    stream = a_stream(*GOOD[:3], Target("d", NOT_RUNNING))
    stream.settle(START + 10)
    assert (stream.served, stream.failed) == (45, Counter({NOT_RUNNING: 15}))


def test_without_an_endpoint_every_request_fails():
    stream = a_stream()
    stream.settle(START + 1)
    stream.aim((), START + 1)
    stream.settle(START + 2.5)
    assert (stream.served, stream.failed) == (6, Counter({NO_ENDPOINT: 9}))


def test_users_come_with_the_first_endpoint_and_not_before():
    stream = Stream()
    stream.settle(START)
    assert (stream.next_at, stream.failed.total()) == (None, 0)
    stream.aim(GOOD, START)
    stream.settle(START + 1)
    assert (stream.served, stream.since) == (6, START)


def test_a_rollout_counts_anew_and_a_new_rate_holds_from_its_moment_on():
    stream = a_stream()
    stream.settle(START + 1)
    stream.restart(START + 1)
    assert (stream.served, stream.since, stream.next) == (0, START + 1, 6)
    stream.change_rate(2, START + 1)
    stream.settle(START + 6)
    assert stream.served == 10
    stream.change_rate(0, START + 6)
    stream.settle(START + 600)
    assert (stream.served, stream.next_at) == (10, None)


def test_turns_agree_with_counting_one_by_one():
    for start in range(7):
        for number in range(1, 12):
            for place in range(4):
                wanted = sum(each % 4 == place for each in range(start, start + number))
                assert turns(place, 4, start, number) == wanted


def test_reasons_are_kept_apart():
    targets = (Target("a", ANSWERED_ERROR), Target("b"), Target("c", NODE_SILENT))
    assert failures(targets, 0, 9) == Counter({ANSWERED_ERROR: 3, NODE_SILENT: 3})
    assert failures(targets, 1, 1) == Counter()


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        pytest.param(None, 6.0, id="nothing said"),
        pytest.param("2.5", 2.5, id="a number"),
        pytest.param("0", 0.0, id="nobody comes"),
        pytest.param("-3", 0.0, id="less than nobody"),
        pytest.param("99999", 1000.0, id="more than can be"),
        pytest.param("many", 6.0, id="no number"),
        pytest.param("nan", 6.0, id="not a number"),
        pytest.param("inf", 6.0, id="without end"),
    ],
)
def test_the_annotation_says_the_rate(text, rate):
    annotations = {} if text is None else {"sim.kubeloop.dev/requests-per-second": text}
    assert rate_of(annotations) == rate

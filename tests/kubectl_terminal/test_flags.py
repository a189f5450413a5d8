"""Flags are read as kubectl's own parser reads them, with its words."""

from __future__ import annotations

import pytest

from playground.kubectl.flags import Flag, FlagError, parse, read_duration

KNOWN = (
    Flag("output", short="o"),
    Flag("all-namespaces", "bool", short="A"),
    Flag("watch", "bool", short="w"),
    Flag("replicas", "int"),
    Flag("dry-run", default="none", alone="unchanged"),
    Flag("tcp", "strings"),
    Flag("timeout", "duration"),
)


@pytest.mark.parametrize(
    "words", [["-o", "wide"], ["-owide"], ["-o=wide"], ["--output", "wide"], ["--output=wide"]]
)
def test_a_value_may_stand_in_five_ways(words: list[str]):
    flags = parse(["pods", *words], KNOWN)
    assert (flags["output"], flags.arguments) == ("wide", ["pods"])


def test_short_switches_may_stand_together():
    flags = parse(["-Aw", "pods"], KNOWN)
    assert (flags["all-namespaces"], flags["watch"]) == (True, True)


def test_a_switch_may_be_switched_off():
    assert parse(["--watch=false"], KNOWN)["watch"] is False


def test_a_flag_with_a_value_of_its_own_takes_none_from_the_line():
    flags = parse(["--dry-run", "pods"], KNOWN)
    assert (flags["dry-run"], flags.arguments) == ("unchanged", ["pods"])


def test_lists_grow():
    assert parse(["--tcp=80,81", "--tcp", "82"], KNOWN)["tcp"] == ["80", "81", "82"]


def test_after_two_dashes_all_are_arguments():
    assert parse(["--", "-o", "x"], KNOWN).arguments == ["-o", "x"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--nosuch"], "unknown flag: --nosuch"),
        (["-bad=x"], "unknown shorthand flag: 'b' in -bad=x"),
        (["--output"], "flag needs an argument: --output"),
        (["-o"], "flag needs an argument: 'o' in -o"),
        (
            ["--replicas=x"],
            'invalid argument "x" for "--replicas" flag: strconv.ParseInt: parsing "x": '
            "invalid syntax",
        ),
        (
            ["--timeout=5"],
            'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"',
        ),
    ],
)
def test_what_cannot_be_read_is_told_in_the_parsers_words(words: list[str], message: str):
    with pytest.raises(FlagError) as refused:
        parse(words, KNOWN)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("text", "seconds"), [("1m30s", 90), ("-1s", -1), ("0", 0), ("1.5h", 5400), ("200ms", 0.2)]
)
def test_durations(text: str, seconds: float):
    assert read_duration(text) == seconds

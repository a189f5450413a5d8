"""Quantities: exact amounts, canonical texts, comparisons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster.core.quantities import REGEX_MESSAGE, canonical, compare, milli, parse, total, whole


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("0", "0"),
        ("0.5", "500m"),
        ("500m", "500m"),
        ("1000", "1k"),
        ("1000m", "1"),
        ("1500m", "1500m"),
        ("1e3", "1e3"),
        ("1.5e3", "1500"),
        ("12e-3", "12e-3"),
        ("1024Mi", "1Gi"),
        ("1.5Gi", "1536Mi"),
        ("1000Ki", "1000Ki"),
        ("512", "512"),
        ("0.5Ki", "512"),
        ("100M", "100M"),
        ("1E", "1E"),
        (".5", "500m"),
        ("5.", "5"),
        ("+1", "1"),
        ("-1", "-1"),
        ("0.0000000001", "1n"),
        (2, "2"),
        (0.25, "250m"),
    ],
)
def test_canonical_text(text, printed):
    assert canonical(text) == printed


@pytest.mark.parametrize("text", ["", "a", "1.2.3", "Mi", "1 ", " 1", "1Gi ", "--1", "1" * 65])
def test_what_is_no_number(text):
    with pytest.raises(ValueError) as refused:
        parse(text)
    assert str(refused.value) == REGEX_MESSAGE


@pytest.mark.parametrize("text", ["1mi", "1Kii", "1kk", "1e", "1GB"[:-1] + "K"])
def test_what_is_no_suffix(text):
    with pytest.raises(ValueError, match="unable to parse quantity's suffix"):
        parse(text)


def test_units():
    assert (milli("1.5"), milli("250m"), milli("1u")) == (1500, 250, 1)
    assert (whole("1Ki"), whole("1k"), whole("100m")) == (1024, 1000, 1)
    assert str(total(["100Mi", "924Mi"])) == "1Gi"
    assert str(total([])) == "0"


def test_comparison_is_by_value_not_by_text():
    assert compare("1", "1000m") == 0
    assert compare("1Gi", "1G") == 1
    assert compare("999m", "1") == -1


@given(st.integers(-(10**15), 10**15), st.sampled_from(["", "m", "k", "Ki", "Mi", "u", "n", "e2"]))
def test_printing_keeps_the_amount(number, suffix):
    quantity = parse(f"{number}{suffix}")
    assert parse(str(quantity)).nano == quantity.nano
    assert canonical(str(quantity)) == str(quantity)


def test_a_huge_exponent_is_cheap():
    assert parse("1e999999999").nano > 0
    assert parse("1e-999999999").nano == 1

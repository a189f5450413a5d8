"""Kubernetes quantities: exact amounts such as `500m`, `1.5Gi` or `1e3`, never floats.

An amount is kept as a whole number of nano-units; what is finer is rounded up, away from zero. It
is printed in canonical form: no fraction, the largest suffix that stays exact, in the family
(decimal, binary, exponent) in which it was written.

Example: parse("0.5") prints "500m", "1000" prints "1k", "1.5Gi" prints "1536Mi".
Mirrors: kubernetes apimachinery/pkg/api/resource. Differs: amounts beyond 2^63-1 are not rounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

NANO = 10**9
CAP = (2**63 - 1) * NANO
FORM = re.compile(r"([+-]?)([0-9]*\.?[0-9]*)([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?")
PATTERN_TEXT = "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$"
REGEX_MESSAGE = f"quantities must match the regular expression '{PATTERN_TEXT}'"
SUFFIX_MESSAGE = "unable to parse quantity's suffix"
LOOSE = re.compile(PATTERN_TEXT)
DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
DECIMAL_NAMES = {exponent: name for name, exponent in DECIMAL.items()}
BINARY = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
MAX_TEXT = 64
MAX_EXPONENT = 40


@dataclass(frozen=True, order=False, slots=True)
class Quantity:
    """An amount in nano-units and the family of suffixes it prints in."""

    nano: int
    family: str = "decimal"

    def __str__(self) -> str:
        if self.family == "binary" and abs(self.nano) >= 1024 * NANO:
            return _binary_text(self.nano)
        mantissa, exponent = _decimal_parts(self.nano)
        if self.family == "exponent":
            return f"{mantissa}e{exponent}" if exponent else str(mantissa)
        return f"{mantissa}{DECIMAL_NAMES[exponent]}"

    @property
    def milli(self) -> int:
        """The amount in thousandths, rounded up (`500m` -> 500)."""
        return -(-self.nano // 1_000_000)

    @property
    def value(self) -> int:
        """The amount in whole units, rounded up (`1Ki` -> 1024)."""
        return -(-self.nano // NANO)


@lru_cache(maxsize=4096)
def parse(text: str | int | float) -> Quantity:
    """Raises ValueError with the API server's words when the text is no quantity."""
    word = str(text)
    if len(word) > MAX_TEXT or not LOOSE.fullmatch(word):
        raise ValueError(REGEX_MESSAGE)
    match = FORM.fullmatch(word)
    if not match:
        raise ValueError(SUFFIX_MESSAGE if word.count(".") < 2 else REGEX_MESSAGE)
    sign, digits, suffix = match[1], match[2], match[3] or ""
    if not digits.strip("."):
        raise ValueError(REGEX_MESSAGE)
    nano = _nano(Fraction(digits if digits[0] != "." else f"0{digits}"), suffix)
    return Quantity(-nano if sign == "-" else nano, _family(suffix))


def canonical(text: str | int | float) -> str:
    """The text as the API server stores it."""
    return str(parse(text))


def milli(text: str | int | float) -> int:
    """Thousandths, for CPU: milli("1.5") == 1500."""
    return parse(text).milli


def whole(text: str | int | float) -> int:
    """Whole units, for memory and counts: whole("1Ki") == 1024."""
    return parse(text).value


def total(texts: Iterable[str]) -> Quantity:
    """The sum, printed in the family of the first amount."""
    amounts = [parse(text) for text in texts]
    family = amounts[0].family if amounts else "decimal"
    return Quantity(sum(amount.nano for amount in amounts), family)


def compare(left: str | int | float, right: str | int | float) -> int:
    """-1, 0 or 1 as the left amount is smaller, equal or greater."""
    a, b = parse(left).nano, parse(right).nano
    return (a > b) - (a < b)


def _family(suffix: str) -> str:
    if suffix.endswith("i"):
        return "binary"
    return "exponent" if len(suffix) > 1 else "decimal"


def _nano(amount: Fraction, suffix: str) -> int:
    if suffix in DECIMAL:
        scaled = amount * Fraction(10) ** DECIMAL[suffix]
    elif suffix in BINARY:
        scaled = amount * 1024 ** BINARY.index(suffix)
    else:
        exponent = max(-MAX_EXPONENT, min(MAX_EXPONENT, int(suffix[1:])))
        scaled = amount * Fraction(10) ** exponent
    nano = scaled * NANO
    return min(-(-nano.numerator // nano.denominator), CAP)


def _decimal_parts(nano: int) -> tuple[int, int]:
    mantissa, exponent = nano, -9
    while mantissa and mantissa % 1000 == 0 and exponent < 18:
        mantissa //= 1000
        exponent += 3
    return (mantissa, exponent) if mantissa else (0, 0)


def _binary_text(nano: int) -> str:
    sign = "-" if nano < 0 else ""
    mantissa, power = -(-abs(nano) // NANO), 0
    while mantissa % 1024 == 0 and power < len(BINARY) - 1:
        mantissa //= 1024
        power += 1
    return f"{sign}{mantissa}{BINARY[power]}"

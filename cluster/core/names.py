"""Names and identities drawn from the cluster's seed, never from chance.

Every write has its own revision, so `(seed, revision)` is a fresh drawing each time: the same seed
and the same commands give the same names again.

Example: pod_suffix("s1", 42) is always the same five letters of the 27-letter alphabet (SPEC A11).
Mirrors: kubernetes apimachinery/pkg/util/rand (alphabet), apiserver/pkg/storage/names (lengths).
"""

from __future__ import annotations

from hashlib import blake2b

ALPHABET = "bcdfghjklmnpqrstvwxz2456789"
SUFFIX_LENGTH = 5
MAX_GENERATED_BASE = 58
HASH_DIGITS = str.maketrans("0123456789", "456789bcdf")


def draw(seed: str, *parts: object) -> int:
    """A 64-bit number that depends on the seed and the parts alone."""
    text = "\x1f".join([seed, *map(str, parts)])
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def fraction(seed: str, *parts: object) -> float:
    """A number in [0, 1) that depends on the seed and the parts alone."""
    return draw(seed, *parts) / 2**64


def suffix(seed: str, *parts: object) -> str:
    """Five letters for a generated name."""
    number = draw(seed, "suffix", *parts)
    letters = []
    for _ in range(SUFFIX_LENGTH):
        number, index = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "".join(letters)


def generated_name(base: str, seed: str, *parts: object) -> str:
    """A name for `metadata.generateName`: the base cut to 58 characters and a suffix (A11)."""
    return base[:MAX_GENERATED_BASE] + suffix(seed, *parts)


def new_uid(seed: str, revision: int) -> str:
    """A version-4 shaped identity for the object that is created by this revision."""
    raw = bytearray(blake2b(f"{seed}\x1fuid\x1f{revision}".encode(), digest_size=16).digest())
    raw[6] = raw[6] & 0x0F | 0x40
    raw[8] = raw[8] & 0x3F | 0x80
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def encode_hash(number: int) -> str:
    """A 32-bit template hash as it stands in names: decimal, each digit replaced (D33)."""
    return str(number).translate(HASH_DIGITS)

"""Codes that cannot be guessed and can be read aloud: Crockford's base32 (https://www.crockford.com/base32.html)."""

from __future__ import annotations

from collections.abc import Callable

RandomBits = Callable[[int], int]
"""A source of randomness such as `secrets.randbits`: takes a number of bits, returns an integer."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_code(bits: int, random_bits: RandomBits) -> str:
    """Return a random code of `bits` bits (a multiple of 5) in groups of four: ``7ZK3-M0QX-…``."""
    number = random_bits(bits)
    letters = "".join(ALPHABET[(number >> shift) & 31] for shift in range(bits - 5, -1, -5))
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def normal_code(typed: str) -> str:
    """Return what a person may have typed for a code (small letters, no hyphens, O for 0) as `new_code` writes it."""
    letters = typed.upper().translate(str.maketrans("OIL", "011", " -\t"))
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))

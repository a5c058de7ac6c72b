"""Names as they stand in one cell → given names and family name."""

from __future__ import annotations

from certbuild.text import clean, fold

_PARTICLES = """
    af al av bin bint da das de degli dei del della delle den der di do dos du el ibn la las le los te ten ter van vom von
    zu zum zur
"""


def split_name(name: str) -> tuple[str, str]:
    """Return given names and family name of "Last, First" or "First Last"; a single word is the family name.

    Particles belong to the family name ("Ludwig van Beethoven"), unless they begin the name.
    """
    family, comma, given = (clean(part) for part in name.partition(","))
    if comma and given:
        return given, family
    words = family.split()
    particles = _PARTICLES.split()
    start = len(words) - 1
    while start > 1 and fold(words[start - 1]) in particles:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def joined(given: str, family: str) -> tuple[str, str]:
    """Return given names and family name out of two cells; where one is empty, the other is the family name."""
    given, family = clean(given), clean(family)
    return (given, family) if family else ("", given)

"""Rules for enclosure certificates: how fine a lattice and how wide a window the checker's error bounds need. The checker works out its own."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

GUARD_DIGITS = 8


def choose(log_envelope: Callable[[float], float], decays: Sequence[Fraction], nats: float) -> tuple[int, Fraction]:
    """The shortest reach L, with its decay c, for which A(c) e^(-|c| L) is at most e^-nats; A is given by its logarithm."""
    return min((math.ceil((nats + log_envelope(float(c))) / abs(float(c))) + 1, c) for c in decays)


def rule(points: Sequence[Fraction], finest: int, left: tuple[int, Fraction], right: tuple[int, Fraction], digits: int) -> dict:
    """A checker's rule: the lattice is at least `finest` to a unit and contains all the points; left and right as `choose` answers."""
    common = math.lcm(*(Fraction(x).denominator for x in points), 1)
    return {
        "bits": _bits(digits), "per_unit": common * math.ceil(finest / common), "left": left[0], "right": right[0],
        "decay_left": str(left[1]), "decay_right": str(right[1]),
    }


def _bits(digits: int) -> int:
    return math.ceil((digits + GUARD_DIGITS) * math.log2(10)) + 40

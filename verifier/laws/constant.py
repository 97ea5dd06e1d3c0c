"""The law of a constant: no noise at all when it is 0."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.laws.discrete import FiniteLaw


@dataclass(frozen=True)
class Constant(FiniteLaw):
    """constant(c): probability 1 at c."""

    c: Fraction

    name = "constant"
    form = "constant(c)"

    @property
    def atoms(self):
        return ((self.c, Fraction(1)),)

    def _placed(self, location, scale):
        return Constant(location + scale * self.c)

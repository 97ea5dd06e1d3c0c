"""The Rademacher law: -1 or 1, each with probability 1/2, at location 0 and scale 1."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.laws.discrete import FiniteLaw


@dataclass(frozen=True)
class Rademacher(FiniteLaw):
    """rademacher(location, scale), by default rademacher(0,1): location - scale or location + scale."""

    location: Fraction = Fraction(0)
    scale: Fraction = Fraction(1)

    name = "rademacher"
    form = "rademacher(location,scale)"

    def __str__(self):
        return self.name if (self.location, self.scale) == (0, 1) else super().__str__()

    @property
    def atoms(self):
        return (self.location - self.scale, Fraction(1, 2)), (self.location + self.scale, Fraction(1, 2))

    def _placed(self, location, scale):
        return Rademacher(location, scale)

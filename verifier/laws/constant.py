"""The law of a constant: no noise at all when it is 0."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from verifier.laws.discrete import ATOMS, FiniteLaw


@dataclass(frozen=True)
class Constant(FiniteLaw):
    """constant(c): probability 1 at c."""

    c: Fraction

    name = "constant"
    form = "constant(c)"
    facts = replace(ATOMS, symmetric=True)

    @property
    def atoms(self):
        return ((self.c, Fraction(1)),)

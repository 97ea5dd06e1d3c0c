"""The Rademacher law: -1 or 1, each with probability 1/2."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from verifier.laws.discrete import ATOMS, FiniteLaw


@dataclass(frozen=True)
class Rademacher(FiniteLaw):
    """rademacher, without parameters."""

    name = "rademacher"
    form = "rademacher"
    facts = replace(ATOMS, symmetric=True)

    @property
    def atoms(self):
        return (Fraction(-1), Fraction(1, 2)), (Fraction(1), Fraction(1, 2))

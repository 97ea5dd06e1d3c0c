"""The Laplace law: density exp(-|t|) / 2 at location 0 and scale 1."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.laws.base import Facts, Law


@dataclass(frozen=True)
class Laplace(Law):
    """laplace(location, scale), by default laplace(0,1)."""

    location: Fraction = Fraction(0)
    scale: Fraction = Fraction(1)

    name = "laplace"
    form = "laplace(location,scale)"
    facts = Facts(density=True, bounded=False, positive=True, analytic=False, log_concave=True, symmetric=True)

    @property
    def kinks(self):
        return (self.location,)

    def _log_cdf(self, z, ops):
        tail = -ops.absolute(z) - ops.log(2 + 0 * z)
        return ops.where(z < 0, tail, ops.log1p(-ops.exp(tail)))

    def _log_pdf(self, z, ops):
        return -ops.absolute(z) - ops.log(2 + 0 * z)

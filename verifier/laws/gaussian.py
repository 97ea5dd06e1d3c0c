"""The Gaussian law."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.laws.base import Facts, Law


@dataclass(frozen=True)
class Gaussian(Law):
    """gaussian(mean, standard deviation), by default gaussian(0,1)."""

    mu: Fraction = Fraction(0)
    sd: Fraction = Fraction(1)

    name = "gaussian"
    form = "gaussian(mean,sd)"
    facts = Facts(density=True, bounded=False, positive=True, analytic=True, log_concave=True, symmetric=True)

    @property
    def location(self) -> Fraction:
        return self.mu

    @property
    def scale(self) -> Fraction:
        return self.sd

    def _log_cdf(self, z, ops):
        return ops.log_normal_cdf(z)

    def _log_pdf(self, z, ops):
        return -z * z / 2 - ops.log(2 * ops.pi) / 2

    def _growth(self, a):
        return a * a / 2

"""The uniform law on an interval."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.laws.base import Facts, Law, LawError


@dataclass(frozen=True)
class Uniform(Law):
    """uniform(a, b) with a < b."""

    a: Fraction
    b: Fraction

    name = "uniform"
    form = "uniform(a,b)"
    facts = Facts(density=True, bounded=True, positive=False, analytic=False, log_concave=True, symmetric=True)

    @property
    def location(self) -> Fraction:
        return (self.a + self.b) / 2

    @property
    def scale(self) -> Fraction:
        return (self.b - self.a) / 2

    @property
    def support(self):
        return self.a, self.b

    @property
    def kinks(self):
        return self.a, self.b

    def _check(self):
        if self.a >= self.b:
            raise LawError(f"{self.form}: a = {self.a} is not below b = {self.b}; for a single point write constant({self.a})")

    def _log_cdf(self, z, ops):
        inside = ops.where(z > -1, (1 + z) / 2, 0 * z)
        return ops.log(ops.where(z < 1, inside, 1 + 0 * z))

    def _log_pdf(self, z, ops):
        return ops.log(ops.where(ops.absolute(z) <= 1, 1 + 0 * z, 0 * z) / 2)

"""The uniform law on an interval."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from verifier.laws.balls import pieced
from verifier.laws.base import Facts, Law, LawError
from verifier.laws.counts import interval_counts


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

    corners = Fraction(-1), Fraction(1)

    def _check(self):
        if self.a >= self.b:
            raise LawError(f"{self.form}: a = {self.a} is not below b = {self.b}; for a single point write constant({self.a})")

    def cdf_pieces(self):
        width = self.b - self.a
        return (Fraction(0),), (-self.a / width, 1 / width), (Fraction(1),)

    def _standard(self, t, ops):
        """The distances from a and from b, in units of the width: no cancellation near either end."""
        width = self.b - self.a
        return ops.over(ops.minus(t, self.a), width), ops.over(-ops.minus(t, self.b), width)

    def _log_cdf(self, z, ops):
        left, right = (ops.where(side > 0, side, 0 * side) for side in z)
        return ops.where(left < 0.5, ops.log(left), ops.log1p(-right))

    def _log_survival(self, z, ops):
        return self._log_cdf(z[::-1], ops)

    def _log_pdf(self, z, ops):
        left, right = z
        return ops.log(ops.where((left >= 0) & (right >= 0), 1 + 0 * left, 0 * left) / 2)

    def _placed(self, location, scale):
        return Uniform(location - scale, location + scale)

    def _cdf_ball(self, z):
        return pieced(lambda part, piece: (arb(0), (1 + part) / 2, arb(1))[piece], z, self.corners)

    def _density_ball(self, z, piece):
        return z * 0 + (arb(1) / 2 if piece == 1 else 0)

    def _excess_ball(self, z):
        return -z if z < -1 else (1 - z.min(1)) ** 2 / 4

    def _counts_ball(self, u, terms):
        return interval_counts(u, 2 * self.scale, terms)

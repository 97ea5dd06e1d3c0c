"""The exponential law: density exp(-t) for t > 0 at location 0 and scale 1."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from verifier.laws.balls import pieced
from verifier.laws.base import Facts, Law
from verifier.laws.counts import upper_counts


@dataclass(frozen=True)
class Exponential(Law):
    """exponential(location, scale), by default exponential(0,1): location + scale * X with P(X > t) = exp(-t)."""

    location: Fraction = Fraction(0)
    scale: Fraction = Fraction(1)

    name = "exponential"
    form = "exponential(location,scale)"
    facts = Facts(density=True, bounded=False, positive=False, analytic=False, log_concave=True, symmetric=False)
    corners = (Fraction(0),)

    @property
    def mean(self):
        return self.location + self.scale

    @property
    def support(self):
        return self.location, None

    def _log_cdf(self, z, ops):
        z = ops.where(z > 0, z, 0 * z)
        return ops.where(z < 0.5, ops.log(-ops.expm1(-z)), ops.log1p(-ops.exp(-z)))

    def _log_survival(self, z, ops):
        return ops.where(z > 0, -z, 0 * z)

    def _log_pdf(self, z, ops):
        return ops.log(ops.where(z >= 0, 1 + 0 * z, 0 * z)) - z

    def _cdf_ball(self, z):
        return pieced(lambda part, piece: -(-part).expm1() if piece else arb(0), z, self.corners)

    def _survival_ball(self, z):
        return pieced(lambda part, piece: (-part).exp() if piece else arb(1), z, self.corners)

    def _density_ball(self, z, piece):
        return (-z).exp() if piece else 0 * z

    def _excess_ball(self, z):
        return pieced(lambda part, piece: (-part).exp() if piece else 1 - part, z, self.corners)

    def _shortfall_ball(self, z):
        return pieced(lambda part, piece: part + (-part).expm1() if piece else arb(0), z, self.corners)

    def _counts_ball(self, u, terms):
        return upper_counts(u, 1 / self.scale, terms)

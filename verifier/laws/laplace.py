"""The Laplace law: density exp(-|t|) / 2 at location 0 and scale 1."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.laws.balls import ball, pieced
from verifier.laws.base import Facts, Law
from verifier.laws.special_balls import decayed_series, exponential_integral


@dataclass(frozen=True)
class Laplace(Law):
    """laplace(location, scale), by default laplace(0,1)."""

    location: Fraction = Fraction(0)
    scale: Fraction = Fraction(1)

    name = "laplace"
    form = "laplace(location,scale)"
    facts = Facts(density=True, bounded=False, positive=True, analytic=False, log_concave=True, symmetric=True)

    corners = (Fraction(0),)

    def _log_cdf(self, z, ops):
        size = ops.absolute(z)
        return ops.where(z < 0, -size - ops.log(2 + 0 * z), ops.log1p(-ops.exp(-size) / 2))

    def _log_pdf(self, z, ops):
        return -ops.absolute(z) - ops.log(2 + 0 * z)

    def _cdf_ball(self, z):
        return pieced(lambda part, piece: 1 - (-part).exp() / 2 if piece else part.exp() / 2, z, self.corners)

    def _density_ball(self, z, piece):
        return (-z if piece else z).exp() / 2

    def _excess_ball(self, z):
        return (-z).exp() / 2 if z > 0 else z.exp() / 2 - z

    def _smoothed_ball(self, u):
        """With y = e^x on either side of 0, a = 1 / scale: a E_{1+a}(u) and a u^-a times the lower gamma function of a, over 2."""
        a = ball(1 / self.scale)
        right = a * exponential_integral(u, 1 / self.scale + 1), a * u * exponential_integral(u, 1 / self.scale)
        left = decayed_series(u, 1 / self.scale), a * u / (a + 1) * decayed_series(u, 1 / self.scale + 1)
        return (left[0] + right[0]) / 2, (left[1] + right[1]) / 2

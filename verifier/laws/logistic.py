"""The logistic law: F(t) = 1 / (1 + exp(-t)) at location 0 and scale 1; the law of the difference of two Gumbel variables."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from verifier.laws.balls import strip_cosine
from verifier.laws.base import Facts, Law
from verifier.laws.special_balls import exponential_integral

ANGLE = 2.8


@dataclass(frozen=True)
class Logistic(Law):
    """logistic(location, scale), by default logistic(0,1)."""

    location: Fraction = Fraction(0)
    scale: Fraction = Fraction(1)

    name = "logistic"
    form = "logistic(location,scale)"
    facts = Facts(density=True, bounded=False, positive=True, analytic=True, log_concave=True, symmetric=True)

    def _log_cdf(self, z, ops):
        return ops.where(z < 0, z, 0 * z) - ops.log1p(ops.exp(-ops.absolute(z)))

    def _log_pdf(self, z, ops):
        return -ops.absolute(z) - 2 * ops.log1p(ops.exp(-ops.absolute(z)))

    def _growth(self, a):
        return -math.log(math.cos(a / 2)) if a < ANGLE else math.inf

    def _cdf_ball(self, z):
        return z.exp() / (1 + z.exp()) if z < 0 else 1 / (1 + (-z).exp())

    def _density_ball(self, z, piece):
        """A quarter of 1 / cosh(z / 2)^2: with e^-z for Re z > 0 and e^z else, nan if 1 + e^z may vanish."""
        decay = (-z if z.real > 0 else z).exp()
        return decay / (1 + decay) ** 2

    def _excess_ball(self, z):
        """The integral of 1 / (1 + e^s) over s > z."""
        return (-z).exp().log1p() if z > 0 else z.exp().log1p() - z

    def _smoothed_ball(self, u):
        """The integral of e^(-ux) / (1 + x)^2 over x > 0, since e^gamma has density 1 / (1 + x)^2; and -u times its derivative."""
        if self.scale != 1:
            return None
        first, second = (u.exp() * exponential_integral(u, order) for order in (Fraction(1), Fraction(2)))
        return second, u * (first - second)

    def _strip_ball(self, a):
        """|cosh((g + ia) / 2)|^2 = (cosh g + cos a) / 2 >= cos(a / 2)^2 cosh(g / 2)^2, while |a| < pi."""
        cosine = strip_cosine(a, Fraction(1, 2))
        return 1 / cosine**2, arb(0)

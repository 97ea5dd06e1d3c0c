"""The Gumbel law of maxima: F(t) = exp(-exp(-t)) at location 0 and scale 1; its mean is Euler's constant."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from verifier.laws.arithmetic import Arithmetic, floats
from verifier.laws.balls import ball, strip_cosine
from verifier.laws.base import Facts, Law
from verifier.laws.special_balls import bessel_k

COSINE = 0.07
FAR = 1_000_000


@dataclass(frozen=True)
class Gumbel(Law):
    """gumbel(location, scale), by default gumbel(0,1)."""

    location: Fraction = Fraction(0)
    scale: Fraction = Fraction(1)

    name = "gumbel"
    form = "gumbel(location,scale)"
    facts = Facts(density=True, bounded=False, positive=True, analytic=True, log_concave=True, symmetric=False)

    def mean_value(self, ops: Arithmetic | None = None):
        ops = ops or floats()
        return ops.number(self.location) + ops.number(self.scale) * ops.euler

    def mean_ball(self):
        return ball(self.location) + ball(self.scale) * arb.const_euler()

    def _log_cdf(self, z, ops):
        return -ops.exp(-z)

    def _log_survival(self, z, ops):
        """log(1 - exp(-r)) with r = e^-z: as log1p(-F) where F < 1/2, and -z - r / 2 + ... where r is tiny and may underflow."""
        rate = ops.exp(-z)
        near = ops.where(rate > 0.5, ops.log1p(-ops.exp(-rate)), ops.log(-ops.expm1(-rate)))
        return ops.where(rate < ops.tiny, -z - rate / 2, near)

    def _log_pdf(self, z, ops):
        return -z - ops.exp(-z)

    def _growth(self, a):
        return 0.0 if a < math.acos(COSINE) else math.inf

    def _cdf_ball(self, z):
        return arb(0).union(self._cdf_ball(arb(-FAR))) if z < -FAR else (-(-z).exp()).exp()

    def _survival_ball(self, z):
        return 1 - self._cdf_ball(z) if z < -FAR else -(-(-z).exp()).expm1()

    def _density_ball(self, z, piece):
        return (-z - (-z).exp()).exp()

    def _excess_ball(self, z):
        """1 - F(s) <= e^-s; and E max(gamma - z, 0) = E gamma - z + E max(z - gamma, 0)."""
        found = arb.const_euler() - z + self._shortfall_ball(z)
        return found.upper().min((-z).exp().upper())

    def _shortfall_ball(self, z):
        """The integral of exp(-e^-s) over s < z."""
        return (-z).exp().expint(1)

    def _smoothed_ball(self, u):
        """gamma + G: the integral of exp(-v - u / v) over v > 0 is 2 sqrt(u) K_1(2 sqrt(u)), and K_1(x) + x K_1'(x) = -x K_0(x)."""
        if self.scale != 1:
            return None
        x = 2 * u.sqrt()
        return x * bessel_k(x, 1), x * x / 2 * bessel_k(x, 0)

    def _strip_ball(self, a):
        """|f(g + ia)| = exp(-g - e^-g cos a) = f(g - log cos a) / cos a, exactly, while |a| < pi / 2."""
        cosine = strip_cosine(a, 1)
        return 1 / cosine, cosine.log()

"""The Gaussian law."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import log2

from flint import arb, ctx

from verifier.laws.base import Facts, Law

FAR, GUARD = -1000, 8


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
        tail, logs = ops.normal_tail(ops.absolute(z))
        return ops.where(z < 0, logs, ops.log1p(-tail))

    def _log_pdf(self, z, ops):
        return -z * z / 2 - ops.log(2 * ops.pi) / 2

    def _growth(self, a):
        return a * a / 2

    def _placed(self, location, scale):
        return Gaussian(location, scale)

    def _cdf_ball(self, z):
        """Far left from exact arguments, since flint spreads the error of others too widely there."""
        if not z < FAR:
            return (-z / arb(2).sqrt()).erfc() / 2
        with ctx.workprec(ctx.prec + GUARD + int(2 * min(log2(-float(z.lower())), ctx.prec))):
            u = -z / arb(2).sqrt()
            return u.lower().erfc().union(u.upper().erfc()) / 2

    def _density_ball(self, z, piece):
        return (-z * z / 2).exp() * _peak(ctx.prec)

    def _excess_ball(self, z):
        """f(z) - z (1 - F(z)), and for z > 0 at most f(z) / (1 + z^2), since 1 - F(z) >= z f(z) / (1 + z^2)."""
        density = self._density_ball(z, 0)
        return density / (1 + z * z) if z > 0 else density - z * self._survival_ball(z)

    def _strip_ball(self, a):
        """|exp(-(g + ia)^2 / 2)| = e^(a^2 / 2) exp(-g^2 / 2)."""
        return (a * a / 2).exp(), arb(0)


@lru_cache(maxsize=64)
def _peak(precision: int) -> arb:
    """The density at 0."""
    with ctx.workprec(precision):
        return 1 / (2 * arb.pi()).sqrt()

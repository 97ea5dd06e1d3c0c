"""The Cauchy law: density 1 / (pi (1 + t^2)) at location 0 and scale 1. It has no mean."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import acb, arb

from verifier.laws.base import Facts, Law


@dataclass(frozen=True)
class Cauchy(Law):
    """cauchy(location, scale), by default cauchy(0,1); the same as student_t(1, location, scale)."""

    location: Fraction = Fraction(0)
    scale: Fraction = Fraction(1)

    name = "cauchy"
    form = "cauchy(location,scale)"
    facts = Facts(density=True, bounded=False, positive=True, analytic=True, log_concave=False, symmetric=True, moments=1)

    @property
    def mean(self):
        return None

    def _log_cdf(self, z, ops):
        tail, logs = ops.student_tail(Fraction(1), ops.absolute(z))
        return ops.where(z < 0, logs, ops.log1p(-tail))

    def _log_pdf(self, z, ops):
        """-log pi - log(1 + z^2), as -2 log|z| - log(1 + 1 / z^2) where |z| > 1: no overflow."""
        size = ops.absolute(z)
        large, small = ops.where(size > 1, size, 1 + 0 * size), ops.where(size > 1, 0 * size, size)
        squares = ops.where(size > 1, 2 * ops.log(large) + ops.log1p(1 / (large * large)), ops.log1p(small * small))
        return -ops.log(ops.pi + 0 * size) - squares

    def _cdf_ball(self, z):
        if z < -1:
            return (-1 / z).atan() / arb.pi()
        return 1 - (1 / z).atan() / arb.pi() if z > 1 else arb(1) / 2 + z.atan() / arb.pi()

    def _density_ball(self, z, piece):
        """In two factors where z is complex: boxes that miss +-i may have squares that do not miss -1."""
        if isinstance(z, arb):
            return 1 / (arb.pi() * (1 + z * z))
        turned = acb(0, 1) * z
        return 1 / (1 + turned) * (1 / (1 - turned)) / arb.pi()

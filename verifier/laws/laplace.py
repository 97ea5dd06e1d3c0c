"""The Laplace law: density exp(-|t|) / 2 at location 0 and scale 1."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.laws.balls import pieced
from verifier.laws.base import Facts, Law
from verifier.laws.counts import lower_counts, upper_counts


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
        return ops.where(z < 0, -size - ops.log(ops.number(Fraction(2))), ops.log1p(-ops.exp(-size) / 2))

    def _log_pdf(self, z, ops):
        return -ops.absolute(z) - ops.log(ops.number(Fraction(2)))

    def _cdf_ball(self, z):
        return pieced(lambda part, piece: 1 - (-part).exp() / 2 if piece else part.exp() / 2, z, self.corners)

    def _density_ball(self, z, piece):
        return (-z if piece else z).exp() / 2

    def _excess_ball(self, z):
        return (-z).exp() / 2 if z > 0 else z.exp() / 2 - z

    def _counts_ball(self, u, terms):
        """Half of those of an exponential variable, and half of those of minus one."""
        pairs = zip(upper_counts(u, 1 / self.scale, terms), lower_counts(u, 1 / self.scale, terms))
        return [(above + below) / 2 for above, below in pairs]

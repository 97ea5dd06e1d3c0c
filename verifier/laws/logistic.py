"""The logistic law: F(t) = 1 / (1 + exp(-t)) at location 0 and scale 1; the law of the difference of two Gumbel variables."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from verifier.laws.base import Facts, Law

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

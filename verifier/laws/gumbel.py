"""The Gumbel law of maxima: F(t) = exp(-exp(-t)) at location 0 and scale 1; its mean is Euler's constant."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from verifier.laws.arithmetic import Arithmetic, floats
from verifier.laws.base import Facts, Law

COSINE = 0.07


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

    def _log_cdf(self, z, ops):
        return -ops.exp(-z)

    def _log_survival(self, z, ops):
        return ops.log(-ops.expm1(-ops.exp(-z)))

    def _log_pdf(self, z, ops):
        return -z - ops.exp(-z)

    def _growth(self, a):
        return 0.0 if a < math.acos(COSINE) else math.inf

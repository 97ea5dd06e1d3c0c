"""Perturb-Softmax: the expected softmax of theta + gamma, which is Perturb-Argmax with noise gamma + G for a standard Gumbel variable G."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from verifier.engines.quadrature import QuadratureError, panels, spacing, trapezoid
from verifier.laws import Law, reach
from verifier.laws.gumbel import Gumbel
from verifier.models.model import ROUNDING_NATS, Model

MOST_ENTRIES = 40_000_000
PANEL = 4.0
LARGE = 6.5
STANDARD = Gumbel()


class PerturbSoftmax(Model):
    """f(theta) = E log sum exp(theta + gamma) and its derivatives; arguments and accuracy as for Model.

    softmax(x)_i = P(argmax(x + G) = i), hence E lse(theta + gamma) = E max(theta + gamma + G) - Euler's constant. Smooth for every law.
    """

    kind = "softmax"

    @property
    def offset(self) -> float:
        return float(STANDARD.mean_value())

    @cached_property
    def summands(self) -> tuple:
        return tuple(Smoothed(law) for law in self.laws)


@dataclass(frozen=True)
class Smoothed:
    """The law of gamma + G in float64: a mixture of Gumbel laws placed at gamma's atoms, or at the nodes of a fixed quadrature.

    The sums have positive terms only, so there is no cancellation in either tail. Estimated, not certified.
    """

    law: Law
    nats: float = ROUNDING_NATS

    support = (None, None)
    atoms = ()
    kinks = ()
    scale = Fraction(1)

    def log_cdf(self, t):
        """log P(gamma + G <= t), float64, shape of t."""
        return self.log_cdf_pdf(t)[0]

    def log_pdf(self, t):
        """The logarithm of the density, float64, shape of t."""
        return self.log_cdf_pdf(t)[1]

    def log_cdf_pdf(self, t):
        """Both from one table."""
        import numpy as np

        rates, weights = self._rates(t)
        above, kernel = -np.expm1(-rates) @ weights, np.exp(-rates)
        with np.errstate(divide="ignore"):
            log_cdf = np.where(above < 0.5, np.log1p(-np.minimum(above, 0.5)), np.log(kernel @ weights))
            return log_cdf, np.log((rates * kernel) @ weights)

    def log_survival(self, t):
        """log P(gamma + G > t), float64, shape of t."""
        import numpy as np

        rates, weights = self._rates(t)
        with np.errstate(divide="ignore"):
            return np.log(-np.expm1(-rates) @ weights)

    def growth(self, a: float) -> float:
        """As for a standard Gumbel variable, whatever the law of gamma."""
        return STANDARD.growth(a)

    def _rates(self, t):
        """exp(gamma_k - t), shape (..., K), cut off at e^LARGE where a Gumbel cdf counts as 0, and the K weights."""
        import numpy as np

        places, weights = mixture(self.law, self.nats)
        if np.size(t) * len(places) > MOST_ENTRIES:
            raise QuadratureError(f"{self.law} plus a Gumbel variable needs a table of {np.size(t)} by {len(places)}; take a smaller scale")
        return np.exp(np.minimum(places - np.asarray(t)[..., None], LARGE)), weights


@lru_cache(maxsize=64)
def mixture(law: Law, nats: float):
    """Places and weights (float64 arrays) of a finite mixture for the law, less tails of about exp(-nats)."""
    import numpy as np

    if law.atoms:
        return np.array([float(point) for point, _ in law.atoms]), np.array([float(weight) for _, weight in law.atoms])
    low, high = reach(law, nats)
    if law.facts.analytic:
        nodes, weights = trapezoid(low, high, gamma_spacing(law, nats))
    else:
        breaks = sorted({low, high, *(float(kink) for kink in law.kinks)})
        nodes, weights = panels(breaks, PANEL * min(1.0, float(law.scale)))
    return nodes, weights * law.pdf(nodes)


def gamma_spacing(law: Law, nats: float) -> float:
    """The spacing of a trapezoid rule in gamma for the density times a Gumbel cdf or density, for a law that is analytic on the line."""
    return spacing(nats, [law.growth, STANDARD.growth, _density_growth], min(1.0, float(law.scale)))


def _density_growth(a: float) -> float:
    """What a density may grow beyond its cdf: 1 / cos a for the Gumbel law."""
    return -math.log(math.cos(a)) if a < math.pi / 2 else math.inf

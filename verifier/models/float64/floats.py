"""What the float64 engine needs to know of each summand: gamma itself, or gamma + G."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from verifier.engines.floating.maxima import Factor
from verifier.engines.floating.quadrature import QuadratureError
from verifier.engines.floating.tables import Table
from verifier.laws import Law, reach
from verifier.models.float64.factors import quick
from verifier.models.float64.mixtures import LEAST_NATS, heaviest, mixture, plain

NATS = 107.0
HEAVY_NATS, NATS_PER_POWER = 41.0, 28.0
WIDTH, CELL = 1.5, 0.25
STRIP = 1 << 13


@dataclass(frozen=True, eq=False)
class Variable:
    """A summand with the law's centre taken off.

    law         gamma's, without the centre
    factor      array z -> (log F(z), f(z) / F(z)); f / F is 0 where F is, and for atoms
    survival    array z -> P(Y > z)
    low, high   the part of the line that matters for probabilities down to 1e-30, within the support
    top         the upper end of the support, inf if there is none
    kinks       where F is not analytic, atoms included
    atoms       whether there are any
    centres     the points near which F varies fastest, and
    scale       the length on which it varies there
    grain       the length of cells on which F is a polynomial to rounding between kinks
    width       that of a sinh grid for its tails, inf if they are Gaussian
    power       P(|Y| > t) falls like t^-power; inf for light tails
    upper       nats -> where P(Y > t) is about exp(-nats), or a little beyond; None unless P(Y > t) is known to be log-concave
    """

    law: Law
    factor: Factor
    survival: Callable[[Any], Any]
    low: float
    high: float
    top: float
    kinks: tuple[float, ...]
    atoms: bool
    centres: tuple[float, ...]
    scale: float
    grain: float
    width: float
    power: float
    upper: Callable[[float], float] | None


def centre(law: Law) -> Fraction:
    """What is taken off a law: its location, or its only atom."""
    return law.atoms[0][0] if len(law.atoms) == 1 else law.location


@lru_cache(maxsize=256)
def variable(law: Law, smoothed: bool) -> Variable:
    """The summand gamma less the law's centre, or gamma + G. Rejects what `mixture` rejects, and tails too heavy (QuadratureError)."""
    law = law.shifted(-centre(law))
    power = math.inf if law.atoms else float(law.facts.moments)
    if _nats(power) > heaviest(power, LEAST_NATS):
        raise QuadratureError(f"its tails are too heavy for float64: more than 1e-16 lies where its density is below 1e-290")
    return _smoothed(law, power) if smoothed else _plain(law, power)


def _plain(law: Law, power: float) -> Variable:
    low, high = map(float, law.support) if law.facts.bounded else reach(law, _nats(power))
    width = math.inf if law.name == "gaussian" else WIDTH * float(law.scale)
    factor = _steps(law) if law.atoms else _in_strips(quick(law) or _ratio(law)) if law.name != "student_t" else plain(law)
    scale, kinks = float(law.scale), tuple(map(float, law.kinks))
    grain = CELL / 2 * scale if law.name in ("gaussian", "cauchy") else factor.grain if isinstance(factor, Table) else CELL * scale
    top = math.inf if law.support[1] is None else float(law.support[1])
    upper = (lambda nats: reach(law, nats)[1]) if law.facts.log_concave else None
    return Variable(law, factor, law.survival, low, high, top, kinks, bool(law.atoms), (0.0,), scale, grain, width, power, upper)


def _smoothed(law: Law, power: float) -> Variable:
    import numpy as np

    made, kinks = mixture(law), tuple(map(float, law.kinks))
    wide = 1.0 if law.atoms else max(1.0, float(law.scale))
    low, high = _ends(made, _nats(power))
    scale = 1.0 if kinks else wide
    upper = (lambda nats: _ends(made, nats)[1]) if law.facts.log_concave else None
    return Variable(law, made, lambda z: -np.expm1(made(z)[0]), low, high, math.inf, (), False, kinks or (0.0,), scale, made.grain, WIDTH * wide,
                    power, upper)


def _nats(power: float) -> float:
    return NATS if power == math.inf else min(NATS, HEAVY_NATS + NATS_PER_POWER * power)


def _ratio(law: Law) -> Factor:
    import numpy as np

    def factor(z):
        logs, density = law.log_cdf_pdf(z)
        with np.errstate(all="ignore"):
            ratios = np.exp(density - logs)
        return logs, ratios if law.support[0] is None else np.where(logs > -np.inf, ratios, 0.0)

    return factor


def _in_strips(factor: Factor) -> Factor:
    """The same factor; of large arrays one strip after the other, so that what is computed in between stays in the cache."""
    import numpy as np

    def stripped(z):
        if z.size <= 2 * STRIP:
            return factor(z)
        flat, found = z.reshape(-1), np.empty((2, z.size))
        for start in range(0, z.size, STRIP):
            found[:, start : start + STRIP] = factor(flat[start : start + STRIP])
        return tuple(found.reshape(2, *z.shape))

    return stripped


def _steps(law: Law) -> Factor:
    import numpy as np

    return lambda z: (law.log_cdf(z), np.zeros_like(z))


def _ends(made: Table, nats: float) -> tuple[float, float]:
    """The edges of cells before which F, and beyond which 1 - F, is below about exp(-nats)."""
    import numpy as np

    logs = made(made.edges)[0]
    inside = np.flatnonzero((logs > -nats) & (logs < -math.exp(-nats)))
    return float(made.edges[max(0, inside[0] - 1)]), float(made.edges[min(len(logs) - 1, inside[-1] + 1)])

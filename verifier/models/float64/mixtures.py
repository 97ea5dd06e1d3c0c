"""Tables of laws in float64, each computed once: of gamma where its formulas are costly, of gamma + G, G a standard Gumbel variable.

F(z) = E exp(-e^(gamma - z)) is smooth whatever gamma is. The sums behind the table have positive terms only, so -log F and f / F keep their
relative accuracy in both tails.
"""

from __future__ import annotations

import math
from functools import lru_cache, partial

from verifier.engines.floating.quadrature import graded, nodes_on, trapezoid
from verifier.engines.floating.tables import NOWHERE, Table, tabulate
from verifier.laws import Law, reach
from verifier.laws.gumbel import Gumbel

BELOW = 260.0
ABOVE, NEAR = 7.0, 6.0
PANEL, TOGETHER = 2.0, 4.0
CORE, FINE = 24, 0.5
TAIL_NATS, FURTHER, HEAVY_NATS, MEAN_NATS = 230.0, 240.0, 160.0, 60.0
LEAST_NATS, LEAST_DENSITY = 670.0, 690.0
FAR, FARTHEST = 300.0, 1e18
WIDE, STRETCH, SPACING, CHUNK = 16.0, 1.5, 0.035, 2000


@lru_cache(maxsize=64)
def plain(law: Law) -> Table:
    """The table for gamma itself, for a law that is analytic on the line and has location 0."""
    import numpy as np

    def sample(z):
        logs, density = law.log_cdf_pdf(z)
        return np.stack([-logs, np.exp(density - logs)])

    return tabulate(sample, *_window(law, FURTHER, LEAST_DENSITY), float(law.scale))


@lru_cache(maxsize=64)
def mixture(law: Law) -> Table:
    """The table for gamma + G, for a law of location 0. Rejects a law that would need too many cells (QuadratureError)."""
    centres = tuple(map(float, law.kinks)) or (0.0,)
    unit = 1.0 if law.kinks else max(1.0, float(law.scale))
    return tabulate(partial(_sample, law), *_ends(law), unit, centres)


def _window(law: Law, nats: float, least: float) -> tuple[float, float]:
    """Beyond it lies a probability of e^-nats, and e^-50 of the mean if there is one; of very heavy tails what has a density below e^-least."""
    power = float(law.facts.moments)
    return reach(law, min(max(nats, MEAN_NATS * power / (power - 1)) if 1 < power < 2 else nats, heaviest(power, least)))


def heaviest(power: float, least: float) -> float:
    """How many nats a tail t^-power has fallen where its density has fallen to e^-least."""
    return least / (1 + 1 / power)


def _ends(law: Law) -> tuple[float, float]:
    """Where F is about exp(-230), and where P(gamma + G > z) is, by bisection; for heavy tails at most the window."""
    import numpy as np

    def crossing(outside, inside, level):
        for _ in range(50):
            middle = (outside + inside) / 2
            beyond = (np.log(_sample(law, np.array([middle]))[0, 0]) > level) == (outside < inside)
            outside, inside = (middle, inside) if beyond else (outside, middle)
        return outside

    start, stop = _window(law, *((HEAVY_NATS, LEAST_NATS) if law.facts.moments < np.inf else (TAIL_NATS, LEAST_DENSITY)))
    return crossing(start - ABOVE, stop + 1, np.log(TAIL_NATS)), crossing(stop + TAIL_NATS, start, -TAIL_NATS)


def _sample(law: Law, z):
    """-log F and f / F at the points z, stacked; neighbours share a rule."""
    import numpy as np

    points, far = z.ravel(), _is_far(law, z.ravel())
    found = np.empty((3, z.size))
    numbers = np.flatnonzero(far)
    for start in range(0, len(numbers), CHUNK):
        found[:, numbers[start : start + CHUNK]] = _far(law, points[numbers[start : start + CHUNK]])
    blocks = np.where(far, np.nan, np.floor(points / TOGETHER))
    for block in np.unique(blocks[~far]):
        found[:, blocks == block] = _near(law, points[blocks == block])
    cdf, survival, density = found
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(survival < 0.5, -np.log1p(-np.minimum(survival, 0.5)), -np.log(cdf))
        return np.stack([np.where(cdf > 0, logs, NOWHERE), np.where(cdf > 0, density / cdf, 0.0)]).reshape(2, *z.shape)


def _is_far(law: Law, z):
    """Whether gamma varies slowly, or analytically on a scale above that of G, on all of [z - 300, z + 300]."""
    import numpy as np

    wide = law.facts.analytic and law.scale >= WIDE
    centres = np.array(() if wide else tuple(map(float, law.kinks)) or (0.0,))
    return (np.abs(z[:, None] - centres) > FAR).all(axis=1) & (not law.atoms)


def _far(law: Law, z):
    """F, 1 - F and f: the means of gamma's under the law of G."""
    import numpy as np

    found = np.stack(_functions(law, z))
    near = np.abs(z) < FARTHEST * (1 + float(law.scale))
    u, weights = trapezoid(math.asinh(-NEAR / STRETCH), math.asinh(BELOW / STRETCH), SPACING)
    nodes = STRETCH * np.sinh(u)
    weights = weights * STRETCH * np.cosh(u) * Gumbel().pdf(nodes)
    found[:, near] = [part @ weights for part in _functions(law, z[near, None] - nodes)]
    return found


def _near(law: Law, z):
    """F, 1 - F and f at neighbouring points, by one rule for gamma."""
    import numpy as np

    points, masses, surely, never = _masses(law, float(z.min()), float(z.max()))
    rates = np.exp(np.minimum(points - z[:, None], ABOVE))
    kernel = np.exp(-rates)
    return surely + kernel @ masses, never - np.expm1(-rates) @ masses, (rates * kernel) @ masses


def _functions(law: Law, z):
    """The cdf, the survival function and the density; of heavy tails from a table, as the formulas are slow."""
    import numpy as np

    if law.facts.moments == np.inf:
        return law.cdf(z), law.survival(z), law.pdf(z)
    logs, ratios = plain(law)(z)
    cdf = np.exp(logs)
    return cdf, -np.expm1(logs), ratios * cdf


def _masses(law: Law, low: float, high: float):
    """Points and masses that stand for gamma near [low, high], and the probabilities below them and above them."""
    import numpy as np

    if law.atoms:
        return np.array([float(point) for point, _ in law.atoms]), np.array([float(weight) for _, weight in law.atoms]), 0.0, 0.0
    first, last = (-np.inf, np.inf) if law.facts.moments < np.inf else reach(law, FURTHER)
    start, stop = min(max(first, low - BELOW), last), min(last, high + ABOVE)
    breaks = np.array(sorted({start, stop, *(float(kink) for kink in law.kinks if start < kink < stop)}))
    core = np.arange(-CORE, CORE + 1) * (float(law.scale) * FINE) + float(law.location)
    near = np.arange(low - NEAR, high + ABOVE)
    breaks = np.concatenate([breaks, np.arange(start, stop, PANEL), *(x[(start < x) & (x < stop)] for x in (core, near))])
    centres, widths = [np.array([float(law.location)])], [float(law.scale)]
    if law.support[0] is not None:
        centres, widths = [*centres, np.array([float(law.support[0])])], [*widths, 1 / TAIL_NATS]
    points, weights = nodes_on(graded(np.unique(breaks), centres, widths))
    surely, never = (float(law.cdf(start)) if start > first else 0.0), (float(law.survival(stop)) if stop < last else 0.0)
    return points, weights * _functions(law, points)[2], surely, never

"""The law of gamma + G, G a standard Gumbel variable, in float64: a table, computed once for each law.

F(z) = E exp(-e^(gamma - z)) is smooth whatever gamma is. The sums behind the table have positive terms only, so -log F and f / F keep their
relative accuracy in both tails.
"""

from __future__ import annotations

from functools import lru_cache, partial

from verifier.engines.floating.quadrature import graded, nodes_on, trapezoid
from verifier.engines.floating.tables import Table, tabulate
from verifier.laws import Law, reach
from verifier.laws.gumbel import Gumbel

CELL = 0.25
BELOW = 260.0
ABOVE, NEAR = 7.0, 6.0
PANEL = 4.0
CORE, FINE = 24, 0.5
TOGETHER = 2.0
TAIL_NATS = 230.0
HEAVY_END, FURTHER = 93.0, 120.0
FAR, FARTHEST = 300.0, 1e18


@lru_cache(maxsize=64)
def plain(law: Law) -> Table:
    """The table for gamma itself, for a law that is analytic on the line and has location 0."""
    import numpy as np

    def sample(z):
        logs, density = law.log_cdf_pdf(z)
        return np.stack([-logs, np.exp(density - logs)])

    scale = float(law.scale)
    if law.facts.moments < np.inf:
        return tabulate(sample, -FURTHER, FURTHER, CELL, scale)
    low, high = reach(law, TAIL_NATS)
    return tabulate(sample, low, high, CELL * scale)


@lru_cache(maxsize=64)
def mixture(law: Law) -> Table:
    """The table for gamma + G, for a law of location 0. Rejects a law that would need more than 40 000 cells (QuadratureError)."""
    import numpy as np

    heavy = law.facts.moments < np.inf
    width = max(CELL, float(law.scale) / 4) if law.facts.analytic and not heavy else CELL
    if heavy:
        return tabulate(partial(_sample, law, 1), -HEAVY_END, HEAVY_END, width, 1.0)
    return tabulate(partial(_sample, law, max(1, int(TOGETHER / width))), *_ends(law), width)


def _sample(law: Law, together: int, z):
    """-log F and f / F at z, shape (cells, points); so many cells at a time share a rule, of heavy tails single points where they vary."""
    import numpy as np

    parts = []
    for start in range(0, len(z), together):
        near = z[start : start + together].ravel()
        alone = law.facts.moments < np.inf and not _is_far(law, near)
        parts += [_tails(law, point) for point in near[:, None]] if alone else [_tails(law, near)]
    return np.concatenate(parts, axis=1).reshape(2, *z.shape)


def _is_far(law: Law, z) -> bool:
    """Whether the heavy tail varies slowly there."""
    return law.facts.moments < float("inf") and abs(z).min() > FAR * (1 + float(law.scale))


def _ends(law: Law) -> tuple[float, float]:
    """Where F is about exp(-230), and where P(gamma + G > z) is, by bisection."""
    import numpy as np

    def crossing(outside, inside, level):
        for _ in range(50):
            middle = (outside + inside) / 2
            beyond = (np.log(_tails(law, np.array([middle]))[0, 0]) > level) == (outside < inside)
            outside, inside = (middle, inside) if beyond else (outside, middle)
        return outside

    start, stop = reach(law, TAIL_NATS)
    return crossing(start - ABOVE, stop + 1, np.log(TAIL_NATS)), crossing(stop + TAIL_NATS, start, -TAIL_NATS)


def _tails(law: Law, z):
    """-log F and f / F at a few neighbouring points z, shape (2, len(z))."""
    import numpy as np

    if _is_far(law, z):
        cdf, survival, density = _far(law, z)
    else:
        points, masses, surely, never = _masses(law, float(z.min()), float(z.max()))
        rates = np.exp(np.minimum(points - z[:, None], ABOVE))
        kernel = np.exp(-rates)
        cdf, survival, density = surely + kernel @ masses, never - np.expm1(-rates) @ masses, (rates * kernel) @ masses
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.stack([np.where(survival < 0.5, -np.log1p(-np.minimum(survival, 0.5)), -np.log(cdf)), density / cdf])


def _far(law: Law, z):
    """F, 1 - F and f where the heavy tail varies slowly: its means under the law of G."""
    if abs(z).min() > FARTHEST * (1 + float(law.scale)):
        return _functions(law, z)
    nodes, weights = trapezoid(-6.0, FAR / 2, 0.2)
    weights = weights * Gumbel().pdf(nodes)
    return tuple(part @ weights for part in _functions(law, z[:, None] - nodes))


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
    start, stop = (-np.inf, np.inf) if law.facts.moments < np.inf else reach(law, TAIL_NATS + 10)
    start, stop = max(start, low - BELOW), min(stop, high + ABOVE)
    breaks = np.array(sorted({start, stop, *(float(kink) for kink in law.kinks if start < kink < stop)}))
    core = np.arange(-CORE, CORE + 1) * (float(law.scale) * FINE) + float(law.location)
    near = np.arange(low - NEAR, high + ABOVE)
    breaks = np.concatenate([breaks, np.arange(start, stop, PANEL), *(x[(start < x) & (x < stop)] for x in (core, near))])
    centres, widths = [np.array([float(law.location)])], [float(law.scale)]
    if law.support[0] is not None:
        centres, widths = [*centres, np.array([float(law.support[0])])], [*widths, 1 / TAIL_NATS]
    points, weights = nodes_on(graded(np.unique(breaks), centres, widths))
    return points, weights * _functions(law, points)[2], float(law.cdf(start)), float(law.survival(stop))

"""About how small the probabilities of Perturb-Softmax are, in logarithms, however small: float64 estimates that steer the lattice sums.

Nothing here is proved; a wrong estimate costs time or a refusal, never truth. gamma stands for a sum over nodes, so that for gamma + G

    log F(t) = log E exp(-x),    log f(t) = log E[x exp(-x)],    log (1 - F(t)) = log E[1 - exp(-x)],    x = e^(gamma - t)

and where the nodes lie further apart than the Gumbel variable reaches
F(t) >= P(gamma <= t) / e, 1 - F(t) >= (1 - 1 / e) P(gamma > t), and f is about the
density of gamma, at most 1 / e.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from verifier.engines.balls.scout import scout
from verifier.laws.base import Law

NODES, FARTHEST = 301, 24.0
NEAR = (-8, 60, 205)
LOWEST = -1e300


def log_probabilities(laws: Sequence[Law], theta: Sequence[float], nats: float) -> list[float]:
    """About log p_i at temperature 1, shape (d,). Rejects what float64 does not reach (QuadratureError)."""
    import numpy as np

    counts = Counter(zip(laws, theta))
    curves = [_curve(law) for law, _ in counts]
    places = np.array([place for _, place in counts])

    def tables(points):
        found = [[np.interp(points - place, curve[0], row) for row in curve[1:]] for curve, place in zip(curves, places)]
        return tuple(np.array(rows) for rows in zip(*found))

    marks = [place + mark for (law, _), place in zip(counts, places) for mark in {0.0, float(law.location), *map(float, law.kinks)}]
    found = dict(zip(counts, scout(tables, list(counts.values()), marks, nats).logs.tolist()))
    return [found[key] for key in zip(laws, theta)]


@lru_cache(maxsize=256)
def _curve(law: Law):
    """Points, and at them log F, log(1 - F) and log f of gamma + G, shape (4, K)."""
    import numpy as np

    stretched = np.sinh(np.linspace(-FARTHEST, FARTHEST, NODES))
    nodes, weights = _nodes(law, float(law.location) + float(law.scale) * stretched)
    points = np.unique(np.concatenate([nodes, float(law.location) + np.linspace(*NEAR), stretched]))
    with np.errstate(all="ignore"):
        exponents = nodes - points[:, None]
        rates = np.exp(exponents)
        sums = [np.logaddexp.reduce(weights + terms, axis=1) for terms in (-rates, np.log(-np.expm1(-rates)), exponents - rates)]
        crude = [law.log_cdf(points) - 1, law.log_survival(points) - 0.5, np.full(len(points), -np.inf) if law.atoms else law.log_pdf(points)]
        found = [np.logaddexp(x, np.minimum(y, -1) if k == 2 else y) for k, (x, y) in enumerate(zip(sums, crude))]
    return np.array([points, *(np.clip(np.nan_to_num(row, nan=LOWEST), LOWEST, 0) for row in found)])


def _nodes(law: Law, points):
    """Nodes and the logarithms of their weights: the atoms, or the density at the points and the kinks."""
    import numpy as np

    if law.atoms:
        return np.array([float(x) for x, _ in law.atoms]), np.log([float(w) for _, w in law.atoms])
    ends = [float(end) for end in law.support if end is not None]
    inside = np.linspace(*ends, NODES)[1:-1] if len(ends) == 2 else np.array(ends)
    points = np.unique(np.concatenate([points, inside]))
    middles, steps = (points[1:] + points[:-1]) / 2, np.diff(points)
    with np.errstate(all="ignore"):
        return middles, np.log(steps) + law.log_pdf(middles)

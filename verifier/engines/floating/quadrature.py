"""One-dimensional quadrature rules in float64: the trapezoid rule, and Gauss-Legendre panels. Every number is an estimate, none certified."""

from __future__ import annotations

import math
from functools import cache

MOST_NODES = 400_000
MOST_PANELS = 100_000
ORDER = 16
RATIO = 0.6


class QuadratureError(ArithmeticError):
    """An integral that these rules do not reach: too many nodes, or two rules that disagree."""


def trapezoid(low: float, high: float, step: float):
    """Nodes and weights on [low, high], at most `step` apart. Rejects more than 400 000 nodes (QuadratureError)."""
    import numpy as np

    count = _bounded((high - low) / step)
    nodes = np.linspace(low, high, count + 1)
    weights = np.full(count + 1, (high - low) / count)
    weights[[0, -1]] /= 2
    return nodes, weights


def panels(ends, order: int = ORDER):
    """Gauss-Legendre nodes and weights, shape (B, order), on the panels from ends[0] to ends[1], shape (2, B)."""
    points, weights = legendre(order)
    half = (ends[1] - ends[0])[:, None] / 2
    return ends.mean(axis=0)[:, None] + half * points, half * weights


def nodes_on(edges):
    """Nodes and weights on the panels between increasing edges, flat."""
    import numpy as np

    nodes, weights = panels(np.stack([edges[:-1], edges[1:]]))
    return nodes.ravel(), weights.ravel()


@cache
def legendre(order: int):
    """The Gauss-Legendre nodes and weights on [-1, 1]."""
    import numpy as np

    return np.polynomial.legendre.leggauss(order)


def graded(breaks, centres, widths):
    """Increasing edges of panels between the breaks, each no longer than in proportion to its distance from every centre, or that one's width.

    breaks      increasing, shape (B,);  centres, widths: sequences of arrays of increasing centres, and the positive width for each array
    Rejects more than 100 000 panels (QuadratureError).
    """
    import numpy as np

    edges = np.asarray(breaks, dtype=float)
    while True:
        middles, halves = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
        long = np.zeros(len(middles), dtype=bool)
        for places, width in zip(centres, widths):
            gap = np.maximum(_nearest(places, middles) - halves, 0.0)
            long |= halves > RATIO * np.hypot(width, gap)
        long &= (edges[:-1] < middles) & (middles < edges[1:])
        if not long.any():
            return edges
        if len(edges) > MOST_PANELS:
            raise QuadratureError(f"more than {MOST_PANELS} panels needed; scales or parameters lie too far apart")
        edges = np.sort(np.concatenate([edges, middles[long]]))


def _nearest(places, points):
    """The distance of each point to the nearest of the increasing places."""
    import numpy as np

    after = np.searchsorted(places, points)
    left, right = places[np.maximum(after - 1, 0)], places[np.minimum(after, len(places) - 1)]
    return np.minimum(np.abs(points - left), np.abs(points - right))


def _bounded(count: float) -> int:
    """The number of steps, rounded up, at least 1."""
    if not count <= MOST_NODES:
        raise QuadratureError(f"{count:.3g} quadrature nodes needed, at most {MOST_NODES} allowed; scales or parameters lie too far apart")
    return max(1, math.ceil(count))

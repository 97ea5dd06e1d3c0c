"""Nodes and weights for one law with kinks on all coordinates, fewer than panels that know nothing of the law.

Between the places of the kinks the integrands for uniform and triangular noise are polynomials, and Gauss-Legendre rules exact. So they are for
exponential noise as functions of x = e^-t, and for Laplace noise right of all kinks; left of all kinks those are powers of e^t.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any, NamedTuple

from verifier.engines.floating.quadrature import ORDER, legendre
from verifier.models.float64.floats import Variable

NATS, OWN_NATS, CELL = 107.0, 44.0, 2.0
FEWER, SHORT = 12, 10
FALLS = 90.0
STEPS = (0.0, 1 / 8, 1 / 4, 1 / 2, 3 / 4, 1.0)
DEGREES = {"uniform": 1, "triangular": 2}


class Rule(NamedTuple):
    """nodes and weights, shape (n, B, order): B panels for each of n rows; offset (n, 1): E max less the part between the first and the last node;
    exact: whether no degree is too high."""

    nodes: Any
    weights: Any
    offset: Any
    exact: bool


def rule(v: Variable, places) -> Rule | None:
    """The Rule for rows of places (n, d), the largest of each 0; None for other laws."""
    name, scale = v.law.name, v.scale
    if name in DEGREES:
        return _polynomials(v, places)
    if name not in ("exponential", "laplace"):
        return None
    made = (_exponential if name == "exponential" else _laplace)(places / scale)
    return made if scale == 1 else Rule(made.nodes * scale, made.weights * scale, made.offset * scale, made.exact)


def reach(v: Variable) -> float:
    """How far below the largest place another can be the maximum, exactly; inf where it always can."""
    return v.top - v.kinks[0] if v.law.name in DEGREES else math.inf


def _polynomials(v: Variable, places) -> Rule:
    import numpy as np

    low, *kinks = v.kinks
    high, needed = kinks[-1], DEGREES[v.law.name] * places.shape[1] // 2 + 1
    if len(places) == 1 and places.size <= SHORT:
        edges = np.array([sorted({low, min(max(low, 0.0), high), *(max(low, place + kink) for place in places[0].tolist() for kink in kinks)})])
    else:
        edges = _edges(places, low, kinks)
    nodes, weights = _panels(edges, min(ORDER, needed))
    return Rule(nodes, weights, np.full((len(places), 1), max(low, 0.0) + min(high, 0.0)), needed <= ORDER)


def _edges(places, low: float, kinks):
    """The kinks above `low`, that itself and 0 where it is among them, for each row in increasing order."""
    import numpy as np

    inner = np.concatenate([places + kink for kink in kinks], axis=1) if len(kinks) > 1 else places + kinks[0]
    edges = np.empty((len(places), inner.shape[1] + 2))
    edges[:, 0], edges[:, 1] = low, min(max(low, 0.0), kinks[-1])
    np.maximum(inner, low, out=edges[:, 2:])
    edges.sort(axis=1)
    return edges[:, _fresh(edges[0])] if len(edges) == 1 else edges


def _fresh(edges):
    """Which of non-decreasing edges differ from the one before."""
    import numpy as np

    found = np.empty(len(edges), dtype=bool)
    found[0] = True
    np.greater(edges[1:], edges[:-1], out=found[1:])
    return found


def _panels(edges, order: int):
    """Gauss-Legendre nodes and weights, shape (n, B, order), between edges of shape (n, B + 1)."""
    points, weights = legendre(order)
    half = (edges[:, 1:] - edges[:, :-1])[..., None] * 0.5
    return (edges[:, :-1, None] + half) + half * points, half * weights


def _exponential(places) -> Rule:
    needed = (places.shape[1] + 1) // 2
    nodes, weights, offset = _right(places, min(ORDER, needed), 1.0)
    return Rule(nodes, weights, offset, needed <= ORDER)


def _right(places, order: int, share: float):
    """Nodes and weights right of 0 in x = e^-t, where 1 - F_j = share e^(place_j) x; up to where the product of all F_j is negligible in x."""
    import numpy as np

    n = len(places)
    if places.shape[1] <= 2 * order:
        found = _half_line(order)
        nodes, weights = found if n == 1 else (np.broadcast_to(part, (n, 1, order)) for part in found)
        return nodes, weights, np.zeros((n, 1))
    top = np.minimum(1.0, FALLS / (share * np.exp(places).sum(axis=1, keepdims=True)))
    nodes, weights = _logarithmic(top * STEPS, order)
    return nodes, weights, -np.log(top)


@cache
def _half_line(order: int):
    """Nodes and weights on t > 0, shape (1, 1, order), read-only: a rule in x = e^-t."""
    import numpy as np

    found = _logarithmic(np.array([[0.0, 1.0]]), order)
    for part in found:
        part.flags.writeable = False
    return found


def _logarithmic(edges, order: int):
    """Nodes t and weights for panels in x = e^-t."""
    import numpy as np

    x, weights = _panels(edges, order)
    weights /= x
    return np.negative(np.log(x, out=x), out=x), weights


def _laplace(places) -> Rule:
    import numpy as np

    n, d = places.shape
    order = ORDER if d <= 2 * ORDER else FEWER
    nodes, weights, offset = _right(places, order, 0.5)
    descending = np.sort(places, axis=1)[:, ::-1]
    low, last = _lowest(descending), descending[:, -1:]
    count = max(1, math.ceil(-low.min() / (CELL * order / ORDER)))
    edges = np.concatenate([np.maximum(descending, low), low * (np.arange(1, count + 1) / count)], axis=1)
    edges.sort(axis=1)
    if n == 1:
        edges = edges[:, _fresh(edges[0])]
    made = [_panels(edges, order), (nodes, weights)]
    if (last == low).any():
        falls, shares = _half_line(order)
        made.append((low[..., None] - falls / d, (last == low)[..., None] * (shares / d)))
    nodes, weights = (np.concatenate(part, axis=1) for part in zip(*made))
    return Rule(nodes, weights, offset, False)


def _lowest(descending):
    """Where the maximum lies left of with a probability of less than e^-NATS, or e^-40 times every p_i, shape (n, 1); at least the least place.

    log F(t - x) <= t - x for every place x > t, and p_i >= e^(x_i) / (4 sum e^(x_j)) by its part right of 0.
    """
    import numpy as np

    d = descending.shape[1]
    if descending[:, -1].min() * d > -OWN_NATS:
        return descending[:, -1:]
    nats = np.minimum(NATS, OWN_NATS - descending[:, -1:] + np.log(np.exp(descending).sum(axis=1, keepdims=True)))
    reached = (np.cumsum(descending, axis=1) - nats) / np.arange(1, d + 1)
    return np.maximum(np.where(reached <= descending, reached, -np.inf).max(axis=1, keepdims=True), descending[:, -1:])

"""One-dimensional quadrature for maxima of independent variables, in float64 or in mpmath. Every number is an estimate, none certified.

For independent X_1, ..., X_d with cdfs F_j and densities f_j, at nodes t with weights w that stand for an integral over the line:

    E max     = low + integral over t > low of (1 - prod F_j)        where prod F_j vanishes below low
    p_i       = integral of f_i prod_{j != i} F_j
    H_ij      = -integral of f_i f_j prod_{k != i,j} F_k             (i != j); the rows of H sum to 0

The engine knows no law: it takes tables of numbers or callables.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

ORDER = 20
MOST_NODES = 400_000
FIXED_GUARD = 32


class QuadratureError(ArithmeticError):
    """An integral that these rules do not reach: too many nodes, or two rules that disagree."""


@dataclass(frozen=True)
class Maximum:
    """E max, the probability p_i that the maximum is at i, and the matrix H of their derivatives by a shift of the coordinates."""

    value: Any
    probabilities: Any
    hessian: Any


def maximum(low, weights, product, complement, ratios) -> Maximum:
    """The three quantities from tables at N nodes: numpy arrays of float64, or of mpf (dtype object).

    low         a number below which prod F_j counts as 0
    weights     shape (N,), those of the quadrature rule on (low, infinity)
    product     shape (N,), prod F_j; complement = 1 - product, computed without cancellation
    ratios      shape (d, N), f_j / F_j (0 for a coordinate without density, whose own p_i is then left at 0)
    """
    mass = weights * product
    overlaps = (ratios * mass) @ ratios.T
    return Maximum(low + weights @ complement, ratios @ mass, laplacian(-(overlaps + overlaps.T) / 2))


def laplacian(matrix):
    """The matrix with its diagonal replaced so that every row sums to 0. Changes and returns it."""
    for i in range(len(matrix)):
        matrix[i, i] = matrix[i, i] * 0
        matrix[i, i] = -matrix[i].sum()
    return matrix


def spacing(nats: float, growths: Iterable[Callable[[float], float]], unit: float) -> float:
    """A spacing at which the trapezoid rule errs by about exp(-nats), for an integrand analytic in a strip around the line.

    growths     for each factor of the integrand, by how many nats it grows at distance a from the line (inf outside its strip)
    unit        the smallest length on which the factors vary; positive
    The rule: an integrand that grows by g(a) errs by exp(g(a) - 2 pi a / h); the best of 64 heights a is taken.
    """
    growths = tuple(growths)
    heights = (20 * unit * 0.93**k for k in range(64))
    return max(2 * math.pi * a / (nats + sum(growth(a) for growth in growths)) for a in heights)


def trapezoid(low: float, high: float, step: float):
    """Nodes and weights in float64 on [low, high], at most `step` apart. Rejects more than 400 000 nodes (QuadratureError)."""
    import numpy as np

    count = bounded((high - low) / step)
    nodes = np.linspace(low, high, count + 1)
    weights = np.full(count + 1, (high - low) / count)
    weights[[0, -1]] /= 2
    return nodes, weights


def panels(breaks: Sequence[float], width: float):
    """Gauss-Legendre nodes and weights in float64, 20 to a panel: between neighbouring breaks, cut into panels no longer than `width`.

    breaks      increasing; fewer than two give no nodes
    Rejects more than 400 000 nodes (QuadratureError).
    """
    import numpy as np

    counts = [bounded((right - left) / width) for left, right in zip(breaks, breaks[1:])]
    bounded(ORDER * sum(counts))
    edges = [np.linspace(left, right, count + 1) for left, right, count in zip(breaks, breaks[1:], counts)]
    starts = np.concatenate([edge[:-1] for edge in edges]) if edges else np.zeros(0)
    halves = np.concatenate([np.diff(edge) for edge in edges]) / 2 if edges else np.zeros(0)
    points, weights = _legendre()
    return (starts[:, None] + halves[:, None] * (1 + points)).ravel(), (halves[:, None] * weights).ravel()


@cache
def _legendre():
    import numpy as np

    return np.polynomial.legendre.leggauss(ORDER)


def bounded(count: float) -> int:
    """The number of steps, rounded up, at least 1. Rejects more than 400 000 (QuadratureError)."""
    if not count <= MOST_NODES:
        raise QuadratureError(f"{count:.3g} quadrature nodes needed, at most {MOST_NODES} allowed; scales or parameters lie too far apart")
    return max(1, math.ceil(count))


Row = Callable[[Any, int], tuple[Sequence, Sequence]]


def twice(rows: Sequence[Row], low, step, count: int, context) -> tuple[Maximum, Any]:
    """The three quantities in an mpmath context by two rules, trapezoid and midpoint; their mean, and the largest difference between them.

    rows        one callable for each coordinate: (start, n) -> (F, f) at start, start + step, ..., n points, as sequences of mpf
    low, step   mpf; outside of [low, low + count step] the tails must be negligible
    The difference bounds nothing, but a spacing too wide, a missed peak or a kink shows in it. What does not show: cut tails, wrong rows.
    """
    one, half = context.mpf(1), context.mpf(1) / 2
    ends = _rule(rows, low, low, step, [half] + [one] * (count - 1) + [half])
    middles = _rule(rows, low, low + step / 2, step, [one] * count)
    parts = ("value", "probabilities", "hessian")
    means = Maximum(*((getattr(ends, part) + getattr(middles, part)) / 2 for part in parts))
    return means, max(abs(left - right) for left, right in zip(_flat(ends), _flat(middles)))


def _rule(rows: Sequence[Row], low, start, step, weights: list) -> Maximum:
    import numpy as np

    tables = [row(start, len(weights)) for row in rows]
    cdfs = np.array([cdf for cdf, _ in tables], dtype=object)
    product = np.prod(cdfs, axis=0)
    ratios = np.array([pdf for _, pdf in tables], dtype=object) / cdfs
    return maximum(low, np.array(weights, dtype=object) * step, product, 1 - product, ratios)


def _flat(found: Maximum) -> list:
    return [found.value, *found.probabilities, *found.hessian.ravel()]


def convolve(left: Sequence, right: Sequence, start: int, stop: int, context) -> list:
    """The sums over k of left[k] right[n-k] for start <= n < stop, for mpf sequences with entries in [0, 1].

    Entries and sums are rounded at FIXED_GUARD bits beyond the context's precision after the point (an absolute error); in between integers
    do the work, so thousands of terms take milliseconds.
    """
    from flint import fmpz_poly

    bits = context.prec + FIXED_GUARD
    product = fmpz_poly([_fixed(x, bits) for x in left]) * fmpz_poly([_fixed(x, bits) for x in right])
    return [context.ldexp(int(product[n]) >> bits, -bits) for n in range(start, stop)]


def _fixed(x, bits: int) -> int:
    mantissa, exponent = x.man_exp
    return mantissa << exponent + bits if exponent + bits >= 0 else mantissa >> -(exponent + bits)

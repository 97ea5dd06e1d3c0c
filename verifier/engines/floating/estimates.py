"""One-dimensional integrals for maxima of independent variables in mpmath: each by two rules whose difference is the estimated error.

Knows no law: the variables come as callables. Two ways: trapezoid and midpoint sums on a lattice (`twice`, for integrands analytic near the
line), and double-exponential rules between breaks (`double_exponential`). Estimates, never enclosures.
Source: the integrals of engines/floating/quadrature.py; Takahasi and Mori (1974) for the double-exponential rule.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from verifier.engines.floating.quadrature import QuadratureError

FIXED_GUARD = 32
MOST_NODES = 400_000
FIRST_LEVEL, LAST_LEVEL = 3, 10


@dataclass(frozen=True)
class Estimate:
    """mpf numbers: E max, the p_i, the matrix of their derivatives (None if not asked for), and the largest difference of the two rules."""

    value: Any
    probabilities: list
    hessian: list[list] | None
    error: Any


Row = Callable[[Any, int], tuple[Sequence, Sequence]]
Point = Callable[[Any], tuple[Any, Any]]


def laplacian(overlaps: list[list]) -> list[list]:
    """The symmetric matrix with -overlaps[i][j] (i > j are read) off the diagonal and rows of sum 0."""
    d = len(overlaps)
    found = [[-overlaps[max(i, j)][min(i, j)] if i != j else 0 for j in range(d)] for i in range(d)]
    for i in range(d):
        found[i][i] = -sum(found[i])
    return found


def spacing(nats: float, growths: Iterable[Callable[[float], float]], unit: float) -> float:
    """A spacing at which the trapezoid rule errs by about exp(-nats), for an integrand analytic in a strip around the line.

    growths     for each factor of the integrand, by how many nats it grows at distance a from the line (inf outside its strip)
    unit        the smallest length on which the factors vary; positive
    The rule: an integrand that grows by g(a) errs by exp(g(a) - 2 pi a / h); the best of 64 heights a is taken.
    """
    growths = tuple(growths)
    heights = (20 * unit * 0.93**k for k in range(64))
    return max(2 * math.pi * a / (nats + sum(growth(a) for growth in growths)) for a in heights)


def bounded(count: float) -> int:
    """The number of steps, rounded up, at least 1. Rejects more than 400 000 (QuadratureError)."""
    if not count <= MOST_NODES:
        raise QuadratureError(f"{count:.3g} quadrature nodes needed, at most {MOST_NODES} allowed; scales or parameters lie too far apart")
    return max(1, math.ceil(count))


def twice(rows: Sequence[Row], low, step, count: int, context) -> Estimate:
    """Value, probabilities and Hessian by two rules, trapezoid and midpoint; their mean, and the largest difference between them.

    rows        one callable for each coordinate: (start, n) -> (F, f) at start, start + step, ..., n points, as sequences of mpf
    low, step   mpf; outside of [low, low + count step] the tails must be negligible
    The difference bounds nothing, but a spacing too wide, a missed peak or a kink shows in it. What does not show: cut tails, wrong rows.
    """
    one, half = context.mpf(1), context.mpf(1) / 2
    ends = _rule(rows, low, low, step, [half] + [one] * (count - 1) + [half])
    middles = _rule(rows, low, low + step / 2, step, [one] * count)
    error = max(abs(left - right) for left, right in zip(ends, middles))
    mean = [(left + right) / 2 for left, right in zip(ends, middles)]
    return unpacked(mean, len(rows), error, overlaps=True)


def _rule(rows: Sequence[Row], low, start, step, weights: list) -> list:
    """[value, p_1, ..., p_d, w_21, w_31, w_32, ...] by one rule."""
    import numpy as np

    tables = [row(start, len(weights)) for row in rows]
    cdfs = np.array([cdf for cdf, _ in tables], dtype=object)
    product, weights = np.prod(cdfs, axis=0), np.array(weights, dtype=object) * step
    ratios = np.array([pdf for _, pdf in tables], dtype=object) / np.where(cdfs == 0, 1, cdfs)
    mass = weights * product
    overlaps = [(ratios[i] * mass) @ ratios[j] for i in range(len(rows)) for j in range(i)]
    return [low + weights @ (1 - product), *(ratios @ mass), *overlaps]


def unpacked(found: list, d: int, error, overlaps: bool) -> Estimate:
    """An Estimate from [value, p_1, ..., p_d, w_21, w_31, w_32, ...]."""
    rest = iter(found[1 + d:])
    hessian = laplacian([[next(rest) for _ in range(i)] for i in range(d)]) if overlaps else None
    return Estimate(found[0], found[1:1 + d], hessian, error)


def between(points: Sequence[Point], breaks: Sequence, centre, tolerance, context, overlaps: bool) -> Estimate:
    """Value, probabilities and Hessian by double-exponential rules between breaks; coordinates without density count only by their cdf.

    points      one callable for each coordinate: t -> (log F(t), f(t)), mpf; analytic between the breaks
    breaks      increasing mpf; outside of [breaks[0], breaks[-1]] the tails must be negligible
    centre      one of the breaks; value = centre + integral of 1 - prod F above it - integral of prod F below it
    """
    d = len(points)
    terms = _terms(points, centre, context, overlaps)
    found, error = double_exponential(terms, breaks, tolerance, context, 1 + d + (d * (d - 1) // 2 if overlaps else 0))
    return unpacked([centre + found[0], *found[1:]], d, error, overlaps)


def _terms(points: Sequence[Point], centre, context, overlaps: bool) -> Callable:
    def at(t) -> list:
        logs, pdfs = zip(*(point(t) for point in points))
        total = context.fsum(logs)
        masses = leave_one_out(logs, pdfs, context)
        value = -context.expm1(total) if t > centre else -context.exp(total)
        if not overlaps:
            return [value, *masses]
        ratios = [pdf * context.exp(-log) if pdf and log != -context.inf else 0 for log, pdf in zip(logs, pdfs)]
        pairs = [masses[i] * ratios[j] if ratios[j] else masses[j] * ratios[i] for i in range(len(points)) for j in range(i)]
        return [value, *masses, *pairs]

    return at


def leave_one_out(logs: Sequence, factors: Sequence, context) -> list:
    """factors[i] times the exponential of the sum of the other logs, each of which may be -inf."""
    empty = [j for j, log in enumerate(logs) if log == -context.inf]
    total = context.fsum(log for j, log in enumerate(logs) if j not in empty)
    found = []
    for i, (log, factor) in enumerate(zip(logs, factors)):
        alone = not empty or empty == [i]
        found.append(factor * context.exp(total if empty else total - log) if alone and factor else context.zero)
    return found


def double_exponential(f: Callable[[Any], list], breaks: Sequence, tolerance, context, count: int) -> tuple[list, Any]:
    """The integrals of f's `count` entries over [breaks[0], breaks[-1]], and the sum over the pieces of the last two rules' difference.

    f           analytic between the breaks; at the breaks it may jump or have a singularity that is integrable
    Each piece is mapped by a tanh(sinh) whose step is halved until two rules differ by at most the tolerance.
    Rejects a piece on which that does not happen (QuadratureError).
    """
    total, error = [context.zero] * count, context.zero
    for left, right in zip(breaks, breaks[1:]):
        found, gap = _piece(f, left, right, tolerance, context, count)
        total, error = [a + b for a, b in zip(total, found)], error + gap
    return total, error


def _piece(f: Callable[[Any], list], left, right, tolerance, context, count: int) -> tuple[list, Any]:
    far = context.asinh(context.log(4 * (1 + right - left) / tolerance) / context.pi)
    old = None
    for level in range(FIRST_LEVEL - 1, LAST_LEVEL + 1):
        step = context.ldexp(1, -level)
        last = int(far / step)
        new = range(-last, last + 1) if old is None else range(-last + (last + 1) % 2, last + 1, 2)
        sums = _summed(f, left, right, step, new, context, count)
        sums = sums if old is None else [a / 2 + b for a, b in zip(old, sums)]
        gap = context.inf if old is None else max(abs(a - b) for a, b in zip(old, sums))
        if gap <= tolerance:
            return sums, gap
        old = sums
    where = f"between {context.nstr(left, 6)} and {context.nstr(right, 6)}"
    raise QuadratureError(f"{where} two rules differ by {context.nstr(gap, 3)}; ask for fewer digits")


def _summed(f: Callable, left, right, step, indices: range, context, count: int) -> list:
    """step times the sum of f dt/du over the nodes u = k step."""
    total, length = [context.zero] * count, right - left
    for k in indices:
        near, slope = _node(context, context.prec, step, abs(k))
        t, weight = (left + length * near if k < 0 else right - length * near), step * slope * length
        if left < t < right:
            total = [a + weight * b for a, b in zip(total, f(t))]
    return total


@lru_cache(maxsize=100_000)
def _node(context, prec: int, step, k: int) -> tuple:
    """For u = k step >= 0: the distance from the nearer end, 1/(1 + e^(pi sinh u)), and its slope, on an interval of length 1."""
    u = k * step
    near = 1 / (1 + context.exp(context.pi * context.sinh(u)))
    return near, context.pi * context.cosh(u) * near * (1 - near)


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

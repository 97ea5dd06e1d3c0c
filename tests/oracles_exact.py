"""Truths in rational arithmetic: bounded laws with piecewise polynomial cdfs, and finite laws, for Perturb-Argmax."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations, product
from math import prod

# A piecewise polynomial cdf is a list of (start, coefficients) in increasing order of start, 0 before the first and valid up to the next.


def uniform_cdf(a, b):
    """The cdf of U(a, b)."""
    return [(a, (-a / (b - a), 1 / (b - a))), (b, (Fraction(1),))]


def triangular_cdf(a, c, b):
    """The cdf of the triangular law on [a, b] with mode c."""
    up, down = 1 / ((b - a) * (c - a)), 1 / ((b - a) * (b - c))
    return [(a, (up * a * a, -2 * up * a, up)), (c, (1 - down * b * b, 2 * down * b, -down)), (b, (Fraction(1),))]


def steps_cdf(atoms):
    """The cdf of a finite law given by (point, weight) in increasing order."""
    total, steps = Fraction(0), []
    for point, weight in atoms:
        total += weight
        steps.append((point, (total,)))
    return steps


def piecewise_argmax(theta, cdfs):
    """p and E max in rational arithmetic: E max = B - integral of prod F_j up to B = the highest break; p_i = integral of f_i prod_{j != i} F_j.

    p is None where two of the laws jump.
    """
    pieces = [[(start + t, _shifted(c, t)) for start, c in cdf] for t, cdf in zip(theta, cdfs)]
    breaks = sorted({start for piece in pieces for start, _ in piece})
    value, p = breaks[-1], [Fraction(0)] * len(theta)
    for left, right in zip(breaks, breaks[1:]):
        now = [_piece(piece, left) for piece in pieces]
        value -= _integral(_product(now), left, right)
        for i, c in enumerate(now):
            p[i] += _integral(_product([_slope(c), *now[:i], *now[i + 1:]]), left, right)
    jumps = [[(start, _at(c, start) - _before(piece, start)) for start, c in piece] for piece in pieces]
    if sum(any(size for _, size in jump) for jump in jumps) > 1:
        return None, value
    for i, jump in enumerate(jumps):
        p[i] += sum(size * prod(_at(_piece(other, start), start) for j, other in enumerate(pieces) if j != i) for start, size in jump)
    return tuple(p), value


def _shifted(c, t):
    """The coefficients of the polynomial c(x - t), of degree at most 2."""
    c = (*c, Fraction(0), Fraction(0))[:3]
    return (c[0] - c[1] * t + c[2] * t * t, c[1] - 2 * c[2] * t, c[2])


def _piece(piece, x):
    return ([(Fraction(0),)] + [c for start, c in piece if start <= x])[-1]


def _before(piece, x):
    return _at(([(Fraction(0),)] + [c for start, c in piece if start < x])[-1], x)


def _at(c, x):
    return sum((a * x**k for k, a in enumerate(c)), Fraction(0))


def _slope(c):
    return [k * a for k, a in enumerate(c)][1:] or [Fraction(0)]


def _product(factors):
    out = [Fraction(1)]
    for factor in factors:
        new = [Fraction(0)] * (len(out) + len(factor) - 1)
        for (i, a), (j, b) in product(enumerate(out), enumerate(factor)):
            new[i + j] += a * b
        out = new
    return out


def _integral(c, left, right):
    return sum((a * (right ** (k + 1) - left ** (k + 1)) / (k + 1) for k, a in enumerate(c)), Fraction(0))


def outcomes(theta, laws):
    """(weight, theta + gamma) for every outcome of finite laws, each given by its (point, weight)."""
    for atoms in product(*laws):
        yield prod((w for _, w in atoms), start=Fraction(1)), tuple(t + g for t, (g, _) in zip(theta, atoms))


def finite_argmax(theta, laws):
    """E max; the vertices of the subdifferential, as each order of preference breaks the ties; p if there is only one."""
    value, d = Fraction(0), len(theta)
    vertices = {order: [Fraction(0)] * d for order in permutations(range(d))}
    for weight, x in outcomes(theta, laws):
        value += weight * max(x)
        best = [i for i in range(d) if x[i] == max(x)]
        for order, vertex in vertices.items():
            vertex[next(i for i in order if i in best)] += weight
    corners = {tuple(vertex) for vertex in vertices.values()}
    return value, corners, next(iter(corners)) if len(corners) == 1 else None


def rademacher_value(theta):
    """The sum over k <= m of 2^-k (theta_(k) + 1), plus 2^-m (theta_(1) - 1), where m entries exceed theta_(1) - 2."""
    ordered = sorted(theta, reverse=True)
    m = sum(t > ordered[0] - 2 for t in ordered)
    return sum(Fraction(1, 2**k) * (ordered[k - 1] + 1) for k in range(1, m + 1)) + Fraction(1, 2**m) * (ordered[0] - 1)



"""Means of exp(a) / (exp(b) + ...), a and b affine in at most three independent coordinates, from below and from above; no derivative.

The quotient is 1 / (exp(b - a) + ...), so it is positive. Below: on a box it is at least 1 over the same sum with the greatest values of the
affine forms b - a, which are attained at corners; the mean is at least the sum of these numbers times the probabilities of finite boxes, which
overlap only in sets of probability zero. Above: it is at most exp(a - b) for every b, and the mean of exp(s + c1 g1 + ...) is exp(s) times the
product of the means of exp(c_k g_k): exp(c^2 / 2) for Gaussian noise, Gamma(1 - c) for Gumbel noise and c < 1. The ball is wide: it refutes
what is far off.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from flint import arb

from verifier.checker.polynomial import Poly
from verifier.checker.reader import Rejected, Tree
from verifier.checker.rules import balls
from verifier.checker.rules.events import GRAIN, axis_of
from verifier.checker.rules.points import Point, polynomial, value

CELLS = {1: 2**10, 2: 2**7, 3: 2**6}
MOST_TERMS = 8
Line = tuple[Fraction, tuple[Fraction, ...]]   # s and the slopes c_k


def mean(law: str, above: Tree, below: Sequence[Tree], point: Point, coordinates: Sequence[str]) -> arb:
    """A ball around E exp(above) / (sum of the exp of below). Rejects more than three coordinates, and what has no bound above."""
    forms = [polynomial(term) - polynomial(above) for term in below]
    used = [name for name in coordinates if any(name in form.names for form in forms)]
    if len(used) not in CELLS or len(forms) > MOST_TERMS:
        raise Rejected(f"ratios: about {len(used)} coordinates in {len(forms)} terms")
    lines = [_line(form, point, used) for form in forms]
    bounds = [bound for line in lines if (bound := _bound(law, line)) is not None]
    if not bounds:
        raise Rejected("ratios: no bound from above")
    return _least(law, lines, len(used)).union(min(bounds, key=lambda bound: float(bound.mid())))


def _line(form: Poly, point: Point, used: Sequence[str]) -> Line:
    """The form as a line in the coordinates used, the other names with their values."""
    if not form.affine:
        raise Rejected(f"ratios: {form} is not affine")
    slopes = tuple(form.coefficients(name)[1].value if name in form.names else Fraction(0) for name in used)
    return value(form, {**point, **dict.fromkeys(used, Fraction(0))}), slopes


def _bound(law: str, line: Line) -> arb | None:
    """The mean of exp of minus the line; None where it is infinite."""
    total = (-balls.ball(line[0])).exp()
    for slope in map(balls.ball, line[1]):
        if law == "gumbel" and not slope > -1:
            return None
        total *= (1 + slope).gamma() if law == "gumbel" else (slope * slope / 2).exp()
    return total


def _least(law: str, lines: Sequence[Line], size: int) -> arb:
    """The sum over finite boxes."""
    axis = axis_of(law, CELLS[size])
    cells = [(Fraction(low, GRAIN), Fraction(high, GRAIN), axis.cdf[k + 1] - axis.cdf[k])
             for k, (low, high) in enumerate(zip(axis.knots, axis.knots[1:])) if low is not None and high is not None]
    greatest = [[[balls.ball(slope * (high if slope > 0 else low)).exp() for low, high, _ in cells] for slope in slopes] for _, slopes in lines]
    starts = [balls.ball(start).exp() for start, _ in lines]
    total = arb(0)
    for box in product(range(len(cells)), repeat=size):
        mass, below = arb(1), arb(0)
        for k in box:
            mass *= cells[k][2]
        for start, tables in zip(starts, greatest):
            for table, k in zip(tables, box):
                start = start * table[k]
            below += start
        total += mass / below
    return total

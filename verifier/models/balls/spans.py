"""Tables of the cdf F and the density f of gamma + G on part of a lattice, completed by tail bounds where neither varies any more.

With x = e^(gamma - t), outwards of a point t_0, r >= 0:
(1) Right of it 1 - F and f are at most E min(1, x) <= K e^(-sr), as 1 - e^-x and x e^-x are at most min(1, x), and by models/balls/moments.py.
(2) Left of it F(t_0 - r) <= K e^(-qr), and f(t_0 - r) <= (2/e) F(t_0 + log 2 - r) (engines/balls/lattice.py (4)).
A bound holds further out too; it is taken anew after 1, 2, 4, ... points, so that the bounds add up to about twice what they would point by point.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil, floor, inf

from flint import arb

from verifier.engines.balls.counts import Table
from verifier.engines.balls.lattice import Lattice, Points, between
from verifier.laws.balls import ball
from verifier.laws.base import Law
from verifier.models.balls import moments

LEAST_SAVED = 0.25
Span = tuple[float, float]
EVERYWHERE: Span = (-inf, inf)


def cut(lattice: Lattice, span: Span) -> Points:
    """The part of the lattice that covers the span; the whole where that spares little, or the span is elsewhere."""
    low, high = (end / float(lattice.step) for end in span)
    first = lattice.first if low <= lattice.first else floor(low)
    last = lattice.last if high >= lattice.last else ceil(high)
    serves = 0 < last - first + 1 <= (1 - LEAST_SAVED) * len(lattice)
    return Points(lattice.step, first, last) if serves else lattice


def completed(law: Law, found: Iterable[tuple[Fraction, Table]], part: Points, lattice: Lattice) -> Iterator[tuple[Fraction, Table]]:
    """The tables of places on the whole lattice, from those on a part of it. Trust: enclosed, given these. Source: above."""
    for place, (cdf, density) in found:
        left, right = _left(law, place, part, lattice), _right(law, place, part, lattice)
        yield place, ([*left[0], *cdf, *right[0]], [*left[1], *density, *right[1]])


def _right(law: Law, place: Fraction, part: Points, lattice: Lattice) -> Table:
    """By (1)."""
    rate, height = moments.envelope(law, part.high - ball(place))
    bound = height * (-rate * (part.high - ball(place))).exp()
    outer = list(_outwards(lattice.last - part.last, part.spacing, bound, rate))
    return [1 - x for x in outer], outer


def _left(law: Law, place: Fraction, part: Points, lattice: Lattice) -> Table:
    """By (2), in the order of the points."""
    count, start = part.first - lattice.first, part.low - ball(place)
    (below, rate), (later, steep) = moments.cdf(law, start), moments.cdf(law, start + arb.const_log2())
    found = _outwards(count, part.spacing, below, rate), _outwards(count, part.spacing, 2 * arb(-1).exp() * later, steep)
    return tuple(list(row)[::-1] for row in found)


def _outwards(count: int, step: arb, bound: arb, rate: float) -> Iterator[arb]:
    """Balls of all numbers from 0 to 1 and to the bound times e^(-rate r), for `count` points r = step, 2 step, ... outwards."""
    done, length = 0, 1
    while done < count:
        length = min(length, count - done)
        yield from [between((bound * (-rate * step * (done + 1)).exp()).min(1))] * length
        done, length = done + length, 2 * length

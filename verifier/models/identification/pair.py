"""Two choices with piecewise polynomial cdfs: the probability of the first as a function of x = theta_1 - theta_2, and its inverse.

phi(x) = P(gamma_2 - gamma_1 <= x) increases from 0 to 1, is a polynomial between the differences of the laws' kinks, and p_1 is a subgradient at x
exactly when phi(x-) <= p_1 <= phi(x+).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from flint import arb, fmpq, fmpq_poly

from verifier.engines.rationals.largest import Largest
from verifier.laws import Law
from verifier.models.errors import ModelError
from verifier.models.rationals.rational import to_fmpq, to_fraction

MOST_DIGITS = 1000


def between(laws: Sequence[Law], p: Fraction, digits: int) -> tuple:
    """(low, high, kink): the solutions x for 0 <= p <= 1 are those from low to high, both included; None for an infinite end.

    An irrational x is alone, and given as one ball (low is high) of radius at most 10^-digits, in the working precision.
    kink: whether phi jumps at x. Rejects an irrational x to more than 1000 digits (ModelError).
    """
    return _Pair(laws).between(to_fmpq(p), digits)


class _Pair:
    """Piece k lies between breaks[k-1] and breaks[k]."""

    def __init__(self, laws: Sequence[Law]):
        self.laws = laws
        self.breaks = sorted({to_fmpq(b - a) for a in laws[0].kinks for b in laws[1].kinks})
        self.degree = sum(len(row) - 1 for row in (max(law.cdf_pieces(), key=len) for law in laws))
        self._pieces: dict[int, fmpq_poly] = {}

    @cached_property
    def last(self) -> int:
        return len(self.breaks)

    def piece(self, k: int) -> fmpq_poly:
        """The polynomial that phi is on piece k, by interpolation: its degree is at most the sum of the degrees of the two cdfs."""
        if k in (0, self.last):
            return fmpq_poly([int(k > 0)])
        if k not in self._pieces:
            left, width = self.breaks[k - 1], self.breaks[k] - self.breaks[k - 1]
            nodes = [left + width * fmpq(n, self.degree + 2) for n in range(1, self.degree + 2)]
            self._pieces[k] = _through(nodes, [self._chance(x) for x in nodes])
        return self._pieces[k]

    def _chance(self, x: fmpq) -> fmpq:
        """phi off its breaks."""
        from verifier.models.rationals.exact import variable

        first, second = map(variable, self.laws)
        return Largest([first.moved(x), second], [1, 1]).shares()[0]

    def start(self, k: int) -> fmpq:
        return self.piece(k)(self.breaks[k - 1]) if k else fmpq(0)

    def end(self, k: int) -> fmpq:
        return self.piece(k)(self.breaks[k]) if k < self.last else fmpq(1)

    def between(self, p: fmpq, digits: int) -> tuple:
        pieces = range(self.last + 1)
        first = bisect_left(pieces, p, key=self.end)
        if self.start(first) < p < self.end(first):
            x = self._root(first, p, digits)
            return x, x, False
        final = bisect_right(pieces, p, key=self.start) - 1
        low = self._edge(first - (self.start(first) >= p))
        high = self._edge(final - (self.end(final) > p))
        at = None if low is None or low != high else bisect_left(self.breaks, to_fmpq(low))
        return low, high, at is not None and self.end(at) < self.start(at + 1)

    def _edge(self, k: int) -> Fraction | None:
        """Break number k; infinite before the first and after the last."""
        return to_fraction(self.breaks[k]) if 0 <= k < self.last else None

    def _root(self, k: int, p: fmpq, digits: int) -> Fraction | arb:
        """The x on piece k with phi(x) = p; phi increases strictly there, as a polynomial that increases and is not constant."""
        poly, low, high = self.piece(k) - fmpq_poly([p]), self.breaks[k - 1], self.breaks[k]
        for factor, _ in poly.factor()[1]:
            root = -factor[0] / factor[1] if factor.degree() == 1 else low
            if low < root < high:
                return to_fraction(root)
        if digits > MOST_DIGITS:
            raise ModelError(f"digits = {digits}: an irrational theta is enclosed to at most {MOST_DIGITS} digits")
        while high - low > fmpq(1, 10**digits):
            middle = (low + high) / 2
            low, high = (middle, high) if poly(middle) < 0 else (low, middle)
        return arb(low).union(arb(high))


def _through(nodes: list[fmpq], values: list[fmpq]) -> fmpq_poly:
    """The polynomial with the values at the nodes (Newton's divided differences)."""
    table, found, basis = list(values), fmpq_poly([0]), fmpq_poly([1])
    for n, node in enumerate(nodes):
        found, basis = found + table[0] * basis, basis * fmpq_poly([-node, 1])
        table = [(b - a) / (nodes[i + n + 1] - nodes[i]) for i, (a, b) in enumerate(pairwise(table))]
    return found

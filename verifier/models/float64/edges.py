"""Choices that can hardly be the largest: bounded noise that ends just above the place where all others have begun.

The probability of such a choice is an integral over a window of small width w. On panels a node's distance from an end of a support is a
difference of floats of size 1, which costs a relative error of about 1e-16 / w. Here distances are measured from the ends of the window, by
the exact theta.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from verifier.engines.floating.quadrature import ORDER, legendre
from verifier.laws import Law
from verifier.models.float64.floats import Variable
from verifier.models.reading import Points

FEW, NARROW, NARROWER = 16, 1 / 128, 1 / 512
NEAR, LEAST_LOG = 1e-6, -80.0


@dataclass(frozen=True)
class Edges:
    """The coordinates' variables, and the centres that were taken off their laws. `of` makes one where there can be such windows.

    numbers         of each coordinate's variable among the `distinct` ones, shape (d,)
    lows, highs     the ends of the supports, shape (d,): infinite where there is none, or no polynomial piece of a cdf before the upper one
    narrow          the width from which on a window is not narrow, as a multiple of what was subtracted
    """

    variables: tuple[Variable, ...]
    centres: tuple[Fraction, ...]
    distinct: tuple[Variable, ...]
    numbers: Any
    lows: Any
    highs: Any
    narrow: float

    @classmethod
    def of(cls, variables: Sequence[Variable], centres: Sequence[Fraction]) -> Edges | None:
        """None where no law is bounded by a polynomial piece of its cdf, and where there are atoms."""
        import numpy as np

        number = {v: k for k, v in enumerate(dict.fromkeys(variables))}
        bounded = {v for v in number if _ends(v.law)}
        if not bounded or any(v.atoms for v in number):
            return None
        lows = np.array([-np.inf if v.law.support[0] is None else v.kinks[0] for v in number])
        highs = np.array([v.top if v in bounded else np.inf for v in number])
        numbers = np.array([number[v] for v in variables])
        narrow = NARROW if len(variables) <= FEW else NARROWER
        return cls(tuple(variables), tuple(centres), tuple(number), numbers, lows[numbers], highs[numbers], narrow)

    def correct(self, points: Points, places, probabilities) -> None:
        """Puts the probabilities of such choices where rounded differences gave too coarse ones; all arrays have shape (n, d)."""
        for row, i in self._narrow(places):
            probabilities[row, i] = self.probability(points.exact[row] if points.exact else points.floats[row].tolist(), places[row], i)

    def _narrow(self, places) -> list[tuple[int, int]]:
        """The rows and choices with narrow windows."""
        import numpy as np

        if self._reach is None:
            widths = places + self.highs - (places + self.lows).max(axis=1, keepdims=True)
            narrow = widths < self.narrow * (np.abs(places) + np.abs(self.highs))
        else:
            start, end = -self._reach, -self._reach * (1 - 2 * self.narrow)
            if places.size <= FEW:
                return [divmod(k, places.shape[1]) for k, place in enumerate(places.ravel().tolist()) if start < place < end]
            widths, narrow = places - start, places < end
        return [tuple(pair) for pair in np.argwhere((widths > 0) & narrow).tolist()]

    @cached_property
    def _reach(self) -> float | None:
        """For supports that differ by their places only, how far below the largest place, 0, another can be the maximum."""
        same = (self.lows == self.lows[0]).all() and (self.highs == self.highs[0]).all()
        return float(self.highs[0] - self.lows[0]) if same else None

    def probability(self, theta: Sequence[Fraction | float], places, i: int) -> float:
        """P(choice i is the largest), to about 1e-14 relatively, for the exact theta and its places as floats, both of shape (d,).

        Where a variable begins, ends or bends near the window its exact theta counts. Below e^-80 any value does.
        """
        import numpy as np

        starts = places + self.lows
        origin, end = float(starts.max()), float(places[i] + self.highs[i])
        alive = np.flatnonzero(places + self.highs > origin - NEAR)
        if self._log_cdfs(alive, places[alive], np.array([end])).sum() < LEAST_LOG:
            return 0.0
        close = self.narrow * (abs(places[i]) + abs(self.highs[i]))
        near = {i, *np.flatnonzero(starts > origin - close).tolist()}
        for k, v in enumerate(self.distinct):
            here = alive[self.numbers[alive] == k]
            kinks = places[here, None] + v.kinks
            near.update(here[((kinks > origin - NEAR) & (kinks < end + NEAR)).any(axis=1)].tolist())
        law = {j: self.variables[j].law for j in near}
        exact = {j: Fraction(theta[j]) + self.centres[j] for j in near}
        start = max(exact[j] + law[j].support[0] for j in near if law[j].support[0] is not None)
        width = exact[i] + law[i].support[1] - start
        if width <= 0:
            return 0.0
        kinks = {exact[j] + kink - start for j in near for kink in law[j].kinks}
        left, right, weights = _window(np.array([0.0, *map(float, sorted(kink for kink in kinks if 0 < kink < width)), float(width)]))
        offsets = places - origin
        offsets[list(near)] = [float(exact[j] - start) for j in near]
        logs = self._log_cdfs(alive, offsets[alive], left)
        for j, row in zip(alive.tolist(), logs):
            if j == i:
                row[:] = 0.0
            elif j in near:
                _refine(row, law[j], exact[j] - start, left)
        return float((weights * np.exp(logs.sum(axis=0)) * _density(law[i], exact[i] - start, left, right)).sum())

    def _log_cdfs(self, which, places, nodes):
        """log F of the variables of these coordinates at these places, shape (k, N)."""
        import numpy as np

        z = nodes - places[:, None]
        if len(self.distinct) == 1:
            return self.distinct[0].factor(z)[0]
        logs = np.empty(z.shape)
        for k, v in enumerate(self.distinct):
            here = self.numbers[which] == k
            logs[here] = v.factor(z[here])[0]
        return logs


def _window(edges):
    """Gauss-Legendre nodes as distances from the first and from the last of the edges, and weights, flat."""
    points, weights = legendre(ORDER)
    half = (edges[1:] - edges[:-1])[:, None] / 2
    left, right = edges[:-1, None] + half * (1 + points), (edges[-1] - edges[1:])[:, None] + half * (1 - points)
    return left.ravel(), right.ravel(), (half * weights).ravel()


def _refine(logs, law: Law, place: Fraction, left) -> None:
    """log F on the first piece of the cdf, at `left` beyond the window's start, for the variable at `place` from there."""
    import numpy as np

    ends = _ends(law)
    if ends:
        risen = left - float(place + law.support[0])
        here = risen < ends.first
        logs[here] = np.log(np.polynomial.polynomial.polyval(risen[here], ends.rise))


def _density(law: Law, place: Fraction, left, right):
    """The density at these distances from the ends of the window, of which the right one is the support's."""
    import numpy as np

    ends = _ends(law)
    last = np.polynomial.polynomial.polyval(right, ends.fall)
    return last if right[0] < ends.last else np.where(right < ends.last, last, np.exp(law.log_pdf(left - float(place))))


@dataclass(frozen=True)
class _Ends:
    """The length of the first and of the last piece of a cdf; the cdf on the first by the distance from the lower end, and the density on the last
    by that from the upper end, as coefficients of polynomials."""

    first: float
    last: float
    rise: tuple[float, ...]
    fall: tuple[float, ...]


@lru_cache(maxsize=256)
def _ends(law: Law) -> _Ends | None:
    """None for laws whose cdf is not polynomial between kinks."""
    pieces, kinks = law.cdf_pieces(), law.kinks
    if pieces is None or law.atoms:
        return None
    slopes = tuple(k * c for k, c in enumerate(pieces[-2]) if k)
    mirrored = tuple((-1) ** k * c for k, c in enumerate(_moved(slopes, kinks[-1])))
    rise = _moved(pieces[1], kinks[0])
    return _Ends(float(kinks[1] - kinks[0]), float(kinks[-1] - kinks[-2]), tuple(map(float, rise)), tuple(map(float, mirrored)))


def _moved(coefficients: Sequence[Fraction], by: Fraction) -> tuple[Fraction, ...]:
    """The coefficients of P(x + by)."""
    found: tuple[Fraction, ...] = ()
    for c in reversed(coefficients):
        shifted = (Fraction(0), *found)
        found = tuple(a + by * b for a, b in zip(shifted, (*found, Fraction(0)))) if found else ()
        found = (found[0] + c, *found[1:]) if found else (c,)
    return found

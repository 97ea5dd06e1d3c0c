"""The maximum of a model's summands in mpmath: their cdfs and densities at single points, and the window that holds their mass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from math import inf, log
from typing import Any

from verifier.engines.floating.estimates import Estimate, between, double_exponential, leave_one_out
from verifier.laws import Law, reach
from verifier.laws.arithmetic import precise
from verifier.models.estimates.blends import Blend, as_mpf

GUARD = 4
GUARD_BITS = 32
RATIO = 100


@dataclass
class Line:
    """The maximum of place_j + Y_j, where Y_j is gamma_j, or gamma_j + G for a standard Gumbel G (softmax).

    places      shape (d,), exact, the largest is 0
    nats        what is left outside of windows is about exp(-nats)
    """

    laws: Sequence[Law]
    places: Sequence[Fraction]
    softmax: bool
    digits: int
    context: Any
    _blends: dict = field(default_factory=dict)

    def __post_init__(self):
        self.ops = precise(self.context)
        self.nats = (self.digits + GUARD) * log(10)
        self.tolerance = self.context.mpf(10) ** -(self.digits + GUARD // 2)

    def solve(self, overlaps: bool) -> Estimate:
        """The value is E max (with the standard Gumbel, not centred); it means nothing where a law has no mean."""
        if all(narrow(law) or self.softmax and law.atoms for law in self.laws):
            from verifier.models.estimates.grids import on_a_grid

            return on_a_grid(self)
        breaks, centre = self.breaks(self.places)
        points = [self._point(law, place) for law, place in zip(self.laws, self.places)]
        found = between(points, breaks, centre, self.tolerance, self.context, overlaps)
        return found if self.softmax else self._with_atoms(found, points, overlaps)

    def rise(self) -> tuple[Any, Any]:
        """The integral of prod F_j(t) - prod F_j(t - place_j), which is E max(place + Y) - E max(Y) where there is a mean, and its error."""
        zeros = [Fraction(0)] * len(self.places)
        breaks = sorted({*self.breaks(self.places)[0], *self.breaks(zeros)[0]})
        sides = [[self._point(law, place) for law, place in zip(self.laws, places)] for places in (zeros, self.places)]

        def at(t):
            still, moved = (self.context.fsum(point(t)[0] for point in points) for points in sides)
            high = max(still, moved)
            if high == -self.context.inf:
                return [self.context.zero]
            return [self.context.exp(high) * self.context.expm1(min(still, moved) - high) * (1 if still < moved else -1)]

        (found,), error = double_exponential(at, breaks, self.tolerance, self.context, 1)
        return found, error

    def breaks(self, places) -> tuple[list, Any]:
        """The window, cut at kinks and centres; and the highest centre in it."""
        windows = [self._window(law) for law in self.laws]
        low, high = (max(self.ops.number(place) + window[side] for place, window in zip(places, windows)) for side in (0, 1))
        marks = {self.ops.number(place + mark) for law, place in zip(self.laws, places) for mark in (law.location, *law.kinks)}
        inside = sorted(mark for mark in marks if low < mark < high)
        return [low, *self._graded(low, inside, high), high], max(inside, default=low)

    def _graded(self, low, inside: list, high) -> list:
        """With heavy tails, cut also at equal ratios of the distance from the marks, on whose scale everything varies there."""
        scales = [self.ops.number(law.scale) for law in self.laws if law.facts.moments < inf]
        if not scales or not inside:
            return inside
        cuts = list(inside)
        for left, right in zip([low, *inside], [*inside, high]):
            middle, far = (left + right) / 2, min(scales)
            while far < right - left:
                cuts += [left + far] if left + far < (right if right == high else middle) and left != low else []
                cuts += [right - far] if right - far > (left if left == low else middle) and right != high else []
                far *= RATIO
        return sorted(cuts)

    def _window(self, law: Law) -> tuple[Any, Any]:
        """Where a summand has all but about exp(-nats) of its mass and, if it has a mean, of that."""
        order = law.facts.moments
        low, high = reach(law, self.nats * (order / (order - 1) if 1 < order < inf else 1))
        ends = [self.context.mpf(x) if end is None else self.ops.number(end) for x, end in zip((low, high), law.support)]
        return (ends[0] - log(self.nats), ends[1] + self.nats) if self.softmax else tuple(ends)

    def _point(self, law: Law, place: Fraction):
        """t -> (log F, f) of place + Y."""
        start = self.ops.number(place)
        if not self.softmax:
            return partial(self._bare, law, start)
        if law.smoothed_ball(_one()) is not None:
            return partial(self._closed, law, start)
        if law not in self._blends:
            self._blends[law] = Blend(law, self.ops, self.context, self.nats, self.tolerance)
        return lambda t: self._blends[law](t - start)

    def _bare(self, law: Law, place, t):
        t = t - place
        return law.log_cdf(t, self.ops), self.context.zero if law.atoms else law.pdf(t, self.ops)

    def _closed(self, law: Law, place, t):
        """The closed form of gamma + G: the midpoints of its balls."""
        from flint import ctx

        with ctx.workprec(self.context.prec + GUARD_BITS):
            cdf, pdf = law.smoothed_ball(_arb(place - t).exp())
            return as_mpf(cdf.log(), self.context) if cdf > 0 else -self.context.inf, as_mpf(pdf, self.context)

    def _with_atoms(self, found: Estimate, points: list, overlaps: bool) -> Estimate:
        """Completed by the coordinates with atoms: sums over their atoms in place of integrals."""
        for i, (law, place) in enumerate(zip(self.laws, self.places)):
            for point, weight in law.atoms:
                logs, pdfs = map(list, zip(*(at(self.ops.number(place + point)) for at in points)))
                logs[i], mass = self.context.zero, self.ops.number(weight)
                found.probabilities[i] += mass * self.context.exp(self.context.fsum(logs))
                if overlaps:
                    self._add_overlaps(found.hessian, i, [mass * x for x in leave_one_out(logs, pdfs, self.context)])
        return found

    @staticmethod
    def _add_overlaps(hessian: list[list], i: int, overlaps: list) -> None:
        for j, overlap in enumerate(overlaps):
            if j != i:
                hessian[i][j] -= overlap
                hessian[j][i] -= overlap
                hessian[i][i] += overlap
                hessian[j][j] += overlap


def narrow(law: Law) -> bool:
    """Whether the law is analytic in a strip around the line with tails as light as an exponential: gumbel, gaussian, logistic."""
    return law.growth(float(law.scale) / 100) < inf


def _one():
    from flint import arb

    return arb(1)


def _arb(x):
    from flint import arb, fmpz

    sign, mantissa, exponent, _ = x._mpf_
    return (-1) ** sign * arb(fmpz(mantissa)) * arb(2) ** exponent

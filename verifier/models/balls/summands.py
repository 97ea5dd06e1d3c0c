"""Laws placed on the line, as the factors of the ball engine for maxima."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

from flint import acb, arb

from verifier.engines.balls.factors import ball
from verifier.laws import Law


class Summand:
    """The random variable place + gamma for a law of gamma with location 0: a Factor of engines/balls/panels.py.

    `crest` needs a density with one peak, at the location or at a kink: the fact `peak` of the law.
    """

    def __init__(self, law: Law, place: Fraction):
        self.law, self.place = law, place
        self.settle()
        self.kinks = tuple(kink + place for kink in law.kinks)
        self.atoms = tuple((point + place, weight) for point, weight in law.atoms)
        self.support = tuple(None if end is None else end + place for end in law.support)
        self.concave = law.facts.log_concave

    def settle(self) -> None:
        """Takes the place at the working precision."""
        self.start = ball(self.place)

    def _from(self, t):
        return ball(t - self.place) if isinstance(t, Fraction) else t - self.start

    def cdf(self, t) -> arb:
        return self.law.cdf_ball(self._from(t))

    def survival(self, t) -> arb:
        return self.law.survival_ball(self._from(t))

    def density(self, z: arb | acb, piece: int):
        return self.law.density_ball(z - self.start, piece)

    def height(self, x: Fraction) -> arb:
        """The density at a point x; at a kink the ball that holds both one-sided values."""
        first, last = sum(kink < x for kink in self.kinks), sum(kink <= x for kink in self.kinks)
        found = self.law.density_ball(self._from(x), first)
        for piece in range(first + 1, last + 1):
            found = found.union(self.law.density_ball(self._from(x), piece))
        return found

    def excess(self, t) -> arb:
        return self.law.excess_ball(self._from(t))

    def shortfall(self, t) -> arb:
        return self.law.shortfall_ball(self._from(t))

    def crest(self, low: arb, high: arb) -> arb:
        """A bound of the density on [low, high]: at an end, if the peak is on the other side of it, else the peak."""
        centres = [ball(centre) for centre in (self.law.location, *self.law.kinks)]
        left, right = low - self.start, high - self.start
        if all(right < centre for centre in centres):
            return self.law.density_ball(right, 0).upper()
        if all(left > centre for centre in centres):
            return self.law.density_ball(left, len(self.law.kinks)).upper()
        return self._peak

    @cached_property
    def _peak(self) -> arb:
        peak = arb(0)
        for centre in (self.law.location, *self.law.kinks):
            for piece in range(len(self.law.kinks) + 1):
                ends = (self.law.kinks[piece - 1] if piece else centre), (self.law.kinks[piece] if piece < len(self.law.kinks) else centre)
                if ends[0] <= centre <= ends[1]:
                    peak = peak.max(self.law.density_ball(ball(centre), piece))
        return peak.upper()


def tables(factors: Sequence[Summand]):
    """A function from increasing floats, shape (K,), to log F_j, log(1 - F_j) and log f_j in float64, each of shape (d, K)."""
    import numpy as np

    laws: dict[Law, list[int]] = {}
    for j, factor in enumerate(factors):
        laws.setdefault(factor.law, []).append(j)
    starts = np.array([float(factor.place) for factor in factors])

    def logs(points):
        cdfs, tails, densities = np.full((3, len(factors), len(points)), -np.inf)
        for law, members in laws.items():
            z = points[None, :] - starts[members, None]
            cdfs[members], tails[members] = law.log_cdf(z), law.log_survival(z)
            if not law.atoms:
                densities[members] = law.log_pdf(z)
        return cdfs, tails, densities

    return logs

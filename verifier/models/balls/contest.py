"""Perturb-Argmax as a contest on the line: equal coordinates in groups, those that cannot win left out, atoms summed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from flint import arb

from verifier.engines.balls.factors import PanelError, ball
from verifier.laws import Law
from verifier.models.balls.summands import Summand


FARTHEST = 10**200


class Window(NamedTuple):
    """Where to integrate; None for an end beyond which nothing is left."""

    low: Fraction
    high: Fraction
    tails: tuple[Fraction | None, Fraction | None]


class Contest:
    """Independent theta_j + gamma_j, those that can be the maximum, equal ones in one group.

    theta   exact; shift: the largest entry, or another number of about that size, subtracted from all
    owner   for each coordinate its group, None if it is never larger than all others
    """

    def __init__(self, laws: Sequence[Law], theta: Sequence[Fraction], drop: bool = True, shift: Fraction | None = None):
        self.shift = max(theta) if shift is None else shift
        places = [entry - self.shift + law.location for entry, law in zip(theta, laws)]
        if any(abs(place) > FARTHEST for place in places):
            raise PanelError("entries of theta or locations lie too far apart, by more than 1e200")
        summands = [Summand(law.shifted(-law.location), place) for law, place in zip(laws, places)]
        lows = [s.support[0] for s in summands]
        self.floor = max((low for low in lows if low is not None), default=None)
        first = next((j for j, low in enumerate(lows) if low is not None and low == self.floor), None)
        keys: dict = {}
        self.owner = []
        for j, s in enumerate(summands):
            high = s.support[1]
            if drop and j != first and high is not None and self.floor is not None and high <= self.floor:
                self.owner.append(None)
            else:
                self.owner.append(keys.setdefault((s.law, s.place), len(keys)))
        chosen = [self.owner.index(g) for g in range(len(keys))]
        self.factors = [summands[j] for j in chosen]
        self.counts = [self.owner.count(g) for g in range(len(keys))]
        highs = [f.support[1] for f in self.factors]
        self.ceiling = None if None in highs else max(highs)

    @property
    def alone(self) -> bool:
        """Whether a single coordinate is always the maximum."""
        return sum(self.counts) == 1

    @cached_property
    def has_mean(self) -> bool:
        """Whether E max exists, as far as the bounds of the factors tell."""
        rises = all(f.excess(f.place).is_finite() for f in self.factors)
        return rises and any(f.shortfall(f.place).is_finite() for f in self.factors)

    @cached_property
    def turn(self) -> Fraction:
        """A point where the maximum is about as likely to be below as above."""
        return Fraction(max(float(f.place) for f in self.factors))

    @cached_property
    def marks(self) -> list[float]:
        """Where the factors vary."""
        return [x for f in self.factors for x in (float(f.place), *map(float, f.kinks))]

    def window(self, low: Fraction, high: Fraction) -> Window:
        """[low, high] cut to where a maximum can be."""
        tails = [low, high]
        if self.floor is not None and low <= self.floor:
            low, tails[0] = self.floor, None
        if self.ceiling is not None and high >= self.ceiling:
            high, tails[1] = max(self.ceiling, low), None
        return Window(min(low, high), high, tuple(tails))

    def atom_masses(self) -> list[arb]:
        """For each group with atoms the probability that one of its coordinates is the maximum, if there are no ties."""
        return [
            sum((ball(weight) * self.others(g, x) for x, weight in f.atoms), arb(0)) if f.atoms else arb(0) for g, f in enumerate(self.factors)
        ]

    def others(self, g: int, x, also: int | None = None) -> arb:
        """The probability that all coordinates but one of group g (and one of group `also`) are at most x."""
        product = arb(1)
        for h, (f, count) in enumerate(zip(self.factors, self.counts)):
            left = count - (h == g) - (h == also)
            if left:
                product *= f.cdf(x) ** left
        return product

    def shortfalls(self, low: Fraction) -> list[arb]:
        """For each group a bound of the integral of prod F over t < low: that of its own F, times the other factors at low."""
        cdfs = [f.cdf(low).upper() for f in self.factors]
        product = arb(1)
        for cdf, count in zip(cdfs, self.counts):
            product *= cdf**count
        return [(f.shortfall(low) * product / cdf).upper() if cdf > 0 else arb(0) for f, cdf in zip(self.factors, cdfs)]

    def add_atoms(self, weights: list[list[arb]]) -> None:
        """Adds to the w_ij what atoms of i and the density of j make."""
        for g, f in enumerate(self.factors):
            for h, other in enumerate(self.factors):
                if f.atoms and not other.atoms:
                    found = sum((ball(weight) * other.height(x) * self.others(g, x, h) for x, weight in f.atoms), arb(0))
                    weights[g][h] += found
                    weights[h][g] += found

"""Where f is polyhedral (every law finite): all theta that have p among their subgradients, exactly.

h = f - <p, .> is minimised. At theta let y_I be the probability that I is the set of all choices that attain the maximum. The directional
derivative h'(theta; v) is the Lovasz extension of the submodular set function S -> g(S) - p(S), g(S) = P(a choice in S attains the maximum), which
vanishes at the whole; so theta is a minimum exactly when g(S) >= p(S) for every set S of choices, and otherwise h falls when all of S rises.
With X and Y the maxima inside and outside of S the slope of h along S is P(Y - X <= step) - p(S), so the best step is a quantile of Y - X.

At a minimum the set S is tight if g(S) = p(S). The minima that keep theta_j form a lattice, in which the greatest one is reached by raising the
largest tight set without j until an atom of Y - X stops it, again and again, at most d - 1 times. The minima are exactly the theta whose differences
theta_i - theta_j lie within the greatest and least values found so.
Source: K. Murota, Discrete Convex Analysis (2003), chapters 7 and 10 (L-convex functions: steepest descent, minimisers given by differences).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from math import prod

from flint import fmpq

from verifier.laws import Law
from verifier.models.rationals.rational import to_fmpq, to_fraction

MOST_CHOICES = 12
MOST_ATOMS = 400
ZERO, ONE = fmpq(0), fmpq(1)

Atoms = list[tuple[fmpq, fmpq]]


def within_reach(laws: Sequence[Law]) -> bool:
    """Whether the sets of choices and the atoms are few enough to be gone through."""
    return len(laws) <= MOST_CHOICES and sum(len(law.atoms) for law in laws) <= MOST_ATOMS


@dataclass(frozen=True)
class Minima:
    """All minima of f - <p, .>, up to a common shift.

    theta       one of sum 0: no bound that could be slack is reached there
    spans       (i, j) with i < j -> the least and greatest theta_i - theta_j, attained; None for an infinite one
    at_kink     whether a tie for the maximum has positive probability at theta
    """

    theta: tuple[Fraction, ...]
    spans: dict[tuple[int, int], tuple[Fraction | None, Fraction | None]]
    at_kink: bool


def minima(laws: Sequence[Law], p: Sequence[Fraction]) -> Minima:
    """The minima for finite laws `within_reach` and p in the simplex (zeros allowed)."""
    search = _Search(_atoms(laws), [to_fmpq(entry) for entry in p])
    theta = search.descend(search.start())
    tops = [search.greatest(theta, j) for j in range(len(p))]
    middle = [sum((top[i] - top[0] for top, _ in tops), ZERO) / len(p) for i in range(len(p))]
    mean = sum(middle, ZERO) / len(p)
    middle = [entry - mean for entry in middle]

    def most(i: int, j: int) -> Fraction | None:
        top, free = tops[j]
        return None if i in free else to_fraction(top[i] - top[j])

    def least(i: int, j: int) -> Fraction | None:
        greatest = most(j, i)
        return None if greatest is None else -greatest

    spans = {(i, j): (least(i, j), most(i, j)) for j in range(len(p)) for i in range(j)}
    return Minima(tuple(map(to_fraction, middle)), spans, search.ties(middle))


def tied(laws: Sequence[Law], theta: Sequence[Fraction]) -> bool:
    """Whether choices with finite laws tie for the maximum with positive probability."""
    return _Search(_atoms(laws), []).ties([to_fmpq(entry) for entry in theta])


def _atoms(laws: Sequence[Law]) -> list[Atoms]:
    return [[(to_fmpq(a), to_fmpq(w)) for a, w in law.atoms] for law in laws]


class _Search:
    def __init__(self, atoms: list[Atoms], p: list[fmpq]):
        self.atoms, self.dim = atoms, len(atoms)
        self.full = (1 << self.dim) - 1
        self.targets = _subset_sums({1 << k: entry for k, entry in enumerate(p)}, self.dim)

    def excess(self, theta: list[fmpq]) -> list[fmpq]:
        """g(S) - p(S) for every set S, a bit for each choice."""
        outside = _subset_sums(self.argmax(theta), self.dim)
        return [ONE - outside[self.full ^ chosen] - target for chosen, target in enumerate(self.targets)]

    def argmax(self, theta: list[fmpq]) -> dict[int, fmpq]:
        """y_I for every set I that attains the maximum with positive probability."""
        rows = [{t + a: w for a, w in atoms} for t, atoms in zip(theta, self.atoms)]
        places = sorted(set().union(*rows))
        found: dict[int, fmpq] = {}
        below = [ZERO] * self.dim
        for place in places:
            here = [row.get(place, ZERO) for row in rows]
            there = [k for k in range(self.dim) if here[k] != 0]
            rest = prod((below[k] for k in range(self.dim) if here[k] == 0), start=ONE)
            for chosen, weight in _choices(rest, there, here, below) if rest != 0 else ():
                found[chosen] = found.get(chosen, ZERO) + weight
            below = [b + w for b, w in zip(below, here)]
        return found

    def ties(self, theta: list[fmpq]) -> bool:
        return any(chosen.bit_count() > 1 for chosen in self.argmax(theta))

    def start(self) -> list[fmpq]:
        """Where each choice alone exceeds one common level with about its probability."""
        theta = []
        for k, atoms in enumerate(self.atoms):
            totals = accumulate(weight for _, weight in atoms)
            theta.append(-next(a for (a, _), total in zip(atoms, totals) if total >= ONE - self.targets[1 << k]))
        return theta

    def descend(self, theta: list[fmpq]) -> list[fmpq]:
        """A minimum: the steepest set rises to where h is least along it, until none falls."""
        while True:
            excess = self.excess(theta)
            steepest = min(range(len(excess)), key=excess.__getitem__)
            if excess[steepest] >= 0:
                return theta
            gaps = self.gaps(theta, steepest)
            totals = accumulate(weight for _, weight in gaps)
            step = next(gap for (gap, _), total in zip(gaps, totals) if total >= self.targets[steepest])
            theta = self.raised(theta, steepest, step)

    def greatest(self, theta: list[fmpq], j: int) -> tuple[list[fmpq], set[int]]:
        """The minimum with the greatest theta_i - theta_j for every i, and those i for which there is no greatest (raised by 1)."""
        while True:
            # the union of tight sets is tight, so the last one holds all others
            largest = max(chosen for chosen, entry in enumerate(self.excess(theta)) if entry == 0 and not chosen >> j & 1)
            step = next((gap for gap, _ in self.gaps(theta, largest) if gap > 0), None) if largest else None
            if step is None:
                return self.raised(theta, largest, ONE), {i for i in range(self.dim) if largest >> i & 1}
            theta = self.raised(theta, largest, step)

    def raised(self, theta: list[fmpq], chosen: int, step: fmpq) -> list[fmpq]:
        return [t + step if chosen >> k & 1 else t for k, t in enumerate(theta)]

    def gaps(self, theta: list[fmpq], chosen: int) -> Atoms:
        """The law of Y - X, in increasing order: the maximum outside of the set less the maximum inside."""
        inside = self._maximum(theta, [k for k in range(self.dim) if chosen >> k & 1])
        outside = self._maximum(theta, [k for k in range(self.dim) if not chosen >> k & 1])
        found: dict[fmpq, fmpq] = {}
        for x, v in inside:
            for y, w in outside:
                found[y - x] = found.get(y - x, ZERO) + v * w
        return sorted(found.items())

    def _maximum(self, theta: list[fmpq], members: list[int]) -> Atoms:
        """The law of the maximum of some choices."""
        rows = [[(theta[k] + a, w) for a, w in self.atoms[k]] for k in members]
        floor = max(row[0][0] for row in rows)
        places = sorted({a for row in rows for a, _ in row if a >= floor})
        cdf = [ZERO, *(prod((sum((w for a, w in row if a <= place), ZERO) for row in rows), start=ONE) for place in places)]
        return [(place, after - before) for place, (before, after) in zip(places, pairwise(cdf))]


def _choices(rest: fmpq, there: list[int], here: list[fmpq], below: list[fmpq]) -> Iterator[tuple[int, fmpq]]:
    """(I, probability) for the sets I that can be those of `there` that are at their atom while the others are below."""
    partial = [(0, rest)]
    for k in there:
        at = [(chosen | 1 << k, weight * here[k]) for chosen, weight in partial]
        partial = at + [(chosen, weight * below[k]) for chosen, weight in partial if below[k] != 0]
    return ((chosen, weight) for chosen, weight in partial if chosen)


def _subset_sums(terms: dict[int, fmpq], dim: int) -> list[fmpq]:
    """For every set the sum of the terms of its subsets."""
    sums = [ZERO] * (1 << dim)
    for chosen, term in terms.items():
        sums[chosen] += term
    for k in range(dim):
        bit = 1 << k
        for chosen in range(1 << dim):
            if chosen & bit and sums[chosen ^ bit] != 0:
                sums[chosen] += sums[chosen ^ bit]
    return sums

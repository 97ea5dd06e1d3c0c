"""The subdifferential of Perturb-Argmax at ties: a polytope, with its vertices exact.

It is the set of expectations of measurable selections of conv{e_i : i in argmax(theta + gamma)}. Only coordinates with atoms tie; where they do,
the set is a weighted Minkowski sum of simplices, and its vertices are the expectations under a strict order of priority among the
coordinates that tie. With S the coordinates before i in the order, i wins at its atoms a against S strictly and against the others weakly:

    vertex_i = sum over a of (weight of a) * product over S of P(theta_k + gamma_k < a) * product over the others of P(theta_k + gamma_k <= a)

Only the order within groups that can still tie matters, so the orders are enumerated group by group and no order of all d is.
Source: Minkowski sums of simplices are generalized permutohedra (Postnikov 2009), whose vertices are the greedy ones (Edmonds 1970).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import prod
from typing import Any

from verifier.laws import Law
from verifier.models.errors import ModelError
from verifier.models.rationals.polytope import Polytope

MOST_VERTICES = 5_000
MOST_ORDERS = 15_000
MOST_WORK = 20_000_000
TOO_MANY = f"the subdifferential has more than {MOST_VERTICES} vertices; ask for directional derivatives"

Won = tuple[tuple[int, Fraction], ...]


@dataclass(frozen=True)
class Level:
    """A place where atoms meet: for each coordinate with an atom there its weight, and P(below), P(not above) of the coordinates with atoms."""

    at: Fraction
    weights: dict[int, Fraction]
    below: dict[int, Fraction]

    def tied(self, before: frozenset[int]) -> list[int]:
        """The coordinates that can tie here when those `before` must lose."""
        if any(self.below[k] == 0 for k in self.weights if k in before):
            return []
        return [k for k in self.weights if k not in before]

    def won(self, i: int, before: frozenset[int]) -> Fraction:
        """The probability that i is at this level and the coordinates with atoms let it win."""
        others = (self.below[k] if k in before else self.below[k] + self.weights.get(k, 0) for k in self.below if k != i)
        return self.weights[i] * prod(others, start=Fraction(1))


class Ties:
    """Which coordinates tie at theta, and what each wins under an order of priority.

    laws        one Law for each coordinate, finite or without atoms; theta  Fractions
    below       (k, level) -> P(theta_k + gamma_k <= level) for coordinates k without atoms, in any number system
    number      turns a Fraction into that number system
    """

    def __init__(self, laws: Sequence[Law], theta: Sequence[Fraction], below: Callable[[int, Fraction], Any], number: Callable = Fraction):
        self.laws, self.theta, self.number = laws, theta, number
        self.atomic = [k for k, law in enumerate(laws) if law.atoms]
        self.smooth = [k for k, law in enumerate(laws) if not law.atoms]
        self._below = below

    @cached_property
    def levels(self) -> list[Level]:
        """The levels with an atom that the coordinates can all stay at or below, in increasing order."""
        floor = max((self.theta[k] + self.laws[k].support[0] for k in self.atomic), default=None)
        atoms = {k: {self.theta[k] + a: w for a, w in self.laws[k].atoms} for k in self.atomic}
        places = sorted({level for row in atoms.values() for level in row if level >= floor and self._reached(level)})
        if sum(map(len, atoms.values())) * (len(places) + len(atoms)) > MOST_WORK:
            raise ModelError(f"{len(places)} places of atoms of {len(atoms)} coordinates are too many for an exact subdifferential")
        return [
            Level(at, {k: row[at] for k, row in atoms.items() if at in row}, {k: _mass_below(row, at) for k, row in atoms.items()})
            for at in places
        ]

    def _reached(self, level: Fraction) -> bool:
        """Whether all coordinates without atoms stay below the level with positive probability."""
        ends = ((self.theta[k], self.laws[k].support[0]) for k in self.smooth)
        return all(low is None or theta + low < level for theta, low in ends)

    @cached_property
    def rests(self) -> list:
        """For each level the probability that all coordinates without atoms stay below."""
        return [prod((self._below(k, level.at) for k in self.smooth), start=self.number(Fraction(1))) for level in self.levels]

    def groups(self, members: Sequence[int], before: frozenset[int]) -> list[tuple[int, ...]]:
        """The members in classes; two of different classes never tie, once those `before` must lose."""
        classes = {k: {k} for k in members}
        for level in self.levels:
            tied = [k for k in level.tied(before) if k in classes]
            merged = set().union(*(classes[k] for k in tied))
            classes.update(dict.fromkeys(merged, merged))
        return sorted(tuple(sorted(group)) for group in {id(group): group for group in classes.values()}.values())

    def won(self, i: int, before: frozenset[int]) -> Won:
        """What coordinate i (with atoms) wins at each level when those `before` have priority; the exact factor, levels with none left out."""
        terms = ((n, level.won(i, before)) for n, level in enumerate(self.levels) if i in level.weights)
        return tuple((n, factor) for n, factor in terms if factor)

    def vertex(self, order: Sequence[int]) -> dict[int, Any]:
        """What the coordinates with atoms win under one order of priority of them all."""
        return {i: self.total(self.won(i, frozenset(order[:n]))) for n, i in enumerate(order)}

    def total(self, won: Won):
        return sum((self.number(factor) * self.rests[n] for n, factor in won), self.number(Fraction(0)))

    def vertices(self) -> list[dict[int, Any]]:
        """What the coordinates with atoms win, for every vertex."""
        self._orders, self._memo = 0, {}
        found = self._vertices(tuple(self.atomic), frozenset())
        return [{i: self.total(won) for i, won in row} for row in found]

    def _vertices(self, members: tuple[int, ...], before: frozenset[int]) -> list[tuple[tuple[int, Won], ...]]:
        parts = [self._group(group, before) for group in self.groups(members, before)]
        if prod(map(len, parts)) > MOST_VERTICES:
            raise ModelError(TOO_MANY)
        return [tuple(entry for part in choice for entry in part) for choice in product(*parts)]

    def _group(self, group: tuple[int, ...], before: frozenset[int]) -> list[tuple[tuple[int, Won], ...]]:
        """The vertices of a class whose members are tied to each other: every member may come first.

        Each of the k nested classes around this one has a member that may come before or after all of this one, so there are 2^(k+1) vertices.
        """
        if len(group) == 1:
            return [((group[0], self.won(group[0], before)),)]
        if 2 ** (len(before) + 1) > MOST_VERTICES:
            raise ModelError(TOO_MANY)
        key = group, before
        if key not in self._memo:
            self._memo[key] = sorted(set(self._orders_of(group, before)))
        return self._memo[key]

    def _orders_of(self, group: tuple[int, ...], before: frozenset[int]) -> Iterator[tuple[tuple[int, Won], ...]]:
        for first in group:
            rest = tuple(k for k in group if k != first)
            for row in self._vertices(rest, before | {first}):
                self._orders += 1
                if self._orders > MOST_ORDERS:
                    raise ModelError(f"more than {MOST_ORDERS} orders of {len(group)} tied coordinates; ask for directional derivatives")
                yield tuple(sorted((*row, (first, self.won(first, before)))))


def subdifferential(ties: Ties, smooth: Sequence) -> Polytope:
    """The polytope at a theta; smooth[k] is the probability of coordinate k where k has no atoms (other entries are not read)."""
    rows = ties.vertices()
    points = [tuple(row.get(k, smooth[k]) for k in range(len(ties.laws))) for row in rows]
    return Polytope(tuple(sorted(points)) if all(isinstance(e, Fraction) for point in points for e in point) else tuple(points))


def _mass_below(row: dict[Fraction, Fraction], at: Fraction) -> Fraction:
    return sum((weight for place, weight in row.items() if place < at), Fraction(0))

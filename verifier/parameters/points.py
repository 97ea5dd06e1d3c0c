"""Finite parameter sets."""

from __future__ import annotations

from itertools import combinations

from verifier.parameters.sets import ParameterSet, Translates, Vector, positive_dimension, rational_vector


class Points(ParameterSet):
    """The finite set of the given points of R^dim; none at all gives the empty set. Repetitions count once.

    >>> Points(2, [("0", "1/2"), ("1", "3/2")]).contains_two_translates().shift
    Fraction(1, 1)
    """

    def __init__(self, dim: int, points=()):
        self.dim = positive_dimension(dim)
        self.points: tuple[Vector, ...] = tuple(dict.fromkeys(rational_vector(point, dim) for point in points))

    def contains(self, theta) -> bool:
        return rational_vector(theta, self.dim) in self.points

    def is_empty(self) -> bool:
        return not self.points

    def contains_two_translates(self) -> Translates | None:
        for theta, tau in combinations(self.points, 2):
            shifts = {b - a for a, b in zip(theta, tau)}
            if len(shifts) == 1:
                return Translates(theta, shifts.pop())
        return None

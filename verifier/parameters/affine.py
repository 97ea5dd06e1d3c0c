"""Hyperplanes and linear subspaces: sets of the form origin + span(directions), never empty."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq, fmpq_mat

from verifier.parameters.sets import ParameterError, ParameterSet, Translates, Vector, positive_dimension, rational_vector


class AffineSet(ParameterSet):
    """origin + span(directions). `directions` are linearly independent."""

    origin: Vector
    directions: tuple[Vector, ...]

    def point(self, coordinates) -> Vector:
        """The member origin + sum of coordinates[k] * directions[k]; rejects another number of coordinates (ParameterError)."""
        if not self.directions and not tuple(coordinates):
            return self.origin
        weights = rational_vector(coordinates, len(self.directions))
        return tuple(start + sum(w * v[i] for w, v in zip(weights, self.directions)) for i, start in enumerate(self.origin))

    def contains(self, theta) -> bool:
        offset = tuple(a - b for a, b in zip(rational_vector(theta, self.dim), self.origin))
        return rank((*self.directions, offset)) == len(self.directions)

    def is_empty(self) -> bool:
        return False

    def contains_two_translates(self) -> Translates | None:
        ones = (Fraction(1),) * self.dim
        return Translates(self.origin, Fraction(1)) if rank((*self.directions, ones)) == len(self.directions) else None


class Hyperplane(AffineSet):
    """{theta : <normal, theta> = level}. Rejects the zero normal (ParameterError).

    It holds no two translates exactly when the entries of the normal do not sum to 0.

    >>> Hyperplane([1, 1, 1], 0).contains(["1/2", "-1/2", 0])
    True
    """

    def __init__(self, normal, level=0):
        self.normal = rational_vector(normal)
        (self.level,) = rational_vector([level])
        self.dim = len(self.normal)
        pivot = next((i for i, entry in enumerate(self.normal) if entry), None)
        if pivot is None:
            raise ParameterError("the normal of a hyperplane is the zero vector; give a non-zero one")
        self.origin = tuple(self.level / self.normal[pivot] if i == pivot else Fraction(0) for i in range(self.dim))
        self.directions = tuple(self._direction(i, pivot) for i in range(self.dim) if i != pivot)

    def _direction(self, free: int, pivot: int) -> Vector:
        entries = {free: Fraction(1), pivot: -self.normal[free] / self.normal[pivot]}
        return tuple(entries.get(i, Fraction(0)) for i in range(self.dim))

    def contains(self, theta) -> bool:
        return sum(a * t for a, t in zip(self.normal, rational_vector(theta, self.dim))) == self.level

    def project(self, point) -> Vector:
        """The member closest to a point of R^dim, exact. Rejects points that are not exact or of another dimension (ParameterError)."""
        start = rational_vector(point, self.dim)
        excess = sum(a * t for a, t in zip(self.normal, start)) - self.level
        factor = excess / sum(a * a for a in self.normal)
        return tuple(t - factor * a for t, a in zip(start, self.normal))


class Subspace(AffineSet):
    """The linear span of the given vectors in R^dim; of none, the single point 0. Dependent vectors are allowed.

    >>> Subspace(2, [(1, 1), (2, 2)]).contains(("5/3", "5/3"))
    True
    """

    def __init__(self, dim: int, vectors=()):
        self.dim = positive_dimension(dim)
        self.origin = (Fraction(0),) * dim
        independent: list[Vector] = []
        for vector in (rational_vector(entries, dim) for entries in vectors):
            if rank((*independent, vector)) > len(independent):
                independent.append(vector)
        self.directions = tuple(independent)


def whole_space(dim: int) -> Subspace:
    """R^dim."""
    return Subspace(dim, [tuple(int(i == j) for j in range(dim)) for i in range(positive_dimension(dim))])


def rank(rows: tuple[Vector, ...]) -> int:
    """The rank of the matrix with these rows of equal length, exact; 0 without rows."""
    return fmpq_mat([[fmpq(x.numerator, x.denominator) for x in row] for row in rows]).rank() if rows else 0

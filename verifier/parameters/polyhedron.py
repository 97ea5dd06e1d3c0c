"""Polyhedra {theta : A theta <= b, C theta = e} with rational data, decided by exact linear arithmetic."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq

from verifier.engines.rationals.linear import Combination, Fact, Point, interior
from verifier.engines.search.polynomial import Poly
from verifier.parameters.sets import ParameterError, ParameterSet, Translates, Vector, positive_dimension, rational_vector

SHIFT = "shift"


class Polyhedron(ParameterSet):
    """{theta in R^dim : <row, theta> <= bound for each inequality, <row, theta> = level for each equation}; R^dim when there are none.

    inequalities, equations     pairs (row, number) of exact rationals, rows of length dim; a zero row is allowed (0 <= -1: the empty set)

    >>> box = Polyhedron(2, [((1, 0), 1), ((-1, 0), 1), ((0, 1), 1), ((0, -1), 1)])
    >>> box.contains(("1/2", 1)), box.contains_two_translates() is None
    (True, False)
    """

    def __init__(self, dim: int, inequalities=(), equations=()):
        self.dim = positive_dimension(dim)
        self.inequalities = tuple(self._row(entry) for entry in inequalities)
        self.equations = tuple(self._row(entry) for entry in equations)

    def _row(self, entry) -> tuple[Vector, Fraction]:
        try:
            row, number = entry
        except (TypeError, ValueError) as error:
            raise ParameterError(f"{entry!r} is not a pair (row, number)") from error
        return rational_vector(row, self.dim), rational_vector([number])[0]

    def contains(self, theta) -> bool:
        point = rational_vector(theta, self.dim)
        below = all(_product(row, point) <= bound for row, bound in self.inequalities)
        return below and all(_product(row, point) == level for row, level in self.equations)

    def is_empty(self) -> bool:
        return self._solution(self._facts(())) is None

    def contains_two_translates(self) -> Translates | None:
        moved = Poly.variable(SHIFT)
        solution = self._solution([*self._facts(()), *self._facts((moved,)), Fact(moved, ">")])
        if solution is None:
            return None
        witness = Translates(self._theta(solution), _fraction(solution[SHIFT]))
        if not (self.contains(witness.theta) and self.contains(witness.tau)):
            raise ArithmeticError("exact linear arithmetic gave two points that do not belong to the polyhedron")
        return witness

    def _facts(self, moves: tuple[Poly, ...]) -> list[Fact]:
        """That theta, each coordinate moved by the given polynomials, belongs to the set."""
        coordinates = [sum(moves, Poly.variable(f"t{i + 1}")) for i in range(self.dim)]

        def gap(row: Vector, number: Fraction) -> Poly:
            terms = (coordinate.scaled(_fmpq(-a)) for a, coordinate in zip(row, coordinates) if a)
            return sum(terms, Poly.constant(number))

        return [Fact(gap(*entry), ">=") for entry in self.inequalities] + [Fact(gap(*entry), "=") for entry in self.equations]

    def _solution(self, facts: list[Fact]) -> Point | None:
        """Values of the variables for which the facts hold, or None once a combination of the facts has been seen to be a contradiction."""
        answer = interior(facts)
        if isinstance(answer, dict):
            return answer
        if not contradictory(answer):
            raise ArithmeticError("exact linear arithmetic gave a combination that is no contradiction")
        return None

    def _theta(self, solution: Point) -> Vector:
        return tuple(_fraction(solution.get(f"t{i + 1}", fmpq(0))) for i in range(self.dim))


def contradictory(combination: Combination) -> bool:
    """Whether a combination of affine facts shows that they cannot all hold (Farkas): a constant below 0 as a sum of non-negative
    terms, or 0 as a sum of non-negative terms of which one is positive."""
    if any(len(used) != 1 or (c < 0 and used[0].sign != "=") for c, used in combination):
        return False
    total = sum((used[0].poly.scaled(c) for c, used in combination), Poly({})).value
    strict = any(c > 0 and used[0].sign == ">" for c, used in combination)
    return total is not None and (total < 0 or (total == 0 and strict))


def _product(row: Vector, point: Vector) -> Fraction:
    return sum((a * t for a, t in zip(row, point)), Fraction(0))


def _fmpq(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


def _fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))

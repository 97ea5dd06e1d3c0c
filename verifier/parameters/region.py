"""Polyhedra with strict and weak inequalities, R^d included, and exact linear decisions with a certificate either way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq

from verifier.engines.rationals.linear import Fact, interior
from verifier.engines.search.polynomial import Poly
from verifier.parameters.polyhedron import contradictory
from verifier.parameters.sets import ParameterError, ParameterSet, Translates, Vector, positive_dimension, rational_vector

SIGNS = ("<=", "<", "=")


@dataclass(frozen=True)
class Known:
    """A linear condition on named variables: the polynomial is positive, non-negative or zero. text: in words, for certificates."""

    text: str
    poly: Poly
    sign: str


@dataclass(frozen=True)
class Farkas:
    """Why conditions cannot all hold: these multiples of them add up to `0 > 0` or to `-1 >= 0`. Checked when made."""

    terms: tuple[tuple[Fraction, str], ...]


def solve(conditions: Sequence[Known]) -> dict[str, Fraction] | Farkas:
    """Values of the variables for which all conditions hold, strict ones strictly; or why there are none. Exact, and checked."""
    facts = [Fact(known.poly, known.sign) for known in conditions]
    answer = interior(facts)
    if isinstance(answer, dict):
        signs = [fact.poly.at({**dict.fromkeys(fact.poly.names, fmpq(0)), **answer}) for fact in facts]
        if not all(value > 0 or (value == 0 and fact.sign != ">") for value, fact in zip(signs, facts)):
            raise ArithmeticError("exact linear arithmetic gave a point that does not satisfy the conditions")
        if any(value != 0 for value, fact in zip(signs, facts) if fact.sign == "="):
            raise ArithmeticError("exact linear arithmetic gave a point off an equation")
        return {name: Fraction(int(value.p), int(value.q)) for name, value in answer.items()}
    if not contradictory(answer):
        raise ArithmeticError("exact linear arithmetic gave a combination that is no contradiction")
    texts = {fact: known.text for fact, known in zip(facts, conditions)}
    return Farkas(tuple((Fraction(int(c.p), int(c.q)), texts[used[0]]) for c, used in answer if c != 0))


@dataclass(frozen=True)
class Row:
    """<normal, theta> <= bound, or < or =. text: as it was written."""

    normal: Vector
    sign: str
    bound: Fraction
    text: str

    def holds(self, theta: Vector) -> bool:
        value = product(self.normal, theta)
        return value == self.bound if self.sign == "=" else value < self.bound or (value == self.bound and self.sign == "<=")

    def known(self, coordinates: Sequence[Poly], at: str = "") -> Known:
        """That the row holds for these coordinates, polynomials in any variables; at: where, in words."""
        terms = (coordinate.scaled(fmpq(-a.numerator, a.denominator)) for a, coordinate in zip(self.normal, coordinates) if a)
        return Known(self.text + at, sum(terms, Poly.constant(self.bound)), {"<=": ">=", "<": ">", "=": "="}[self.sign])

    def broken(self, coordinates: Sequence[Poly]) -> Known:
        """That it does not hold. Rejects an equation, whose failure is not one inequality (ParameterError)."""
        if self.sign == "=":
            raise ParameterError("an equation fails on two sides")
        known = self.known(coordinates)
        return Known(f"not ({self.text})", -known.poly, ">=" if known.sign == ">" else ">")


class Region(ParameterSet):
    """The theta in R^dim that satisfy all rows; R^dim without rows, and possibly empty.

    rows    (normal, sign, bound) or (normal, sign, bound, text): exact rationals, sign one of <=, <, =. Others are rejected (ParameterError)

    >>> Region(2, [((1, -1), "<", 2), ((-1, 1), "<", 2)]).contains(("3/2", 0))
    True
    """

    def __init__(self, dim: int, rows: Iterable[tuple] = ()):
        self.dim = positive_dimension(dim)
        self.rows = tuple(self._row(*entry) for entry in rows)

    def _row(self, normal, sign: str, bound, text: str = "") -> Row:
        if sign not in SIGNS:
            raise ParameterError(f"the sign {sign!r} is none of {', '.join(SIGNS)}")
        normal, (bound,) = rational_vector(normal, self.dim), rational_vector([bound])
        return Row(normal, sign, bound, text or f"{affine(normal)} {sign} {bound}")

    def contains(self, theta) -> bool:
        point = rational_vector(theta, self.dim)
        return all(row.holds(point) for row in self.rows)

    def is_empty(self) -> bool:
        return isinstance(self.point(), Farkas)

    def point(self) -> Vector | Farkas:
        """A member, or why there is none."""
        found = solve(self.known())
        return found if isinstance(found, Farkas) else self.at(found)

    def known(self, coordinates: Sequence[Poly] | None = None, at: str = "") -> list[Known]:
        """That theta, or a vector with these coordinates, belongs to the set."""
        return [row.known(coordinates or variables(self.dim), at) for row in self.rows]

    def at(self, values: Mapping[str, Fraction], letter: str = "t") -> Vector:
        """The vector of the values of t1, ..., td; 0 where none is given."""
        return tuple(values.get(f"{letter}{k + 1}", Fraction(0)) for k in range(self.dim))

    def contains_two_translates(self) -> Translates | None:
        found = self.two_translates()
        return None if isinstance(found, Farkas) else found

    def two_translates(self) -> Translates | Farkas:
        """Two distinct points that differ by a multiple of 1, or why there are none."""
        shift = Poly.variable("c")
        moved = [t + shift for t in variables(self.dim)]
        found = solve([*self.known(), *self.known(moved, " at theta + c*1"), Known("c > 0", shift, ">")])
        return found if isinstance(found, Farkas) else Translates(self.at(found), found["c"])

    def two_points(self) -> tuple[Vector, Vector] | list[Farkas]:
        """Two distinct members; or for each coordinate why it cannot grow nor fall from the one member. Rejects the empty set (ParameterError)."""
        first, reasons = self.point(), []
        if isinstance(first, Farkas):
            raise ParameterError("the set is empty")
        for k, t in enumerate(variables(self.dim)):
            for sign, word in ((1, ">"), (-1, "<")):
                beyond = (t - Poly.constant(first[k])).scaled(fmpq(sign))
                found = solve([*self.known(), Known(f"t{k + 1} {word} {first[k]}", beyond, ">")])
                if not isinstance(found, Farkas):
                    return first, self.at(found)
                reasons.append(found)
        return reasons


def variables(dim: int, letter: str = "t") -> list[Poly]:
    """The coordinates t1, ..., td as polynomials."""
    return [Poly.variable(f"{letter}{k + 1}") for k in range(dim)]


def product(row: Vector, point: Vector) -> Fraction:
    return sum((a * t for a, t in zip(row, point) if a), Fraction(0))


def affine(normal: Sequence[Fraction], constant: Fraction = Fraction(0), letter: str = "t") -> str:
    """An affine function as text, such as "t1 - 1/2*t3 + 2"."""
    parts = [(a, f"{letter}{k}") for k, a in enumerate(normal, 1) if a] + ([(constant, "")] if constant else [])
    text = ""
    for a, name in parts:
        size = name if name and abs(a) == 1 else f"{abs(a)}*{name}" if name else str(abs(a))
        text += ("-" if a < 0 else "") + size if not text else f" {'-' if a < 0 else '+'} {size}"
    return text or "0"

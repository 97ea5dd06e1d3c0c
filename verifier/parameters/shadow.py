"""Theta + R 1, all translates of the members of a region, by Fourier-Motzkin elimination of the shift: again a region, with its certificates.

theta + c 1 lies in Theta exactly if every row holds there: a row <a, theta> <= b with s = sum a > 0 says c <= (b - <a, theta>)/s, one with s < 0
says c >= (b - <a, theta>)/s, one with s = 0 says nothing about c. Such a c exists exactly if each lower bound is at most (below, where
one of the two is strict) each upper bound; these pairs and the rows with s = 0 are the rows of the shadow.
Source: Schrijver, Theory of Linear and Integer Programming, section 12.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from verifier.parameters.region import Farkas, Known, Region, Row, affine, product, solve, variables
from verifier.parameters.sets import Vector


@dataclass(frozen=True)
class Bound:
    """c <= constant - <normal, theta>, or >=; strict or not. Where theta + c 1 is in Theta."""

    normal: Vector
    constant: Fraction
    strict: bool
    text: str

    def at(self, theta: Vector) -> Fraction:
        return self.constant - product(self.normal, theta)


@dataclass(frozen=True)
class Sum:
    """A row of the shadow that is not trivial, and the multiples of rows of Theta whose sum it is."""

    row: Row
    terms: tuple[tuple[Fraction, str], ...]


class Shadow:
    """Theta + R 1 for a region Theta that is not empty."""

    def __init__(self, region: Region):
        self.dim = region.dim
        self.upper = [_bound(row, sign) for row, sign in _halves(region) if sign * sum(row.normal) > 0]
        self.lower = [_bound(row, sign) for row, sign in _halves(region) if sign * sum(row.normal) < 0]
        level = [Sum(row, ((Fraction(1), row.text),)) for row in region.rows if sum(row.normal) == 0]
        self.sums = [entry for entry in (*level, *self._pairs()) if any(entry.row.normal)]

    def _pairs(self) -> Iterator[Sum]:
        for low in self.lower:
            for high in self.upper:
                normal = tuple(a - b for a, b in zip(high.normal, low.normal))
                bound, sign = high.constant - low.constant, "<" if low.strict or high.strict else "<="
                text = f"{affine(normal)} {sign} {bound}"
                yield Sum(Row(normal, sign, bound, text), ((Fraction(1), low.text), (Fraction(1), high.text)))

    @property
    def is_everything(self) -> bool:
        """Whether every vector is a translate of a member."""
        return not self.sums

    @property
    def region(self) -> Region:
        return Region(self.dim, [(entry.row.normal, entry.row.sign, entry.row.bound, entry.row.text) for entry in self.sums])

    def contains(self, theta: Vector) -> bool:
        return all(entry.row.holds(theta) for entry in self.sums)

    def shift(self, theta: Vector) -> Fraction:
        """A c with theta + c 1 in Theta, for theta in the shadow."""
        low = max((bound.at(theta) for bound in self.lower), default=None)
        high = min((bound.at(theta) for bound in self.upper), default=None)
        if low is None or high is None:
            return Fraction(0) if low is high else high - 1 if low is None else low + 1
        return (low + high) / 2

    def range(self) -> dict[str, list[str]]:
        """The certificate that everything is covered: theta + c 1 is in Theta exactly if c is at least the ones and at most the others.

        Where nothing else limits theta, their differences are constants, so that there is always such a c.
        """
        return {
            name: [("strictly " if bound.strict else "") + affine([-a for a in bound.normal], bound.constant) for bound in bounds]
            for name, bounds in (("c_at_least", self.lower), ("c_at_most", self.upper))
        }

    def outside(self, conditions: Sequence[Known] = ()) -> tuple[Vector, Sum] | list[Farkas]:
        """A point that satisfies the conditions on t1..td and no translate of which is in Theta, and the row that it breaks; or why none does."""
        reasons = []
        for entry in self.sums:
            for row in _sides(entry.row):
                found = solve([*conditions, row.broken(variables(self.dim))])
                if not isinstance(found, Farkas):
                    return tuple(found.get(f"t{k + 1}", Fraction(0)) for k in range(self.dim)), entry
                reasons.append(found)
        return reasons


def _halves(region: Region) -> list[tuple[Row, int]]:
    """The rows as inequalities: an equation is two, the second one with the sign turned."""
    return [(row, 1) for row in region.rows] + [(row, -1) for row in region.rows if row.sign == "="]


def _bound(row: Row, sign: int) -> Bound:
    slope = sum(row.normal)
    return Bound(tuple(a / slope for a in row.normal), row.bound / slope, row.sign == "<", row.text)


def _sides(row: Row) -> list[Row]:
    """An equation as two inequalities."""
    if row.sign != "=":
        return [row]
    turned = Row(tuple(-a for a in row.normal), "<=", -row.bound, row.text)
    return [Row(row.normal, "<=", row.bound, row.text), turned]

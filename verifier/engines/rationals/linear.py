"""Exact linear arithmetic: a rational point of a system of affine facts, or the combination that shows it has none.

An exact simplex method with Bland's rule on the dual program, whose few rows are the variables and whose columns are the facts.
Trust: the points and combinations are exact and can be checked by substitution; nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import fmpq

from verifier.engines.search.polynomial import ONE, ZERO, Poly

Point = dict[str, fmpq]


@dataclass(frozen=True, eq=False)
class Fact:
    """A polynomial and its sign: ">" positive, ">=" non-negative, "=" zero. Two facts are the same only if they are one object."""

    poly: Poly
    sign: str


Combination = list[tuple[fmpq, tuple[Fact, ...]]]


class Equalities:
    """Affine equality facts, solved for the first of their names, with the multiples of the facts that each solution is made of."""

    def __init__(self, facts: Sequence[Fact] = ()):
        self.rows: list[tuple[str, Poly, dict[Fact, fmpq]]] = []
        for fact in facts:
            if fact.sign == "=" and fact.poly.degree <= 1:
                self._solve(fact)

    def _solve(self, fact: Fact) -> None:
        rest, used = self.reduce(fact.poly)
        if not rest.names:
            return
        name = min(rest.names)
        factor = 1 / rest.slope(name)
        multiples = {key: -c * factor for key, c in used.items()}
        multiples[fact] = multiples.get(fact, ZERO) + factor
        self.rows.append((name, rest.scaled(factor), multiples))

    def reduce(self, poly: Poly) -> tuple[Poly, dict[Fact, fmpq]]:
        """(r, m) with poly = r + sum of m[fact] * fact for affine poly, and r free of the solved names. (m has no meaning for others.)"""
        used: dict[Fact, fmpq] = {}
        if not self.rows:
            return poly, used
        for name, row, multiples in self.rows:
            factor = poly.slope(name)
            if name not in poly.names:
                continue
            poly = poly.substitute(name, Poly.variable(name) - row)
            for fact, c in multiples.items():
                used[fact] = used.get(fact, ZERO) + c * factor
        return poly, used

    def complete(self, point: Point) -> Point:
        """The point with the solved names filled in; names it does not give are 0."""
        point = dict(point)
        for name, row, _ in reversed(self.rows):
            rest = Poly.variable(name) - row
            point[name] = rest.at({**dict.fromkeys(rest.names, ZERO), **point})
        return point


def interior(facts: Sequence[Fact], equalities: Equalities | None = None) -> Point | Combination:
    """A point where every affine fact holds (strict ones strictly), or a combination of the facts that is a constant contradiction.

    facts        affine; those with sign "=" are solved first (or pass `equalities`, solved already)
    Returns a dict (a value for every name of the facts) or a list (-1 from non-negative terms, or 0 from a positive one).
    Rejects facts that are not affine (ValueError).
    """
    if any(fact.poly.degree > 1 for fact in facts):
        raise ValueError("linear arithmetic takes affine facts only")
    if equalities is None:
        equalities = Equalities(facts)
        for fact in facts:
            if fact.sign == "=" and equalities.reduce(fact.poly)[0].value != 0:
                return _contradiction([(-1 / equalities.reduce(fact.poly)[0].value, fact)], equalities)
    rows = [(fact, equalities.reduce(fact.poly)[0]) for fact in facts if fact.sign != "="]
    names = sorted(set().union(*(poly.names for _, poly in rows)))
    columns = [[poly.slope(name) for name in names] + [ONE if fact.sign == ">" else ZERO] for fact, poly in rows]
    costs = [poly.terms.get((), ZERO) for _, poly in rows]
    found, numbers = _optimum(columns, costs, len(names))
    if found:
        everything = dict.fromkeys(set().union(*(fact.poly.names for fact in facts)), ZERO)
        return equalities.complete({**everything, **dict(zip(names, numbers))})
    return _contradiction([(c, fact) for c, (fact, _) in zip(numbers, rows) if c != 0], equalities)


def _contradiction(terms: list[tuple[fmpq, Fact]], equalities: Equalities) -> Combination:
    total = sum((fact.poly.scaled(c) for c, fact in terms), Poly({}))
    rest, used = equalities.reduce(total)
    scale = 1 / -rest.value if rest.value != 0 else ONE
    combination = [(c * scale, (fact,)) for c, fact in terms]
    return combination + [(-c * scale, (fact,)) for fact, c in used.items() if c != 0]


def _optimum(columns: list[list[fmpq]], costs: list[fmpq], dimension: int) -> tuple[bool, list[fmpq]]:
    """Solves max s with a_k x + b_k >= s (strict rows; >= 0 for others) and s <= 1 through its dual.

    (True, x) when s > 0, else (False, multipliers of the facts).
    """
    size, rows = len(columns), dimension + 1
    # columns of the tableau: the facts, the cap s <= 1, one artificial per variable, the right-hand side
    cap, first, last = size, size + 1, size + 1 + dimension
    table = [[column[r] for column in columns] + [ZERO] * (rows + 1) for r in range(rows)]
    table[dimension][cap] = table[dimension][last] = ONE
    for r in range(dimension):
        table[r][first + r] = ONE
    basis = [first + r for r in range(dimension)] + [cap]
    reduced = [cost - row for cost, row in zip(costs, table[dimension])] + [ZERO] * (rows + 1)
    reduced[last] = -ONE
    while True:
        entering = next((k for k in range(first) if reduced[k] < 0), None)
        if entering is None:
            break
        leaving = _leaving(table, basis, entering, first, last)
        if leaving is None:
            ray = [ZERO] * size
            ray[entering] = ONE
            for r, k in enumerate(basis):
                if k < size:
                    ray[k] = -table[r][entering]
            return False, ray
        _pivot(table, reduced, leaving, entering)
        basis[leaving] = entering
    if -reduced[last] > 0:
        return True, [reduced[first + r] for r in range(dimension)]
    multipliers = [ZERO] * size
    for r, k in enumerate(basis):
        if k < size:
            multipliers[k] = table[r][last]
    return False, multipliers


def _leaving(table, basis: list[int], entering: int, first: int, last: int) -> int | None:
    """Artificials stand at zero and go first, whatever the sign; then the usual ratio, ties to the smallest index (Bland)."""
    best: tuple | None = None
    for r, row in enumerate(table):
        if row[entering] == 0:
            continue
        if basis[r] >= first:
            return r
        if row[entering] > 0:
            candidate = (row[last] / row[entering], basis[r], r)
            best = candidate if best is None or candidate[:2] < best[:2] else best
    return None if best is None else best[2]


def _pivot(table, reduced, leaving: int, entering: int) -> None:
    pivot = table[leaving]
    factor = 1 / pivot[entering]
    pivot[:] = [entry * factor if entry != 0 else entry for entry in pivot]
    for row in (*table, reduced):
        factor = row[entering]
        if row is not pivot and factor != 0:
            row[:] = [entry - factor * other if other != 0 else entry for entry, other in zip(row, pivot)]


def prove(facts: Sequence[Fact], poly: Poly, sign: str, equalities: Equalities | None = None) -> Combination | Point:
    """A combination that proves `poly > 0` (or ">=") from affine facts that can hold together, or a point where they hold and it fails.

    The combination is identically `poly`: multiples of equality facts included.
    """
    equalities = Equalities(facts) if equalities is None else equalities
    denial = Fact(-poly, ">=" if sign == ">" else ">")
    answer = interior([*facts, denial], equalities)
    if isinstance(answer, dict):
        return answer
    weight = next((c for c, used in answer if used == (denial,)), ZERO)
    if weight == 0:
        raise ValueError("the facts contradict each other")
    terms = [(c / weight, used) for c, used in answer if used != (denial,)]
    rest = poly - sum((used[0].poly.scaled(c) for c, used in terms), Poly({}))
    return terms + ([(rest.value, ())] if rest.value != 0 else [])


def prove_zero(poly: Poly, equalities: Equalities) -> Combination | None:
    """Multiples of equality facts that are identically `poly`, or None."""
    rest, used = equalities.reduce(poly)
    return [(c, (fact,)) for fact, c in used.items() if c != 0] if rest.value == 0 else None

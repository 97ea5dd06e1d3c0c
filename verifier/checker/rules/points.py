"""Rational points: those that hypotheses list, and a counterexample's, at which they must be true, all in exact arithmetic."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from verifier.checker.polynomial import Poly
from verifier.checker.reader import Rejected, Tree, show
from verifier.checker.rules.facts import rational

MOST_POINTS = 20
EXACTLY = {
    "<": ("less",), "<=": ("less", "equal"), "=": ("equal",), ">=": ("greater", "equal"), ">": ("greater",), "!=": ("less", "greater"),
}
Point = dict[str, Fraction]


def listed(given: Iterable[Tree]) -> list[Point]:
    """All points that satisfy the hypotheses, which say for every name which values it has; none where they contradict each other.

    Rejects other hypotheses, and more than MOST_POINTS. Sound: an equation a name + b = c with numbers a != 0 has one solution, `or` unites
    and `and` intersects; points of an intersection that give one name two values are none.
    """
    points: list[Point] = [{}]
    for tree in given:
        points = _joined(points, _alternatives(tree))
    return points


def _alternatives(tree: Tree) -> list[Point]:
    match tree:
        case ("or", a, b):
            return _bounded(_alternatives(a) + _alternatives(b))
        case ("and", a, b):
            return _joined(_alternatives(a), _alternatives(b))
        case ("=", a, b):
            form = polynomial(a) - polynomial(b)
            if form.affine and len(form.names) == 1 and not re.fullmatch(r"g[0-9]+", *form.names):
                (name,) = form.names
                return [{name: -value(form, {name: Fraction(0)}) / form.coefficients(name)[1].value}]
    raise Rejected(f"the hypothesis {show(tree)} does not say which rational value a name has")


def _joined(left: list[Point], right: list[Point]) -> list[Point]:
    return _bounded([a | b for a in left for b in right if a | b == b | a])


def _bounded(points: list[Point]) -> list[Point]:
    if len(points) > MOST_POINTS:
        raise Rejected(f"more than {MOST_POINTS} points")
    return points


def counterexample(at: dict, given: Iterable[Tree], conclusion: Tree) -> Point:
    """A point that gives the free names values, no others, and at which every hypothesis is true."""
    point = {name: rational(text) for name, text in at.items()}
    names = set().union(*map(_names, (*given, conclusion)))
    if set(point) != names:
        raise Rejected(f"the point `at` gives values to {', '.join(sorted(point))}; the free names are {', '.join(sorted(names))}")
    if not all([_true(tree, point) for tree in given]):
        raise Rejected("the point `at` does not satisfy the hypotheses")
    return point


def _names(tree: Tree) -> set[str]:
    """The free names: all but the coordinates of the noise, and the numbers d and ones, which no point may choose."""
    if isinstance(tree, str):
        return set() if re.fullmatch(r"g[0-9]+|d|ones", tree) else {tree}
    return set().union(*map(_names, tree[1:])) if isinstance(tree, tuple) else set()


def _true(tree: Tree, point: Point) -> bool:
    """A hypothesis at the point, every part of it read. Rejects one that is not about polynomials in the names of the point."""
    match tree:
        case ("and" | "or" as head, a, b):
            return (all if head == "and" else any)([_true(a, point), _true(b, point)])
        case ("not", a):
            return not _true(a, point)
        case (str(head), a, b) if head in EXACTLY:
            difference = value(polynomial(a) - polynomial(b), point)
            found = "less" if difference < 0 else "greater" if difference > 0 else "equal"
            return found in EXACTLY[head]
    raise Rejected(f"the hypothesis {show(tree)} cannot be decided at a point")


def value(form: Poly, point: Point) -> Fraction:
    """Of a polynomial. Rejects one with a name that the point does not know."""
    for name in form.names:
        if name not in point:
            raise Rejected(f"{name} has no value")
        form = form.substitute(name, Poly.constant(point[name]))
    return form.value


def polynomial(tree: Tree) -> Poly:
    """A polynomial with rational coefficients; division by numbers only."""
    match tree:
        case Fraction():
            return Poly.constant(tree)
        case str():
            return Poly.variable(tree)
        case ("neg", a):
            return -polynomial(a)
        case ("+", a, b):
            return polynomial(a) + polynomial(b)
        case ("-", a, b):
            return polynomial(a) - polynomial(b)
        case ("*", a, b):
            return polynomial(a) * polynomial(b)
        case ("/", a, b) if polynomial(b).value:
            return polynomial(a).scaled(1 / polynomial(b).value)
    raise Rejected(f"{show(tree)} is not a polynomial")

"""The points that hypotheses such as `t1 = 1/2 and t2 = 0 or 2 * t1 = 3 and t2 = 1` list."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from verifier.claims.formula import Tree

Line = tuple[dict[str, Fraction], Fraction]   # the slopes by name, and what is added


def listed(given: Iterable[Tree]) -> list[dict[str, Fraction]]:
    """All points that meet the hypotheses, none where they contradict each other. Rejects hypotheses of another shape (ValueError)."""
    found: list[dict[str, Fraction]] = [{}]
    for tree in given:
        found = _joined(found, _alternatives(tree))
    return found


def _joined(left: list[dict[str, Fraction]], right: list[dict[str, Fraction]]) -> list[dict[str, Fraction]]:
    return [{**a, **b} for a in left for b in right if all(b.get(name, value) == value for name, value in a.items())]


def _alternatives(tree: Tree) -> list[dict[str, Fraction]]:
    match tree:
        case ("or", left, right):
            return _alternatives(left) + _alternatives(right)
        case ("and", left, right):
            return _joined(_alternatives(left), _alternatives(right))
        case ("=", left, right):
            slopes, start = _sum(_line(left), _line(right), -1)
            if len(slopes) == 1:
                ((name, slope),) = slopes.items()
                return [{name: -start / slope}]
    raise ValueError(f"{tree!r} does not list points; write t1 = 1/2 and t2 = 0, joined by `or`")


def _line(tree: Tree) -> Line:
    """An affine term."""
    match tree:
        case Fraction():
            return {}, tree
        case str():
            return {tree: Fraction(1)}, Fraction(0)
        case ("neg", a):
            return _sum(({}, Fraction(0)), _line(a), -1)
        case ("+" | "-" as head, a, b):
            return _sum(_line(a), _line(b), 1 if head == "+" else -1)
        case ("*" | "/" as head, a, b):
            (left, x), (right, y) = _line(a), _line(b)
            if head == "/" and not right and y:
                return {name: slope / y for name, slope in left.items()}, x / y
            if head == "*" and not (left and right):
                return _sum(({}, Fraction(0)), (left, x), y) if not right else _sum(({}, Fraction(0)), (right, y), x)
    raise ValueError(f"{tree!r} is not affine")


def _sum(left: Line, right: Line, factor: Fraction | int) -> Line:
    """left + factor * right."""
    slopes = {name: left[0].get(name, Fraction(0)) + factor * right[0].get(name, Fraction(0)) for name in {**left[0], **right[0]}}
    return {name: slope for name, slope in slopes.items() if slope}, left[1] + factor * right[1]

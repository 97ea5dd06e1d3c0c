"""Conditions on t1, ..., td as typed, such as "t1 + t2 <= 2*t3" and "0 <= t1 < 1", read as a region with rational data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from verifier.claims.formula import FormulaError, Tree, parse
from verifier.parameters import Region

NAME = re.compile(r"t([1-9][0-9]*)")
TURNED = {"<": "<", "<=": "<=", "=": "=", ">": "<", ">=": "<="}
REMEDY = "conditions are linear: numbers, t1, t2, ..., sums, multiples by numbers, and <, <=, =, >=, >, joined by `and`"
Affine = tuple[list[Fraction], Fraction]


def read_region(conditions: Sequence[str], dim: int) -> Region:
    """The theta in R^dim that satisfy all conditions; R^dim without any.

    Rejects what cannot be read, is not linear or not a conjunction, and a coordinate beyond dim (FormulaError).
    """
    return Region(dim, [row for text in conditions for row in _rows(text, dim)])


def _rows(text: str, dim: int) -> Iterator[tuple]:
    try:
        tree = parse(text)
    except FormulaError as error:
        raise FormulaError(f"{text!r}: {error.what}", error.column, error.remedy) from None
    for sign, left, right in _comparisons(tree, text):
        a, b = _affine(left, dim, text), _affine(right, dim, text)
        flip = -1 if sign in (">", ">=") else 1
        normal = [flip * (x - y) for x, y in zip(a[0], b[0])]
        yield normal, TURNED[sign], flip * (b[1] - a[1])


def _comparisons(tree: Tree, text: str) -> Iterator[tuple[str, Tree, Tree]]:
    match tree:
        case ("and", left, right):
            yield from _comparisons(left, text)
            yield from _comparisons(right, text)
        case (("<" | "<=" | "=" | ">" | ">=") as sign, left, right):
            yield sign, left, right
        case _:
            raise FormulaError(f"{text!r} is no conjunction of comparisons", remedy=REMEDY)


def _affine(tree: Tree, dim: int, text: str) -> Affine:
    match tree:
        case Fraction():
            return [Fraction(0)] * dim, tree
        case str():
            return _coordinate(tree, dim, text), Fraction(0)
        case ("neg", inner):
            return _scaled(_affine(inner, dim, text), Fraction(-1))
        case ("+" | "-", left, right):
            a, b = _affine(left, dim, text), _scaled(_affine(right, dim, text), Fraction(1 if tree[0] == "+" else -1))
            return [x + y for x, y in zip(a[0], b[0])], a[1] + b[1]
        case ("*" | "/", left, right):
            return _product(tree[0], _affine(left, dim, text), _affine(right, dim, text), text)
    raise FormulaError(f"{text!r} is not linear", remedy=REMEDY)


def _product(sign: str, a: Affine, b: Affine, text: str) -> Affine:
    if not any(b[0]) and not (sign == "/" and b[1] == 0):
        return _scaled(a, b[1] if sign == "*" else 1 / b[1])
    if sign == "*" and not any(a[0]):
        return _scaled(b, a[1])
    raise FormulaError(f"{text!r} is not linear", remedy=REMEDY)


def _scaled(a: Affine, factor: Fraction) -> Affine:
    return [factor * x for x in a[0]], factor * a[1]


def _coordinate(name: str, dim: int, text: str) -> list[Fraction]:
    match = NAME.fullmatch(name)
    if not match or int(match[1]) > dim:
        raise FormulaError(f"{text!r}: {name} is no coordinate for --dim {dim}", remedy=f"coordinates are t1 to t{dim}")
    return [Fraction(int(match[1]) == k) for k in range(1, dim + 1)]

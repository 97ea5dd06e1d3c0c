"""A coarse look at means and probabilities that the models do not know: midpoints in the quantiles of each coordinate, at most three.

It can object to what is off by more than `ROUGH`, and agree with inequalities true by more than that: a midpoint sum of that size misses an
indicator or a tail by far less. A mean of quotients whose divisor changes its sign need not exist; of it nothing is said.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import product
from statistics import NormalDist

from verifier.claims.formula import ReadForm, Tree

ROUGH = 0.02
SIZES = {1: 4000, 2: 400, 3: 60}
PLAIN = tuple(map(Fraction, (0, 1, -1, 2, -2, 3, Fraction(1, 2), Fraction(-1, 2))))
TRIED, ENOUGH = 20_000, 24
Point = dict[str, Fraction]


class Unknown(Exception):
    """Nothing that a midpoint sum can tell."""


def false_at(reading: ReadForm, number: int, points: list[Point]) -> Point | None:
    """The first point at which the comparison is false by more than ROUGH, relative to both sides. Raises Unknown."""
    head = reading.conclusion[number][0]
    for point in points:
        gap = _gap(reading, number, point)
        if {"<": gap < -1, "<=": gap < -1, ">": gap > 1, ">=": gap > 1, "=": abs(gap) > 1}.get(head):
            return point
    return None


def clear(reading: ReadForm, number: int, points: list[Point]) -> bool:
    """Whether an inequality is true by more than ROUGH at every point. Raises Unknown."""
    sign = {"<": 1, "<=": 1, ">": -1, ">=": -1}.get(reading.conclusion[number][0], 0)
    return all(sign * _gap(reading, number, point) > 1 for point in points)


def _gap(reading: ReadForm, number: int, point: Point) -> float:
    """The right side minus the left, over ROUGH and the size of both."""
    a, b = (_value(side, dict(point), reading.form) for side in reading.conclusion[number][1:])
    if not abs(b - a) < float("inf"):
        raise Unknown("an infinite value")
    return (b - a) / (ROUGH * (1 + abs(a) + abs(b)))


def points(reading: ReadForm) -> list[Point]:
    """Plain points that meet the hypotheses, numbers of the hypotheses among their coordinates; at most ENOUGH."""
    names = reading.names
    numbers = tuple(dict.fromkeys((*(value for tree in reading.given for value in _numbers(tree)), *PLAIN)))
    found: list[Point] = []
    for _, values in zip(range(TRIED), product(numbers, repeat=len(names))):
        point = dict(zip(names, values))
        if len(found) < ENOUGH and all(meets(tree, point) for tree in reading.given):
            found.append(point)
    return found


def _numbers(tree: Tree) -> Iterator[Fraction]:
    """The rational numbers that a hypothesis writes, also as quotients, with their negatives, halves and doubles."""
    try:
        value = _plain(tree, {}, {})
    except (Unknown, ArithmeticError, TypeError, KeyError):
        for child in tree[1:] if isinstance(tree, tuple) else ():
            yield from _numbers(child)
    else:
        if type(value) is Fraction:
            yield from (value * factor for factor in (1, -1, Fraction(1, 2), Fraction(-1, 2), 2, -2))


def meets(tree: Tree, point: Point) -> bool:
    """Whether a hypothesis in rational arithmetic holds at the point; no where it has other functions in it."""
    try:
        return bool(_plain(tree, point, {"and": lambda a, b: a and b, "or": lambda a, b: a or b, "not": lambda a: not a}))
    except (Unknown, ArithmeticError, TypeError, KeyError):
        return False


RELATIONS = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b, "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}
ARITHMETIC = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b, "neg": lambda a: -a,
    "^": lambda a, b: a ** (int(b) if b == int(b) else float(b)),
}


def _plain(tree: Tree, point: dict, more: dict):
    if isinstance(tree, Fraction):
        return tree
    if isinstance(tree, str):
        return point[tree]
    rule = more.get(tree[0]) or RELATIONS.get(tree[0]) or ARITHMETIC.get(tree[0])
    if rule is None:
        raise Unknown(tree[0])
    return rule(*(_plain(child, point, more) for child in tree[1:]))


def _value(tree: Tree, names: dict, form) -> float:
    """A side of the comparison as a float: every E and P a mean over the grid."""
    import numpy as np

    def mean(inner: Tree) -> float:
        return float(np.mean(_plain(inner, {**scalars, **_grid(form.noise, form.dim)}, functions)))

    def walk(part: Tree) -> float:
        if isinstance(part, tuple) and part[0] in ("E", "P"):
            return mean(part[1])
        if isinstance(part, (Fraction, str)):
            return float(_plain(part, scalars, functions))
        values = {f"_{k}": walk(child) for k, child in enumerate(part[1:])}
        return float(_plain((part[0], *values), values, functions))

    scalars = {name: float(value) for name, value in names.items()}
    functions = {
        "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "abs": np.abs, "max": lambda *parts: _fold(np.maximum, parts),
        "min": lambda *parts: _fold(np.minimum, parts), "and": np.logical_and, "or": np.logical_or, "not": np.logical_not,
        "erf": np.vectorize(math.erf, otypes=[float]), "/": _quotient,
    }
    try:
        with np.errstate(all="ignore"):
            return walk(tree)
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise Unknown(str(error)) from error


def _quotient(a, b):
    import numpy as np

    if np.min(b) <= 0 <= np.max(b):
        raise Unknown("a divisor changes its sign, so that the mean need not exist")
    return a / b


def _fold(rule, parts):
    found = parts[0]
    for part in parts[1:]:
        found = rule(found, part)
    return found


@lru_cache(maxsize=4)
def _grid(noise: str, dim: int) -> dict:
    """The coordinates of the noise, each along an axis of its own. Raises Unknown for other laws and more than three of them."""
    import numpy as np

    if dim not in SIZES:
        raise Unknown(f"d = {dim}")
    shares = (np.arange(SIZES[dim]) + 0.5) / SIZES[dim]
    law, _, numbers = noise.partition("(")
    if law == "gumbel" and not numbers:
        line = -np.log(-np.log(shares))
    elif law == "gaussian":
        mean, deviation = map(float, numbers.removesuffix(")").split(","))
        line = mean + deviation * np.array([NormalDist().inv_cdf(float(share)) for share in shares])
    else:
        raise Unknown(noise)
    return {f"g{k + 1}": line.reshape([-1 if axis == k else 1 for axis in range(dim)]) for k in range(dim)}

"""A second engine for statements about Gaussian and Gumbel noise: the float64 models of this program in the place of the checker's balls.

Means of a maximum, of log-sum-exp and of softmax, choice probabilities and their derivatives, at the points that the hypotheses list.
Numbers closer than `TOLERANCE` count as equal: this engine can object or agree, never prove.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from verifier.claims.formula import ReadForm, Tree

TOLERANCE = 1e-9
Point = dict[str, Fraction]


class Beyond(Exception):
    """No quantity that this engine knows."""


class NoValue(Beyond):
    """A division by zero, a logarithm or root of what has none."""


@lru_cache(maxsize=32)
def _model(kind: str, noise: str, dim: int):
    from verifier.models import PerturbArgmax, PerturbSoftmax

    return {"max": PerturbArgmax, "softmax": PerturbSoftmax}[kind](noise, dim)


@dataclass(frozen=True)
class Quantity:
    """A component (None: the value) of the model at theta, differentiated along directions. names: the coordinate of each shift."""

    kind: str
    noise: str
    shifts: tuple[Tree, ...]
    component: int | None
    names: tuple[str, ...]

    def value(self, point: Point, along: tuple[str, ...]) -> float:
        import numpy as np

        if len({name.lstrip("-") for name in self.names}) < len(self.names):
            apart = self._apart(point, bool(along))
            return 0.0 if apart is None else apart.value(point, along)
        model, theta = _model(self.kind, self.noise, len(self.shifts)), self._at(point)
        units = [self._along(point, name) for name in along]
        if self.component is not None:
            units.insert(0, np.eye(len(theta))[self.component])
        if len(units) > 2:
            raise Beyond("a third derivative")
        if not units:
            return float(model.value(theta))
        if len(units) == 1:
            return float(np.asarray(model.probabilities(theta)) @ units[0])
        return float(units[0] @ np.asarray(model.hessian(theta)) @ units[1])

    def _apart(self, point: Point, moved: bool) -> Quantity | None:
        """The same with the greatest term of each coordinate alone; None for a choice that another term with its coordinate always exceeds."""
        if self.kind != "max" or {f"-{name}" for name in self.names} & set(self.names):
            raise Beyond("one coordinate of the noise in two places")
        best: dict[str, int] = {}
        values = self._at(point)
        for k, name in enumerate(self.names):
            before = best.setdefault(name, k)
            if before != k and values[before] == values[k] and (moved or self.component is not None):
                raise Beyond("two terms with one coordinate tie")
            best[name] = k if values[k] > values[before] else before
        kept = sorted(best.values())
        if self.component is not None and self.component not in kept:
            return None
        component = None if self.component is None else kept.index(self.component)
        return Quantity(self.kind, self.noise, tuple(self.shifts[k] for k in kept), component, tuple(self.names[k] for k in kept))

    def _at(self, point: Point) -> tuple[Fraction, ...]:
        return tuple(_rational(tree, point) for tree in self.shifts)

    def _along(self, point: Point, name: str):
        import numpy as np

        moved = self._at({**point, name: point[name] + 1})
        return np.array([float(b - a) for a, b in zip(self._at(point), moved)])


def truth(reading: ReadForm, number: int, points: list[Point]) -> Point | None:
    """The first point at which the comparison is false; None where there is none. Raises Beyond."""
    head, left, right = reading.conclusion[number]
    for point in points:
        gap = _number(right, point, reading.form.noise) - _number(left, point, reading.form.noise)
        if not math.isfinite(gap) or head not in ("<", "<=", "=", ">=", ">", "!="):
            raise Beyond(head)
        if {"<": gap < -TOLERANCE, "<=": gap < -TOLERANCE, ">": gap > TOLERANCE, ">=": gap > TOLERANCE, "=": abs(gap) > TOLERANCE}.get(head):
            return point
    return None


def _number(tree: Tree, point: Point, noise: str) -> float:
    if isinstance(tree, Fraction):
        return float(tree)
    if isinstance(tree, str):
        if tree not in point:
            raise Beyond(tree)
        return float(point[tree])
    head, *rest = tree
    if head in ("E", "P", "derivative"):
        return _mean(tree, point, noise)
    values = [_number(child, point, noise) for child in rest]
    table = {
        "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b, "neg": lambda a: -a,
        "^": lambda a, b: a**b, "exp": math.exp, "log": math.log, "sqrt": math.sqrt, "abs": abs, "max": max, "min": min, "erf": math.erf,
    }
    try:
        return float(table[head](*values))
    except (ZeroDivisionError, ValueError) as error:
        raise NoValue(f"{head} has no value there") from error
    except (KeyError, OverflowError, TypeError) as error:
        raise Beyond(head) from error


def _mean(tree: Tree, point: Point, noise: str) -> float:
    along: list[str] = []
    while tree[0] == "derivative":
        along.append(tree[2])
        tree = tree[1]
    if tree[0] not in ("E", "P"):
        raise Beyond("the derivative of something else")
    return _quantity(tree, noise).value(point, tuple(along))


def _quantity(tree: Tree, noise: str) -> Quantity:
    def of(kind: str, arguments: list[Tree], component: int | None) -> Quantity:
        names, shifts = zip(*(_shift(argument, noise) for argument in arguments))
        return Quantity(kind, noise, shifts, component, names)

    match tree:
        case ("E", ("max", *arguments)):
            return of("max", arguments, None)
        case ("E", ("log", total)):
            return of("softmax", _exponents(total), None)
        case ("E", ("/", ("exp", one), total)):
            arguments = _exponents(total)
            if one in arguments:
                return of("softmax", arguments, arguments.index(one))
        case ("P", (">=" | ">", one, other)) | ("P", ("<=" | "<", other, one)):
            others = list(other[1:]) if isinstance(other, tuple) and other[0] == "max" else [other]
            return of("max", [one, *others], 0)
        case ("E", argument):
            return of("max", [argument], None)
    raise Beyond("no quantity known")


def _exponents(total: Tree) -> list[Tree]:
    match total:
        case ("exp", argument):
            return [argument]
        case ("+", left, right):
            return _exponents(left) + _exponents(right)
    raise Beyond("no sum of exponentials")


def _shift(argument: Tree, noise: str) -> tuple[str, Tree]:
    """(g, s) of s + g; of s - g too where -g has the law of g."""
    match argument:
        case ("+", shift, str(name)) if _coordinate(name):
            return name, shift
        case ("+", shift, ("neg", str(name))) | ("-", shift, str(name)) if _coordinate(name) and noise.startswith("gaussian(0"):
            return f"-{name}", shift
        case str(name) if _coordinate(name):
            return name, Fraction(0)
    raise Beyond("no shifted coordinate of the noise")


def _coordinate(name: str) -> bool:
    return name.startswith("g") and name[1:].isdigit()


def _rational(tree: Tree, point: Point) -> Fraction:
    match tree:
        case Fraction():
            return tree
        case str() if tree in point:
            return point[tree]
        case ("neg", a):
            return -_rational(a, point)
        case ("+" | "-" | "*" | "/" as head, a, b):
            a, b = _rational(a, point), _rational(b, point)
            if head == "/" and not b:
                raise Beyond("a division by zero")
            return {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b}[head]()
    raise Beyond("no rational shift")

"""What a term or formula of the checker means in one small world, by the definitions alone; and random terms and formulas.

Terms are total: r / 0 is 7 r here, log and roots of what is not positive are some wild function. Quantifiers range over finitely many values, which
is enough to tell whether a transformation keeps the meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

from mpmath import mp, mpf

from verifier.checker.terms import sort

Q = Fraction
INDEXED = {"sum": lambda parts: sum(parts, mpf(0)), "greatest": max, "every": all, "some": any}
QUANTIFIED = {"forall": all, "exists": any}
ORDER = {"<": (False, -1), "<=": (True, -1), ">": (False, 1), ">=": (True, 1)}


@dataclass(frozen=True)
class World:
    """Values of the names, a finite law (weight, atom), the values that quantifiers range over, sets as predicates, schematic functions."""

    d: int
    names: dict
    law: list
    vectors: list = field(default_factory=list)
    reals: list = field(default_factory=list)
    sets: dict = field(default_factory=dict)
    functions: dict = field(default_factory=dict)

    def having(self, **names) -> World:
        return replace(self, names={**self.names, **names})


def near(x, y) -> bool:
    return abs(x - y) <= mpf(10) ** -11 * (1 + abs(x) + abs(y))


def value(tree, world: World):
    """A real, a vector (tuple), an index (int, for names) or a truth value."""
    if isinstance(tree, Fraction):
        return mpf(tree.numerator) / tree.denominator
    if isinstance(tree, str):
        return {"d": mpf(world.d), "ones": (mpf(1),) * world.d}.get(tree) or world.names[tree]
    head, *rest = tree
    if head in world.functions:
        parameters, body, outer = world.functions[head]
        return value(body, outer.having(**{p: _argument(p, part, world) for p, part in zip(parameters, rest)}))
    if head == "at":
        return value(rest[0], world)[_index(rest[1], world) - 1]
    if head == "delta":
        return mpf(_index(rest[0], world) == _index(rest[1], world))
    if head in INDEXED:
        return INDEXED[head]([value(rest[1], world.having(**{rest[0]: k})) for k in range(1, world.d + 1)])
    if head in QUANTIFIED:
        values = world.vectors if sort(rest[0]) == "vector" else world.reals
        return QUANTIFIED[head]([value(rest[1], world.having(**{rest[0]: each})) for each in values])
    if head == "E":
        return sum((weight * value(rest[1], world.having(**{rest[0]: atom})) for weight, atom in world.law), mpf(0))
    if head == "member":
        return world.sets[rest[1]](value(rest[0], world))
    if head == "integrable":
        return True
    return _apply(head, [value(child, world) for child in rest])


def _index(tree, world: World) -> int:
    return int(tree) if isinstance(tree, Fraction) else world.names[tree]


def _argument(parameter: str, tree, world: World):
    return _index(tree, world) if sort(parameter) == "index" else value(tree, world)


def _apply(head: str, parts: list):
    if head == "vec":
        return tuple(parts)
    if head in ("=", "!=") and isinstance(parts[0], tuple):
        return all(map(near, *parts)) == (head == "=")
    size = max((len(part) for part in parts if isinstance(part, tuple)), default=0)
    if size:
        return tuple(_apply(head, [part[k] if isinstance(part, tuple) else part for part in parts]) for k in range(size))
    if head in ("=", "!="):
        return near(*parts) == (head == "=")
    if head in ORDER:
        touching, side = ORDER[head]
        return touching if near(*parts) else (parts[0] - parts[1]) * side > 0
    return _REAL[head](*parts)


def _power(x, y):
    whole = int(mp.nint(y))
    if near(y, whole):
        return x**whole if whole >= 0 else _over(mpf(1), x**-whole)
    return mp.exp(y * mp.log(x)) if x > 0 else mp.sin(x + 2 * y + 1)


def _over(x, y):
    return x / y if abs(y) > mpf(10) ** -25 else 7 * x


_REAL = {
    "+": lambda x, y: x + y, "-": lambda x, y: x - y, "*": lambda x, y: x * y, "/": _over, "^": _power, "neg": lambda x: -x, "max": max, "min": min,
    "abs": abs, "exp": mp.exp, "log": lambda x: mp.log(x) if x > 0 else mp.sin(5 * x + 2), "sqrt": lambda x: mp.sqrt(x) if x >= 0 else mp.sin(3 * x),
    "and": lambda p, q: p and q, "or": lambda p, q: p or q, "->": lambda p, q: not p or q, "not": lambda p: not p,
}  # fmt: skip


class Source:
    """Random worlds, terms and formulas in which the same few names are free and bound."""

    def __init__(self, random):
        self.random = random
        self.pick = random.choice

    def number(self):
        return mpf(self.pick([0, 0, 1, -1, 2])) if self.random.random() < 0.5 else mpf(self.random.randint(-9, 9)) / 7

    def world(self) -> World:
        d = self.pick([1, 2, 3])
        names = {name: self.vector_value(d) for name in ("x", "y", "u", "g", "x1")}
        names |= {name: self.number() for name in ("a", "b", "r", "s", "eps", "lam", "c", "t", "a1")}
        names |= {name: self.random.randint(1, d) for name in ("i", "j", "k", "i1")}
        law = [(mpf(1) / 2, self.vector_value(d)), (mpf(1) / 2, self.vector_value(d))]
        bound = self.number()
        sets = {"Theta": lambda v: v[0] <= bound, "S": lambda v: v[-1] != bound}
        return World(d, names, law, [self.vector_value(d) for _ in range(2)], [self.number(), self.number()], sets)

    def vector_value(self, d: int) -> tuple:
        return tuple(self.number() for _ in range(d))

    def vector(self, depth, indices, vectors):
        if depth <= 0 or self.random.random() < 0.5:
            return self.pick([*vectors, "ones"])
        head = self.pick(["+", "-", "neg", "*", "/"])
        first = self.vector(depth - 1, indices, vectors)
        if head == "neg":
            return (head, first)
        return (head, first, self.vector(depth - 1, indices, vectors) if head in "+-" else self.real(depth - 1, indices, vectors))

    def real(self, depth, indices, vectors):
        kind = self.random.random()
        if depth <= 0 or kind < 0.15:
            plain = [Q(2), Q(-1, 3), Q(0), "a", "b", "d", ("delta", self.pick(indices), self.pick(indices))]
            return self.pick([*plain, *(("at", self.pick(vectors), self.pick(indices)) for _ in range(3))])
        if kind < 0.25:
            return ("at", self.vector(depth - 1, indices, vectors), self.pick(indices))
        if kind < 0.55:
            return (self.pick(["+", "-", "*", "/", "max"]), self.real(depth - 1, indices, vectors), self.real(depth - 1, indices, vectors))
        if kind < 0.63:
            return ("^", self.real(depth - 1, indices, vectors), self.pick([Q(2), Q(-1), Q(0), Q(1, 2), "a"]))
        if kind < 0.72:
            return (self.pick(["exp", "abs", "sqrt", "log"]), ("exp", self.real(0, indices, vectors)))
        if kind < 0.92:
            name = self.pick(["i", "j", "i1"])
            return (self.pick(["sum", "sum", "greatest"]), name, self.real(depth - 1, [*indices, name], vectors))
        name = self.pick(["g", "x"])
        return ("E", name, self.real(depth - 1, indices, [*vectors, name]))

    def formula(self, depth, indices, vectors):
        kind = self.random.random()
        if depth <= 0 or kind < 0.2:
            one, two, three = (self.vector(1, indices, vectors) for _ in range(3))
            order = (self.pick(["<", "<=", "=", "!=", ">", ">="]), self.real(1, indices, vectors), self.real(1, indices, vectors))
            return self.pick([("member", one, self.pick(["Theta", "S"])), ("=", two, three), order, order])
        if kind < 0.4:
            return (self.pick(["and", "or", "->"]), self.formula(depth - 1, indices, vectors), self.formula(depth - 1, indices, vectors))
        if kind < 0.5:
            return ("not", self.formula(depth - 1, indices, vectors))
        if kind < 0.7:
            name = self.pick(["i", "j", "i1"])
            return (self.pick(["every", "some"]), name, self.formula(depth - 1, [*indices, name], vectors))
        name = self.pick(["x", "y", "x1", "a"])
        return (self.pick(["forall", "exists"]), name, self.formula(depth - 1, indices, [*vectors, name] if sort(name) == "vector" else vectors))

"""The truth of general formulas at an instance, in floating point: for a second engine, which can object or agree, never prove.

An instance is a dimension, a finite law, values for the free names and sets given by a predicate. `E` is then a finite sum and everything
is integrable. Quantifiers over vectors and reals range over a pool: a universal statement found false there is false, one found true there is
only not refuted; an existence found is found, one not found only doubtful. `sure` says which it was.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from verifier.claims.formula import Tree, free_names
from verifier.claims.trees import number
from verifier.mutants.formulas import SORTS

EQUAL, APART = 1e-11, 1e-7
BUDGET, FINEST = 8_000, 720
VALUES = (0.0, 1.0, -1.0, 0.5, 2.0, -2.0, 0.25, 3.0, 1.5, -0.5)
Vector = tuple[float, ...]
# its predicate, some members, whether these are all, and the predicate as a condition on a vector x
Set = tuple[Callable[[Vector], bool], tuple[Vector, ...], bool, str]


class Unknown(Exception):
    """Nothing can be said here: a division by 0, a logarithm of a negative number, a derivative, numbers too close to call."""


class Exhausted(Exception):
    """More was asked than an instance may cost."""


@dataclass(frozen=True)
class Truth:
    value: bool
    sure: bool = True


@dataclass
class Instance:
    """A finite law on R^d, its atoms equally likely, free names and sets.

    pool     the vectors over which quantifiers range, besides members of the sets
    solved   names whose value is that of a formula rather than a plain number
    """

    d: int
    law: tuple[tuple[float, Vector], ...]
    names: dict[str, object]
    sets: dict[str, Set]
    pool: tuple[Vector, ...]
    spent: int = 0
    solved: dict[str, Tree] = field(default_factory=dict)

    def tree(self, name: str) -> Tree:
        """What a free name stands for. Raises Unknown for a float that is no plain number."""
        value = self.names[name]
        if name in self.solved:
            return self.solved[name]
        return written_vector(value) if isinstance(value, tuple) else written(value) if isinstance(value, float) else Fraction(value + 1)

    def atoms(self) -> list[tuple[Tree, Tree]]:
        """The law as trees, a weight and an atom each. Raises Unknown for a coordinate that is no plain number."""
        return [(number(Fraction(1, len(self.law))), written_vector(atom)) for _, atom in self.law]

    def values(self, name: str) -> list:
        """What a name of that sort may stand for, where a witness is looked for."""
        members = [member for entry in self.sets.values() for member in entry[1]]
        vectors = list(dict.fromkeys((*members, *(value for value in self.names.values() if isinstance(value, tuple)), *self.pool)))
        if is_vector(name):
            return vectors
        numbers = [value for value in self.names.values() if isinstance(value, float)]
        gaps = [a - b for x in vectors[:4] for a in x for b in (0.0, *x) if a != b]
        return list(dict.fromkeys(((0.5, 0.25, 0.0, 1.0, 2.0, -1.0) if name.startswith("lam") else (*VALUES[:6], *numbers, *gaps[:12]))))

    def _spend(self) -> None:
        self.spent += 1
        if self.spent > BUDGET:
            raise Exhausted

    def truth(self, tree: Tree, env: dict) -> Truth:
        self._spend()
        head, *rest = tree
        if head in ("and", "or", "->"):
            left = self.truth(rest[0], env)
            left = Truth(not left.value, left.sure) if head == "->" else left
            stop = head != "and"
            if left.value is stop and left.sure:
                return left
            right = self.truth(rest[1], env)
            if left.value is stop:
                return right if right.value is stop and right.sure else left
            return right if right.value is stop else Truth(right.value, left.sure and right.sure)
        if head == "not":
            found = self.truth(rest[0], env)
            return Truth(not found.value, found.sure)
        if head in ("every", "some"):
            return self._listed(head == "every", [{**env, rest[0]: k} for k in range(self.d)], rest[1], True)
        if head in ("forall", "exists"):
            return self._quantified(head == "forall", *rest, env)
        if head == "member":
            return Truth(self.sets[rest[1]][0](self.vector(rest[0], env)))
        if head == "integrable":
            return Truth(True)
        if head in ("<", "<=", "=", "!=", ">=", ">"):
            return Truth(self._compared(head, self.term(rest[0], env), self.term(rest[1], env)))
        raise Unknown(head)

    def _listed(self, universal: bool, cases: list[dict], body: Tree, complete: bool) -> Truth:
        """All of the cases, or one of them; sure where a case decides for sure, or all do and there are no others."""
        sure = complete
        for env in cases:
            try:
                found = self.truth(body, env)
            except Unknown:
                sure = False
                continue
            if found.value is not universal:
                if found.sure:
                    return found
                sure = False
            sure = sure and found.sure
        return Truth(universal, sure)

    def _quantified(self, universal: bool, name: str, body: Tree, env: dict) -> Truth:
        if name not in free_names(body):
            return self.truth(body, env)
        if not universal and is_vector(name) is False and (shift := translation(name, body)) is not None:
            x, y = (self.vector(side, env) for side in shift)
            gaps = [a - b for a, b in zip(x, y)]
            return Truth(self._compared("=", max(gaps), min(gaps)))
        values, complete = self._range(name, body, env)
        return self._listed(universal, [{**env, name: value} for value in values], body, complete)

    def _range(self, name: str, body: Tree, env: dict) -> tuple[list, bool]:
        if is_vector(name):
            guard = body[1] if body[0] == "->" else body
            member = _membership(guard, name)
            if member is not None and member in self.sets and self.sets[member][2]:
                return list(self.sets[member][1]), True
            more = self.sets[member][1] if member in self.sets else ()
            return list(dict.fromkeys((*more, *self.pool))), False
        vectors = [value for value in env.values() if isinstance(value, tuple)][:3]
        gaps = [a - b for x in vectors for a in x for b in (0.0, *x) if a != b]
        base = (0.5, 0.25, 0.0, 1.0) if name.startswith("lam") else VALUES[:6]
        return list(dict.fromkeys((*base, *gaps[:6]))), False

    def _compared(self, head: str, a, b) -> bool:
        if isinstance(a, tuple) != isinstance(b, tuple):
            raise Unknown("a vector beside a number")
        if isinstance(a, tuple):
            parts = [self._compared("=", x, y) for x, y in zip(a, b)]
            if head not in ("=", "!="):
                raise Unknown("an order of vectors")
            return all(parts) is (head == "=")
        gap, scale = b - a, 1 + abs(a) + abs(b)
        if not math.isfinite(gap) or EQUAL * scale < abs(gap) < APART * scale:
            raise Unknown("too close to call")
        sign = 0 if abs(gap) <= EQUAL * scale else 1 if gap > 0 else -1
        return sign in {"<": (1,), "<=": (0, 1), "=": (0,), "!=": (1, -1), ">=": (0, -1), ">": (-1,)}[head]

    def vector(self, tree: Tree, env: dict) -> Vector:
        found = self.term(tree, env)
        if not isinstance(found, tuple):
            raise Unknown("no vector")
        return found

    def term(self, tree: Tree, env: dict):
        self._spend()
        if isinstance(tree, Fraction):
            return float(tree)
        if isinstance(tree, str):
            return {"d": float(self.d), "ones": (1.0,) * self.d}[tree] if tree in ("d", "ones") else env[tree]
        head, *rest = tree
        if head in ("sum", "greatest"):
            parts = [self.term(rest[1], {**env, rest[0]: k}) for k in range(self.d)]
            return math.fsum(parts) if head == "sum" else max(parts)
        if head == "E":
            return math.fsum(weight * self.term(rest[1], {**env, rest[0]: atom}) for weight, atom in self.law)
        if head == "at":
            return self.vector(rest[0], env)[self.index(rest[1], env)]
        if head == "delta":
            return float(self.index(rest[0], env) == self.index(rest[1], env))
        if head == "*":
            return self._product(*rest, env)
        return self._applied(head, [self.term(child, env) for child in rest])

    def _product(self, left: Tree, right: Tree, env: dict):
        """0 times what has no value is 0: terms are total."""
        first = self.term(left, env)
        try:
            return self._applied("*", [first, self.term(right, env)])
        except Unknown:
            if first == 0.0:
                return 0.0
            raise

    def index(self, tree: Tree, env: dict) -> int:
        k = int(tree) - 1 if isinstance(tree, Fraction) else env[tree]
        if not isinstance(k, int) or not 0 <= k < self.d:
            raise Unknown("an index")
        return k

    def _applied(self, head: str, values: list):
        if head == "vec" and len(values) == self.d:
            return tuple(values)
        if any(isinstance(value, tuple) for value in values):
            return self._vectors(head, values)
        try:
            return _NUMBERS[head](*values)
        except (KeyError, ValueError, ZeroDivisionError, OverflowError, TypeError) as error:
            raise Unknown(head) from error

    def _vectors(self, head: str, values: list) -> Vector:
        if head not in ("+", "-", "*", "/", "neg"):
            raise Unknown(head)
        spread = [value if isinstance(value, tuple) else (value,) * self.d for value in values]
        return tuple(self._applied(head, list(parts)) for parts in zip(*spread))


def _power(a: float, b: float) -> float:
    if a <= 0 and b != int(b):
        raise ValueError("a root of a negative number")
    return a**b


def _quotient(a: float, b: float) -> float:
    if abs(b) <= EQUAL:
        raise ValueError("a quotient by 0, or by what may be 0")
    return a / b


_NUMBERS = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": _quotient, "neg": lambda a: -a, "^": _power,
    "exp": math.exp, "log": math.log, "sqrt": math.sqrt, "abs": abs, "max": max, "min": min,
}


def written(value: float) -> Tree:
    """A rational number with a small denominator as a tree. Raises Unknown for a float that is none."""
    found = Fraction(value).limit_denominator(FINEST)
    if abs(found - Fraction(value)) > EQUAL:
        raise Unknown("a number that is not plain")
    return number(found)


def written_vector(values: Vector) -> Tree:
    return ("vec", *map(written, values))


def is_vector(name: str) -> bool:
    return name.rstrip("0123456789") in SORTS[1]


def translation(name: str, body: Tree) -> tuple[Tree, Tree] | None:
    """x and y where the body reads every(i, x[i] = y[i] + name)."""
    match body:
        case ("every", i, ("=", ("at", x, j), ("+", ("at", y, k), c))) if i == j == k and c == name:
            return x, y
    return None


def _membership(tree: Tree, name: str) -> str | None:
    """The set that a premise says the name is in."""
    if isinstance(tree, tuple) and tree[0] == "member" and tree[1] == name:
        return tree[2]
    return (_membership(tree[1], name) or _membership(tree[2], name)) if isinstance(tree, tuple) and tree[0] == "and" else None

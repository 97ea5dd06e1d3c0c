"""A comparison as a combination of others, which a step `arith` can use: equations with polynomial factors, a few inequalities with numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from itertools import product as product_of

from verifier.claims.formula import parse, show
from verifier.claims.trees import Tree, free_names, number
from verifier.mutants.instances import is_vector

Monomial = tuple[str, ...]           # atoms as text, sorted
Poly = dict[Monomial, Fraction]
Term = tuple[str, int | None]        # coefficient and number of a fact; None for a positive constant alone
MOST = 3                             # inequalities used at once
REVERSED = {">": "<", ">=": "<="}


def oriented(tree: Tree) -> Tree | None:
    """A comparison of numbers as <, <= or =; None for other formulas."""
    head, *rest = tree
    if head == "not" and isinstance(rest[0], tuple) and (inner := oriented(rest[0])) is not None and inner[0] != "=":
        return ("<=" if inner[0] == "<" else "<", inner[2], inner[1])
    if head in REVERSED:
        return (REVERSED[head], rest[1], rest[0])
    return tree if head in ("<", "<=", "=") and not vectorial(rest[0]) else None


def combination(goal: Tree, facts: Sequence[Tree]) -> list[Term] | None:
    """Terms whose sum is the difference of the goal; None where none was found."""
    target, names = difference(goal), sorted(free_names(goal).union(*map(free_names, facts)))
    factors = ["1", *(name for name in names if not vectorial(name) and not name[0].isupper())]
    equations = [(k, factor, difference(("=", *(("*", parse(factor), side) for side in fact[1:]))))
                 for k, fact in enumerate(facts) if fact[0] == "=" for factor in factors]
    above = [] if goal[0] == "=" else [(k, fact[0] == "<", difference(fact)) for k, fact in enumerate(facts) if fact[0] != "="]
    above += [] if goal[0] == "=" else [(None, True, {(): Fraction(1)})]
    forced = [entry for entry in above if entry[1]] if goal[0] == "<" and not target else [None]
    for size, first in product_of(range(min(MOST, len(above)) + 1), forced):
        for chosen in combinations(above, size):
            columns = [poly for *_, poly in equations] + [poly for *_, poly in chosen]
            found = solution(columns, target if first is None else plus(target, first[2], -1))
            if found is None or any(value < 0 for value in found[len(equations):]):
                continue
            used = [*zip(found[len(equations):], chosen), *([] if first is None else [(Fraction(1), first)])]
            if goal[0] != "<" or any(c and strict for c, (_, strict, _) in used):
                terms = [(f"{show(number(c))} * {factor}", k) for c, (k, factor, _) in zip(found, equations) if c]
                return terms + [(show(number(c)), k) for c, (k, *_) in used if c]
    return None


def solution(columns: list[Poly], target: Poly) -> list[Fraction] | None:
    """Rational coefficients with which the columns sum to the target; those not needed are 0."""
    rows = sorted(set(target).union(*columns))
    table = [[column.get(row, Fraction(0)) for column in columns] + [target.get(row, Fraction(0))] for row in rows]
    pivots: list[int] = []
    for k in range(len(columns)):
        top = len(pivots)
        pivot = next((r for r in range(top, len(table)) if table[r][k]), None)
        if pivot is None:
            continue
        table[top], table[pivot] = table[pivot], table[top]
        table[top] = [value / table[top][k] for value in table[top]]
        for r, row in enumerate(table):
            if r != top and row[k]:
                table[r] = [a - row[k] * b for a, b in zip(row, table[top])]
        pivots.append(k)
    if any(row[-1] for row in table[len(pivots):]):
        return None
    found = [Fraction(0)] * len(columns)
    for row, k in zip(table, pivots):
        found[k] = row[-1]
    return found


def difference(comparison: Tree) -> Poly:
    return polynomial(("-", comparison[2], comparison[1]))


def polynomial(tree: Tree) -> Poly:
    """In atoms: names, components of names, and whatever is not understood."""
    if isinstance(tree, Fraction):
        return {(): tree} if tree else {}
    head, *rest = tree if isinstance(tree, tuple) else ("", tree)
    if head in ("+", "-"):
        return plus(polynomial(rest[0]), polynomial(rest[1]), 1 if head == "+" else -1)
    if head == "neg":
        return plus({}, polynomial(rest[0]), -1)
    if head == "*":
        return product(polynomial(rest[0]), polynomial(rest[1]))
    if head == "/" and set(below := polynomial(rest[1])) == {()}:
        return {key: value / below[()] for key, value in polynomial(rest[0]).items()}
    if head == "delta" and all(isinstance(index, Fraction) for index in rest):
        return polynomial(Fraction(rest[0] == rest[1]))
    if head == "at":
        part = component(*rest)
        return {(show(part),): Fraction(1)} if isinstance(part, tuple) and part[0] == "at" else polynomial(part)
    return {(show(tree),): Fraction(1)}


def component(vector: Tree, index: Tree) -> Tree:
    """A component of a vector, the index moved inward as far as it goes."""
    if vector == "ones":
        return Fraction(1)
    head, *rest = vector if isinstance(vector, tuple) else ("", vector)
    if head in ("+", "-", "neg", "*", "/"):
        return (head, *(component(child, index) if vectorial(child) else child for child in rest))
    if head == "vec" and isinstance(index, Fraction):
        return rest[int(index) - 1]
    return ("at", vector, index)


def vectorial(tree: Tree) -> bool:
    if isinstance(tree, str):
        return tree == "ones" or is_vector(tree)
    return isinstance(tree, tuple) and (tree[0] == "vec" or (tree[0] in ("+", "-", "neg", "*", "/") and any(map(vectorial, tree[1:]))))


def plus(left: Poly, right: Poly, factor: int) -> Poly:
    keys = dict.fromkeys((*left, *right))
    found = {key: left.get(key, Fraction(0)) + factor * right.get(key, Fraction(0)) for key in keys}
    return {key: value for key, value in found.items() if value}


def product(left: Poly, right: Poly) -> Poly:
    total: Poly = {}
    for key, value in left.items():
        total = plus(total, {tuple(sorted((*key, *other))): value * by for other, by in right.items()}, 1)
    return total

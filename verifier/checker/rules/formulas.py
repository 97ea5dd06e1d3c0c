"""Formulas of general forms: what is well formed, plain shape, equality up to bound names, instantiation (FORMAT.md, section 5)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from verifier.checker.reader import Rejected, Tree, show
from verifier.checker.terms import binds, free_names, fresh, sort, substitute

# what each function takes and gives; a binder's first argument is the sort (or sorts) of the name that it binds
REAL, VECTOR, INDEX, FORMULA = "real", "vector", "index", "formula"
SIGNATURES = {
    "^": (REAL, REAL, REAL),
    "exp": (REAL, REAL),
    "log": (REAL, REAL),
    "sqrt": (REAL, REAL),
    "abs": (REAL, REAL),
    "min": (REAL, REAL, REAL),
    "max": (REAL, REAL, REAL),
    "at": (VECTOR, INDEX, REAL),
    "member": (VECTOR, "set", FORMULA),
    "sum": (INDEX, REAL, REAL),
    "greatest": (INDEX, REAL, REAL),
    "delta": (INDEX, INDEX, REAL),
    "E": (VECTOR, REAL, REAL),
    "integrable": (VECTOR, REAL, FORMULA),
    "every": (INDEX, FORMULA, FORMULA),
    "some": (INDEX, FORMULA, FORMULA),
    "forall": ((VECTOR, REAL), FORMULA, FORMULA),
    "exists": ((VECTOR, REAL), FORMULA, FORMULA),
    "<": (REAL, REAL, FORMULA),
    "<=": (REAL, REAL, FORMULA),
    ">": (REAL, REAL, FORMULA),
    ">=": (REAL, REAL, FORMULA),
    "and": (FORMULA, FORMULA, FORMULA),
    "or": (FORMULA, FORMULA, FORMULA),
    "->": (FORMULA, FORMULA, FORMULA),
    "not": (FORMULA, FORMULA),
    "derivative": (REAL, REAL, REAL),
    "differentiable": (REAL, REAL, FORMULA),
}
# for a given d, a binder of an index becomes an operation on its d instances
WRITTEN_OUT = {"sum": "+", "greatest": "max", "every": "and", "some": "or"}
CONSTANTS = frozenset(("d", "ones"))
POINTED = ("derivative", "differentiable")
NONE: Mapping = MappingProxyType({})
Functions = Mapping[str, tuple[tuple[str, ...], Tree]]


def sort_of(tree: Tree, d: int | None, functions: Mapping[str, tuple[str, ...]] = NONE) -> str:
    """real, vector, index, set or formula. Rejects what is not well formed.

    d          the dimension, None when it is arbitrary: then the only index that may be written as a number is 1
    functions  sorts of the arguments of schematic (real) functions, by name
    """
    if isinstance(tree, Fraction):
        return REAL
    if isinstance(tree, str):
        return VECTOR if tree == "ones" else sort(tree)
    head, *rest = tree
    if head in functions:
        signature = (*functions[head], REAL)
    elif head in ("+", "-", "*", "/", "neg", "=", "!="):
        return _arithmetic(head, [sort_of(child, d, functions) for child in rest], tree)
    elif head == "vec":
        signature = (*(REAL,) * (d or -1), VECTOR)
    else:
        signature = SIGNATURES.get(head, ())
    if len(signature) != len(rest) + 1:
        raise Rejected(f"{show(tree)[:80]}: {head} is unknown here or has the wrong number of arguments")
    if binds(tree) and rest[0] in CONSTANTS:
        raise Rejected(f"{rest[0]} is a constant and cannot be bound")
    if head in POINTED:
        _point(rest[1])
    for child, wanted in zip(rest, signature):
        found = INDEX if wanted == INDEX and _literal(child, d) else sort_of(child, d, functions)
        if found not in (wanted if isinstance(wanted, tuple) else (wanted,)):
            raise Rejected(
                f"{show(child)[:80]} is a {found}, where {head} wants: {wanted if isinstance(wanted, str) else ' or '.join(wanted)}"
            )
    return signature[-1]


def _arithmetic(head: str, sorts: list[str], tree: Tree) -> str:
    equality = head in ("=", "!=")
    good = {"neg": [[REAL], [VECTOR]], "*": [[REAL, REAL], [REAL, VECTOR], [VECTOR, REAL]], "/": [[REAL, REAL], [VECTOR, REAL]]}
    if sorts not in good.get(head, [[REAL, REAL], [VECTOR, VECTOR]]):
        raise Rejected(f"{show(tree)[:80]}: {head} does not apply to {' and '.join(sorts)}")
    return FORMULA if equality else VECTOR if VECTOR in sorts else REAL


def _literal(tree: Tree, d: int | None) -> bool:
    return isinstance(tree, Fraction) and tree.denominator == 1 and 1 <= tree <= (d or 1)


def _point(tree: Tree) -> None:
    name = tree[1] if isinstance(tree, tuple) and tree[0] == "at" else tree
    if not isinstance(name, str) or name in CONSTANTS:
        raise Rejected(f"{show(tree)[:80]}: one differentiates by a name or a component of a name")


def plain(tree: Tree, d: int | None) -> Tree:
    """The formula in fewer words: only < and <=, equations of reals, no double negation; for a given d written out over 1..d.

    Terms are total, so `not a < b` is `b <= a`.
    """
    if isinstance(tree, str):
        return Fraction(d) if d and tree == "d" else tree
    if not isinstance(tree, tuple):
        return tree
    if d and tree[0] in WRITTEN_OUT:
        parts = [plain(substitute(tree[2], {tree[1]: Fraction(k)}), d) for k in range(1, d + 1)]
        joined = parts[0]
        for part in parts[1:]:
            joined = (WRITTEN_OUT[tree[0]], joined, part)
        return joined
    head, *rest = (tree[0], *(plain(child, d) for child in tree[1:]))
    if head in (">", ">="):
        return ("<" if head == ">" else "<=", rest[1], rest[0])
    if head == "!=":
        return negation(plain(("=", *rest), d))
    if head == "=" and sort_of(rest[0], d) == VECTOR:
        index = fresh("i", free_names(tree))
        return plain(("every", index, ("=", ("at", rest[0], index), ("at", rest[1], index))), d)
    return negation(rest[0]) if head == "not" else (head, *rest)


def negation(tree: Tree) -> Tree:
    """The negation of a plain formula, plain."""
    if tree[0] == "not":
        return tree[1]
    return {"<": ("<=", *tree[:0:-1]), "<=": ("<", *tree[:0:-1])}.get(tree[0], ("not", tree))


@lru_cache(maxsize=50_000)
def key(tree: Tree, bound: tuple[str, ...] = ()) -> Tree:
    """The tree with bound names replaced by their distance to the binder: equal exactly for trees that differ by bound names alone."""
    if isinstance(tree, str):
        return ("#", Fraction(bound.index(tree))) if tree in bound else tree
    if not isinstance(tree, tuple):
        return tree
    if binds(tree):
        return (tree[0], ("#", sort(tree[1])), key(tree[2], (tree[1], *bound)))
    return (tree[0], *(key(child, bound) for child in tree[1:]))


def put(tree: Tree, by: Mapping[str, Tree], functions: Functions = NONE) -> Tree:
    """The tree with free names and schematic functions replaced; bound names that would capture are renamed.

    The point of a derivative may only become another name, one that its body does not mention otherwise; anything else is rejected.
    """
    if isinstance(tree, str):
        return by.get(tree, tree)
    if not isinstance(tree, tuple):
        return tree
    if tree[0] in functions:
        parameters, body = functions[tree[0]]
        return put(body, dict(zip(parameters, (put(child, by, functions) for child in tree[1:]))))
    if tree[0] in POINTED:
        _keep_point(tree, by, functions)
    if not binds(tree):
        return (tree[0], *(put(child, by, functions) for child in tree[1:]))
    head, name, body = tree
    inner = {old: new for old, new in by.items() if old != name}
    incoming = _names(inner, functions)
    if name in incoming:
        new = fresh(name, incoming | free_names(body) | frozenset(inner))
        body, name = put(body, {name: new}), new
    return (head, name, put(body, inner, functions))


def _names(by: Mapping[str, Tree], functions: Functions) -> frozenset[str]:
    found = [free_names(value) for value in by.values()]
    return frozenset().union(*found, *(free_names(body) - set(parameters) for parameters, body in functions.values()))


def _keep_point(tree: Tree, by: Mapping[str, Tree], functions: Functions) -> None:
    body, point = tree[1:]
    name = point[1] if isinstance(point, tuple) else point
    new = by.get(name, name)
    if not isinstance(new, str) or new in CONSTANTS:
        raise Rejected(f"{show(new)[:80]} cannot stand for {name}, with respect to which one differentiates")
    others = {old: by.get(old, old) for old in free_names(body) - {name}}
    if new in _names(others, functions) or (point != name and new in free_names(put(point[2], by))):
        raise Rejected(f"{new} would be caught by the derivative with respect to it")

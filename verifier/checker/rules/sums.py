"""Sums of indexed monomials over products of positive sums: the arithmetic below the normal form (FORMAT.md, section 6).

    monomial   coefficient * atom^k ... * exp(exponent), summed over its bound indices, each from 1 to d
    exponent   sum of coefficient * atom^k ...
    value      sum of monomials / product of positive sums

Every operation is an identity of real numbers, for every d and all values of the atoms. Equal sums mostly, not always, come out alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cmp_to_key
from itertools import count, permutations
from math import gcd, lcm
from typing import NamedTuple

from verifier.checker.reader import Rejected, Tree
from verifier.checker.terms import binds, free_names, substitute

Powers = tuple[tuple[Tree, int], ...]
Exponent = tuple[tuple[Powers, Fraction], ...]
LIMIT, INDICES, BITS = 4000, 5, 20_000
numbers = count()


class Mono(NamedTuple):
    bound: tuple[str, ...]
    atoms: Powers
    exponent: Exponent


Poly = dict[Mono, Fraction]


class Value(NamedTuple):
    """num / product of the factors of den; each factor is a positive sum, frozen, with its power."""

    num: Poly
    den: Mapping[tuple, int]


ONE, ZERO = Fraction(1), Fraction(0)
UNIT = Mono((), (), ())


def shown(value: Value) -> Tree:
    """A term with this value; the same for the same value."""
    tree = _shown_poly(value.num)
    for factor, k in sorted(value.den.items(), key=repr):
        tree = ("/", tree, ("^", _shown_poly(dict(factor)), Fraction(k)))
    return tree


def _shown_poly(poly: Poly) -> Tree:
    terms = [_shown_mono(mono, c) for mono, c in frozen(poly)]
    tree = terms[0] if terms else ZERO
    for term in terms[1:]:
        tree = ("+", tree, term)
    return tree


def _shown_mono(mono: Mono, c: Fraction) -> Tree:
    tree: Tree = c
    for atom, k in mono.atoms:
        tree = ("*", tree, atom if k == 1 else ("^", atom, Fraction(k)))
    if mono.exponent:
        exponent = [_shown_mono(Mono((), key, ()), k) for key, k in mono.exponent]
        total = exponent[0]
        for part in exponent[1:]:
            total = ("+", total, part)
        tree = ("*", tree, ("exp", total))
    for name in mono.bound:
        tree = ("sum", name, tree)
    return tree


def atom(tree: Tree) -> Value:
    """What is known only to equal itself."""
    return Value({Mono((), ((tree, 1),), ()): ONE}, {})


def number(value: Value) -> Fraction | None:
    """The value as a number, None when it is not seen to be one."""
    return value.num.get(UNIT, ZERO) if not value.den and set(value.num) <= {UNIT} else None


def scale(value: Value, c: Fraction) -> Value:
    """c times the value, c != 0."""
    return Value({mono: c * k for mono, k in value.num.items()}, value.den)


def add(left: Value, right: Value) -> Value:
    common = {factor: max(left.den.get(factor, 0), right.den.get(factor, 0)) for factor in {**left.den, **right.den}}
    total: Poly = {}
    for value in (left, right):
        missing = product({factor: k - value.den.get(factor, 0) for factor, k in common.items()})
        for mono, c in _times(value.num, missing).items():
            put(total, mono, c)
    return reduced(total, common)


def multiply(left: Value, right: Value) -> Value:
    den = dict(left.den)
    for factor, k in right.den.items():
        den[factor] = den.get(factor, 0) + k
    return reduced(_times(left.num, right.num), den)


def reduced(num: Poly, den: Mapping[tuple, int]) -> Value:
    """Cancels a factor of the denominator that is the numerator itself, up to a unit."""
    if not num or not den:
        return Value(num, {} if not num else den)
    (mono, c), rest = unit_of(num)
    key = frozen(rest)
    if not den.get(key):
        return Value(num, den)
    return Value({mono: c}, {factor: k - (factor == key) for factor, k in den.items() if k > (factor == key)})


def product(factors: Mapping[tuple, int]) -> Poly:
    poly = {UNIT: ONE}
    for factor, k in factors.items():
        for _ in range(k):
            poly = _times(poly, dict(factor))
    return poly


def _times(left: Poly, right: Poly) -> Poly:
    if len(left) * len(right) > LIMIT:
        raise Rejected("the terms grow too large to compare")
    poly: Poly = {}
    for m, a in left.items():
        for n, b in right.items():
            other = _renamed(n, {name: f"#j{next(numbers):012d}" for name in n.bound}) if m.bound and n.bound else n
            atoms, exponent = dict(m.atoms), dict(m.exponent)
            for atom, k in other.atoms:
                atoms[atom] = atoms.get(atom, 0) + k
            for key, k in other.exponent:
                exponent[key] = exponent.get(key, ZERO) + k
            put(poly, canonical(Mono(m.bound + other.bound, _powers(atoms), exponent_of(exponent))), a * b)
    return poly


def put(poly: Poly, mono: Mono | None, c: Fraction) -> None:
    if mono is not None:
        poly[mono] = poly.get(mono, ZERO) + c
        if poly[mono].numerator.bit_length() + poly[mono].denominator.bit_length() > BITS:
            raise Rejected(f"a coefficient of more than {BITS} bits")
        if not poly[mono]:
            del poly[mono]


def canonical(mono: Mono) -> Mono | None:
    """The monomial with deltas applied and its bound indices named alike; None for zero."""
    for delta, _ in mono.atoms:
        if isinstance(delta, tuple) and delta[0] == "delta":
            i, j = delta[1:]
            if isinstance(i, Fraction) and isinstance(j, Fraction) and i != j:
                return None
            gone, kept = (i, j) if i in mono.bound else (j, i)
            rest = _powers({other: k for other, k in mono.atoms if other != delta})
            if i == j or gone in mono.bound:
                less = Mono(tuple(name for name in mono.bound if name != gone or i == j), rest, mono.exponent)
                return canonical(less if i == j else _renamed(less, {gone: kept}))
    idle = [
        name for name in mono.bound if not mentions(mono.atoms, (name,)) and not any(mentions(key, (name,)) for key, _ in mono.exponent)
    ]
    if idle:
        atoms = dict(mono.atoms)
        atoms["d"] = atoms.get("d", 0) + len(idle)
        mono = Mono(tuple(name for name in mono.bound if name not in idle), _powers(atoms), mono.exponent)
    if not mono.bound:
        return mono
    if len(mono.bound) > INDICES:
        raise Rejected(f"a product of more than {INDICES} sums")
    low = height((mono.atoms, mono.exponent))
    names = [f"#i{low + k}" for k in range(len(mono.bound))]
    # two steps, so that an index never takes a name that another one still has
    apart = _renamed(mono, {name: f"#j{next(numbers):012d}" for name in mono.bound})
    return min((_renamed(apart, dict(zip(order, names))) for order in permutations(apart.bound)), key=repr)


def _renamed(mono: Mono, by: dict[str, Tree]) -> Mono:
    atoms: dict[Tree, int] = {}
    for atom, k in mono.atoms:
        new = _replaced(atom, by)
        atoms[new] = atoms.get(new, 0) + k
    exponent: dict[Powers, Fraction] = {}
    for key, c in mono.exponent:
        powers: dict[Tree, int] = {}
        for atom, k in key:
            new = _replaced(atom, by)
            powers[new] = powers.get(new, 0) + k
        exponent[_powers(powers)] = exponent.get(_powers(powers), ZERO) + c
    return Mono(tuple(sorted(by.get(name, name) for name in mono.bound)), _powers(atoms), exponent_of(exponent))


def _replaced(atom: Tree, by: Mapping[str, Tree]) -> Tree:
    new = substitute(atom, by)
    return ("delta", *sorted(new[1:], key=repr)) if isinstance(new, tuple) and new[0] == "delta" else new


def _powers(powers: Mapping[Tree, int]) -> Powers:
    return tuple(sorted(((atom, k) for atom, k in powers.items() if k), key=repr))


def exponent_of(exponent: Mapping[Powers, Fraction]) -> Exponent:
    return tuple(sorted(((key, c) for key, c in exponent.items() if c), key=repr))


def frozen(poly: Poly) -> tuple:
    return tuple(sorted(poly.items(), key=repr))


def mentions(powers: Powers, names: tuple[str, ...]) -> bool:
    return any(not free_names(atom).isdisjoint(names) for atom, _ in powers)


def height(tree) -> int:
    """One more than the greatest number in the name of a binder inside, 0 without any; of a tree or of tuples of trees."""
    if not isinstance(tree, tuple):
        return 0
    own = int(tree[1][2:]) + 1 if tree and isinstance(tree[0], str) and binds(tree) and tree[1][2:].isdigit() else 0
    return max((own, *map(height, tree)))


def unit_of(poly: Poly) -> tuple[tuple[Mono, Fraction], Poly]:
    """(c * exp(e), rest) with poly = c exp(e) * rest: a positive content and the greatest exponent free of bound indices."""
    if len(poly) == 1 and not next(iter(poly)).bound:
        return next(iter(poly.items())), {UNIT: ONE}
    content = Fraction(gcd(*(c.numerator for c in poly.values())), lcm(*(c.denominator for c in poly.values())))
    tops = [tuple(part for part in mono.exponent if not mentions(part[0], mono.bound)) for mono in poly]
    top = max(tops, key=cmp_to_key(_compare))
    down = Mono((), (), tuple((key, -c) for key, c in top))
    return (Mono((), (), top), content), _times(poly, {down: 1 / content})


def _compare(left: Exponent, right: Exponent) -> int:
    """An order of exponents that survives adding the same to both."""
    difference = dict(left)
    for key, c in right:
        difference[key] = difference.get(key, ZERO) - c
    leading = max((part for part in difference.items() if part[1]), key=repr, default=((), ZERO))
    return (leading[1] > 0) - (leading[1] < 0)

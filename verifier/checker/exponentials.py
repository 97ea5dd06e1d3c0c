"""Normal form of indexed exponential sums, valid for every d at once (FORMAT.md, section 6).

Every term denotes a real number for all values of its names. A value is a sum of monomials over a product of positive sums:
    coefficient * atom^k ... * exp(exponent), summed over its bound indices from 1 to d;   exponent: sum of coefficient * atom^k ...
What is not understood is an atom, known only to equal itself; so the form may miss an identity, but never invents one.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cmp_to_key, lru_cache
from itertools import count, permutations
from math import floor, gcd, lcm
from typing import NamedTuple

from verifier.checker.reader import Rejected, Tree
from verifier.checker.terms import binds, free_names, fresh, sort, substitute

Powers = tuple[tuple[Tree, int], ...]
Exponent = tuple[tuple[Powers, Fraction], ...]
LIMIT, INDICES, POWER = 4000, 5, 30
_numbers = count()


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


def equal(left: Tree, right: Tree) -> bool:
    """True when both terms have the same value for every d and all values of their names; False when that was not seen."""
    return not _add(normal(left), _scale(normal(right), -ONE)).num


def positive(tree: Tree) -> bool:
    """True when the term is positive by its mere shape: positive numbers, exp, d, and sums, products, quotients, powers of such."""
    if not isinstance(tree, tuple):
        return tree == "d" or (isinstance(tree, Fraction) and tree > 0)
    head, *rest = tree
    if head == "at":
        part = component(*rest)
        return part != tree and positive(part)
    if head in ("exp", "^", "sqrt", "abs"):
        return head == "exp" or positive(rest[0])
    return head in ("+", "*", "/", "sum") and all(positive(child) for child in (rest[1:] if binds(tree) else rest))


def smooth(tree: Tree, names: frozenset[str]) -> bool:
    """True when the term is infinitely differentiable in these names by its mere shape, whatever the others are."""
    if not isinstance(tree, tuple) or not free_names(tree) & names:
        return True
    head, *rest = tree
    if binds(tree):
        return head == "sum" and smooth(rest[1], names - {rest[0]})
    if head == "at":
        part = component(*rest)
        return isinstance(part[1], str) if _stuck(part) else smooth(part, names)
    if head == "/":
        return smooth(rest[0], names) and (not free_names(rest[1]) & names or (positive(rest[1]) and smooth(rest[1], names)))
    if head == "^" and isinstance(rest[1], Fraction) and rest[1].denominator == 1 and rest[1] >= 0:
        return smooth(rest[0], names)
    if head in ("^", "log", "sqrt", "abs"):
        return positive(rest[0]) and all(smooth(child, names) for child in rest)
    return head in ("+", "-", "*", "neg", "exp") and all(smooth(child, names) for child in rest)


def is_vector(tree: Tree) -> bool:
    """True for a term whose components may be taken."""
    if not isinstance(tree, tuple):
        return isinstance(tree, str) and (tree.startswith("#w") or sort(tree) == "vector")
    return tree[0] == "vec" or (tree[0] in ("+", "-", "neg", "*", "/") and any(is_vector(child) for child in tree[1:]))


def _stuck(part: Tree) -> bool:
    """True for a component of what is not known by its components."""
    return isinstance(part, tuple) and part[0] == "at"


def component(vector: Tree, index: Tree) -> Tree:
    """The real term vector[index], the index moved inward as far as it goes."""
    if vector == "ones":
        return ONE
    head, *rest = vector if isinstance(vector, tuple) else ("", vector)
    if head in ("+", "-", "neg", "*", "/"):
        return (head, *(component(child, index) if is_vector(child) else child for child in rest))
    if head == "vec" and isinstance(index, Fraction) and index.denominator == 1 and 1 <= index <= len(rest):
        return rest[int(index) - 1]
    return ("at", vector, index)


@lru_cache(maxsize=20_000)
def normal(tree: Tree) -> Value:
    """The normal form of a real term. Rejects division by the number 0 and what grows too large."""
    if isinstance(tree, Fraction):
        return Value({UNIT: tree} if tree else {}, {})
    if isinstance(tree, str):
        return _atom(tree)
    head, *rest = tree
    if head in ("+", "-"):
        return _add(normal(rest[0]), _scale(normal(rest[1]), ONE if head == "+" else -ONE))
    if head == "neg":
        return _scale(normal(rest[0]), -ONE)
    if head == "*":
        return _mul(normal(rest[0]), normal(rest[1]))
    if head == "/":
        return _mul(normal(rest[0]), _reciprocal(rest[1]))
    if head in _SPECIAL and len(rest) == _SPECIAL[head][0]:
        return _SPECIAL[head][1](*rest)
    if head in ("min", "max", "erf"):
        return _atom((head, *(shown(normal(child)) for child in rest)))
    return _atom(tree)


def _power(base: Tree, exponent: Tree) -> Value:
    known = _number(normal(exponent))
    if known is not None and known.denominator == 1:
        if abs(known) > POWER:
            raise Rejected(f"an exponent beyond {POWER}")
        if known < 0:
            return _reciprocal(("^", base, -known))
        result = normal(ONE)
        for _ in range(int(known)):
            result = _mul(result, normal(base))
        return result
    if positive(base):
        return _exp(_mul(normal(exponent), _log(base)))
    return _atom(("^", shown(normal(base)), shown(normal(exponent))))


def _root(tree: Tree) -> Value:
    return _power(tree, Fraction(1, 2)) if positive(tree) else _atom(("sqrt", shown(normal(tree))))


def _abs(tree: Tree) -> Value:
    return normal(tree) if positive(tree) else _atom(("abs", shown(normal(tree))))


def _component(vector: Tree, index: Tree) -> Value:
    part = component(vector, index)
    return _atom(part) if _stuck(part) and part[1] == vector else normal(part)


def _delta(i: Tree, j: Tree) -> Value:
    if i == j or (isinstance(i, Fraction) and isinstance(j, Fraction)):
        return normal(ONE if i == j else ZERO)
    return _atom(("delta", *sorted((i, j), key=repr)))


def _reciprocal(tree: Tree) -> Value:
    value = normal(tree)
    if not value.num:
        raise Rejected("division by zero")
    known = _number(value)
    if known is not None:
        return normal(1 / known)
    if not positive(tree):
        return _atom(("/", ONE, shown(value)))
    unit, rest = _unit(value.num)
    inverse = Mono((), tuple((atom, -k) for atom, k in unit[0].atoms), tuple((key, -c) for key, c in unit[0].exponent))
    over = {} if rest == {UNIT: ONE} else {_frozen(rest): 1}
    return _mul(Value({inverse: 1 / unit[1]}, over), Value(_product(value.den), {}))


def _exp(value: Value) -> Value:
    """exp of a value; whole multiples of log S, S positive, become powers of S."""
    exponent: dict[Powers, Fraction] = {}
    factor = normal(ONE)
    for mono, c in value.num.items():
        plain = not (value.den or mono.bound or mono.exponent)
        powers = mono.atoms if plain else ((shown(Value({mono: ONE}, value.den)), 1),)
        if _is_log(powers):
            factor, c = _mul(factor, _power(powers[0][0][1], Fraction(floor(c)))), c - floor(c)
        exponent[powers] = exponent.get(powers, ZERO) + c
    return _mul(factor, Value({Mono((), (), _exponent(exponent)): ONE}, {}))


def _log(tree: Tree) -> Value:
    """log of a term; of products, quotients, powers and exponentials only where all is positive by its shape."""
    head = tree[0] if isinstance(tree, tuple) else ""
    if head == "exp":
        return normal(tree[1])
    if not positive(tree):
        return _atom(("log", shown(normal(tree))))
    if head in ("*", "/"):
        return _add(_log(tree[1]), _scale(_log(tree[2]), ONE if head == "*" else -ONE))
    if head == "^":
        return _mul(normal(tree[2]), _log(tree[1]))
    value = normal(tree)
    result = _log_sum(value.num)
    for factor, k in value.den.items():
        result = _add(result, _scale(_log_sum(dict(factor)), Fraction(-k)))
    return result


def _log_sum(poly: Poly) -> Value:
    (mono, c), rest = _unit(poly)
    if c <= 0 or any(atom != "d" for atom, _ in mono.atoms):
        return _atom(("log", shown(Value(poly, {}))))
    result = Value({Mono((), key, ()): k for key, k in mono.exponent}, {})
    for number, sign in ((c.numerator, ONE), (c.denominator, -ONE)):
        result = result if number == 1 else _add(result, _scale(_atom(("log", Fraction(number))), sign))
    for atom, k in mono.atoms:
        result = _add(result, _scale(_atom(("log", atom)), Fraction(k)))
    return result if rest == {UNIT: ONE} else _add(result, _atom(("log", shown(Value(rest, {})))))


def _unit(poly: Poly) -> tuple[tuple[Mono, Fraction], Poly]:
    """(c * exp(e), rest) with poly = c exp(e) * rest: a positive content and the greatest exponent free of bound indices."""
    if len(poly) == 1 and not next(iter(poly)).bound:
        return next(iter(poly.items())), {UNIT: ONE}
    content = Fraction(gcd(*(c.numerator for c in poly.values())), lcm(*(c.denominator for c in poly.values())))
    tops = [tuple(part for part in mono.exponent if not _mentions(part[0], mono.bound)) for mono in poly]
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


def _sum(name: Tree, body: Tree) -> Value:
    index = f"#j{next(_numbers)}"
    value = normal(substitute(body, {name: index}))
    if any(index in free_names(shown(Value(dict(factor), {}))) for factor in value.den):
        tree = shown(value)
        final = f"#i{_height(tree)}"
        return _atom(("sum", final, substitute(tree, {index: final})))
    poly: Poly = {}
    for mono, c in value.num.items():
        _put(poly, _canonical(mono._replace(bound=(*mono.bound, index))), c)
    return _reduced(poly, value.den)


def _expectation(name: Tree, body: Tree) -> Value:
    noise = f"#w_{next(_numbers)}"
    tree = shown(normal(substitute(body, {name: noise})))
    final = f"#w{_height(tree)}"
    return _atom(("E", final, substitute(tree, {noise: final})))


def _derivative(body: Tree, point: Tree) -> Value:
    name = point[1] if isinstance(point, tuple) else point
    if not isinstance(name, str) or (isinstance(point, tuple) and point[0] != "at"):
        raise Rejected("derivative is taken with respect to a name or a component of a name")
    if smooth(body, frozenset((name,))):
        return normal(_slope(body, name, point))
    return _atom(("derivative", shown(normal(body)), point))


def _slope(tree: Tree, name: str, point: Tree) -> Tree:
    """The derivative of a smooth term, by the rules of calculus."""
    if name not in free_names(tree):
        return ZERO
    if tree == point or not isinstance(tree, tuple):
        return ONE
    head, *rest = tree
    if head == "at":
        part = component(*rest)
        return ("delta", part[2], point[2]) if _stuck(part) else _slope(part, name, point)
    if head == "sum":
        index = fresh(rest[0], free_names(tree) | free_names(point))
        return ("sum", index, _slope(substitute(rest[1], {rest[0]: index}), name, point))
    inner = [_slope(child, name, point) for child in rest]
    if head in ("+", "-", "neg"):
        return (head, *inner)
    if head == "*":
        return ("+", ("*", inner[0], rest[1]), ("*", rest[0], inner[1]))
    if head == "/":
        return ("/", inner[0], rest[1]) if inner[1] == 0 else ("-", ("/", inner[0], rest[1]), ("*", ("/", rest[0], ("^", rest[1], Fraction(2))), inner[1]))
    if head in ("exp", "log", "abs"):
        return {"exp": ("*", tree, inner[0]), "log": ("/", inner[0], rest[0]), "abs": inner[0]}[head]
    if head == "^" and isinstance(rest[1], Fraction) and rest[1].denominator == 1:
        return ("*", ("*", rest[1], ("^", rest[0], rest[1] - 1)), inner[0]) if rest[1] else ZERO
    exponent = rest[1] if head == "^" else Fraction(1, 2)
    change = inner[1] if head == "^" else ZERO
    return ("*", tree, ("+", ("*", change, ("log", rest[0])), ("/", ("*", exponent, inner[0]), rest[0])))


_SPECIAL = {
    "^": (2, _power), "sqrt": (1, _root), "abs": (1, _abs), "at": (2, _component), "delta": (2, _delta), "log": (1, _log), "sum": (2, _sum),
    "exp": (1, lambda tree: _exp(normal(tree))), "E": (2, _expectation), "derivative": (2, _derivative),
}


def shown(value: Value) -> Tree:
    """A term with this value; the same for the same value."""
    tree = _shown_poly(value.num)
    for factor, k in sorted(value.den.items(), key=repr):
        tree = ("/", tree, ("^", _shown_poly(dict(factor)), Fraction(k)))
    return tree


def _shown_poly(poly: Poly) -> Tree:
    terms = [_shown_mono(mono, c) for mono, c in _frozen(poly)]
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


def _atom(tree: Tree) -> Value:
    return Value({Mono((), ((tree, 1),), ()): ONE}, {})


def _number(value: Value) -> Fraction | None:
    return value.num.get(UNIT, ZERO) if not value.den and set(value.num) <= {UNIT} else None


def _scale(value: Value, c: Fraction) -> Value:
    return Value({mono: c * k for mono, k in value.num.items()}, value.den)


def _add(left: Value, right: Value) -> Value:
    common = {factor: max(left.den.get(factor, 0), right.den.get(factor, 0)) for factor in {**left.den, **right.den}}
    total: Poly = {}
    for value in (left, right):
        missing = _product({factor: k - value.den.get(factor, 0) for factor, k in common.items()})
        for mono, c in _times(value.num, missing).items():
            _put(total, mono, c)
    return _reduced(total, common)


def _mul(left: Value, right: Value) -> Value:
    den = dict(left.den)
    for factor, k in right.den.items():
        den[factor] = den.get(factor, 0) + k
    return _settled(_reduced(_times(left.num, right.num), den))


def _settled(value: Value) -> Value:
    """Products of exponentials may have brought whole multiples of log S together: these become powers of S."""
    for mono, c in value.num.items():
        for powers, k in mono.exponent:
            if floor(k) and _is_log(powers) and not _mentions(powers, mono.bound):
                rest = {other: a for other, a in value.num.items() if other != mono}
                less = mono._replace(exponent=_exponent({key: a for key, a in mono.exponent if key != powers}))
                moved = _mul(Value({less: c}, value.den), _exp(Value({Mono((), powers, ()): k}, {})))
                return _settled(_add(Value(rest, value.den), moved))
    return value


def _is_log(powers: Powers) -> bool:
    """True for log S alone with S positive by its shape."""
    return len(powers) == 1 and powers[0][1] == 1 and powers[0][0][:1] == ("log",) and positive(powers[0][0][1])


def _reduced(num: Poly, den: Mapping[tuple, int]) -> Value:
    """Cancels a factor of the denominator that is the numerator itself, up to a unit."""
    if not num or not den:
        return Value(num, {} if not num else den)
    (mono, c), rest = _unit(num)
    key = _frozen(rest)
    if not den.get(key):
        return Value(num, den)
    return Value({mono: c}, {factor: k - (factor == key) for factor, k in den.items() if k > (factor == key)})


def _product(factors: Mapping[tuple, int]) -> Poly:
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
            other = _renamed(n, {name: f"#j{next(_numbers)}" for name in n.bound}) if m.bound and n.bound else n
            atoms, exponent = dict(m.atoms), dict(m.exponent)
            for atom, k in other.atoms:
                atoms[atom] = atoms.get(atom, 0) + k
            for key, k in other.exponent:
                exponent[key] = exponent.get(key, ZERO) + k
            _put(poly, _canonical(Mono(m.bound + other.bound, _powers(atoms), _exponent(exponent))), a * b)
    return poly


def _put(poly: Poly, mono: Mono | None, c: Fraction) -> None:
    if mono is not None:
        poly[mono] = poly.get(mono, ZERO) + c
        if not poly[mono]:
            del poly[mono]


def _canonical(mono: Mono) -> Mono | None:
    """The monomial with deltas applied and its bound indices named alike; None for zero."""
    for atom, _ in mono.atoms:
        if isinstance(atom, tuple) and atom[0] == "delta":
            i, j = atom[1:]
            if isinstance(i, Fraction) and isinstance(j, Fraction) and i != j:
                return None
            gone, kept = (i, j) if i in mono.bound else (j, i)
            rest = _powers({other: k for other, k in mono.atoms if other != atom})
            if i == j or gone in mono.bound:
                less = Mono(tuple(name for name in mono.bound if name != gone or i == j), rest, mono.exponent)
                return _canonical(less if i == j else _renamed(less, {gone: kept}))
    idle = [name for name in mono.bound if not _mentions(mono.atoms, (name,)) and not any(_mentions(key, (name,)) for key, _ in mono.exponent)]
    if idle:
        atoms = dict(mono.atoms)
        atoms["d"] = atoms.get("d", 0) + len(idle)
        mono = Mono(tuple(name for name in mono.bound if name not in idle), _powers(atoms), mono.exponent)
    if not mono.bound:
        return mono
    if len(mono.bound) > INDICES:
        raise Rejected(f"a product of more than {INDICES} sums")
    low = _height(tuple(atom for atom, _ in mono.atoms) + tuple(atom for key, _ in mono.exponent for atom, _ in key), inner=True)
    names = [f"#i{low + k}" for k in range(len(mono.bound))]
    # two steps, so that an index never takes a name that another one still has
    apart = _renamed(mono, {name: f"#j{next(_numbers)}" for name in mono.bound})
    return min((_renamed(apart, dict(zip(order, names))) for order in permutations(apart.bound)), key=repr)


def _renamed(mono: Mono, by: dict[str, Tree]) -> Mono:
    atoms: dict[Tree, int] = {}
    for atom, k in mono.atoms:
        new = _resettled(atom, by)
        atoms[new] = atoms.get(new, 0) + k
    exponent: dict[Powers, Fraction] = {}
    for key, c in mono.exponent:
        powers: dict[Tree, int] = {}
        for atom, k in key:
            new = _resettled(atom, by)
            powers[new] = powers.get(new, 0) + k
        exponent[_powers(powers)] = exponent.get(_powers(powers), ZERO) + c
    return Mono(tuple(sorted(by.get(name, name) for name in mono.bound)), _powers(atoms), _exponent(exponent))


def _resettled(atom: Tree, by: dict[str, Tree]) -> Tree:
    """The atom renamed, in normal form where that is again one atom."""
    new = substitute(atom, by)
    if new == atom or not isinstance(new, tuple) or (new[0] == "at" and isinstance(new[1], str)) or new[0] == "delta":
        return ("delta", *sorted(new[1:], key=repr)) if new[:1] == ("delta",) else new
    value = normal(new)
    single = next(iter(value.num), UNIT)
    alone = value.num == {single: ONE} and not (value.den or single.bound or single.exponent)
    return single.atoms[0][0] if alone and len(single.atoms) == 1 and single.atoms[0][1] == 1 else new


def _powers(powers: Mapping[Tree, int]) -> Powers:
    return tuple(sorted(((atom, k) for atom, k in powers.items() if k), key=repr))


def _exponent(exponent: Mapping[Powers, Fraction]) -> Exponent:
    return tuple(sorted(((key, c) for key, c in exponent.items() if c), key=repr))


def _frozen(poly: Poly) -> tuple:
    return tuple(sorted(poly.items(), key=repr))


def _mentions(powers: Powers, names: tuple[str, ...]) -> bool:
    return any(not free_names(atom).isdisjoint(names) for atom, _ in powers)


def _height(tree: Tree, inner: bool = False) -> int:
    """One more than the greatest number of a name bound inside."""
    if not isinstance(tree, tuple):
        return 0
    own = int(tree[1][2:]) + 1 if tree and isinstance(tree[0], str) and binds(tree) and tree[1][2:].isdigit() else 0
    return max((own, *(_height(child) for child in tree)))

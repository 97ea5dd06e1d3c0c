"""Normal form of indexed exponential sums, valid for every d at once (FORMAT.md, section 6).

Every term denotes a real number for all values of its names. A value is a sum of monomials over a product of positive sums:
    coefficient * atom^k ... * exp(exponent), summed over its bound indices from 1 to d;   exponent: sum of coefficient * atom^k ...
What is not understood is an atom, known only to equal itself; so the form may miss an identity, but never invents one.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import floor

from verifier.checker.reader import Rejected, Tree
from verifier.checker.rules import sums
from verifier.checker.rules.shapes import component, positive, slope, smooth, stuck
from verifier.checker.rules.sums import ONE, UNIT, ZERO, Mono, Poly, Powers, Value, add, atom, multiply, scale, shown
from verifier.checker.terms import free_names, substitute

POWER, ROUNDS = 30, 40


def equal(left: Tree, right: Tree) -> bool:
    """True when both terms have the same value for every d and all values of their names; False when that was not seen."""
    return not add(normal(left), scale(normal(right), -ONE)).num


@lru_cache(maxsize=20_000)
def normal(tree: Tree) -> Value:
    """The normal form of a real term. Rejects division by the number 0 and what grows too large."""
    if isinstance(tree, Fraction):
        return Value({UNIT: tree} if tree else {}, {})
    if isinstance(tree, str):
        return atom(tree)
    head, *rest = tree
    if head in ("+", "-"):
        return add(normal(rest[0]), scale(normal(rest[1]), ONE if head == "+" else -ONE))
    if head == "neg":
        return scale(normal(rest[0]), -ONE)
    if head == "*":
        return _times(normal(rest[0]), normal(rest[1]))
    if head == "/":
        return _times(normal(rest[0]), _reciprocal(rest[1]))
    if head in _SPECIAL and len(rest) == _SPECIAL[head][0]:
        return _SPECIAL[head][1](*rest)
    if head in ("min", "max", "erf"):
        return atom((head, *(shown(normal(child)) for child in rest)))
    return atom(tree)


def _power(base: Tree, exponent: Tree) -> Value:
    known = sums.number(normal(exponent))
    if known is not None and known.denominator == 1:
        if abs(known) > POWER:
            raise Rejected(f"an exponent beyond {POWER}")
        if known < 0:
            return _reciprocal(("^", base, -known))
        result = normal(ONE)
        for _ in range(int(known)):
            result = _times(result, normal(base))
        return result
    if positive(base):
        return _exp(_times(normal(exponent), _log(base)))
    return atom(("^", shown(normal(base)), shown(normal(exponent))))


def _root(tree: Tree) -> Value:
    return _power(tree, Fraction(1, 2)) if positive(tree) else atom(("sqrt", shown(normal(tree))))


def _abs(tree: Tree) -> Value:
    return normal(tree) if positive(tree) else atom(("abs", shown(normal(tree))))


def _component(vector: Tree, index: Tree) -> Value:
    part = component(vector, index)
    return atom(part) if stuck(part) and part[1] == vector else normal(part)


def _delta(i: Tree, j: Tree) -> Value:
    if i == j or (isinstance(i, Fraction) and isinstance(j, Fraction)):
        return normal(ONE if i == j else ZERO)
    return atom(("delta", *sorted((i, j), key=repr)))


def _reciprocal(tree: Tree) -> Value:
    value = normal(tree)
    if not value.num:
        raise Rejected("division by zero")
    known = sums.number(value)
    if known is not None:
        return normal(1 / known)
    if not positive(tree):
        return atom(("/", ONE, shown(value)))
    unit, rest = sums.unit_of(value.num)
    inverse = Mono((), tuple((factor, -k) for factor, k in unit[0].atoms), tuple((key, -c) for key, c in unit[0].exponent))
    over = {} if rest == {UNIT: ONE} else {sums.frozen(rest): 1}
    return _times(Value({inverse: 1 / unit[1]}, over), Value(sums.product(value.den), {}))


def _times(left: Value, right: Value) -> Value:
    """The product, with whole multiples of log S that came together in an exponent turned into powers of S."""
    return _settled(multiply(left, right))


def _settled(value: Value, rounds: int = ROUNDS) -> Value:
    if not rounds:
        raise Rejected("powers of sums that do not settle")
    for mono, c in value.num.items():
        for powers, k in mono.exponent:
            if floor(k) and _is_log(powers) and not sums.mentions(powers, mono.bound):
                rest = {other: a for other, a in value.num.items() if other != mono}
                less = mono._replace(exponent=sums.exponent_of({key: a for key, a in mono.exponent if key != powers}))
                moved = _times(Value({less: c}, value.den), _exp(Value({Mono((), powers, ()): k}, {})))
                return _settled(add(Value(rest, value.den), moved), rounds - 1)
    return value


def _is_log(powers: Powers) -> bool:
    """True for log S alone with S positive by its shape."""
    return len(powers) == 1 and powers[0][1] == 1 and powers[0][0][:1] == ("log",) and positive(powers[0][0][1])


def _exp(value: Value) -> Value:
    """exp of a value; whole multiples of log S, S positive, become powers of S."""
    exponent: dict[Powers, Fraction] = {}
    factor = normal(ONE)
    for mono, c in value.num.items():
        plain = not (value.den or mono.bound or mono.exponent)
        powers = mono.atoms if plain else ((shown(Value({mono: ONE}, value.den)), 1),)
        if _is_log(powers):
            factor, c = _times(factor, _power(powers[0][0][1], Fraction(floor(c)))), c - floor(c)
        exponent[powers] = exponent.get(powers, ZERO) + c
    return _times(factor, Value({Mono((), (), sums.exponent_of(exponent)): ONE}, {}))


def _log(tree: Tree) -> Value:
    """log of a term; of products, quotients, powers and exponentials only where all is positive by its shape."""
    head = tree[0] if isinstance(tree, tuple) else ""
    if head == "exp":
        return normal(tree[1])
    if not positive(tree):
        return atom(("log", shown(normal(tree))))
    if head in ("*", "/"):
        return add(_log(tree[1]), scale(_log(tree[2]), ONE if head == "*" else -ONE))
    if head == "^":
        return _times(normal(tree[2]), _log(tree[1]))
    value = normal(tree)
    result = _log_sum(value.num)
    for factor, k in value.den.items():
        result = add(result, scale(_log_sum(dict(factor)), Fraction(-k)))
    return result


def _log_sum(poly: Poly) -> Value:
    (mono, c), rest = sums.unit_of(poly)
    if c <= 0 or any(factor != "d" for factor, _ in mono.atoms):
        return atom(("log", shown(Value(poly, {}))))
    result = Value({Mono((), key, ()): k for key, k in mono.exponent}, {})
    for number, sign in ((c.numerator, ONE), (c.denominator, -ONE)):
        result = result if number == 1 else add(result, scale(atom(("log", Fraction(number))), sign))
    for factor, k in mono.atoms:
        result = add(result, scale(atom(("log", factor)), Fraction(k)))
    return result if rest == {UNIT: ONE} else add(result, atom(("log", shown(Value(rest, {})))))


def _sum(name: Tree, body: Tree) -> Value:
    index = f"#j{next(sums.numbers):012d}"
    value = normal(substitute(body, {name: index}))
    if any(index in free_names(shown(Value(dict(factor), {}))) for factor in value.den):
        tree = shown(value)
        final = f"#i{sums.height(tree)}"
        return atom(("sum", final, substitute(tree, {index: final})))
    poly: Poly = {}
    for mono, c in value.num.items():
        sums.put(poly, sums.canonical(mono._replace(bound=(*mono.bound, index))), c)
    return sums.reduced(poly, value.den)


def _expectation(name: Tree, body: Tree) -> Value:
    return _bound_atom("E", "#w", name, body)


def _greatest(name: Tree, body: Tree) -> Value:
    return _bound_atom("greatest", "#i", name, body)


def _bound_atom(head: str, letter: str, name: Tree, body: Tree) -> Value:
    """head(name, body) as an atom, the body in normal form and the bound name chosen by its height alone."""
    inner = f"{letter}_{next(sums.numbers):012d}"
    tree = shown(normal(substitute(body, {name: inner})))
    final = f"{letter}{sums.height(tree)}"
    return atom((head, final, substitute(tree, {inner: final})))


def _derivative(body: Tree, point: Tree) -> Value:
    name = point[1] if isinstance(point, tuple) else point
    if not isinstance(name, str) or (isinstance(point, tuple) and point[0] != "at"):
        raise Rejected("derivative is taken with respect to a name or a component of a name")
    if smooth(body, frozenset((name,))):
        return normal(slope(body, name, point))
    return atom(("derivative", shown(normal(body)), point))


_SPECIAL = {
    "^": (2, _power),
    "sqrt": (1, _root),
    "abs": (1, _abs),
    "at": (2, _component),
    "delta": (2, _delta),
    "log": (1, _log),
    "sum": (2, _sum),
    "exp": (1, lambda tree: _exp(normal(tree))),
    "E": (2, _expectation),
    "greatest": (2, _greatest),
    "derivative": (2, _derivative),
}

"""Truth by calculation, of formulas in which nothing stands free: no quantifier, no name, only numbers.      (FORMAT.md, section 5)

    holds   whether such a formula is true
    sign    that of a number: -1, 0 or 1

Sound for these reasons. A term is first brought to simpler words by equations between reals: max, min and abs become one of their arguments, by
a sign; a product with a factor 0 is 0 whatever the other factor is, for terms are total. Of what is only defined on a part of the line (a
quotient, log, sqrt, powers) the sign of the argument is decided first, and outside that part nothing is said; u^n with n not whole is
exp(n log u), u positive, and u^0 is 1 for every u, as in section 6. What is left is made of rationals by
+ - * / ^ exp log sqrt inside their domains. Its sign is told by exact arithmetic, or by a ball that contains the number and not 0, or it is 0
because its normal form is empty (section 6). All else is rejected.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from flint import arb, ctx

from verifier.checker.reader import Rejected, Tree, show
from verifier.checker.rules import exponentials, shapes
from verifier.checker.rules.balls import ball

PRECISIONS = (120, 1000)
POWER, BITS = 30, 20_000
ZERO, ONE = Fraction(0), Fraction(1)
RELATIONS = {"<": (-1,), "<=": (-1, 0), "=": (0,), ">=": (0, 1), ">": (1,), "!=": (-1, 1)}


def holds(formula: Tree) -> bool:
    """Whether a closed formula is true; `and`, `or`, `->` are read from the left and stop early. Rejects one that calculation does not decide."""
    head, *rest = formula if isinstance(formula, tuple) else ("", formula)
    if head == "not":
        return not holds(rest[0])
    if head in ("and", "or", "->"):
        left = holds(rest[0])
        return holds(rest[1]) if left is (head != "or") else head != "and"
    if head in RELATIONS:
        return sign(("-", *rest)) in RELATIONS[head]
    raise Rejected(f"{show(formula)[:120]} is not a formula about numbers alone")


def beyond_rationals(tree: Tree) -> bool:
    """Whether exp, log or sqrt occurs, so that balls may have decided a sign."""
    return isinstance(tree, tuple) and (tree[0] in ("exp", "log", "sqrt") or any(map(beyond_rationals, tree[1:])))


@lru_cache(maxsize=5_000)
def sign(tree: Tree) -> int:
    """The sign of a closed term. Rejects a term with a name, one outside the domain of its functions, and one too close to 0 to tell."""
    number = simpler(tree)
    if isinstance(number, Fraction):
        return (number > 0) - (number < 0)
    for bits in PRECISIONS:
        with ctx.workprec(bits):
            enclosure = _ball(number)
            if enclosure.is_finite() and not enclosure.contains(0):
                return 1 if enclosure.lower() > 0 else -1
    if exponentials.equal(number, ZERO):
        return 0
    raise Rejected(f"the sign of {show(number)[:120]} cannot be told")


@lru_cache(maxsize=20_000)
def simpler(tree: Tree) -> Tree:
    """An equal term of rationals, + - * / ^ exp log sqrt, every part of it in its domain; a rational where arithmetic gives one."""
    if isinstance(tree, Fraction):
        return tree
    head, *rest = tree if isinstance(tree, tuple) else ("", tree)
    if head == "at":
        part = shapes.component(*rest)
        if isinstance(part, tuple) and part[0] == "at":
            raise Rejected(f"{show(part)[:80]} is no number")
        return simpler(part)
    if head == "delta" and all(isinstance(index, Fraction) for index in rest):
        return ONE if rest[0] == rest[1] else ZERO
    if head == "*":
        left = simpler(rest[0])
        return ZERO if left == 0 else _applied("*", left, simpler(rest[1]))
    if (head, len(rest)) not in ARITIES:
        raise Rejected(f"{show(tree)[:80]} is no number")
    return _applied(head, *map(simpler, rest))


ARITIES = {(head, 2) for head in ("+", "-", "/", "^", "max", "min")} | {(head, 1) for head in ("neg", "abs", "exp", "log", "sqrt")}


def whole(tree: Tree) -> bool:
    return isinstance(tree, Fraction) and tree.denominator == 1


def _applied(head: str, *parts: Tree) -> Tree:
    """The function of simpler terms, a simpler term."""
    if head in ("max", "min"):
        return parts[0] if sign(("-", *parts)) * (1 if head == "max" else -1) >= 0 else parts[1]
    if head == "abs":
        return parts[0] if sign(parts[0]) >= 0 else _applied("neg", parts[0])
    if head == "^" and not whole(parts[1]):
        return _applied("exp", _applied("*", parts[1], _applied("log", parts[0])))
    _defined(head, *parts)
    if all(isinstance(part, Fraction) for part in parts) and head in EXACT:
        value = EXACT[head](*parts)
        if max(value.numerator.bit_length(), value.denominator.bit_length()) > BITS:
            raise Rejected(f"a number of more than {BITS} bits")
        return value
    return {("exp", ZERO): ONE, ("log", ONE): ZERO, ("sqrt", ZERO): ZERO}.get((head, *parts), (head, *parts))


EXACT = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b, "neg": lambda a: -a,
    "^": lambda a, b: a ** int(b),
}


def _defined(head: str, *parts: Tree) -> None:
    """Rejects what lies outside the domain of the function, and whole powers beyond POWER."""
    good = True
    if head == "/":
        good = sign(parts[1]) != 0
    elif head == "log":
        good = sign(parts[0]) > 0
    elif head == "sqrt":
        good = sign(parts[0]) >= 0
    elif head == "^":
        if abs(parts[1]) > POWER:
            raise Rejected(f"an exponent beyond {POWER}")
        good = parts[1] >= 0 or sign(parts[0]) != 0
    if not good:
        raise Rejected(f"{show((head, *parts))[:120]} is outside the domain of {head}")


def _ball(tree: Tree) -> arb:
    """A ball that contains the number, at the working precision."""
    if isinstance(tree, Fraction):
        return ball(tree)
    head, *rest = tree
    if head == "^":
        return _ball(rest[0]) ** int(rest[1])
    return BALLS[head](*map(_ball, rest))


BALLS = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b, "neg": lambda a: -a,
    "exp": lambda a: a.exp(), "log": lambda a: a.log(), "sqrt": lambda a: a.sqrt(),
}

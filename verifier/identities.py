"""The search for identities of exponentials: SymPy is asked whether both sides of an equation are equal. The checker decides."""

from __future__ import annotations

from fractions import Fraction

from verifier.claims.formula import Tree

_ELEMENTARY = frozenset(("+", "-", "*", "/", "^", "neg", "exp", "log"))


def identical(left: Tree, right: Tree) -> bool:
    """Whether SymPy simplifies the difference of two elementary terms in real names to 0; False for any other term.

    left, right   terms of + - * / ^ exp log, defined for all values of the names by their shape: divisors and logarithms of positive terms
    Trust: none by itself. It says where a certificate of the kind `identity` is worth the checker's time.
    """
    import sympy

    if not (_elementary(left) and _elementary(right)):
        return False
    try:
        difference = _term(left) - _term(right)
        return sympy.simplify(difference) == 0 or sympy.simplify(sympy.expand(sympy.exp(difference))) == 1
    except (ArithmeticError, ValueError, RecursionError):
        return False


def _elementary(tree: Tree) -> bool:
    if not isinstance(tree, tuple):
        return True
    head, *rest = tree
    whole = head == "^" and isinstance(rest[1], Fraction) and rest[1].denominator == 1
    guarded = {"/": isinstance(rest[-1], Fraction) or _positive(rest[-1]), "log": _positive(rest[0]), "^": whole or _positive(rest[0])}
    return head in _ELEMENTARY and guarded.get(head, True) and all(map(_elementary, rest))


def _positive(tree: Tree) -> bool:
    """Whether the term is positive for all values of the names, by its shape."""
    if not isinstance(tree, tuple):
        return isinstance(tree, Fraction) and tree > 0
    head, *rest = tree
    return head == "exp" or (head in ("+", "*", "/") and all(map(_positive, rest))) or (head == "^" and _positive(rest[0]))


def _term(tree: Tree):
    """The tree as a SymPy expression, its names real."""
    import sympy

    if isinstance(tree, Fraction):
        return sympy.Rational(tree.numerator, tree.denominator)
    if isinstance(tree, str):
        return sympy.Symbol(tree, real=True)
    head, *rest = tree
    terms = [_term(child) for child in rest]
    if head in ("exp", "log"):
        return getattr(sympy, head)(terms[0])
    if head == "neg":
        return -terms[0]
    a, b = terms
    return {"+": a + b, "-": a - b, "*": a * b}[head] if head in "+-*" else a / b if head == "/" else a**b

"""Kind `closed`: means and probabilities of Gumbel noise by their closed forms, for all values of the names; hypotheses are not used.

The conclusion is an equation, or abs(a) <= c or abs(a) < c with c positive by its shape; `proof` is {}. For independent standard Gumbel
coordinates g_k, all different, and elementary s_k without noise [Gumbel-max theorem; e is Euler's constant, which stays unknown here]:

    E(max(s1 + g1, ...)) = log(exp(s1) + ...) + e        P(s1 + g1 >= max(s2 + g2, ...)) = exp(s1) / (exp(s1) + ...)   (or >, <=, <)

at every point; so each may stand for the other below a derivative too, which is then worked out. What comes out must be defined everywhere by its shape, and the
sides, or a and 0, must have the same normal form (FORMAT.md, section 6).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from verifier.checker.kinds.enclosure import GUMBEL_MAX, LAWS
from verifier.checker.kinds.identity import defined
from verifier.checker.polynomial import Poly
from verifier.checker.reader import Rejected, Tree, show
from verifier.checker.rules.exponentials import equal
from verifier.checker.rules.formulas import CONSTANTS
from verifier.checker.rules.points import polynomial
from verifier.checker.rules.shapes import positive, slope, smooth
from verifier.checker.rules.written import NOISE
from verifier.checker.terms import free_names

EULER = "#euler"   # no statement can write this name


def check(form, conclusion: Tree, asserts: str, proof: dict, book) -> tuple[str, tuple[str, ...]]:
    """("derived", the theorem used). Rejects another law, what has no closed form here, sides that are not seen to be equal, and `fails`."""
    if asserts != "holds" or proof:
        raise Rejected("a certificate of closed forms asserts `holds` and has an empty proof")
    if LAWS.get((form.noise or "").strip()) != "gumbel" or type(form.dim) is not int:
        raise Rejected(f"closed: no closed forms are known for noise {form.noise!r} in dimension {form.dim}")
    left, right = (_closed(side, form.dim) for side in _sides(conclusion))
    if free_names(conclusion) & set(CONSTANTS) or any(NOISE.fullmatch(name) for name in free_names(left) | free_names(right)):
        raise Rejected("closed: noise outside of E and P, or a constant of general forms")
    defined(left)
    defined(right)
    if not equal(left, right):
        raise Rejected(f"closed: the two sides have different normal forms: {show(conclusion)[:200]}")
    return "derived", (GUMBEL_MAX,)


def _sides(conclusion: Tree) -> tuple[Tree, Tree]:
    match conclusion:
        case ("=", left, right):
            return left, right
        case ("<=" | "<", ("abs", inner), bound) if positive(bound):
            defined(bound)
            return inner, Fraction(0)
    raise Rejected(f"closed: {show(conclusion)[:120]} is neither an equation nor abs(a) <= c with a positive c")


def _closed(tree: Tree, dim: int) -> Tree:
    """The term with every E and P replaced."""
    match tree:
        case ("E", ("max", *terms)):
            return ("+", ("log", _total(terms, dim)), EULER)
        case ("E", term):
            return ("+", ("log", _total([term], dim)), EULER)
        case ("P", (">" | ">=", one, other)) | ("P", ("<" | "<=", other, one)):
            terms = [one, *(other[1:] if isinstance(other, tuple) and other[0] == "max" else (other,))]
            return ("/", ("exp", _shift(one, dim)[1]), _total(terms, dim))
        case ("derivative", inner, str(name)):
            body = _closed(inner, dim)
            defined(body)
            if NOISE.fullmatch(name) or not smooth(body, frozenset((name,))):
                raise Rejected(f"closed: {show(tree)[:120]} is not the derivative of a smooth term by a name")
            return slope(body, name, name)
        case tuple():
            return (tree[0], *(_closed(child, dim) for child in tree[1:]))
    return tree


def _total(terms: Sequence[Tree], dim: int) -> Tree:
    """exp(s1) + ... of the terms s_k + g_k."""
    found = [_shift(term, dim) for term in terms]
    if len({name for name, _ in found}) < len(found):
        raise Rejected("closed: two terms have one coordinate of the noise")
    total: Tree = ("exp", found[0][1])
    for _, shift in found[1:]:
        total = ("+", total, ("exp", shift))
    return total


def _shift(term: Tree, dim: int) -> tuple[str, Tree]:
    """(g, s) of the term s + g, a polynomial with one coordinate g of the noise; s written out."""
    poly = polynomial(term)
    own = [name for name in poly.names if NOISE.fullmatch(name)]
    if len(own) != 1 or int(own[0][1:]) > dim or (poly - Poly.variable(own[0])).names & set(own):
        raise Rejected(f"closed: {show(term)} is not s + g with a coordinate g of its own")
    return own[0], _written(poly - Poly.variable(own[0]))


def _written(poly: Poly) -> Tree:
    """The polynomial as a term."""
    total: Tree = poly.terms.get((), Fraction(0))
    for mono, c in sorted(poly.terms.items()):
        part: Tree = c
        for name, power in mono:
            part = ("*", part, ("^", name, Fraction(power)))
        total = ("+", total, part) if mono else total
    return total

"""Kind `identity`: both sides of the conclusion's equation have the same normal form (FORMAT.md, section 6)."""

from __future__ import annotations

from fractions import Fraction

from verifier.checker.reader import Rejected, Tree, show
from verifier.checker.rules.exponentials import equal
from verifier.checker.rules.formulas import CONSTANTS, plain, sort_of
from verifier.checker.rules.shapes import positive, smooth
from verifier.checker.terms import free_names


def check(form, conclusion: Tree, asserts: str, proof: dict, book) -> tuple[str, tuple[str, ...]]:
    """("exact", ()). Rejects what is no equation of elementary terms, an equation between different normal forms, and `fails`."""
    if asserts != "holds" or proof:
        raise Rejected("an identity certificate asserts `holds` and has an empty proof")
    if form.dim is None:
        if sort_of(conclusion, None) != "formula":
            raise Rejected(f"{show(conclusion)[:80]} is not a formula")
        _general(plain(conclusion, None))
    else:
        if not free_names(conclusion).isdisjoint(CONSTANTS):
            raise Rejected("d and ones are constants of general forms; a concrete form needs other names here")
        _equation(conclusion)
        for side in conclusion[1:]:
            defined(side)
    return "exact", ()


def _general(tree: Tree) -> None:
    """Quantified and joined equations; terms are total there."""
    if tree[0] in ("every", "forall"):
        _general(tree[2])
    elif tree[0] == "and":
        _general(tree[1])
        _general(tree[2])
    else:
        _equation(tree)


def _equation(tree: Tree) -> None:
    if not isinstance(tree, tuple) or tree[0] != "=":
        raise Rejected(f"{show(tree)[:120]} is not an equation")
    if not equal(*tree[1:]):
        raise Rejected(f"the two sides have different normal forms: {show(tree)[:300]}")


def defined(tree: Tree) -> None:
    """Rejects a term that is not elementary, or not seen to be defined everywhere by its shape."""
    if not isinstance(tree, tuple):
        return
    head, *rest = tree
    whole = head == "^" and isinstance(rest[1], Fraction) and rest[1].denominator == 1 and rest[1] >= 0
    guarded = {
        "/": positive(rest[-1]) or (isinstance(rest[-1], Fraction) and rest[-1] != 0),
        "log": positive(rest[0]),
        "^": whole or positive(rest[0]),
    }
    if head not in ("+", "-", "*", "neg", "exp", "derivative", *guarded) or not guarded.get(head, True):
        raise Rejected(f"{show(tree)[:120]} is not seen to be an elementary term that is defined everywhere")
    if head == "derivative" and not (isinstance(rest[1], str) and smooth(rest[0], frozenset((rest[1],)))):
        raise Rejected(f"{show(tree)[:120]} is not the derivative of a smooth term by a name")
    for child in rest:
        defined(child)

"""What the mere shape of a term tells, whatever its names stand for: positive, smooth, continuous, its components, its derivative."""

from __future__ import annotations

from fractions import Fraction

from verifier.checker.reader import Tree
from verifier.checker.terms import binds, free_names, fresh, sort, substitute


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
        return isinstance(part[1], str) if stuck(part) else smooth(part, names)
    if head == "/":
        return smooth(rest[0], names) and (not free_names(rest[1]) & names or (positive(rest[1]) and smooth(rest[1], names)))
    if head == "^" and isinstance(rest[1], Fraction) and rest[1].denominator == 1 and rest[1] >= 0:
        return smooth(rest[0], names)
    if head in ("^", "log", "sqrt", "abs"):
        return positive(rest[0]) and all(smooth(child, names) for child in rest)
    return head in ("+", "-", "*", "neg", "exp") and all(smooth(child, names) for child in rest)


def continuous(tree: Tree, names: frozenset[str]) -> bool:
    """True when the term is continuous in these names by its mere shape, whatever the others are."""
    if smooth(tree, names):
        return True
    head, *rest = tree
    if binds(tree):
        return head in ("sum", "greatest") and continuous(rest[1], names - {rest[0]})
    return head in ("+", "-", "*", "neg", "exp", "abs", "max", "min") and all(continuous(child, names) for child in rest)


def is_vector(tree: Tree) -> bool:
    """True for a term whose components may be taken."""
    if not isinstance(tree, tuple):
        return isinstance(tree, str) and (tree.startswith("#w") or sort(tree) == "vector")
    return tree[0] == "vec" or (tree[0] in ("+", "-", "neg", "*", "/") and any(is_vector(child) for child in tree[1:]))


def stuck(part: Tree) -> bool:
    """True for a component of what is not known by its components."""
    return isinstance(part, tuple) and part[0] == "at"


def component(vector: Tree, index: Tree) -> Tree:
    """The real term vector[index], the index moved inward as far as it goes."""
    if vector == "ones":
        return Fraction(1)
    head, *rest = vector if isinstance(vector, tuple) else ("", vector)
    if head in ("+", "-", "neg", "*", "/"):
        return (head, *(component(child, index) if is_vector(child) else child for child in rest))
    if head == "vec" and isinstance(index, Fraction) and index.denominator == 1 and 1 <= index <= len(rest):
        return rest[int(index) - 1]
    return ("at", vector, index)


def slope(tree: Tree, name: str, point: Tree) -> Tree:
    """The derivative of a smooth term at a name or a component of one, by the rules of calculus."""
    if name not in free_names(tree):
        return Fraction(0)
    if tree == point or not isinstance(tree, tuple):
        return Fraction(1)
    head, *rest = tree
    if head == "at":
        part = component(*rest)
        return ("delta", part[2], point[2]) if stuck(part) else slope(part, name, point)
    if head == "sum":
        index = fresh(rest[0], free_names(tree) | free_names(point))
        return ("sum", index, slope(substitute(rest[1], {rest[0]: index}), name, point))
    inner = [slope(child, name, point) for child in rest]
    if head in ("+", "-", "neg"):
        return (head, *inner)
    if head == "*":
        return ("+", ("*", inner[0], rest[1]), ("*", rest[0], inner[1]))
    if head == "/":
        return (
            ("/", inner[0], rest[1])
            if inner[1] == 0
            else ("-", ("/", inner[0], rest[1]), ("*", ("/", rest[0], ("^", rest[1], Fraction(2))), inner[1]))
        )
    if head in ("exp", "log", "abs"):
        return {"exp": ("*", tree, inner[0]), "log": ("/", inner[0], rest[0]), "abs": inner[0]}[head]
    if head == "^" and isinstance(rest[1], Fraction) and rest[1].denominator == 1:
        return ("*", ("*", rest[1], ("^", rest[0], rest[1] - 1)), inner[0]) if rest[1] else Fraction(0)
    exponent = rest[1] if head == "^" else Fraction(1, 2)
    change = inner[1] if head == "^" else Fraction(0)
    return ("*", tree, ("+", ("*", change, ("log", rest[0])), ("/", ("*", exponent, inner[0]), rest[0])))

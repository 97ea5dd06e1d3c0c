"""Every change of one place of a formula: signs, numbers, exponents, bounds, relations, max and min, indices, quantifiers, what is dropped."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

from verifier.claims.trees import Tree, binds, number

Change = tuple[str, Tree]   # the kind of change, and the whole tree after it
BOUNDARY = {"<": ("<=",), "<=": ("<",), ">": (">=",), ">=": (">",), "=": ("<=", ">="), "!=": ()}
REVERSED = {"<": (">",), "<=": (">=",), ">": ("<",), ">=": ("<=",), "=": ("!=",), "!=": ("=",)}
OTHER = {
    "max": "min", "min": "max", "and": "or", "or": "and", "every": "some", "some": "every", "forall": "exists", "exists": "forall",
    "open_simplex": "simplex", "simplex": "open_simplex",
}
WORDS = {
    "max": "max and min", "min": "max and min", "and": "and and or", "or": "and and or", "every": "quantifier", "some": "quantifier",
    "forall": "quantifier", "exists": "quantifier", "open_simplex": "simplex", "simplex": "simplex",
}
EXPONENTS = tuple(map(Fraction, (1, 2, 3)))
OTHERS = 2   # names that a name is taken for
SORTS = (("i", "j", "k", "l", "m"), ("theta", "tau", "x", "y", "p", "q", "u", "v", "w", "g"), ("a", "b", "c", "r", "s", "t", "n", "lam", "eps"))
CONSTANTS = frozenset(("d", "ones", "otherwise"))


def changes(tree: Tree, names: frozenset[str] = frozenset(), place: str = "coefficient") -> Iterator[Change]:
    """Every change of one place, each with its kind; the same tree may come twice.

    names   other names that stand free in the statement: what a name may be mistaken for
    place   what a number here is called: coefficient, bound (of a case or an integral) or index
    """
    if isinstance(tree, Fraction):
        yield from ((place, number(other)) for other in _numbers(tree, place))
    elif isinstance(tree, str):
        yield from _name(tree, names, place)
    else:
        yield from _own(tree)
        yield from _inside(tree, names, place)


def _numbers(value: Fraction, place: str) -> list[Fraction]:
    """Other numbers in the place of one; an index that is a number stays, since no other is one in every dimension."""
    others = () if place == "index" else (value + 1, value / 2, -value)
    return [other for other in dict.fromkeys(others) if other != value]


def _name(name: str, names: frozenset[str], place: str) -> Iterator[Change]:
    """A name is taken for another of its sort; a real or a vector besides gets a sign and a factor."""
    if name in CONSTANTS:
        return
    yield from islice((("index", other) for other in sorted(names) if other != name and alike(name, other)), OTHERS)
    if place != "index" and not name[0].isupper() and not is_index(name):
        yield "sign", ("neg", name)
        yield "coefficient", ("*", Fraction(2), name)


def alike(one: str, other: str) -> bool:
    """t1 and t2, or two names of one sort of general forms; a coordinate of the noise only for another, since it stands only below E or P."""
    a, b = one.rstrip("0123456789"), other.rstrip("0123456789")
    if (a == "g" and a != one) or (b == "g" and b != other):
        return a == b and a != one and b != other
    return (a == b and a != one and b != other) or any(a in sort and b in sort for sort in SORTS)


def is_index(name: str) -> bool:
    return name.rstrip("0123456789") in SORTS[0]


def _own(tree: tuple) -> Iterator[Change]:
    """Changes of the operator itself."""
    head, *rest = tree
    if head in ("+", "-"):
        yield "sign", ({"+": "-", "-": "+"}[head], *rest)
    elif head == "neg":
        yield "sign", rest[0]
    elif head in BOUNDARY:
        yield from (("boundary", (other, *rest)) for other in BOUNDARY[head])
        yield from (("direction", (other, *rest)) for other in REVERSED[head])
    elif head in OTHER:
        yield WORDS[head], (OTHER[head], *rest)
    elif head == "not":
        yield "negation", rest[0]
    if head in ("and", "or"):
        yield from (("dropped", child) for child in rest)
    elif head == "->":
        yield "dropped", rest[1]
        yield "direction", ("->", rest[1], rest[0])


def _inside(tree: tuple, names: frozenset[str], place: str) -> Iterator[Change]:
    head = tree[0]
    if head == "^":
        yield from (("exponent", ("^", tree[1], power)) for power in EXPONENTS if power != tree[2])
        yield from ((kind, ("^", base, tree[2])) for kind, base in changes(tree[1], names, place))
        return
    if head == "/" and all(isinstance(part, Fraction) for part in tree[1:]):
        yield from ((place, number(other)) for other in _numbers(tree[1] / tree[2], place))
        return
    bound = (1,) if binds(tree) else (2,) if head in ("integral", "derivative") else ()
    inner = names | {tree[1]} if binds(tree) else names
    for k, child in enumerate(tree[1:], 1):
        if k in bound:
            continue
        limit = (head == "case" and k == 2) or (head == "integral" and k > 2)
        inside = "bound" if limit else "index" if head == "delta" or (head == "at" and k == 2) else place
        yield from ((kind, (*tree[:k], changed, *tree[k + 1:])) for kind, changed in changes(child, inner, inside))


def names_in(tree: Tree) -> frozenset[str]:
    """The names in a formula, free or bound; operators and functions are none."""
    if isinstance(tree, str):
        return frozenset((tree,)) - CONSTANTS
    return frozenset().union(*map(names_in, tree[1:])) if isinstance(tree, tuple) else frozenset()

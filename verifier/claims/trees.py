"""Trees of formulas with bound names: free names, substitution that never captures, abbreviations and macros."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

Tree = Fraction | str | tuple

# these bind the name that is their first argument in their second, when they have two
BINDERS = frozenset(("sum", "greatest", "every", "some", "forall", "exists", "E", "integrable"))
EXPANSIONS = 30


class FormulaError(ValueError):
    """A formula that cannot be read: what is wrong, at which column (from 1), and the remedy."""

    def __init__(self, what: str, column: int | None = None, remedy: str = ""):
        self.what, self.column, self.remedy = what, column, remedy
        place = "" if column is None else f" at column {column}"
        super().__init__(f"formula: {what}{place}" + (f"; {remedy}" if remedy else ""))


def number(value: Fraction | int) -> Tree:
    """A rational as the tree that its text "-p/q" reads as."""
    value = Fraction(value)
    size = Fraction(abs(value.numerator))
    tree: Tree = size if value.denominator == 1 else ("/", size, Fraction(value.denominator))
    return ("neg", tree) if value < 0 else tree


def binds(tree: Tree) -> bool:
    """True for a binder of general forms applied to a name. Rejects one applied to anything else (FormulaError)."""
    if not isinstance(tree, tuple) or tree[0] not in BINDERS or len(tree) != 3:
        return False
    if not isinstance(tree[1], str):
        raise FormulaError(f"{tree[0]} binds something that is no name", remedy=f"write {tree[0]}(i, ...)")
    return True


def free_names(tree: Tree) -> frozenset[str]:
    """Names that stand free. The g's below a concrete E or P count as free; the variable of `integral` does not."""
    if isinstance(tree, str):
        return frozenset(() if tree == "otherwise" else (tree,))
    if not isinstance(tree, tuple):
        return frozenset()
    if binds(tree):
        return free_names(tree[2]) - {tree[1]}
    if tree[0] == "integral" and len(tree) == 5:
        body, variable, *limits = tree[1:]
        return (free_names(body) - {variable}).union(*map(free_names, limits))
    return frozenset().union(*map(free_names, tree[1:]))


def substitute(tree: Tree, by: Mapping[str, Tree]) -> Tree:
    """The tree with free names replaced; bound names that would capture a replacement are renamed within their sort (same letters)."""
    if isinstance(tree, str):
        return by.get(tree, tree)
    if not isinstance(tree, tuple):
        return tree
    if binds(tree):
        name, body = _open(tree[1], tree[2], by)
        return (tree[0], name, body)
    if tree[0] == "integral" and len(tree) == 5 and isinstance(tree[2], str):
        name, body = _open(tree[2], tree[1], by)
        return ("integral", body, name, substitute(tree[3], by), substitute(tree[4], by))
    return (tree[0], *(substitute(child, by) for child in tree[1:]))


def _open(name: str, body: Tree, by: Mapping[str, Tree]) -> tuple[str, Tree]:
    inside = free_names(body)
    inner = {key: value for key, value in by.items() if key != name and key in inside}
    incoming = frozenset().union(*map(free_names, inner.values()))
    if name in incoming:
        taken, stem = incoming | inside, name.rstrip("0123456789")
        renamed = next(f"{stem}{k}" for k in range(1, len(taken) + 2) if f"{stem}{k}" not in taken)
        name, body = renamed, substitute(body, {name: renamed})
    return name, substitute(body, inner)


def abbreviate(tree: Tree, meaning: Mapping[str, Tree]) -> Tree:
    """Abbreviations stand for their text: what they mention may be bound where they are used."""
    if isinstance(tree, str):
        return meaning.get(tree, tree)
    return (tree[0], *(abbreviate(child, meaning) for child in tree[1:])) if isinstance(tree, tuple) else tree


def expand(tree: Tree, macros: Mapping[str, tuple[tuple[str, ...], Tree]], depth: int = 0) -> Tree:
    """The tree with defined functions replaced by their meaning. Rejects a wrong number of arguments and circular definitions."""
    if not isinstance(tree, tuple):
        return tree
    if depth > EXPANSIONS:
        raise FormulaError(f"the definition of {tree[0]} refers to itself", remedy="definitions may use only simpler ones")
    if tree[0] not in macros:
        return (tree[0], *(expand(child, macros, depth) for child in tree[1:]))
    parameters, body = macros[tree[0]]
    if len(parameters) != len(tree) - 1:
        raise FormulaError(f"{tree[0]} with {len(tree) - 1} arguments", remedy=f"it takes {len(parameters)}")
    return expand(substitute(body, dict(zip(parameters, tree[1:]))), macros, depth + 1)

"""Trees with bound names: free names, sorts, substitution that never captures, macros."""

from __future__ import annotations

from collections.abc import Mapping

from verifier.checker.reader import Rejected, Tree, parse

# the first child of these is a name that they bind in the second
BINDERS = {("sum", 3), ("greatest", 3), ("every", 3), ("some", 3), ("forall", 3), ("exists", 3), ("E", 3), ("integrable", 3)}


def binds(tree: Tree) -> bool:
    """True for a binder applied to a name; rejects one applied to anything else."""
    if not isinstance(tree, tuple) or (tree[0], len(tree)) not in BINDERS:
        return False
    if not isinstance(tree[1], str):
        raise Rejected(f"{tree[0]} binds a name, not a formula")
    return True


def free_names(tree: Tree) -> frozenset[str]:
    """Names that stand free; names of functions applied are not among them."""
    if isinstance(tree, str):
        return frozenset((tree,))
    if not isinstance(tree, tuple):
        return frozenset()
    if binds(tree):
        return free_names(tree[2]) - {tree[1]}
    return frozenset().union(*(free_names(child) for child in tree[1:]))


def substitute(tree: Tree, by: Mapping[str, Tree]) -> Tree:
    """The tree with free names replaced; bound names that would capture are renamed."""
    if isinstance(tree, str):
        return by.get(tree, tree)
    if not isinstance(tree, tuple):
        return tree
    if not binds(tree):
        return (tree[0], *(substitute(child, by) for child in tree[1:]))
    head, name, body = tree
    inner = {key: value for key, value in by.items() if key != name and key in free_names(body)}
    incoming = frozenset().union(*(free_names(value) for value in inner.values()))
    if name in incoming:
        new = fresh(name, incoming | free_names(body))
        body, name = substitute(body, {name: new}), new
    return (head, name, substitute(body, inner))


def sort(name: str) -> str:
    """What a name of general forms ranges over, told by its letters (FORMAT.md, section 5)."""
    stem = name.rstrip("0123456789")
    if stem in ("i", "j", "k", "l", "m"):
        return "index"
    if stem in ("theta", "tau", "x", "y", "p", "q", "u", "v", "w", "g", "ones"):
        return "vector"
    if name[0].isupper():
        return "set"
    if stem in ("a", "b", "c", "d", "r", "s", "t", "n", "lam", "eps"):
        return "real"
    raise Rejected(f"the name {name} has no sort: see FORMAT.md, section 5, for the names of indices, vectors and reals")


def fresh(name: str, taken: frozenset[str]) -> str:
    """A name of the same sort (same letters) that is not taken."""
    stem = name.rstrip("0123456789")
    return next(f"{stem}{k}" for k in range(1, len(taken) + 2) if f"{stem}{k}" not in taken)


def macro(text: str) -> tuple[tuple[str, ...], Tree]:
    """A definition `x, i | body` as its parameters and body."""
    head, bar, body = text.partition("|")
    parameters = tuple(name.strip() for name in head.split(",")) if bar else ()
    if not all(isinstance(parse(name), str) for name in parameters) or len(set(parameters)) != len(parameters):
        raise Rejected(f"the parameters of a definition are distinct names: {head!r}")
    meaning = parse(body if bar else head)
    if _heads(meaning) & {"derivative", "differentiable"}:
        raise Rejected("a definition that differentiates could merge the names it is used with; write the derivative in the statement")
    return parameters, meaning


def _heads(tree: Tree) -> set[str]:
    return {tree[0]}.union(*map(_heads, tree[1:])) if isinstance(tree, tuple) else set()


def expand(tree: Tree, macros: Mapping[str, tuple[tuple[str, ...], Tree]], depth: int = 0) -> Tree:
    """The tree with defined functions replaced by their meaning, until none is left."""
    if not isinstance(tree, tuple):
        return tree
    if depth > 30:
        raise Rejected("definitions refer to each other without end")
    if tree[0] not in macros:
        return (tree[0], *(expand(child, macros, depth) for child in tree[1:]))
    parameters, body = macros[tree[0]]
    if len(parameters) != len(tree) - 1:
        raise Rejected(f"{tree[0]} takes {len(parameters)} arguments, not {len(tree) - 1}")
    return expand(substitute(body, dict(zip(parameters, tree[1:]))), macros, depth + 1)

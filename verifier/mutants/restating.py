"""What a general form says at a small instance, and formulas read from the outside: written out over indices, opened, taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.claims.formula import parse, show
from verifier.claims.trees import Tree, free_names, substitute
from verifier.mutants.instances import Instance, is_vector

SURE = ("<=", Fraction(0), Fraction(0))


def described(instance: Instance, wanted: frozenset[str]) -> tuple[dict, dict[str, Tree], dict[str, Tree]]:
    """The instance of the names wanted as certificates write it; besides its sets, each a condition on the vector x, and its names as trees."""
    names = {name: instance.tree(name) for name in instance.names if name in wanted}
    conditions = {name: entry[3] for name, entry in instance.sets.items() if name in wanted}
    rows = [[show(weight), *map(show, atom[1:])] for weight, atom in instance.atoms()]
    texts = {name: show(tree) for name, tree in names.items()} | {name: f"x | {text}" for name, text in conditions.items()}
    return {"d": instance.d, "law": rows, **texts}, {name: parse(text) for name, text in conditions.items()}, names


@dataclass(frozen=True)
class Substitution:
    """What a formula of the form says at the instance."""

    sets: dict[str, Tree]
    names: dict[str, Tree]
    atoms: list[tuple[Tree, Tree]]

    def of(self, tree: Tree) -> Tree:
        return self._meant(substitute(self._listed(tree), self.names))

    def _listed(self, tree: Tree) -> Tree:
        if not isinstance(tree, tuple):
            return tree
        if tree[0] == "member" and tree[2] in self.sets:
            return substitute(self.sets[tree[2]], {"x": tree[1]})
        return (tree[0], *map(self._listed, tree[1:]))

    def _meant(self, tree: Tree) -> Tree:
        """Every mean written out as the checker does, so that steps are the formulas that it expects."""
        if not isinstance(tree, tuple):
            return tree
        if tree[0] == "integrable":
            return SURE
        if tree[0] != "E":
            return (tree[0], *map(self._meant, tree[1:]))
        body, total = self._meant(tree[2]), Fraction(0)
        for weight, atom in self.atoms:
            total = ("+", total, ("*", weight, substitute(body, {tree[1]: atom})))
        return total


def quantified(tree: Tree) -> bool:
    return isinstance(tree, tuple) and (tree[0] in ("forall", "exists") or any(map(quantified, tree[1:])))


def joined(head: str, parts: list[Tree]) -> Tree:
    """The parts joined from the left."""
    whole, *rest = parts
    for part in rest:
        whole = (head, whole, part)
    return whole


def written_out(tree: Tree, d: int) -> Tree:
    """A formula for every or some index as its d instances, joined from the left."""
    head, name, body = tree
    return joined("and" if head == "every" else "or", [substitute(body, {name: Fraction(k)}) for k in range(1, d + 1)])


def summed(tree: Tree, d: int) -> Tree:
    """Every sum over an index as its d terms, joined from the left."""
    if not isinstance(tree, tuple):
        return tree
    if tree[0] == "sum":
        return summed(joined("+", [substitute(tree[2], {tree[1]: Fraction(k)}) for k in range(1, d + 1)]), d)
    return (tree[0], *(summed(child, d) for child in tree[1:]))


def peeled(tree: Tree, head: str) -> tuple[list[str], Tree]:
    """The names bound one after the other by this quantifier, and what is said of them."""
    names = []
    while tree[0] == head and tree[1] not in names:
        names.append(tree[1])
        tree = tree[2]
    return names, tree


def conjuncts(tree: Tree) -> list[Tree]:
    """The parts joined by `and`, the joined ones included."""
    return [tree, *conjuncts(tree[1]), *conjuncts(tree[2])] if isinstance(tree, tuple) and tree[0] == "and" else [tree]


def listing(tree: Tree, name: str) -> bool:
    """Whether the formula lists vectors that the name may be: x = vec(...) or x = y ..."""
    if tree[0] == "or":
        return all(listing(part, name) for part in tree[1:])
    return tree[0] == "=" and tree[1] == name and is_vector(name) and name not in free_names(tree[2])


def positive(tree: Tree) -> bool:
    """Whether the term is positive by its shape: positive numbers, exponentials, and sums, products and quotients of such."""
    if not isinstance(tree, tuple):
        return isinstance(tree, Fraction) and tree > 0
    return tree[0] == "exp" or (tree[0] in ("+", "*", "/") and all(map(positive, tree[1:])))

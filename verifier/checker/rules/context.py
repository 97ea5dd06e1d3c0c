"""What a step of natural deduction is judged by: facts, the context of a derivation, and the checks that rules share.      (FORMAT.md, section 5)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from verifier.checker.reader import Rejected, Tree, parse, show
from verifier.checker.rules.formulas import CONSTANTS, FORMULA, INDEX, key, plain, sort_of
from verifier.checker.terms import expand, free_names


@dataclass(frozen=True)
class Fact:
    formula: Tree
    assumed: frozenset[Tree]


@dataclass
class Context:
    """What steps may refer to: the hypotheses, the citable theorems, the dimension (None: any), the definitions; and what was cited."""

    given: tuple[Tree, ...]
    theorems: Mapping[str, dict]
    d: int | None
    macros: Mapping[str, tuple]
    cited: set[str] = field(default_factory=set)
    _read: dict[tuple[str, int | None], Tree] = field(default_factory=dict, init=False)

    def tree(self, text: str) -> Tree:
        """A term or formula of a certificate, well formed and plain; each text is read once."""
        if not isinstance(text, str) or (text, self.d) not in self._read:
            tree = expand(parse(text), self.macros)
            if isinstance(tree, tuple):
                sort_of(tree, self.d)
            self._read[text, self.d] = plain(tree, self.d)
        return self._read[text, self.d]

    def formula(self, text: str) -> Tree:
        tree = self.tree(text)
        need(sort_of(tree, self.d) == FORMULA, f"{show(tree)[:80]} is not a formula")
        return tree

    def term(self, text: str, wanted: str) -> Tree:
        """A term of the sort wanted; an index is a name, or a number that every dimension at hand has."""
        tree = self.tree(text)
        if wanted == INDEX and isinstance(tree, Fraction):
            sort_of(("at", "ones", tree), self.d)
            return tree
        found = sort_of(tree, self.d)
        need(found == wanted, f"{show(tree)[:80]} is a {found}, not a {wanted}")
        return tree


def need(condition: bool, reason: str) -> None:
    if not condition:
        raise Rejected(reason)


def has_head(tree: Tree, *heads: str) -> None:
    need(isinstance(tree, tuple) and tree[0] in heads, f"{show(tree)[:120]} is not of the form {' or '.join(heads)}")


def same(left: Tree, right: Tree, reason: str) -> None:
    need(key(left) == key(right), f"{reason}: {show(left)[:160]} against {show(right)[:160]}")


def open_assumptions(*facts: Fact) -> frozenset[Tree]:
    return frozenset().union(*(fact.assumed for fact in facts))


def without(assumed: frozenset[Tree], formula: Tree) -> frozenset[Tree]:
    return frozenset(tree for tree in assumed if key(tree) != key(formula))


def fixed(name: str, assumed: frozenset[Tree], *formulas: Tree) -> None:
    """Rejects a name about which something is assumed, or that the formulas mention: it is not arbitrary."""
    need(isinstance(name, str) and name not in CONSTANTS, f"{name} is a constant")
    for tree in (*assumed, *formulas):
        need(name not in free_names(tree), f"{name} stands free in {show(tree)[:120]}")

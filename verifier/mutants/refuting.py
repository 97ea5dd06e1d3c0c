"""From a small instance at which a general form fails to a certificate: a derivation, at that instance, of its hypotheses and of not its conclusion.

What has no quantifier over vectors or reals left is one step of calculation. A universal formula is refuted, and an existence shown, by a vector or
number that the second engine found; a universal formula is shown, and an existence refuted, where the hypotheses leave finitely many vectors, or
without them where `Open` can do it. The floating point that guides the choice proves nothing: the checker calculates every step again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from verifier.claims.evidence import Certificate, certify
from verifier.claims.formula import ReadForm, parse, show
from verifier.claims.trees import Tree, free_names, substitute
from verifier.engines.derive import Derivation
from verifier.mutants.instances import Exhausted, Instance, Unknown, is_vector, translation, written, written_vector

CONSTANTS = frozenset(("d", "ones"))
ABSURD, SURE = ("<", Fraction(0), Fraction(0)), ("<=", Fraction(0), Fraction(0))
WORK = 3_000


class Stuck(Exception):
    """No derivation was found."""


def certificate(reading: ReadForm, conclusion: int, instance: Instance) -> Certificate | None:
    """That the conclusion of that number fails at the instance, hypotheses included; None where no derivation was found."""
    try:
        claim = reading.conclusion[conclusion]
        wanted = frozenset().union(*map(free_names, (*reading.given, claim)))
        table, sets, names = described(instance, wanted)
        there = Substitution(sets, names, instance.atoms())
        given, goal = [there.of(tree) for tree in reading.given], there.of(claim)
        prover = Prover(instance)
        last = prover.fact(goal, False)
        whole: Tree = ("not", goal)
        for tree in reversed(given):
            whole, last = ("and", tree, whole), prover.notes.both(show(("and", tree, whole)), prover.fact(tree, True), last)
        return certify(reading.form, conclusion, "fails", "derivation", {"instance": table, "steps": needed(prover.notes.steps, last)})
    except (Stuck, Unknown, Exhausted, KeyError, TypeError, ValueError, RecursionError):
        return None


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


def needed(steps: list[dict], last: str) -> list[dict]:
    """The steps on which the last one rests."""
    table, wanted = {step["id"]: step for step in steps}, [last]
    for name in wanted:
        wanted += [other for other in table[name].get("of", []) if other not in wanted]
    return [step for step in steps if step["id"] in set(wanted)]


@dataclass
class Prover:
    """Writes steps for closed formulas; `fact` gives the id of the formula, or of its negation."""

    instance: Instance
    notes: Derivation = field(default_factory=Derivation)
    work: int = 0

    def fact(self, tree: Tree, want: bool) -> str:
        """The formula if it is wanted true, else its negation. Raises Stuck."""
        self.work += 1
        if self.work > WORK:
            raise Stuck
        if not quantified(tree):
            return self._calculated(tree, want)
        head, *rest = tree
        if head in ("every", "some"):
            return self.fact(written_out(tree, self.instance.d), want)
        return {"not": self._not, "and": self._and, "or": self._or, "->": self._implies, "forall": self._forall, "exists": self._exists}[head](
            tree, *rest, want)

    def _calculated(self, tree: Tree, want: bool) -> str:
        if free_names(tree) - CONSTANTS:
            raise Stuck
        self.instance.spent = 0
        found = self.instance.truth(tree, {})
        if found.value is not want or not found.sure:
            raise Stuck
        return self.notes.calculate(show(tree if want else ("not", tree)))

    def _not(self, tree, part, want):
        return self.fact(part, not want)

    def _refuted(self, tree: Tree, absurd: str) -> str:
        """not tree, from 0 < 0 derived from it."""
        return self.notes.contradiction(show(("not", tree)), absurd, self.notes.calculate(show(SURE)))

    def _and(self, tree, left, right, want):
        notes = self.notes
        if want:
            return notes.both(show(tree), self.fact(left, True), self.fact(right, True))
        side, wrong = self._first(((left, False), (right, False)))
        whole = notes.assume(show(tree))
        part = (notes.right if side else notes.left)(show((left, right)[side]), whole)
        return notes.contradiction(show(("not", tree)), part, wrong)

    def _or(self, tree, left, right, want):
        notes = self.notes
        if want:
            return notes.weaken(show(tree), self._first(((left, True), (right, True)))[1])
        wrong = [self.fact(part, False) for part in (left, right)]
        cases = [notes.contradiction(show(ABSURD), notes.assume(show(part)), no) for part, no in zip((left, right), wrong)]
        whole = notes.assume(show(tree))
        return self._refuted(tree, notes.either(show(ABSURD), whole, *cases))

    def _implies(self, tree, left, right, want):
        notes = self.notes
        if not want:
            premise, wrong = self.fact(left, True), self.fact(right, False)
            whole = notes.assume(show(tree))
            return notes.contradiction(show(("not", tree)), notes.apply(show(right), whole, premise), wrong)
        side, found = self._first(((right, True), (left, False)))
        if side:
            found = notes.contradiction(show(right), notes.assume(show(left)), found)
        return notes.discharge(show(tree), found)

    def _first(self, choices) -> tuple[int, str]:
        """The first of the (formula, truth) that can be shown: its number and step."""
        for k, (tree, want) in enumerate(choices):
            try:
                return k, self.fact(tree, want)
            except (Stuck, Unknown):
                continue
        raise Stuck

    def _chosen(self, name: str, body: Tree, want: bool) -> tuple[Tree, Tree, str]:
        """A term for the name at which the body can be shown, or refuted; the body there and its step."""
        for term in self._terms(name, body):
            there = substitute(body, {name: term})
            try:
                return term, there, self.fact(there, want)
            except (Stuck, Unknown):
                continue
        raise Stuck

    def _terms(self, name: str, body: Tree) -> Iterator[Tree]:
        shift = None if is_vector(name) else translation(name, body)
        if shift is not None:
            yield ("-", *(("at", side, Fraction(1)) for side in shift))
        for value in self.instance.values(name):
            try:
                yield written_vector(value) if isinstance(value, tuple) else written(value)
            except Unknown:
                continue

    def _forall(self, tree, name, body, want):
        notes = self.notes
        if want:
            names, inner = peeled(tree, "forall")
            fact = self._cases(inner, names)
            for k in reversed(range(len(names))):
                inner = ("forall", names[k], inner)
                fact = notes.generalise(show(inner), fact, names[k])
            return fact
        term, there, wrong = self._chosen(name, body, False)
        whole = notes.assume(show(tree))
        return notes.contradiction(show(("not", tree)), notes.instance(show(there), whole, show(term)), wrong)

    def _exists(self, tree, name, body, want):
        notes = self.notes
        if want:
            term, _, fact = self._chosen(name, body, True)
            return notes.witness(show(tree), fact, show(term))
        names, inner = peeled(tree, "exists")
        none = self._cases(("->", inner, ABSURD), names)
        absurd = notes.apply(show(ABSURD), none, notes.assume(show(inner)))
        for k in reversed(range(len(names))):
            inner = ("exists", names[k], inner)
            absurd = notes.obtain(show(ABSURD), notes.assume(show(inner)), absurd, names[k])
        return self._refuted(tree, absurd)

    def _cases(self, tree: Tree, names: list[str]) -> str:
        """A formula about arbitrary vectors and reals: one after the other of the names gets the finitely many values that a premise leaves it."""
        if not free_names(tree) & set(names):
            return self.fact(tree, True)
        if tree[0] != "->":
            return self.fact(tree, True)
        for name in names:
            for part in conjuncts(tree[1]):
                if listing(part, name):
                    return self._split(tree, name, part, [other for other in names if other != name])
        return self.fact(tree, True)

    def _split(self, tree: Tree, name: str, listed: Tree, names: list[str]) -> str:
        notes = self.notes
        premise = notes.assume(show(tree[1]))

        def each(cases: Tree, known: str) -> str:
            if cases[0] == "or":
                return notes.either(show(tree), known, *(each(case, notes.assume(show(case))) for case in cases[1:]))
            there = self._cases(substitute(tree, {name: cases[2]}), names)
            return notes.replace(show(tree), known, there, name, show(cases[2]))

        whole = each(listed, self._part(tree[1], premise, listed))
        return notes.discharge(show(tree), notes.apply(show(tree[2]), whole, premise))

    def _part(self, tree: Tree, fact: str, wanted: Tree) -> str:
        """One of the parts joined by `and`."""
        if tree == wanted:
            return fact
        side = 1 if wanted in conjuncts(tree[1]) else 2
        return self._part(tree[side], (self.notes.left if side == 1 else self.notes.right)(show(tree[side]), fact), wanted)


def quantified(tree: Tree) -> bool:
    return isinstance(tree, tuple) and (tree[0] in ("forall", "exists") or any(map(quantified, tree[1:])))


def written_out(tree: Tree, d: int) -> Tree:
    """A formula for every or some index as its d instances, joined from the left."""
    head, name, body = tree
    joined, *parts = (substitute(body, {name: Fraction(k)}) for k in range(1, d + 1))
    for part in parts:
        joined = ("and" if head == "every" else "or", joined, part)
    return joined


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
    """Whether the formula lists vectors: x = vec(...) or x = vec(...) ..."""
    if tree[0] == "or":
        return all(listing(part, name) for part in tree[1:])
    return tree[0] == "=" and tree[1] == name and isinstance(tree[2], tuple) and tree[2][0] == "vec" and not free_names(tree[2])

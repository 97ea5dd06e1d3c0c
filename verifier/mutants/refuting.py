"""From a small instance at which a general form fails to a certificate: a derivation, at that instance, of its hypotheses and of not its conclusion.

What has no quantifier over vectors or reals left is one step of calculation. A universal formula is refuted, and an existence shown, by a vector or
number that the second engine found; a universal formula is shown, and an existence refuted, where the hypotheses leave finitely many vectors, or
where a combination of what is assumed gives it. The floating point that guides the choice proves nothing: the checker calculates every step again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction

from verifier.claims.evidence import Certificate, certify
from verifier.claims.formula import ReadForm, show
from verifier.claims.trees import Tree, free_names, substitute
from verifier.engines.derive import Derivation
from verifier.mutants.instances import Exhausted, Instance, Unknown, is_vector, translation, written, written_vector
from verifier.mutants.linear import combination, oriented, vectorial
from verifier.mutants.restating import SURE, Substitution, conjuncts, described, joined, listing, peeled, positive, quantified, summed, written_out

CONSTANTS = frozenset(("d", "ones"))
RELATIONS = frozenset(("<", "<=", "=", "!=", ">=", ">"))
ABSURD = ("<", Fraction(0), Fraction(0))
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
    known: list[tuple[Tree, str]] = field(default_factory=list)
    work: int = 0

    def fact(self, tree: Tree, want: bool) -> str:
        """The formula if it is wanted true, else its negation. Raises Stuck."""
        self.work += 1
        if self.work > WORK:
            raise Stuck
        head, *rest = tree
        if not (free_names(tree) - CONSTANTS or quantified(tree)) and (tree != ABSURD or not want):
            return self._calculated(tree, want)
        if head in RELATIONS:
            return self._compared(tree, want)
        if head in ("every", "some"):
            return self.fact(written_out(tree, self.instance.d), want)
        return {"not": self._not, "and": self._and, "or": self._or, "->": self._implies, "forall": self._forall, "exists": self._exists}[head](
            tree, *rest, want)

    def _calculated(self, tree: Tree, want: bool) -> str:
        self.instance.spent = 0
        found = self.instance.truth(tree, {})
        if found.value is not want or not found.sure:
            raise Stuck
        return self.notes.calculate(show(tree if want else ("not", tree)))

    def _compared(self, tree: Tree, want: bool) -> str:
        """A comparison in which names stand free, from those assumed."""
        head, left, right = tree
        if vectorial(left) and head in ("=", "!="):
            parts = [("=", ("at", left, Fraction(k)), ("at", right, Fraction(k))) for k in range(1, self.instance.d + 1)]
            return self.fact(joined("and", parts), want is (head == "="))
        if head == "!=" or (head == "=" and not want):
            return self._not_equal(left, right) if want is (head == "!=") else self.fact(("=", left, right), True)
        goal = oriented(summed(tree if want else ("not", tree), self.instance.d))
        terms = None if goal is None else combination(goal, [fact for fact, _ in self.known])
        if terms is None:
            return self._by_shape(goal)
        groups = [(c,) if k is None else (c, self.known[k][1]) for c, k in terms]
        return self.notes.arith(show(goal), *groups)

    def _by_shape(self, goal: Tree | None) -> str:
        """A comparison that holds whatever its names are: equal sides where numbers agree, or a term that is plainly positive."""
        match goal:
            case ("<", Fraction(numerator=0), term) if positive(term):
                return self.notes.step("positive", show(goal))
            case ("=", _, _) if all(self.instance.truth(goal, self._any(goal, turn)).value for turn in range(3)):
                return self.notes.identity(show(goal))
        raise Stuck

    def _any(self, tree: Tree, turn: int) -> dict:
        """Some values for the names that stand free."""
        names = sorted(free_names(tree) - CONSTANTS)
        return {name: (tuple((turn + 1) / (k + 2 + n) for k in range(self.instance.d)) if is_vector(name) else (turn + 1) / (n + 3))
                for n, name in enumerate(names)}

    def _not_equal(self, left: Tree, right: Tree) -> str:
        """From an equation what is absurd."""
        with self._assuming(("=", left, right)):
            absurd = self._compared(ABSURD, True)
        return self._refuted(("=", left, right), absurd)

    @contextmanager
    def _assuming(self, tree: Tree) -> Iterator[str]:
        """The step that assumes the formula; the comparisons in it are known meanwhile."""
        before, fact = list(self.known), self.notes.assume(show(tree))
        self._learn(tree, fact)
        try:
            yield fact
        finally:
            self.known = before

    def _learn(self, tree: Tree, fact: str) -> None:
        if tree[0] == "every":
            tree = written_out(tree, self.instance.d)
        if tree[0] == "=" and vectorial(tree[1]):
            tree = joined("and", [("=", *(("at", side, Fraction(k)) for side in tree[1:])) for k in range(1, self.instance.d + 1)])
        if tree[0] == "and":
            self._learn(tree[1], self.notes.left(show(tree[1]), fact))
            self._learn(tree[2], self.notes.right(show(tree[2]), fact))
        elif (known := oriented(summed(tree, self.instance.d))) is not None:
            self.known.append((known, fact))

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
        try:
            found = self.fact(left, False) if right == ABSURD or not free_names(left) - CONSTANTS else ""
        except (Stuck, Unknown):
            found = ""
        if found:
            return notes.discharge(show(tree), notes.contradiction(show(right), notes.assume(show(left)), found))
        with self._assuming(left):
            return notes.discharge(show(tree), self.fact(right, True))

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
        if is_vector(name):
            free = sorted(other for other in free_names(body) - {name} - CONSTANTS if is_vector(other))
            yield from free
            yield from (("-", other, ("*", ("/", ("sum", "j", ("at", other, "j")), Fraction(self.instance.d)), "ones")) for other in free)
            yield from (("-", other, ("*", ("at", other, Fraction(1)), "ones")) for other in free)
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
        for name in names if tree[0] == "->" else ():
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

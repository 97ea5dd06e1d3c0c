"""The search for `cells` certificates: attack and defence of piecewise polynomial statements in one go (checker/FORMAT.md, section 4).

A statement is evaluated on a region; where the sign of an affine form is needed and not forced, the region is split in three. On each
cell that remains the statement is true, or a simple rational point of it is a counterexample.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice

from flint import fmpq

from verifier.claims.evidence import Certificate, certify
from verifier.claims.formula import read_form
from verifier.claims.statement import Form
from verifier.claims.trees import Tree, free_names
from verifier.engines.search.cell import Cell, Scene, Split, Stuck, Unsettled, written
from verifier.engines.search.evaluation import NOISE, Undefined, constants, sentence, truth
from verifier.engines.search.laws import read_laws
from verifier.engines.rationals.linear import Fact, Point, interior
from verifier.engines.search.points import simple_points
from verifier.engines.search.polynomial import ZERO, Poly, TooLarge, exact
from verifier.engines.search.positivity import direction_of, essential

TRIES, SIMPLEST, BLIND = 12, 60, 8


class _Counterexample(Exception):
    """The search is over: this `fails` proof was found."""

    def __init__(self, proof: dict):
        super().__init__(str(proof["at"]))
        self.proof = proof


def decide(form: Form, index: int, seconds: float = 20) -> Certificate | None:
    """A `holds` or `fails` certificate for one conclusion of a concrete form, or None when undecided or out of time.

    form      with law and dimension; rejects a formula or law that cannot be read (FormulaError)
    index     which conclusion, from 0
    seconds   wall-clock limit
    Trust: none by itself; the checker accepts the certificate or not. Every sign in it is exact.
    """
    search = _search(form, index, seconds)
    if search is None:
        return None
    names = search.scene.names
    try:
        return certify(form, index, "holds", "cells", search.node([], dict.fromkeys(names, ZERO), BLIND))
    except _Counterexample as found:
        refuted = search.simplest() or found.proof
    except (Stuck, TooLarge, RecursionError):
        refuted = search.simplest()
    return None if refuted is None else certify(form, index, "fails", "cells", refuted)


def fails_at(form: Form, index: int, point: Mapping[str, Fraction], seconds: float = 20) -> Certificate | None:
    """A `fails` certificate at this very point, or None where the conclusion does not fail there or cannot be evaluated. As for `decide`."""
    search = _search(form, index, seconds)
    if search is None or set(point) != search.scene.names:
        return None
    proof = search.failing({name: fmpq(value.numerator, value.denominator) for name, value in point.items()})
    return None if proof is None else certify(form, index, "fails", "cells", proof)


def _search(form: Form, index: int, seconds: float) -> _Search | None:
    """What is to be decided, with its law and its free names; None for a general form and for a law without exact arithmetic."""
    if not form.concrete:
        return None
    read = read_form(form)
    conclusion = read.conclusion[index]
    names = frozenset().union(*(free_names(tree) for tree in (*read.given, conclusion)))
    names = frozenset(name for name in names if not NOISE.fullmatch(name))
    try:
        laws = read_laws(form.noise, form.dim)
    except Stuck:
        return None
    return _Search(Scene(laws, form.dim, names, time.monotonic() + seconds, patient=False), read.given, conclusion)


@dataclass(frozen=True)
class _Search:
    scene: Scene
    given: tuple[Tree, ...]
    conclusion: Tree

    def node(self, facts: list[Fact], sample: Point, blind: int) -> dict:
        """The proof below the branches in `facts`; blind counts the splits left that no affine form of the statement asks for."""
        leaf = Cell(self.scene, facts, sample)
        try:
            if self.holds(leaf, {}):
                return {"leaf": leaf.data()}
        except Split as split:
            return self.split(split.form, facts, sample, blind)
        except Unsettled as unsettled:
            self.attack(facts, sample)
            if not self.scene.patient:
                return replace(self, scene=replace(self.scene, patient=True)).node(facts, sample, blind)
            if not blind:
                raise Stuck(str(unsettled)) from None
            return self.split(_blind(unsettled.poly, leaf, blind), facts, sample, blind - 1)
        self.attack(facts, sample)
        raise Stuck("the conclusion fails on a cell in which no counterexample was found")

    def split(self, form: Poly, facts: list[Fact], sample: Point, blind: int) -> dict:
        node = {"split": str(form)}
        for branch, fact in (("neg", Fact(-form, ">")), ("zero", Fact(form, "=")), ("pos", Fact(form, ">"))):
            inside = [*facts, fact]
            answer = interior(inside)
            if isinstance(answer, dict):
                node[branch] = self.node(inside, {**dict.fromkeys(sample, ZERO), **answer}, blind)
            else:
                node[branch] = {"empty": written(answer, {id(fact): k for k, fact in enumerate(inside)})}
        return node

    def holds(self, leaf: Cell, env: Mapping[str, Poly]) -> bool:
        """The truth of "the hypotheses imply the conclusion" on the leaf."""
        try:
            if not all(truth(leaf, tree, env) for tree in self.given):
                return True
        except Undefined as gap:
            raise Stuck(f"a hypothesis is undefined: {gap}") from None
        return sentence(leaf, self.conclusion, env)

    def attack(self, facts: list[Fact], sample: Point, tries: int = TRIES) -> None:
        """Raises _Counterexample when the conclusion fails at one of the simplest points of the cell."""
        for point in islice(simple_points(facts, sorted(self.scene.names), sample), tries):
            proof = self.failing(point)
            if proof is not None:
                raise _Counterexample(proof)

    def failing(self, point: Point) -> dict | None:
        """The proof that the conclusion fails at the point; None where it does not, or where evaluation stops."""
        leaf = Cell(replace(self.scene, patient=True), [], {})
        try:
            if self.holds(leaf, constants({name: exact(number) for name, number in point.items()})):
                return None
        except (Split, Stuck, Unsettled, TooLarge, RecursionError):
            return None
        return {"at": {name: str(number) for name, number in sorted(point.items())}, "leaf": leaf.data()}

    def simplest(self) -> dict | None:
        """A counterexample among the simplest points of the whole space, if there is one."""
        brief = replace(self, scene=replace(self.scene, deadline=min(self.scene.deadline, time.monotonic() + 1)))
        try:
            brief.attack([], dict.fromkeys(self.scene.names, ZERO), SIMPLEST)
        except _Counterexample as simple:
            return simple.proof
        return None


def _blind(poly: Poly, leaf: Cell, turn: int) -> Poly:
    """A form to split on when only halving the cell can help: in the polynomial's own direction or that of a bound, through the sample."""
    poly = leaf.reduce(poly)
    forms = [direction_of(poly)] if direction_of(poly) else [fact.poly for fact in essential(leaf.own, leaf.equalities)]
    forms = [form for form in forms if form.names <= poly.names & leaf.scene.names] or [Poly.variable(min(poly.names))]
    form = forms[turn % len(forms)]
    if not form.names <= leaf.scene.names:
        raise Stuck(str(poly))
    middle = form - Poly.constant(form.at(leaf.sample))
    if leaf.possible(middle) != {-1, 0, 1} or leaf.reduce(middle).value is not None:
        raise Stuck(str(poly))
    return middle

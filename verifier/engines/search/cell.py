"""One cell of a search: what is known about signs there, and which cut would force one that is needed.

A cell collects what the checker needs to repeat the evaluation (checker/FORMAT.md, section 4): signs with their combinations, the breaks
of integrals, the infinitesimals of one-sided derivatives.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from flint import fmpq

from verifier.engines.rationals.linear import Combination, Equalities, Fact, Point, prove, prove_zero
from verifier.engines.search.polynomial import ONE, Poly
from verifier.engines.search.positivity import affine_factors, essential, positive

TRUE_FOR = {"<": {-1}, "<=": {-1, 0}, "=": {0}, "!=": {-1, 1}, ">": {1}, ">=": {0, 1}}
SIGNS = {">": {1}, "=": {0}, ">=": {0, 1}}
ANY = {-1, 0, 1}


class Stuck(Exception):
    """Beyond these certificates, or out of time: says why."""


class Split(Exception):
    """The sign of this affine form is needed and not forced."""

    def __init__(self, form: Poly):
        super().__init__(str(form))
        self.form = form


class Unsettled(Exception):
    """The sign of this polynomial is needed, and no combination of facts was found."""

    def __init__(self, poly: Poly):
        super().__init__(str(poly))
        self.poly = poly


class Break(Exception):
    """A piece of an integral must be cut at this affine form."""

    def __init__(self, cell: Cell, at: Poly):
        super().__init__(str(at))
        self.cell, self.at = cell, at


class Nearer(Exception):
    """An infinitesimal must be so small that fact > factor * infinitesimal, for a positive fact."""

    def __init__(self, cell: Cell, fact: Fact, factor: Poly):
        super().__init__(str(fact.poly))
        self.cell, self.near = cell, (fact, factor)


@dataclass(frozen=True)
class Scene:
    """What does not change during a search: a law per coordinate, the dimension, the free names, when to give up (time.monotonic)."""

    laws: tuple = ()
    dim: int = 0
    names: frozenset[str] = frozenset()
    deadline: float = float("inf")
    patient: bool = True


@dataclass(eq=False)
class Cell:
    """The cell of a decision tree, or inside another one a piece of an integral, or what is near on one side.

    own      the facts it adds to those of the surrounding cell
    sample   a point of its relative interior
    name     the variable of the integral (piece) or the infinitesimal (near)
    random   True below an expectation
    """

    scene: Scene
    own: list[Fact]
    sample: Point
    parent: Cell | None = None
    kind: str = "leaf"
    name: str = ""
    random: bool = False
    signs: list[tuple[Fact, Combination]] = field(default_factory=list)
    integrals: list[dict] = field(default_factory=list)
    slopes: list[dict] = field(default_factory=list)
    known: dict[Poly, set[int]] = field(default_factory=dict)

    def __post_init__(self):
        self.equalities: Equalities = self.parent.equalities if self.parent else Equalities(self.own)
        for fact in self.own:
            self._remember(fact)

    @property
    def facts(self) -> list[Fact]:
        """In the checker's numbering."""
        return (self.parent.facts if self.parent else []) + self.own + [fact for fact, _ in self.signs]

    @property
    def given(self) -> list[Fact]:
        """The affine facts that were not derived from others."""
        return (self.parent.given if self.parent else []) + [fact for fact in self.own if fact.poly.degree <= 1]

    @property
    def names(self) -> frozenset[str]:
        """The names that stand for something here."""
        return self.scene.names.union(*(fact.poly.names for fact in self.facts))

    def reduce(self, poly: Poly) -> Poly:
        """Equal to the polynomial wherever the facts hold; without the names that the equality facts give."""
        return self.equalities.reduce(poly)[0]

    def possible(self, poly: Poly) -> set[int]:
        """The signs that the polynomial may have as far as is known."""
        possible = ANY
        for shape in (self.reduce(poly), poly):
            if shape.value is not None:
                return {(shape.value > 0) - (shape.value < 0)}
            shape, orientation = shape.direction()
            cell: Cell | None = self
            while cell:
                possible = possible & {orientation * sign for sign in cell.known.get(shape, ANY)}
                cell = cell.parent
        return possible

    def decide(self, relation: str, poly: Poly) -> bool:
        """The truth of `poly relation 0`; where the facts do not force it, raises the cut that is needed (or Unsettled, Stuck)."""
        search = self._settle if poly.degree <= 1 or self.kind != "near" else self._cut
        for step in (search, self._cut, self._give_up):
            possible = self.possible(poly)
            if possible <= TRUE_FOR[relation]:
                return True
            if not possible & TRUE_FOR[relation]:
                return False
            if relation in ("=", "!=") and poly.degree > 1 and not self.scene.patient:
                raise Unsettled(poly)
            step(poly)
        raise Stuck(f"the sign of {poly}")

    def sign(self, poly: Poly) -> int:
        """-1, 0 or 1; raises like `decide`."""
        if not self.decide(">=", poly):
            return -1
        return 1 if self.decide(">", poly) else 0

    def strict(self, poly: Poly) -> Fact:
        """The fact of which the polynomial, known to be positive, is a positive multiple wherever the facts hold."""
        shape = self.reduce(poly).direction()
        for fact in self.facts:
            if fact.sign == ">" and self.reduce(fact.poly).direction() == shape:
                return fact
        rest, used = self.equalities.reduce(poly)
        if rest.value is None:
            raise Stuck(f"{poly} is known to be positive, but no fact says so")
        return self._record(poly, ">", [(rest.value, ()), *((c, (fact,)) for fact, c in used.items() if c != 0)])

    def _remember(self, fact: Fact) -> None:
        for poly in {fact.poly, self.reduce(fact.poly)}:
            shape, orientation = poly.direction()
            self.known[shape] = self.known.get(shape, ANY) & {orientation * sign for sign in SIGNS[fact.sign]}

    def _record(self, poly: Poly, sign: str, combination: Combination) -> Fact:
        fact = Fact(poly, sign)
        self.signs.append((fact, combination))
        self._remember(fact)
        return fact

    def _settle(self, poly: Poly) -> None:
        """Records the sign if the facts force it."""
        if time.monotonic() > self.scene.deadline:
            raise Stuck("out of time")
        zero = prove_zero(poly, self.equalities) if poly.degree <= 1 else None
        if zero is not None:
            self._record(poly, "=", zero)
            return
        value = poly.at(self.sample)
        if value == 0:
            return
        target = poly if value > 0 else -poly
        weak = poly.degree > 1 or any(fact.sign == ">=" for fact in self.given)
        for sign in (">", ">=") if weak else (">",):
            if (self._products if poly.degree > 1 else self._multiples)(target, sign):
                return

    def _multiples(self, poly: Poly, sign: str) -> bool:
        found = prove(self.given, poly, sign, self.equalities)
        if isinstance(found, list):
            self._record(poly, sign, found)
        return isinstance(found, list)

    def _products(self, poly: Poly, sign: str) -> bool:
        poly = self.reduce(poly)
        found = positive([self.reduced(fact) for fact in essential(self.given, self.equalities)], poly, sign)
        if found is not None:
            self._record(poly, sign, found)
        return found is not None

    def reduced(self, fact: Fact) -> Fact:
        """The fact without the names that the equality facts give; recorded first where that makes a difference."""
        rest, used = self.equalities.reduce(fact.poly)
        for other in [fact, *self.facts]:
            if other.poly == rest and other.sign == fact.sign:
                return other
        return self._record(rest, fact.sign, [(ONE, (fact,)), *((-c, (equality,)) for equality, c in used.items() if c != 0)])

    def _cut(self, poly: Poly) -> None:
        """Raises the cut that would force the sign, where there is one."""
        if self.parent is not None and self.name not in poly.names:
            self.parent.sign(poly)
        elif self.kind == "near":
            self._approach(poly)
        elif poly.degree > 1:
            for factor in affine_factors(self.reduce(poly)):
                self.sign(factor)
            self._settle(poly)
        elif self.parent is None:
            raise Split(poly)
        else:
            slope = poly.slope(self.name)
            raise Break(self, (Poly.variable(self.name).scaled(slope) - poly).scaled(1 / slope))

    def _approach(self, poly: Poly) -> None:
        """poly = rest + step * infinitesimal has the sign of rest once the infinitesimal is small enough, of step where rest is zero."""
        powers = self.reduce(poly).coefficients(self.name)
        rest, step = powers.get(0, Poly({})), powers.get(1, Poly({}))
        if set(powers) - {0, 1}:
            raise Stuck(f"the sign of {poly} beside {self.name} = 0")
        side = self.parent.sign(rest)
        if side == 0:
            side = self.parent.sign(step)
            step = step if side > 0 else -step
            fact = self.parent.reduced(self.parent.strict(step))
            self._record(step * Poly.variable(self.name), ">", [(_ratio(step, fact.poly), (self.own[0], fact))])
            return
        rest, step = (rest, step) if side > 0 else (-rest, -step)
        fact = self.parent.strict(rest)
        raise Nearer(self, fact, step.scaled(-1 / _ratio(rest, self.reduce(fact.poly))))

    def _give_up(self, poly: Poly) -> None:
        raise Unsettled(poly)

    def data(self) -> dict:
        """The leaf as certificates write it."""
        numbers = {id(fact): k for k, fact in enumerate(self.facts)}
        entries = {
            "signs": [
                {"form": str(fact.poly), "sign": fact.sign, "by": written(combination, numbers)} for fact, combination in self.signs
            ],
            "integrals": [
                {"breaks": [str(at) for at in entry["breaks"]], "pieces": [piece and piece.data() for piece in entry["pieces"]]}
                for entry in self.integrals
            ],
            "slopes": [
                {"name": entry["name"], "near": [[numbers[id(fact)], str(c)] for fact, c in entry["near"]], "leaf": entry["leaf"].data()}
                for entry in self.slopes
            ],
        }
        return {key: rows for key, rows in entries.items() if rows}


def _ratio(poly: Poly, other: Poly) -> fmpq:
    """c with poly = c * other, for multiples of each other."""
    return poly.terms[max(poly.terms)] / other.terms[max(other.terms)]


def written(combination: Combination, numbers: dict[int, int]) -> list:
    """The combination with facts by number, as certificates write it."""
    return [[str(c), [numbers[id(fact)] for fact in used]] for c, used in combination]

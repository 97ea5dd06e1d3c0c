"""Collecting evidence for concrete statements: the search's certificate for each conclusion, and a second opinion on it from the law.

The second opinion shares no code with search and checker: exact values at rational points, break points among them, and, for
equations in θ, SymPy's polynomials on every chamber. Should the two ever differ, the evidence is marked as failed and Disagreement raised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from random import Random

from verifier.claims.book import Run
from verifier.claims.evidence import Certificate, Evidence
from verifier.claims.formula import ReadForm, Tree, free_names, number, parse, read_form, to_latex
from verifier.claims.statement import Form, Statement
from verifier.engines.search.values import Evaluator, NoValue

VALUES = tuple(Fraction(n, 12) for n in (-36, -24, -18, -12, -5, 0, 3, 9, 12, 20, 24, 30))
FEW = tuple(Fraction(n, 12) for n in (-36, -24, -12, 0, 9, 24, 30))
POINTS = {"quick": 24, "ci": 48, "thorough": 240}
THETA = frozenset(("t1", "t2"))
SHORT = 60   # characters of a formula below which an obligation shows it
ARITHMETIC = ("+", "-", "*", "/", "^", "max", "min")
RELATIONS = ("<", "<=", "=", "!=", ">=", ">")


class Disagreement(RuntimeError):
    """Search and second opinion differ about a conclusion: one of them has a defect, and no verdict may stand on either."""


@dataclass(frozen=True)
class Opinion:
    """What exact evaluation found.

    tried       how many points satisfied the hypotheses
    met         at how many of them the premise of the conclusion was true as well (all of them, if it has none)
    false_at    the first of them at which the conclusion was false, or None
    identical   whether SymPy found both sides of an equation equal on all chambers; None where it was not asked
    """

    tried: int
    met: int
    false_at: dict[str, Fraction] | None
    identical: bool | None

    @property
    def doubtful(self) -> bool:
        """Whether it speaks against the conclusion, or tried nothing."""
        return not self.tried or self.false_at is not None or self.identical is False

    def place(self) -> str:
        """The point at which it is false."""
        return ", ".join(f"{name} = {value}" for name, value in (self.false_at or {}).items()) or "the only point"

    def words(self) -> str:
        """For the record: what was tried and what came out."""
        text = "1 point" if self.tried == 1 else f"{self.tried} points"
        if self.met < self.tried:
            text += f", the premise true at {self.met}"
        if self.false_at is not None:
            text += f", false at {self.place()}"
        if self.identical is not None:
            text += "; both sides the same polynomial on every chamber" if self.identical else "; the sides differ on a chamber"
        return text


def judged(statement: Statement, run: Run, steps: tuple[str, ...] = ()) -> Iterator[Evidence]:
    """Evidence for every form of a concrete statement: the certificates that the search finds, then the second opinion on all conclusions.

    steps   lines of LaTeX that derive from the law what the statement speaks of; they stand before its own derivation
    When a certificate and the second opinion differ, the form's certificates are withheld: what is yielded shows the difference, and
    Disagreement is raised.
    """
    from verifier.engines.search.cells import decide

    for form in statement.forms:
        reading = read_form(form)
        certificates = [decide(form, k) for k in range(len(form.conclusion))]
        views = [opinion(reading, k, run, instance(certificate)) for k, certificate in enumerate(certificates)]
        record = {f"part {k}": view.words() for k, view in enumerate(views, 1)}
        different = [k for k, view in enumerate(views, 1) if differs(reading, k - 1, certificates[k - 1], view)]
        if different:
            yield Evidence(form.name, f"search and second opinion differ on part {different[0]}", "sympy", record=record, failed=True)
            raise Disagreement(f"{statement.id}, {form.name}: search and second opinion differ on part {different[0]}")
        for k, certificate in enumerate(certificates):
            if certificate is not None:
                lines = (*steps, *written(reading, k, certificate))
                yield Evidence(form.name, _obligation(form, k, certificate), "cells", certificate, lines)
                steps = ()
        doubtful = any(view.doubtful for view in views)
        what = f"second opinion, exact values and polynomials from the law on every chamber: {_found(certificates, views)}"
        yield Evidence(form.name, what, "sympy", record=record, failed=doubtful)


def _found(certificates: list[Certificate | None], views: list[Opinion]) -> str:
    """What the second opinion comes to, beside what the search found."""
    parts = []
    for k, (certificate, view) in enumerate(zip(certificates, views), 1):
        name = "it" if len(views) == 1 else f"part {k}"
        if view.false_at is not None:
            parts.append(f"{'finds' if certificate is None else 'also finds'} {name} false at {view.place()}")
        elif view.doubtful:
            parts.append(f"is in doubt about {name}")
        elif certificate is None:
            parts.append(f"finds nothing against {name}, for which there is no certificate")
    return "; ".join(parts) or "agrees"


def instance(certificate: Certificate | None) -> dict[str, Fraction] | None:
    """The point of a certificate that something fails; None for any other."""
    if certificate is None or certificate.asserts == "holds":
        return None
    return {name: Fraction(value) for name, value in sorted(certificate.proof["at"].items())}


def opinion(reading: ReadForm, k: int, run: Run, first: dict[str, Fraction] | None = None) -> Opinion:
    """Exact evaluation of conclusion k at rational points that satisfy the hypotheses, and for equations in θ on chambers.

    first   a point to try before the others: the counterexample of the search
    """
    laws = evaluator(reading.form.noise, reading.form.dim)
    conclusion, tried, met, false_at = reading.conclusion[k], 0, 0, None
    for point in chain([] if first is None else [first], points(reading, k, POINTS[run.profile], run.seed)):
        if not all(laws.holds(condition, point) for condition in reading.given):
            continue
        tried += 1
        met += conclusion[0] != "->" or laws.holds(conclusion[1], point)
        if not laws.holds(conclusion, point):
            false_at = point
            break
    return Opinion(tried, met, false_at, identical(reading, k))


def identical(reading: ReadForm, k: int) -> bool | None:
    """Whether SymPy finds both sides of conclusion k equal on every chamber; None when it is no equation in θ alone."""
    from verifier.engines.search.chambers import NotGeneric, pieces

    conclusion = reading.conclusion[k]
    if conclusion[0] != "=" or not _names(reading, k) <= THETA:
        return None
    try:
        left, right = (pieces(reading.form.noise, reading.form.dim, side, reading.given) for side in conclusion[1:])
    except NotGeneric:
        return None
    return left == right if left else None


def differs(reading: ReadForm, k: int, certificate: Certificate | None, view: Opinion) -> bool:
    """Whether a certificate contradicts the second opinion. Without a certificate there is nothing to contradict."""
    if certificate is None:
        return False
    if certificate.asserts == "holds":
        return view.false_at is not None or view.identical is False
    laws, at = evaluator(reading.form.noise, reading.form.dim), instance(certificate)
    return not all(laws.holds(condition, at) for condition in reading.given) or laws.holds(reading.conclusion[k], at)


def points(reading: ReadForm, k: int, count: int, seed: int) -> Iterator[dict[str, Fraction]]:
    """Rational points for the free names: all break points of a single difference first, then a seeded choice."""
    names = sorted(_names(reading, k))
    if not names:
        yield {}
        return
    if len(names) == 1:
        yield from ({names[0]: value} for value in VALUES)
        return
    if set(names) <= THETA:
        values = FEW if count == POINTS["quick"] and _costly(reading.conclusion[k]) else VALUES
        yield from ({"t1": x + y, "t2": y} for y in (Fraction(1, 3), Fraction(-5, 7), Fraction(0))[: max(1, count // 24)] for x in values)
        return
    random = Random(seed)
    for _ in range(count):
        point = {name: random.choice(VALUES) for name in names}
        yield _on_equations((*reading.given, *_premises(reading.conclusion[k])), point, random)


def _premises(tree: Tree) -> tuple[Tree, ...]:
    """What is assumed before the arrow, one condition each; nothing where there is no arrow."""
    def parts(condition: Tree) -> tuple[Tree, ...]:
        return (*parts(condition[1]), *parts(condition[2])) if condition[0] == "and" else (condition,)

    return parts(tree[1]) if tree[0] == "->" else ()


def _on_equations(conditions: tuple[Tree, ...], point: dict[str, Fraction], random: Random) -> dict[str, Fraction]:
    """The point moved onto equations a = b or a + b = c among the conditions, which a random point would miss."""
    for condition in conditions:
        if condition[0] == "=" and isinstance(condition[1], str) and isinstance(condition[2], str):
            point[condition[1]] = point[condition[2]]
        elif condition[0] == "=" and isinstance(condition[1], str) and isinstance(condition[2], Fraction):
            point[condition[1]] = condition[2]
        elif condition[0] == "=" and _is_sum_of_names(condition[1]) and isinstance(condition[2], Fraction):
            point[condition[1][1]] = Fraction(random.randint(-2, 6), 4)
            point[condition[1][2]] = condition[2] - point[condition[1][1]]
    return point


def _is_sum_of_names(tree: Tree) -> bool:
    return isinstance(tree, tuple) and tree[0] == "+" and all(isinstance(part, str) for part in tree[1:])


@lru_cache(maxsize=64)
def evaluator(noise: str | None, dim: int) -> Evaluator:
    """One evaluator for each law: expectations already computed are kept."""
    return Evaluator(noise, dim)


def written(reading: ReadForm, k: int, certificate: Certificate) -> tuple[str, ...]:
    """What a certificate shows, in LaTeX: the derivation of what holds, or both sides of what fails at the counterexample."""
    if certificate.asserts == "holds":
        return derivation(reading, k)
    at = instance(certificate)
    point = r", \quad ".join(f"{to_latex(name)} = {to_latex(number(value))}" for name, value in at.items())
    conclusion, sides = reading.conclusion[k], []
    while conclusion[0] == "->":
        conclusion = conclusion[2]
    if conclusion[0] in RELATIONS:
        shown = [side for side in conclusion[1:] if free_names(side) or (not at and isinstance(side, tuple) and side[0] in ARITHMETIC)]
        sides = [rf"{to_latex(side)} {_value_at(reading, side, at)}" for side in shown]
    return (rf"\text{{at }} {point}:" if point else r"\text{as it stands:}", *sides)


def _value_at(reading: ReadForm, side: Tree, at: dict[str, Fraction]) -> str:
    try:
        return f"= {to_latex(number(evaluator(reading.form.noise, reading.form.dim).value(side, at)))}"
    except NoValue:
        return r"\text{ has no value}"


def derivation(reading: ReadForm, k: int) -> tuple[str, ...]:
    """The conclusion in LaTeX and, for an equation in θ, its left side as SymPy derives it from the law, with the breaks that it found."""
    from verifier.engines.search.chambers import NotGeneric, as_cases, pieces

    conclusion = reading.conclusion[k]
    hypotheses = r" \text{ and } ".join(map(to_latex, reading.given)) + r" \;\Longrightarrow\; " if reading.given else ""
    lines = [hypotheses + to_latex(conclusion)]
    if conclusion[0] == "=" and _names(reading, k) <= THETA <= free_names(conclusion[1]):
        try:
            found = pieces(reading.form.noise, reading.form.dim, conclusion[1], reading.given)
        except NotGeneric:
            return tuple(lines)
        cases = as_cases(found, _at_break(reading, conclusion[1], found)) if found else ""
        lines.append(f"{to_latex(conclusion[1])} = {cases}" if found else r"\text{no } \theta \text{ satisfies the hypotheses}")
    return tuple(dict.fromkeys(lines))


def _at_break(reading: ReadForm, side: Tree, found) -> Callable | None:
    """What gives the LaTeX of the side's exact value at a break, where the pieces do not agree; None where it depends on more than x."""
    if any({symbol.name for symbol in row.value.free_symbols} - {"x"} for row in found):
        return None
    laws = evaluator(reading.form.noise, reading.form.dim)

    def value(place) -> str:
        at = {"t1": Fraction(int(place.p), int(place.q)), "t2": Fraction(0)}
        if not all(laws.holds(condition, at) for condition in reading.given):
            return r"\text{excluded}"
        try:
            return to_latex(number(laws.value(side, at)))
        except NoValue:
            return r"\text{no value}"

    return value


def _costly(tree: Tree) -> bool:
    return isinstance(tree, tuple) and (tree[0] in ("derivative", "slope") or any(map(_costly, tree[1:])))


def _names(reading: ReadForm, k: int) -> frozenset[str]:
    """The free names of conclusion k and of the hypotheses."""
    return frozenset(reading.names) & frozenset().union(*map(free_names, (*reading.given, reading.conclusion[k])))


def _obligation(form: Form, k: int, certificate: Certificate) -> str:
    text = form.conclusion[k]
    shown = f", $`{to_latex(parse(text))}`$," if len(text) < SHORT else ""
    part = "" if len(form.conclusion) == 1 else f"part {k + 1} of {len(form.conclusion)}{shown} "
    if certificate.asserts == "holds":
        return f"{part}holds" if part else f"holds for {form.scope.text}"
    at = ", ".join(f"{name} = {value}" for name, value in sorted(certificate.proof["at"].items()))
    return f"{part}fails: counterexample {at or 'without parameters'}"

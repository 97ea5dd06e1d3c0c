"""Collecting evidence for concrete statements: the search's certificate for each conclusion, and a second opinion on it from the law.

The second opinion shares no code with search and checker: exact values at rational points, break points among them, and, for
equations in θ, SymPy's polynomials on every chamber. Should the two ever differ, the evidence is marked as failed and Disagreement raised.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from random import Random

from verifier.claims.book import Run
from verifier.claims.evidence import Certificate, Evidence
from verifier.claims.formula import ReadForm, Tree, free_names, number, read_form, to_latex
from verifier.claims.statement import Form, Statement
from verifier.engines.values import Evaluator, NoValue

VALUES = tuple(Fraction(n, 12) for n in (-36, -24, -18, -12, -5, 0, 3, 9, 12, 20, 24, 30))
FEW = tuple(Fraction(n, 12) for n in (-36, -24, -12, 0, 9, 24, 30))
POINTS = {"quick": 24, "ci": 48, "thorough": 240}
THETA = frozenset(("t1", "t2"))
RELATIONS = ("<", "<=", "=", "!=", ">=", ">")


class Disagreement(RuntimeError):
    """Search and second opinion differ about a conclusion: one of them has a defect, and no verdict may stand on either."""


@dataclass(frozen=True)
class Opinion:
    """What exact evaluation found.

    tried       how many points satisfied the hypotheses
    false_at    the first of them at which the conclusion was false, or None
    identical   whether SymPy found both sides of an equation equal on all chambers; None where it was not asked
    """

    tried: int
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
        text = f"{self.tried} points"
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
    from verifier.engines.cells import decide

    for form in statement.forms:
        reading = read_form(form)
        certificates = [decide(form, k) for k in range(len(form.conclusion))]
        views = [opinion(reading, k, run) for k in range(len(form.conclusion))]
        record = {f"conclusion {k}": view.words() for k, view in enumerate(views, 1)}
        different = [k for k, view in enumerate(views, 1) if differs(reading, k - 1, certificates[k - 1], view)]
        if different:
            yield Evidence(form.name, f"search and second opinion differ on conclusion {different[0]}", "sympy", record=record, failed=True)
            raise Disagreement(f"{statement.id}, {form.name}: search and second opinion differ on conclusion {different[0]}")
        for k, certificate in enumerate(certificates):
            if certificate is not None:
                lines = (*steps, *written(reading, k, certificate))
                yield Evidence(form.name, _obligation(form, k, certificate), "cells", certificate, lines)
                steps = ()
        failed = [f"conclusion {k} is false at {view.place()}" for k, view in enumerate(views, 1) if view.false_at is not None]
        doubtful = any(view.doubtful for view in views)
        found = "; ".join(failed) or ("doubtful" if doubtful else "agrees")
        what = f"second opinion, exact values and polynomials from the law on every chamber: {found}"
        yield Evidence(form.name, what, "sympy", record=record, failed=doubtful)


def opinion(reading: ReadForm, k: int, run: Run) -> Opinion:
    """Exact evaluation of conclusion k at rational points that satisfy the hypotheses, and for equations in θ on chambers."""
    laws = evaluator(reading.form.noise, reading.form.dim)
    conclusion, tried, false_at = reading.conclusion[k], 0, None
    for point in points(reading, k, POINTS[run.profile], run.seed):
        if not all(laws.holds(condition, point) for condition in reading.given):
            continue
        tried += 1
        if not laws.holds(conclusion, point):
            false_at = point
            break
    return Opinion(tried, false_at, identical(reading, k))


def identical(reading: ReadForm, k: int) -> bool | None:
    """Whether SymPy finds both sides of conclusion k equal on every chamber; None when it is no equation in θ alone."""
    from verifier.engines.chambers import NotGeneric, pieces

    conclusion = reading.conclusion[k]
    if conclusion[0] != "=" or not set(reading.names) <= THETA:
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
    laws = evaluator(reading.form.noise, reading.form.dim)
    at = {name: Fraction(value) for name, value in certificate.proof["at"].items()}
    return not all(laws.holds(condition, at) for condition in reading.given) or laws.holds(reading.conclusion[k], at)


def points(reading: ReadForm, k: int, count: int, seed: int) -> Iterator[dict[str, Fraction]]:
    """Rational points for the free names: all break points of a single difference first, then a seeded choice."""
    names = sorted(set(reading.names) & _mentioned(reading, k))
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
        yield _on_hypotheses(reading, point, random)


def _on_hypotheses(reading: ReadForm, point: dict[str, Fraction], random: Random) -> dict[str, Fraction]:
    """The point moved onto equations a = b or a + b = c among the hypotheses, which a random point would miss."""
    for condition in reading.given:
        if condition[0] == "=" and isinstance(condition[1], str) and isinstance(condition[2], str):
            point[condition[1]] = point[condition[2]]
        elif condition[0] == "=" and condition[1][0] == "+" and isinstance(condition[2], Fraction):
            point[condition[1][1]] = Fraction(random.randint(-2, 6), 4)
            point[condition[1][2]] = condition[2] - point[condition[1][1]]
    return point


@lru_cache(maxsize=64)
def evaluator(noise: str | None, dim: int) -> Evaluator:
    """One evaluator for each law: expectations already computed are kept."""
    return Evaluator(noise, dim)


def written(reading: ReadForm, k: int, certificate: Certificate) -> tuple[str, ...]:
    """What a certificate shows, in LaTeX: the derivation of what holds, or both sides of what fails at the counterexample."""
    if certificate.asserts == "holds":
        return derivation(reading, k)
    at = {name: Fraction(value) for name, value in certificate.proof["at"].items()}
    point = r", \quad ".join(f"{to_latex(name)} = {to_latex(number(value))}" for name, value in sorted(at.items()))
    conclusion, sides = reading.conclusion[k], []
    if conclusion[0] in RELATIONS:
        sides = [rf"{to_latex(side)} {_value_at(reading, side, at)}" for side in conclusion[1:]]
    return (rf"\text{{at }} {point}:" if point else r"\text{as it stands:}", *sides)


def _value_at(reading: ReadForm, side: Tree, at: dict[str, Fraction]) -> str:
    try:
        return f"= {to_latex(number(evaluator(reading.form.noise, reading.form.dim).value(side, at)))}"
    except NoValue:
        return r"\text{ has no value}"


def derivation(reading: ReadForm, k: int) -> tuple[str, ...]:
    """The conclusion in LaTeX and, for an equation in θ, its left side as SymPy derives it from the law, with the breaks that it found."""
    from proofs.derivations import as_cases
    from verifier.engines.chambers import NotGeneric, pieces

    conclusion = reading.conclusion[k]
    hypotheses = r" \text{ and } ".join(map(to_latex, reading.given)) + r" \;\Longrightarrow\; " if reading.given else ""
    lines = [hypotheses + to_latex(conclusion)]
    if conclusion[0] == "=" and set(reading.names) <= THETA and {"t1", "t2"} & free_names(conclusion[1]):
        try:
            found = pieces(reading.form.noise, reading.form.dim, conclusion[1], reading.given)
        except NotGeneric:
            return tuple(lines)
        lines.append(to_latex(conclusion[1]) + " = " + as_cases(found) if found else r"\text{no } \theta \text{ satisfies the hypotheses}")
    return tuple(dict.fromkeys(lines))


def _costly(tree: Tree) -> bool:
    return isinstance(tree, tuple) and (tree[0] in ("derivative", "slope") or any(map(_costly, tree[1:])))


def _mentioned(reading: ReadForm, k: int) -> frozenset[str]:
    return frozenset().union(*map(free_names, (*reading.given, reading.conclusion[k])))


def _obligation(form: Form, k: int, certificate: Certificate) -> str:
    place = "" if len(form.conclusion) == 1 else f", conclusion {k + 1} of {len(form.conclusion)}"
    if certificate.asserts == "holds":
        return f"holds for {form.scope.text}{place}"
    at = ", ".join(f"{name} = {value}" for name, value in sorted(certificate.proof["at"].items()))
    return f"fails{place}: counterexample {at or 'without parameters'}"
